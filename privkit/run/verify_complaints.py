"""What ``verify`` complains of, in the reader's words."""

from __future__ import annotations

from pathlib import Path

from privkit.errors import Place, Problem
from privkit.run.existing import DECISION, MANIFEST
from privkit.words import Words


def decision_changed(folder: Path) -> Problem:
    return Problem(
        "PK843",
        Words(
            "the decision on disk is not the one in the ledger",
            "la décision sur disque n'est pas celle du registre",
        ),
        Place(str(folder / DECISION)),
        instead=Words(
            "ask who changed it; the ledger is the reference",
            "demandez qui l'a changée ; le registre fait foi",
        ),
    )


def no_policy() -> Problem:
    return Problem(
        "PK844",
        Words(
            "the policy of this run is not beside its reports",
            "la politique de ce passage n'est pas à côté des rapports",
        ),
        instead=Words(
            "--policy FILE, the policy as it was: policy.yaml in the run folder",
            "--policy FICHIER, la politique d'alors : policy.yaml dans le dossier du passage",
        ),
    )


def policy_changed() -> Problem:
    return Problem(
        "PK844",
        Words("the policy has changed since this run", "la politique a changé depuis ce passage"),
        instead=Words(
            "give the policy as it was: policy.yaml in the run folder",
            "donnez la politique d'alors : policy.yaml dans le dossier du passage",
        ),
    )


def differs(en: str, fr: str, *, one: bool = False) -> Problem:
    return Problem(
        "PK845",
        Words(
            f"replay: {en} {'differs' if one else 'differ'}",
            f"rejeu : {fr} {'diffère' if one else 'diffèrent'}",
        ),
        instead=Words(
            "find what changed since this run: data, references, libraries",
            "cherchez ce qui a changé depuis ce passage : données, références, bibliothèques",
        ),
    )


def no_ledger(ledger: Path) -> Problem:
    return Problem(
        "PK841",
        Words("the run ledger is not there", "le registre des passages est absent"),
        Place(str(ledger)),
        instead=Words(
            "restore ledger.sqlite beside the folders of the policies",
            "rétablissez ledger.sqlite à côté des dossiers des politiques",
        ),
    )


def not_in_ledger(folder: Path) -> Problem:
    return Problem(
        "PK841",
        Words(
            f"the run {folder.name} is not in the ledger",
            f"le passage {folder.name} n'est pas dans le registre",
        ),
        Place(str(folder)),
        instead=Words(
            "do not use its outputs: privkit did not commit this folder",
            "n'utilisez pas ses sorties : privkit n'a pas validé ce dossier",
        ),
    )


def manifest_changed(folder: Path) -> Problem:
    return Problem(
        "PK842",
        Words("the manifest is not the one in the ledger", "le manifeste n'est pas celui du registre"),
        Place(str(folder / MANIFEST)),
        instead=Words(
            "restore the whole folder from a copy of this run",
            "rétablissez tout le dossier depuis une copie de ce passage",
        ),
    )
