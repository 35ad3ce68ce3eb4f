"""Apply a saved plan: only if the policy and the code are those it was made with."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from privkit.errors import DataError, Problem
from privkit.ledger.canonical import canonical_json
from privkit.run.identity import code_version, policy_sha256
from privkit.run.inputs import gather
from privkit.run.references import reference_fingerprints
from privkit.words import Words, same

if TYPE_CHECKING:
    from privkit.policy.reader import Document


def read_plan(path: Path) -> Mapping[str, Any]:
    """Read a plan made by ``privkit plan --out``. DataError when it is not one."""
    try:
        body = json.loads(path.read_text(encoding="utf-8"))
        if body["plan"] != 1:
            raise ValueError
        policy = path.parent / body["policy_file"]  # from the plan's own folder
        date.fromisoformat(body["as_of"])
        body = {**body, "policy_file": str(policy)}
        if not all(isinstance(body[key], list) for key in ("inputs", "references")):
            raise ValueError
        if "frozen" in body and not all(isinstance(s, dict) for s in body["frozen"]["steps"].values()):
            raise ValueError
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        raise DataError(
            Problem(
                "PK861",
                Words(f"{path.name} is not a plan", f"{path.name} n'est pas un plan"),
                instead=Words(
                    "privkit plan POLICY --out plan.json", "privkit plan POLITIQUE --out plan.json"
                ),
            )
        ) from None
    return body


def plan_bytes(plan: Mapping[str, Any], path: Path) -> bytes:
    """The bytes of a plan to be kept at ``path``: the policy is named from there, wherever it is applied from."""
    policy = os.path.relpath(plan["policy_file"], path.resolve().parent)
    return canonical_json({**plan, "policy_file": policy}) + b"\n"


def check_plan(plan: Mapping[str, Any], document: Document) -> None:
    """DataError when the policy, the code or an input moved since the plan was made.

    A plan with frozen levels is made for deliveries to come: its inputs may move.
    """
    moved: list[Words] = []
    if plan["policy_sha256"] != policy_sha256(document):
        moved.append(Words("the policy", "la politique"))
    if plan["code_version"] != code_version():
        moved.append(Words("the version of privkit", "la version de privkit"))
    known = {i["table"]: i["sha256"] for i in plan["inputs"]}
    for one in gather(document) if "frozen" not in plan else ():
        if known.get(one.table) != one.fingerprint.sha256:
            moved.append(Words(f"the table {one.table}", f"la table {one.table}"))
    references = [{"file": name, "sha256": digest} for name, digest in reference_fingerprints(document)]
    moved += [same(f"{r['file']}") for r in references if r not in plan.get("references", [])]
    if moved:
        en, fr = ", ".join(w.en for w in moved), ", ".join(w.fr for w in moved)
        raise DataError(
            Problem(
                "PK862",
                Words(f"changed since the plan was made: {en}", f"modifié depuis le plan : {fr}"),
                instead=Words("make the plan again and read it", "refaites le plan et relisez-le"),
            )
        )
