"""Subgroups have a name in both languages."""

from __future__ import annotations

from privkit.risk.attacks import inference, linkability, singling_out
from privkit.risk.attacks.groups import subgroups
from privkit.risk.attacks.result import Orders
from privkit.risk.attacks.said import said
from tests.risk.attacks.worlds import apart


def test_every_subgroup_has_words_of_its_own() -> None:
    scene = apart("mixed", 1, 400, 400, 400)
    groups = subgroups(scene, 1, small=["sector"], large=["volume"])
    results = [
        singling_out.attack(scene, Orders(attacks=50)),
        linkability.attack(scene, Orders(attacks=50), ["area"], ["volume", "balance"], groups=groups),
        inference.attack(scene, Orders(attacks=50), "dwelling", ["area", "volume"], groups=groups),
    ]
    names = {part.group for result in results for part in (result, *result.groups)}
    assert len(names) == 9
    words = [said(name) for name in names]
    assert len({w.en for w in words}) == len({w.fr for w in words}) == 9
    assert all(w.en != w.fr for w in words)


def test_a_column_and_a_name_of_the_caller_are_kept() -> None:
    assert said("small values of commune").fr == "valeurs rares de commune"
    assert said("largest occupants").en == "largest values of occupants"
    assert said("ward 7").en == "ward 7"
