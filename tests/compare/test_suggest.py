"""Bands proposed from data: found, readable, stable, silent about few, and never drawn from use itself."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from privkit.compare.segments.circular import mixed
from privkit.compare.segments.fragment import fragment
from privkit.compare.segments.suggest import Suggestion, suggest
from privkit.errors import DataError, PolicyError
from privkit.steps.bands import read_bands
from privkit.words import Language


def homes(households: int, seed: int = 7) -> pd.DataFrame:
    """Households whose use follows their size and dwelling, and nothing else."""
    rng = np.random.default_rng(seed)
    people = rng.choice([1, 2, 3, 4, 5, 6], households, p=[0.38, 0.3, 0.13, 0.12, 0.05, 0.02])
    surface = np.clip(rng.normal(90, 30, households), 15, 250).round()
    house = rng.random(households) < 0.4
    use = (20 + 25.0 * people + 30 * (surface > 100) + 20 * house) * np.exp(rng.normal(0, 0.3, households))
    return pd.DataFrame(
        {
            "occupants": people,
            "surface": surface,
            "dwelling": np.where(house, "house", "flat"),
            "lucky_number": rng.normal(size=households).round(3),
            "volume": use.round(1),
        }
    )


COLUMNS = ["occupants", "surface", "dwelling", "lucky_number"]


def proposed(table: pd.DataFrame, *columns: str, language: Language = "en", **more: int) -> Suggestion:
    return suggest(
        table,
        "volume",
        columns or COLUMNS,
        np.random.default_rng(1),
        language=language,
        **{"bootstraps": 2, **more},
    )


@pytest.fixture(scope="module")
def found() -> Suggestion:
    return suggest(homes(6000), "volume", COLUMNS, np.random.default_rng(1), bootstraps=5)


def test_it_finds_what_use_follows(found: Suggestion) -> None:
    assert found.groups_by[0] == "occupants"
    assert set(found.groups_by) == {"occupants", "surface", "dwelling"}
    assert found.unused == ("lucky_number",)
    assert "100" in found.bands["surface"]
    assert found.bands["occupants"][0] == "up to 1"
    assert found.quality is not None
    assert 0.4 < found.quality.groups.explained < 0.7
    assert sum(found.quality.groups.pinball) < sum(found.quality.everybody.pinball)
    assert abs(found.quality.groups.coverage - 0.6) < 0.03
    assert found.stability.agreement > 0.6
    assert found.stability.changed < 0.12


@settings(max_examples=15, deadline=None)
@given(st.integers(0, 10_000), st.integers(60, 1500), st.integers(11, 60))
def test_every_rule_is_about_enough_units(seed: int, households: int, at_least: int) -> None:
    table = homes(households, seed)
    try:
        found = proposed(table, at_least=at_least, bootstraps=0)
    except DataError as error:
        if error.problems[0].code != "PK556":
            raise
        return
    assert all(rule.units >= at_least // 10 * 10 and rule.units % 10 == 0 for rule in found.rules)
    for column, written in found.bands.items():
        labels = read_bands(written, "en").apply(table[column]).value_counts()
        assert labels.min() >= at_least
    for column, written in found.bands.items():
        for edge in written:
            if edge.replace(".", "").isdigit() and column == "surface":
                assert (table[column] == float(edge)).sum() != 1


def test_rules_hold_in_the_data(found: Suggestion) -> None:
    """Every household answers to one rule, and each rule to the number of households it tells."""
    table = homes(6000)
    met = np.zeros(len(table), dtype=int)
    for rule in found.rules:
        own = np.ones(len(table), dtype=bool)
        for column, words in rule.conditions.items():
            own &= _answers(table[column], words)
        assert own.sum() // 10 * 10 == rule.units
        met += own
    assert (met == 1).all()


def _answers(values: pd.Series, words: str) -> np.ndarray:
    if values.dtype == object:
        return values.isin(words.split(" or ")).to_numpy()
    if words.startswith("under "):
        return (values < float(words.removeprefix("under "))).to_numpy()
    if words.startswith("up to "):
        return (values <= float(words.removeprefix("up to "))).to_numpy()
    if words.endswith(" and more"):
        return (values >= float(words.removesuffix(" and more"))).to_numpy()
    if " to under " in words:
        low, high = map(float, words.split(" to under "))
        return ((values >= low) & (values < high)).to_numpy()
    low, high = map(float, words.split(" to ") if " to " in words else (words, words))
    return ((values >= low) & (values <= high)).to_numpy()


@pytest.mark.parametrize("name", ["volume", "litres", "less", "states", "clusters"])
def test_use_itself_is_refused(name: str) -> None:
    table = homes(1500)
    table["litres"] = table["volume"] * 1000 + np.random.default_rng(2).normal(0, 2000, len(table))
    table["less"] = -np.sqrt(table["volume"])
    table["states"] = np.where(table["volume"] > 90, "high", "other")
    table["clusters"] = pd.cut(table["volume"], 8, labels=False).map(lambda n: (n * 5) % 8)
    with pytest.raises(PolicyError) as caught:
        proposed(table, "occupants", name)
    assert [p.code for p in caught.value.problems] == ["PK555"]
    if name == "states":
        assert caught.value.text("en") == [
            "PK555 states says again what volume says: circular, everybody would look like their own group",
            "  → name columns that explain it: occupants, surface, kind of dwelling",
        ]
        assert caught.value.text("fr")[0] == (
            "PK555 states redit ce que dit volume : circulaire, chacun ressemblerait à son propre groupe"
        )


@pytest.mark.parametrize("name", ["per_person", "per_m2", "times_surface"])
def test_use_shared_out_is_refused_and_what_it_is_shared_by_is_not(name: str) -> None:
    table = homes(1500)
    table["per_person"] = (table["volume"] / table["occupants"]).round(2)
    table["per_m2"] = (table["volume"] / table["surface"]).round(4)
    table["times_surface"] = table["volume"] * table["surface"]
    by = "occupants" if name == "per_person" else "surface"
    with pytest.raises(PolicyError) as caught:
        proposed(table, by, "lucky_number", name)
    assert [p.message.en.split(" says")[0] for p in caught.value.problems] == [name]


def test_a_column_said_to_come_from_it_is_refused() -> None:
    with pytest.raises(PolicyError, match="PK555"):
        suggest(
            homes(500),
            "volume",
            ["occupants", "surface"],
            np.random.default_rng(1),
            derived=frozenset({"surface"}),
        )


def test_what_explains_well_is_not_circular() -> None:
    """Occupants explain half of use, and pools or leaks go with much of it: neither is use itself."""
    rng = np.random.default_rng(3)
    table = homes(4000)
    table["pool"] = rng.random(4000) < np.where(table["volume"] > 200, 0.5, 0.005)
    assert "pool" in proposed(table, "occupants", "pool").groups_by


def test_a_column_of_names_is_not_circular_and_proposes_nothing() -> None:
    table = homes(600)
    table["name"] = [f"n{i}" for i in range(600)]
    found = proposed(table, "occupants", "name")
    assert found.unused == ("name",)
    assert "n5" not in str(found.rules)


def test_mixed_is_0_for_ranges_and_1_for_chance() -> None:
    rng = np.random.default_rng(1)
    quantity = rng.normal(size=5000)
    assert mixed((quantity > 1).astype(np.int64), quantity, rng) == 0.0
    assert mixed(rng.integers(0, 3, 5000), quantity, rng) == pytest.approx(1.0, abs=0.05)
    tied = np.zeros(5000)  # equal quantities must not make labels look like ranges
    assert mixed(np.sort(rng.integers(0, 3, 5000)), tied, rng) == pytest.approx(1.0, abs=0.05)


def test_labels_of_few_are_never_named() -> None:
    table = homes(2000)
    table["dwelling"] = np.where(table["volume"] > 250, "castle", table["dwelling"])
    few = (table["dwelling"] == "castle").sum()
    assert 0 < few < 200
    found = proposed(table, "dwelling", at_least=int(few) + 1)
    assert "castle" not in str(found)


def test_a_missing_column_of_few_is_not_told() -> None:
    table = homes(2000)
    table.loc[:9, "surface"] = np.nan
    assert proposed(table, "occupants", "surface", at_least=11).left_out == 0.0
    table.loc[:99, "surface"] = np.nan
    assert proposed(table, "occupants", "surface", at_least=11).left_out == 0.05


@pytest.mark.parametrize(("language", "lines"), [("en", "steps:"), ("fr", "étapes:")])
def test_the_lines_to_paste_are_yaml_of_the_policy(language: Language, lines: str) -> None:
    from privkit.policy.model.outputs import Comparison
    from privkit.policy.shapes import by_word

    found = proposed(homes(3000), language=language)
    text = fragment(found, "m3")
    assert text.startswith(lines)
    body = yaml.safe_load(text)
    step, comparison = list(body.values())
    (generalise,) = step[0].values()
    assert set(generalise) == {"occupants", "surface"}
    for column, rule in generalise.items():
        (bands,) = rule.values()
        assert [str(b) for b in bands] == list(found.bands[column])
    assert set(comparison) <= set(by_word(Comparison, language))


def test_the_same_seed_proposes_the_same() -> None:
    table = homes(800)
    assert proposed(table) == proposed(table)


def test_refusals_say_why() -> None:
    table = homes(400)
    noise = table.assign(volume=table["volume"].sample(frac=1, random_state=1).to_numpy())
    with pytest.raises(DataError) as caught:
        proposed(noise, "lucky_number", "dwelling")
    assert caught.value.text("fr") == [
        "PK556 aucune tranche de lucky_number, dwelling ne distingue les foyers par volume mieux que le hasard",
        "  → essayez d'autres colonnes, ou ne comparez pas",
    ]
    with pytest.raises(DataError, match="PK556 too few units have volume"):
        proposed(table.head(59))
    with pytest.raises(PolicyError, match="PK556 groups of 10 are too small: never under 11"):
        proposed(table, at_least=10)
    with pytest.raises(DataError) as unknown:
        proposed(table, "ocupants")
    assert unknown.value.text("en") == ["PK556 the file has no column ocupants", "  → write occupants"]
