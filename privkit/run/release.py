"""``release``: record who decided, when and why, then let held outputs out, or not.

The recorded decision is the act; moving files carries it out, and recovery finishes what a crash
interrupted.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from privkit.errors import DataError, EvidenceError, Problem, nearest
from privkit.evidence.record import Status
from privkit.ledger.ledger import Ledger
from privkit.run import commit
from privkit.run.eliminated import refuse_empty_release
from privkit.run.existing import Committed, project_of_run
from privkit.run.lock import PolicyLock
from privkit.run.recover import finish_release, recover
from privkit.run.verify import verify
from privkit.words import Words

#: Keys of a decision file. English: French.
KEYS = {"decision": "décision", "by": "par", "capacity": "qualité", "date": "date", "because": "parce_que"}
ANSWERS = {"release": "release", "refuse": "refuse", "diffuser": "release", "refuser": "refuse"}
CONTROLLER = ("controller", "responsable_de_traitement")
DPO = ("dpo", "dpd")
DPO_TITLES = ("data protection officer", "la protection des données")


@dataclass(frozen=True)
class Decision:
    """What a person decided of a held run."""

    decision: str  # release | refuse
    by: str
    capacity: str
    date: str
    because: str

    def text(self, run: str) -> str:
        """The decision as it is recorded."""
        body = {"run": run, **self.__dict__}
        return json.dumps(body, ensure_ascii=False, sort_keys=True, indent=2) + "\n"


def release(folder: Path, decision_file: Path) -> Committed:
    """Record the decision of ``decision_file`` on a held run and carry it out.

    Raises DataError when the run is not held or the file is not a decision, EvidenceError when the run no
    longer matches its manifest.
    """
    project = project_of_run(folder)
    decision = read_decision(decision_file)
    with commit.telling_disk_errors(project.reports), PolicyLock(project.lock):
        recover(project)
        found = Committed.read(folder)
        _refuse_unless_held(found)
        refuse_empty_release(project, folder.name)
        problems = verify(folder)
        if problems:
            raise EvidenceError(*problems)
        body = {
            "run": folder.name,
            "policy": project.policy,
            "decision": decision.decision,
            "text": decision.text(found.run),
        }
        with Ledger.open(project.ledger) as ledger:
            ledger.append("decided", body)
            commit.boundary("after decided row")
        finish_release(folder, body)
        recover(project)  # says it in the budget ledger
        if decision.decision == "release":
            commit.point_current(project, folder.name)
    return Committed.read(folder)


def _refuse_unless_held(found: Committed) -> None:
    if found.status is Status.HELD:
        return
    words = {
        Status.RELEASED: Words("its outputs are out already", "ses sorties sont déjà diffusées"),
        Status.REFUSED: Words("it was refused and has no output", "il a été refusé et n'a pas de sortie"),
        Status.INCONCLUSIVE: Words(
            "a condition could not be measured: it has no output",
            "une condition n'a pu être mesurée : il n'a pas de sortie",
        ),
    }[found.status]
    raise DataError(
        Problem(
            "PK831",
            Words(
                f"the run {found.run} awaits no decision: ",
                f"le passage {found.run} n'attend pas de décision : ",
            )
            + words,
            instead=Words("name a held run", "nommez un passage en attente"),
        )
    )


def read_decision(path: Path) -> Decision:
    """Read a decision file: YAML, in English or in French. DataError with every problem."""
    names = {**{en: en for en in KEYS}, **{fr: en for en, fr in KEYS.items()}}
    written = _pairs(path)
    problems = [_unknown_key(k, path.name) for k, _ in written if k not in names]
    keys = [names[k] for k, _ in written if k in names]
    problems += [_twice(en, path.name) for en in KEYS if keys.count(en) > 1]
    body = {names[k]: v for k, v in written if k in names}
    problems += [_missing_key(en, path.name) for en in KEYS if not body.get(en)]
    problems += _wrong_values(body, path.name)
    if problems:
        raise DataError(*problems)
    return Decision(ANSWERS[body["decision"]], body["by"], body["capacity"], body["date"], body["because"])


def _pairs(path: Path) -> list[tuple[str, str]]:
    """The keys and values of a decision file in order, those written twice included."""
    import yaml

    if not path.is_file():
        raise DataError(_no_file(path.name))
    try:
        node = yaml.compose(path.read_text(encoding="utf-8-sig"), Loader=yaml.BaseLoader)
    except (OSError, UnicodeDecodeError, yaml.YAMLError):
        node = None
    if not isinstance(node, yaml.MappingNode) or not all(
        isinstance(part, yaml.ScalarNode) for pair in node.value for part in pair
    ):
        raise DataError(_not_a_decision(path.name))
    return [(unicodedata.normalize("NFC", k.value).strip(), v.value.strip()) for k, v in node.value]


def _wrong_values(body: Mapping[str, Any], file: str) -> list[Problem]:
    problems = []
    if body.get("decision") and body["decision"] not in ANSWERS:
        problems.append(
            _problem("PK834", file, "decision: release or refuse", "décision : diffuser ou refuser")
        )
    if body.get("by", "").lower() in DPO or _is_dpo(body.get("capacity", "")):
        problems.append(
            Problem(
                "PK835",
                Words(
                    f"{file}: the DPO advises and does not decide",
                    f"{file} : le DPO conseille et ne décide pas",
                ),
                instead=Words("by: controller", "par : responsable_de_traitement"),
                article="GDPR 38(6)",
            )
        )
    elif body.get("by") and body["by"] not in CONTROLLER:
        problems.append(_problem("PK834", file, "by: controller", "par : responsable_de_traitement"))
    if body.get("date"):
        try:
            if date.fromisoformat(body["date"]).isoformat() != body["date"]:
                raise ValueError
        except ValueError:
            problems.append(_problem("PK834", file, "date: 2026-12-01", "date : 2026-12-01"))
    return problems


def _is_dpo(capacity: str) -> bool:
    """Whether a capacity names the DPO: writing ``by: controller`` beside it changes nothing (GDPR 38(6))."""
    words = re.findall(r"\w+", capacity.lower())
    name = " ".join(words)
    return any(word in DPO for word in words) or any(title in name for title in DPO_TITLES)


def _problem(code: str, file: str, en: str, fr: str) -> Problem:
    return Problem(
        code,
        Words(
            f"{file}: this is not a decision privkit can record",
            f"{file} : cette décision ne peut être enregistrée",
        ),
        instead=Words(f"write {en}", f"écrivez {fr}"),
    )


def _no_file(file: str) -> Problem:
    return Problem(
        "PK832",
        Words(f"the decision file {file} is not there", f"le fichier de décision {file} est absent"),
        instead=Words("--decision FILE, written by who decides", "--decision FICHIER, écrit par qui décide"),
    )


def _twice(key: str, file: str) -> Problem:
    return Problem(
        "PK833",
        Words(f"{file}: {key} is written twice", f"{file} : {KEYS[key]} figure deux fois"),
        instead=Words("keep one of them", "gardez-en un"),
    )


def _not_a_decision(file: str) -> Problem:
    keys = ", ".join(KEYS)
    return Problem(
        "PK832",
        Words(f"{file} is not a decision file", f"{file} n'est pas un fichier de décision"),
        instead=Words(f"a YAML file with {keys}", f"un fichier YAML avec {', '.join(KEYS.values())}"),
    )


def _unknown_key(key: str, file: str) -> Problem:
    close = nearest(key, [*KEYS, *KEYS.values()])
    return Problem(
        "PK833",
        Words(f"{file}: unknown word {key}", f"{file} : mot inconnu {key}"),
        instead=Words(f"write {close or ', '.join(KEYS)}", f"écrivez {close or ', '.join(KEYS.values())}"),
    )


def _missing_key(key: str, file: str) -> Problem:
    return Problem(
        "PK833",
        Words(f"{file}: {key} is missing", f"{file} : {KEYS[key]} manque"),
        instead=Words(f"add {key}:", f"ajoutez {KEYS[key]} :"),
    )
