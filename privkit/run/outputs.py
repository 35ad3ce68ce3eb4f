"""Which table each output is made of, where it is written, whether it may leave under the policy's own decision."""

from __future__ import annotations

from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from privkit.errors import PolicyError, nearest
from privkit.policy.model.outputs import Output, Sharing
from privkit.policy.model.policy import Policy
from privkit.policy.model.register import State
from privkit.run.project import HELD, OUTPUTS
from privkit.steps.base import Schemas
from privkit.words import Words

if TYPE_CHECKING:
    from privkit.policy.reader import Document

PREFIXES = ("outputs", "sorties")


def table_of(document: Document, number: int, output: Output, schemas: Schemas) -> str:
    """The live table an output is made of. PolicyError when it is not clear."""
    wanted = output.from_ or _result(document)
    return _live(document, ("outputs", number), wanted, schemas)


def _result(document: Document) -> str | None:
    """The one table that ratios complete, when the others only serve them: it needs no naming in a lone output."""
    rule = next((step.aggregate for step in document.policy.steps if step.aggregate), None)
    if rule is None or len(document.policy.outputs) > 1:
        return None
    completed = {step.ratio.of for step in rule.then if step.ratio}
    return next(iter(completed)) if len(completed) == 1 else None


def comparison_table(document: Document, schemas: Schemas) -> str:
    """The live table the reference table is made of. PolicyError when it is not clear."""
    rule = document.policy.comparison
    assert rule is not None
    name = _live(document, ("comparison",), rule.from_, schemas)
    if any(step.aggregate for step in document.policy.steps):
        return name  # its columns are figures: check_comparison says what it lacks
    for column in (*rule.groups_by, rule.target):
        if column not in schemas[name]:
            close = nearest(column, schemas[name].names)
            raise PolicyError(
                document.problem(
                    "PK811",
                    ("comparison", "target" if column == rule.target else "groups_by"),
                    Words(
                        f"no column {column} is left at the end of the steps",
                        f"aucune colonne {column} ne reste à la fin des étapes",
                    ),
                    Words(f"write {close}", f"écrivez {close}")
                    if close
                    else Words("keep it under minimise", "gardez-la sous minimiser"),
                )
            )
    return name


def _live(document: Document, path: tuple[str | int, ...], wanted: str | None, schemas: Schemas) -> str:
    if wanted is None and len(schemas) == 1:
        return next(iter(schemas))
    if wanted in schemas:
        return str(wanted)
    names = " / ".join(schemas)
    raise PolicyError(
        document.problem(
            "PK810",
            path,
            Words(
                f"{len(schemas)} tables are left at the end: {names}",
                f"{len(schemas)} tables restent à la fin : {names}",
            ),
            Words("add from: and one of them", "ajoutez tirée_de : et l'une d'elles"),
        )
    )


def inside(file: str) -> PurePosixPath:
    """The path of an output inside the run's ``outputs`` folder: a leading ``outputs/`` is not repeated."""
    parts = PurePosixPath(file.replace("\\", "/")).parts
    return PurePosixPath(*(parts[1:] if len(parts) > 1 and parts[0] in PREFIXES else parts))


def safe_path(folder: Path, file: str) -> Path:
    """Where an output is written; never outside ``folder``, whatever the policy says."""
    path = (folder / inside(file)).resolve()
    if not path.is_relative_to(folder.resolve()):
        from privkit.errors import Problem

        raise PolicyError(
            Problem(
                "PK812",
                Words(
                    "the file of an output lies outside the run",
                    "le fichier d'une sortie est hors du passage",
                ),
                instead=Words(
                    "write a path without .. such as outputs/result.csv",
                    "écrivez un chemin sans .. comme sorties/resultat.csv",
                ),
            )
        )
    path.parent.mkdir(parents=True, exist_ok=True)
    return path


def decided_in_policy(policy: Policy) -> bool:
    """Whether the policy is in force and records the controller's decision."""
    return (
        policy.policy.state is State.VALIDATED
        and policy.governance is not None
        and policy.governance.decision is not None
    )


def leaves_at_once(policy: Policy, sharing: Sharing) -> bool:
    """Internal outputs leave under the policy's recorded decision; all others wait for one."""
    return sharing is Sharing.INTERNAL and decided_in_policy(policy)


def folder_for(policy: Policy, sharing: Sharing) -> str:
    """``outputs`` or ``held``."""
    return OUTPUTS if leaves_at_once(policy, sharing) else HELD


def both_files(file: str) -> tuple[str, str]:
    """The reference table is written twice: as JSON, and as CSV beside it under the same name."""
    return file, str(PurePosixPath(file).with_suffix(".csv"))


def comparison_sharing(policy: Policy) -> Sharing:
    """The reference table is shared as widely as the widest output it sits beside."""
    order = (Sharing.INTERNAL, Sharing.ENCLAVE, Sharing.AGREEMENT, Sharing.PUBLIC)
    return max((o.sharing for o in policy.outputs), key=order.index, default=Sharing.INTERNAL)
