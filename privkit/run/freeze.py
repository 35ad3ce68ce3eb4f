"""Levels chosen on one delivery, kept for the next: taken from a run, carried by a plan, used by ``apply``."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from privkit.errors import DataError, Problem
from privkit.evidence.asjson import read_evidence, to_plain
from privkit.words import Words

if TYPE_CHECKING:
    from privkit.policy.reader import Document

KEPT = ("levels", "highest_levels", "shares", "units", "units_removed", "loss", "groups")
STEP = "make_k_anonymous"


def freeze(folder: Path, document: Document) -> dict[str, Any]:
    """What a run chose: ``run``, and by step number (from 1) its levels and the figures drift is told from.

    DataError PK863 when the run was refused, when its steps are not those of the policy, or when it has no
    levels to keep (groups made locally have none).
    """
    from privkit.steps.build import build_steps

    evidence = read_evidence(folder)
    if evidence["status"] == "refused":
        raise DataError(
            _no(
                Words(
                    "the run was refused: its levels are not kept",
                    "le passage a été refusé : ses niveaux ne se gardent pas",
                ),
                Words(
                    "name a run that met its conditions",
                    "désignez un passage dont les conditions sont remplies",
                ),
            )
        )
    asked = [(step.name, to_plain(step.parameters())) for step in build_steps(document)]
    done = [(step["name"], step["parameters"]) for step in evidence["steps"]]
    if asked != done:
        raise DataError(
            _no(
                Words(
                    "the steps of the policy are not those of this run",
                    "les étapes de la politique ne sont pas celles de ce passage",
                ),
                Words("name a run of the same steps", "désignez un passage des mêmes étapes"),
            )
        )
    found = {str(s["number"]): _of(s["changes"]["figures"]) for s in evidence["steps"] if s["name"] == STEP}
    if not found or not all("levels" in one for one in found.values()):
        raise DataError(
            _no(
                Words(
                    "this run has no levels to keep: no step make_k_anonymous, or one whose groups are local",
                    "ce passage n'a pas de niveaux à garder : pas d'étape rendre_k_anonyme, ou des groupes locaux",
                ),
                Words("write method: full_domain", "écrivez méthode: domaine_entier"),
            )
        )
    return {"run": str(evidence["run"]), "steps": found}


def by_position(frozen: Mapping[str, Any] | None) -> dict[int, Mapping[str, Any]]:
    """The same by position of the step (from 0), as the walk reads it."""
    if frozen is None:
        return {}
    return {int(number) - 1: {**body, "run": frozen["run"]} for number, body in frozen["steps"].items()}


def _of(figures: Mapping[str, Any]) -> dict[str, Any]:
    return {key: figures[key] for key in KEPT if key in figures}


def _no(message: Words, instead: Words) -> Problem:
    return Problem("PK863", message, instead=instead)
