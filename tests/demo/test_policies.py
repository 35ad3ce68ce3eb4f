"""The ready policies of the simulated city: nothing wrong is told of them, and two languages say one policy."""

from __future__ import annotations

from datetime import date
from importlib.resources import files
from pathlib import Path

import pytest

from privkit.policy.model.conditions import kind_of
from privkit.policy.reader import read_document
from privkit.run.plan import problems_of

FOLDER = Path(str(files("privkit.demo") / "policies"))
ROOT = Path(__file__).resolve().parents[2] / "policies"
TODAY = date(2026, 11, 24)
PAIRS = [
    ("eau-entrainement.fr.yaml", "water-training.en.yaml"),
    ("eau-donnees-ouvertes.fr.yaml", "water-open-data.en.yaml"),
    ("eau-secret-statistique.fr.yaml", "water-secrecy.en.yaml"),
    ("eau-synthetique.fr.yaml", "water-synthetic.en.yaml"),
    ("eau-reference.fr.yaml", "water-reference.en.yaml"),
    ("energie-entrainement.fr.yaml", "energy-training.en.yaml"),
    ("eau-reference.fr.yaml", "water-reference.en.yaml"),
]


def test_every_ready_policy_is_one_of_a_pair_and_is_shown_at_the_root() -> None:
    names = {path.name for path in FOLDER.glob("*.yaml")}
    assert names == {name for pair in PAIRS for name in pair}
    assert names == {path.name for path in ROOT.glob("*.yaml")}


@pytest.mark.parametrize("name", [name for pair in PAIRS for name in pair])
def test_nothing_wrong_is_told_of_it(name: str) -> None:
    found = problems_of(read_document(FOLDER / name), TODAY)
    assert [p for p in found if p.severity == "error"] == []
    if "synth" in name:
        assert found == []


@pytest.mark.parametrize("pair", PAIRS, ids=lambda pair: pair[1])
def test_two_languages_say_one_policy(pair: tuple[str, str]) -> None:
    french, english = (read_document(FOLDER / name).policy for name in pair)
    steps = [
        [next(n for n in type(s).model_fields if getattr(s, n)) for s in p.steps] for p in (french, english)
    ]
    assert steps[0] == steps[1]
    conditions = [[kind_of(c) for c in p.release_only_if] for p in (french, english)]
    assert conditions[0] == conditions[1]
    assert [o.nature for o in french.outputs] == [o.nature for o in english.outputs]
    if french.privacy_budget and english.privacy_budget:
        for name in ("total", "this_release", "period", "accounting"):
            assert getattr(french.privacy_budget, name) == getattr(english.privacy_budget, name)
