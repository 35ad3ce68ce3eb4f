"""What the commands of the comparison are given: a reference table, attributes, volumes."""

from __future__ import annotations

from pathlib import Path
from typing import Any


def load(path: Path) -> Any:
    """A reference table from its file, or from a released run."""
    from privkit.compare.reference import reference_from_json
    from privkit.errors import DataError, Problem
    from privkit.run.existing import Committed
    from privkit.run.outputs import inside
    from privkit.run.project import OUTPUTS
    from privkit.words import Words

    if path.is_dir():
        rule = Committed.read(path.resolve()).evidence["policy"].get("comparison")
        path = path / OUTPUTS / inside(rule["file"]) if rule else path / OUTPUTS / "-"
    try:
        return reference_from_json(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError):
        raise DataError(
            Problem(
                "PK566",
                Words(
                    f"there is no released reference table {path.name}",
                    f"il n'y a pas de table de référence diffusée {path.name}",
                ),
                instead=Words(
                    "name the folder of a released run, or its reference file",
                    "nommez le dossier d'un passage diffusé, ou son fichier de référence",
                ),
            )
        ) from None


def pairs(values: list[str]) -> dict[str, str]:
    """``column=value`` arguments."""
    from privkit.errors import Problem, UsageError
    from privkit.words import Words

    wrong = [n for n, v in enumerate(values, 1) if "=" not in v]
    if wrong:
        raise UsageError(
            Problem(
                "PK906",
                Words(
                    f"argument {wrong[0]} is not column=value",
                    f"l'argument {wrong[0]} n'est pas colonne=valeur",
                ),
                instead=Words("surface_m2=73", "surface_m2=73"),
            )
        )
    return dict(v.split("=", 1) for v in values)


def amount(text: str, option: str = "--volume") -> Any:
    """A volume, with a decimal point or comma."""
    import re
    from decimal import Decimal, InvalidOperation

    from privkit.errors import Problem, UsageError
    from privkit.words import Words

    try:
        found = Decimal(re.sub(r"[ \u00a0\u202f]", "", text).replace(",", "."))
        if not found.is_finite():
            raise InvalidOperation
        return found
    except InvalidOperation:
        raise UsageError(
            Problem(
                "PK906",
                Words(f"{option} is not a number", f"{option} n'est pas un nombre"),
                instead=Words(f"{option} 92.5", f"{option} 92,5"),
            )
        ) from None
