"""Conditions on attacks: the decision on figures given, then the attacks themselves on small outputs."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from privkit.gates import copied_records, inference, known_readings, linkability, membership, singling_out
from privkit.gates.attacked import worst_of
from privkit.gates.base import Trial
from privkit.gates.exhibit import Exhibit
from privkit.gates.registry import judge
from privkit.policy.model.attack_conditions import SinglingOut
from privkit.policy.model.conditions import Condition
from privkit.risk.attacks import singling_out as attack_module
from privkit.risk.attacks.result import AttackResult, Tally
from privkit.steps.recoding import BandRecoding
from privkit.values import Interval, Outcome, Verdict

Rows = list[tuple[Any, ...]]
SAID = {
    "area": "qi code",
    "kind": "qi category",
    "people": "qi integer",
    "garden": "qi yes_no",
    "volume": "conf number:1",
}


@pytest.fixture
def court(column: Any, measured: Any) -> Callable[..., list[Verdict]]:
    """``court(conditions, after, before, control)``: the verdicts on one output; rows without their unit."""

    def make(
        conditions: Sequence[dict[str, Any]],
        after: Rows,
        before: Rows,
        control: Rows | None,
        *,
        said: dict[str, str] = SAID,
        raw: dict[str, str] | None = None,
        recodings: Any = None,
        made: bool = True,
        profiles: Any = None,
        attacks: int = 300,
        keyed: bool = False,
    ) -> list[Verdict]:
        def table(columns: dict[str, str], rows: Rows, start: int) -> Any:
            home = column("home", "direct code" if keyed else "-direct code", pseudonym=keyed)
            listed = [home, *(column(n, s) for n, s in columns.items())]
            return measured(listed, [(f"h{start + i}", *row) for i, row in enumerate(rows)])

        true = raw or said
        exhibit = Exhibit(
            "out",
            table(said, after, 0),
            table(true, before, 0),
            None if control is None else table(true, control, 100_000),
            made,
        )
        rules = [Condition.model_validate(c, context={"language": "en"}, by_name=True) for c in conditions]
        policy = SimpleNamespace(
            technical=SimpleNamespace(seed=1, attacks=attacks),
            release_only_if=rules,
            data=SimpleNamespace(tables={}),
        )
        context: Any = SimpleNamespace(recodings=recodings or {}, policy=policy, profiles=profiles or {})
        return list(judge(rules, Trial((exhibit,), "household", "en", None, context=context)))

    return make


def town(number: int, seed: int) -> Rows:
    """Households of one made-up town."""
    rng = np.random.default_rng(seed)
    area = rng.choice([f"{i:03}" for i in range(30)], number, p=np.arange(1, 31) / 465)
    kind = rng.choice(["house", "flat", None], number, p=[0.5, 0.4, 0.1])
    people = 1 + rng.poisson(1.4, number)
    garden = (kind == "house") & (rng.random(number) < 0.7)
    volume = np.round(25 * people + 30 * garden + rng.gamma(2, 10, number), 1)
    return [
        (str(a), k, int(p), bool(g), Decimal(str(v)))
        for a, k, p, g, v in zip(area, kind, people, garden, volume, strict=True)
    ]


def shuffled(rows: Rows, seed: int = 9) -> Rows:
    """Each column by itself in another order: nothing of a person is left but the frequencies."""
    rng = np.random.default_rng(seed)
    columns = [[column[i] for i in rng.permutation(len(rows))] for column in zip(*rows, strict=True)]
    return list(zip(*columns, strict=True))


REAL, CONTROL, OTHERS = town(1500, 1), town(800, 2), town(1500, 3)
ATTACKS: dict[str, dict[str, Any]] = {
    "copied_records": {"at_most": "0"},
    "singling_out": {"risk_at_most": "20 %"},
    "linkability": {
        "risk_at_most": "40 %",
        "attacker_knows": [["area", "people", "kind"], ["volume", "garden"]],
    },
    "inference": {"risk_at_most": "40 %", "secret": "people", "attacker_knows": ["area", "volume", "kind"]},
    "membership": {"advantage_at_most": "30 %"},
}


# the decision, on figures given


def result(
    a: int, c: int, risk: tuple[float, float, float], group: str = "", n: int = 1000, **more: Any
) -> AttackResult:
    return AttackResult("x", Tally(a, n), Tally(c, n), Interval(*risk, 0.99), group, **more)


OPEN = result(950, 10, (0.95, 0.93, 0.96))


@pytest.fixture
def given(court: Any, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Verdict]:
    """The verdict of singling_out when the attack finds ``release``, and ``unprotected`` on the unprotected data."""

    def make(release: AttackResult, unprotected: AttackResult = OPEN, bound: str = "5 %") -> Verdict:
        def attack(scene: Any, orders: Any, **_: Any) -> AttackResult:
            return (
                unprotected
                if scene.release is scene.originals or scene.release.equals(scene.originals)
                else release
            )

        monkeypatch.setattr(attack_module, "attack", attack)
        (verdict,) = court([{"singling_out": {"risk_at_most": bound}}], shuffled(REAL), REAL, CONTROL)
        return verdict

    return make


def test_held_when_the_upper_bound_is_within_the_threshold(given):
    found = given(result(32, 12, (0.021, 0.008, 0.034)))
    assert found.outcome is Outcome.HELD
    assert found.measured.en == (
        "an attacker isolates 2.1% more of the people in the data than of people who were not in it; at most 3.4% (95%)"
    )
    assert found.measured.fr == (
        "un attaquant isole 2,1 % de plus des personnes des données que de celles qui n'y étaient pas ; au plus 3,4 % "
        "(à 95 %)"
    )
    assert (found.required.en, found.required.fr) == (
        "at most 5%",
        "au plus 5 %",
    )
    assert found.nearest is None
    assert found.interval == Interval(0.021, 0.008, 0.034, 0.99)


def test_held_even_when_the_attack_is_no_better_than_a_guess(given):
    found = given(result(0, 0, (0.0, 0.0, 0.008)))
    assert found.outcome is Outcome.HELD
    assert found.measured.en == (
        "an attacker isolates people in the data no better than people who were not in it; at most 0.8% (95%)"
    )
    assert found.measured.fr == (
        "un attaquant n'isole pas mieux les personnes des données que celles qui n'y étaient pas ; au plus 0,8 % (à 95 %)"
    )


def test_the_upper_bound_is_compared_and_not_the_value(given):
    found = given(result(50, 30, (0.021, 0.0, 0.0501)))
    assert found.outcome is Outcome.FAILED
    assert found.measured.en.endswith("; at most 5.01% (95%)")
    assert found.nearest.en == "risk_at_most: 5.1 %, or more people set aside, and more attacks"
    assert found.nearest.fr == (
        "risque_au_plus: 5,1 %, ou plus de personnes mises de côté, et plus d'attaques"
    )
    assert given(result(50, 30, (0.021, 0.0, 0.05))).outcome is Outcome.HELD


def test_a_risk_above_the_threshold_asks_for_more_protection(given):
    found = given(result(120, 20, (0.1, 0.07, 0.13)))
    assert found.nearest.en == "risk_at_most: 13 %, coarser columns, or a stronger protection"
    assert (
        found.nearest.fr == "risque_au_plus: 13 %, des colonnes moins précises, ou une protection plus forte"
    )


def test_an_attack_that_fails_on_unprotected_data_shows_nothing(given):
    """The burglar who cannot open an ordinary door says nothing of this one."""
    found = given(result(0, 0, (0.0, 0.0, 0.008)), result(40, 10, (0.03, 0.01, 0.06)))
    assert found.outcome is Outcome.INCONCLUSIVE
    assert found.measured.en == (
        "on unprotected data this attack gains 3.0% (at least 1.0%): not surely more than the condition allows (at most "
        "5%), so that it could show nothing"
    )
    assert found.measured.fr == (
        "sur des données non protégées cette attaque gagne 3,0 % (au moins 1,0 %) : pas à coup sûr plus que la condition "
        "n'admet (au plus 5 %), elle ne peut donc rien montrer"
    )
    assert found.nearest.en == (
        "more columns under attacker_knows or columns_together, or more people set aside"
    )
    assert found.figures["bars"][0]["unprotected_risk"] == 0.03


def test_a_group_on_which_a_gain_is_proved_decides(given):
    group = result(90, 20, (0.07, 0.02, 0.12), "outliers")
    found = given(result(32, 12, (0.02, 0.0, 0.034), groups=(group,)))
    assert found.outcome is Outcome.FAILED
    assert found.measured.en.endswith("; at most 3.4% (95%); worst group, outliers: at most 12.0%")
    assert found.measured.fr.endswith(
        " ; au plus 3,4 % (à 95 %) ; pire groupe, personnes atypiques : au plus 12,0 %"
    )
    assert found.figures["worst_group"] == "outliers"
    assert found.figures["share"] == 0.12


def test_a_small_group_on_which_none_is_proved_is_told(given):
    group = result(3, 2, (0.02, 0.0, 0.4), "rare_values", n=50)
    found = given(result(32, 12, (0.02, 0.0, 0.034), groups=(group,)))
    assert found.outcome is Outcome.HELD
    assert found.measured.en.endswith(
        "; no gain is proved elsewhere (people with a rare value: at most 40.0%)"
    )
    assert found.figures["widest_group"] == "rare_values"


def test_a_group_too_small_to_be_attacked_says_nothing(given):
    group = AttackResult("x", Tally(0, 0), Tally(0, 0), Interval(0.0, 0.0, 1.0, 0.99), "outliers")
    found = given(result(32, 12, (0.02, 0.0, 0.034), groups=(group,)))
    assert found.outcome is Outcome.HELD
    assert "outliers" not in found.measured.en


def test_a_release_that_leaves_nothing_to_try_is_safe_from_it(given):
    """No row is alone in it, as in groups of k; the unprotected data left descriptions to try."""
    found = given(result(0, 0, (0.0, 0.0, 1.0), n=0))
    assert found.outcome is Outcome.HELD
    assert found.measured.en == (
        "no description made from the release fits one row alone: there was nothing to attack with"
    )
    assert found.measured.fr == (
        "aucune description tirée de la sortie ne convient à une seule ligne : il n'y avait pas de quoi attaquer"
    )


def test_a_group_attacked_as_often_as_everybody_decides(given):
    group = result(30, 25, (0.005, 0.0, 0.06), "recognisable")
    found = given(result(32, 12, (0.02, 0.0, 0.034), groups=(group,)))
    assert found.outcome is Outcome.FAILED
    assert found.figures["worst_group"] == "recognisable"


def test_a_group_the_policy_asks_for_counts_whatever_is_proved():
    group = result(3, 2, (0.02, 0.0, 0.4), "outliers", n=50)
    whole = result(32, 12, (0.02, 0.0, 0.034), groups=(group,))
    asked: Any = SimpleNamespace(groups=("outliers",))
    assert worst_of(whole, asked).group == "outliers"
    assert worst_of(whole, SimpleNamespace(groups=())).group == ""  # type: ignore[arg-type]


def test_figures_for_machines(given):
    bar = given(result(32, 12, (0.02, 0.008, 0.034))).figures["bars"][0]
    assert bar["release"] == {"successes": 32, "attacks": 1000, "rate": 0.032}
    assert bar["unprotected"] == {"successes": 950, "attacks": 1000, "rate": 0.95}
    assert bar["control"]["rate"] == 0.012
    assert bar["limit"] == pytest.approx(0.012 + 0.988 * 0.05)
    assert bar["to"] == pytest.approx(0.012 + 0.988 * 0.034)
    figures = given(result(32, 12, (0.02, 0.008, 0.034))).figures
    assert {k: figures[k] for k in ("asked", "made", "comparisons", "seed", "confidence")} == {
        "asked": 300,
        "made": 1000,
        "comparisons": 1,
        "seed": 1,
        "confidence": 0.95,
    }


def test_conditions_on_one_output_share_the_error_and_the_runs(court, monkeypatch):
    met = []

    def attack(scene: Any, orders: Any, **_: Any) -> AttackResult:
        met.append(orders.comparisons)
        return OPEN

    monkeypatch.setattr(attack_module, "attack", attack)
    rules = [
        {"singling_out": {"risk_at_most": "5 %"}},
        {"singling_out": {"risk_at_most": "10 %"}},
        {"copied_records": {"at_most": "0"}},
        {"singling_out": {"risk_at_most": "10 %", "output": "elsewhere"}},
        {"k_anonymity": {"at_least": "1"}},
    ]
    court(rules, shuffled(REAL), REAL, CONTROL)
    assert met == [3, 3]  # the release and the unprotected data, once; three conditions are about this output


# who is missing


@pytest.mark.parametrize("name", list(ATTACKS))
def test_without_people_set_aside_nothing_is_shown(court, name):
    (found,) = court([{name: ATTACKS[name]}], shuffled(REAL), REAL, None)
    assert found.outcome is Outcome.INCONCLUSIVE
    assert found.measured.fr == "personne n'a été mis de côté"
    assert found.nearest.en.startswith("a step set_aside, with a share of 20 %")
    (found,) = court([{name: ATTACKS[name]}], shuffled(REAL), REAL, CONTROL[:99])
    assert found.outcome is Outcome.INCONCLUSIVE
    assert found.measured.en == "only 99 households set aside: too few to tell"


def test_a_secret_that_does_not_leave_is_not_shown_to_be_safe(court):
    rule = {"risk_at_most": "10 %", "secret": "income"}
    (found,) = court([{"inference": rule}], shuffled(REAL), REAL, CONTROL)
    assert found.outcome is Outcome.INCONCLUSIVE
    assert found.measured.en == "the output and the unprotected rows do not both hold income"
    assert found.measured.fr == "la sortie et les lignes non protégées ne portent pas toutes deux income"


def test_two_files_are_needed_to_link(court):
    rule = {"risk_at_most": "10 %", "attacker_knows": [["area"]]}
    (found,) = court([{"linkability": rule}], shuffled(REAL), REAL, CONTROL)
    assert found.outcome is Outcome.INCONCLUSIVE
    assert found.nearest.fr == "l_attaquant_connaît: [[...], [...]]"


# the attacks themselves


def test_an_exact_copy_fails_every_condition(court):
    found = court([{n: r} for n, r in ATTACKS.items()], REAL, REAL, CONTROL)
    assert [v.condition for v in found] == list(ATTACKS)
    assert {v.outcome for v in found} == {Outcome.FAILED}


def test_exact_values_single_people_out_even_when_columns_are_shuffled(court):
    """Nobody's record is there, but a volume that one person alone has still describes that person."""
    found = court([{n: r} for n, r in ATTACKS.items()], shuffled(REAL), REAL, CONTROL)
    outcomes = {v.condition: v.outcome for v in found}
    assert outcomes == {**dict.fromkeys(ATTACKS, Outcome.HELD), "singling_out": Outcome.FAILED}
    singled = found[1]
    assert singled.figures["worst_group"] == "univariate"
    assert "; worst group, descriptions on one column: at most 100.0%" in singled.measured.en


def test_other_people_of_the_same_town_hold_every_condition(court):
    found = court([{n: r} for n, r in ATTACKS.items()], OTHERS, REAL, CONTROL)
    assert {v.condition: v.outcome for v in found} == dict.fromkeys(ATTACKS, Outcome.HELD)


def test_a_pseudonym_protects_from_none_of_them(court):
    found = court([{n: r} for n, r in ATTACKS.items()], REAL, REAL, CONTROL, made=False, keyed=True)
    assert {v.outcome for v in found} == {Outcome.FAILED}


def coarse(rows: Rows) -> Rows:
    return [
        (a[:1], k, "1 to 2" if p < 3 else "3 and more", g, "0 to 80" if v < 80 else "80 and more")
        for a, k, p, g, v in rows
    ]


BANDS = {
    "people": [BandRecoding((Decimal(1), Decimal(3)), ("1 to 2", "3 and more"), "under 1")],
    "volume": [BandRecoding((Decimal(0), Decimal(80)), ("0 to 80", "80 and more"), "under 0")],
}
COARSE = {**SAID, "people": "qi category", "volume": "conf category"}


def test_coarser_columns_leave_nobody_to_isolate(court):
    """True values are compared as the release writes them; the burglar still opens the unprotected door."""
    from privkit.steps.recoding import PrefixRecoding

    said = {"said": COARSE, "raw": SAID, "recodings": {**BANDS, "area": [PrefixRecoding(1)]}, "made": False}
    singled, copied = court(
        [{"singling_out": {"risk_at_most": "15 %"}}, {"copied_records": {"at_most": "5"}}],
        coarse(REAL),
        REAL,
        CONTROL,
        **said,
    )
    assert singled.outcome is copied.outcome is Outcome.HELD
    assert singled.figures["bars"][0]["unprotected_low"] > 0.5
    learnt = {"risk_at_most": "30 %", "secret": "volume"}
    (told,) = court([{"inference": learnt}], coarse(REAL), REAL, CONTROL, **said)
    assert told.figures["bars"][0]["release"]["rate"] > 0.5  # bands are easy to guess, of strangers too


def test_a_little_noise_hides_nobody_from_membership(court):
    rng = np.random.default_rng(5)
    noisy = [(*row[:4], row[4] + Decimal(str(round(float(rng.normal(0, 0.3)), 1)))) for row in REAL]
    (found,) = court([{"membership": {"advantage_at_most": "10 %"}}], noisy, REAL, CONTROL, made=False)
    assert found.outcome is Outcome.FAILED
    assert found.measured.en.startswith(
        "an attacker who knows a whole record tells whether the person was in the data with an advantage of "
    )


@pytest.mark.parametrize("share", [0.05, 0.3])
def test_a_planted_copy_of_some_is_found(court, share):
    planted = REAL[: int(share * len(REAL))] + OTHERS[int(share * len(REAL)) :]
    copied, singled = court(
        [{"copied_records": {"at_most": "0"}}, {"singling_out": {"risk_at_most": "2 %"}}],
        planted,
        REAL,
        CONTROL,
    )
    assert copied.outcome is Outcome.FAILED
    assert copied.figures["copies"] > 0.3 * share * len(REAL)
    assert singled.outcome is Outcome.FAILED


def test_people_who_are_all_alike_cannot_be_told_apart(court):
    """Nobody is alone with a record: the unprotected data resist too, which shows nothing of the release."""
    alike: Rows = [("001", "flat", 2, False, Decimal("50.0"))] * 1000
    found = court([{n: r} for n, r in ATTACKS.items()], alike, alike, alike[:500])
    assert {v.outcome for v in found} == {Outcome.INCONCLUSIVE}
    copied = found[0]
    assert copied.measured.fr == (
        "même dans les données non protégées, trop peu de households sont seuls à avoir leur enregistrement pour distinguer "
        "une copie du hasard"
    )


def readings(number: int, seed: int) -> Rows:
    rng = np.random.default_rng(seed)
    level = rng.gamma(4, 3, number)[:, None]
    season = 1 + 0.3 * np.sin(np.arange(12) / 2)[None, :]
    volume = np.round(level * season * rng.lognormal(0, 0.3, (number, 12)), 1)
    return [tuple(Decimal(str(v)) for v in row) for row in volume]


def test_known_readings_of_a_copy_give_the_others(court):
    said = {f"v_{i}": "conf number:1" for i in range(1, 13)}
    base, aside = readings(1200, 1), readings(700, 2)
    rule = {"known_readings": {"months": "2", "risk_at_most": "10 %"}}
    more = {"said": said, "profiles": {"v": tuple(said)}}
    (copy,) = court([rule], base, base, aside, **more)
    assert copy.outcome is Outcome.FAILED
    assert copy.figures["readings"] == "v" and copy.figures["months"] == 2 and copy.figures["of"] == 12
    (other,) = court([rule], readings(1200, 3), base, aside, **more)
    assert other.outcome is Outcome.HELD
    (none,) = court([rule], REAL, REAL, CONTROL)
    assert none.outcome is Outcome.INCONCLUSIVE
    assert none.measured.en == "the output has no repeated column of readings"


def test_a_repeated_secret_is_guessed_by_its_total(court):
    said = {"area": "qi code", **{f"v_{i}": "conf number:1" for i in range(1, 13)}}
    base = [(f"{i % 400:03}", *row) for i, row in enumerate(readings(1200, 1))]
    aside = [(f"{i % 400:03}", *row) for i, row in enumerate(readings(700, 2))]
    rule = {"inference": {"secret": "v", "risk_at_most": "10 %", "attacker_knows": ["area"]}}
    (found,) = court([rule], base, base, aside, said=said, profiles={"v": tuple(list(said)[1:])})
    assert found.figures["secret"] == "v"
    assert found.figures["known"] == ["area"]


def test_no_value_of_the_data_is_told(court):
    """Figures are counts and shares, never a category or a number of somebody."""
    rows = [("CANARY", *row[1:]) if i < 3 else row for i, row in enumerate(REAL)]
    found = court([{n: r} for n, r in ATTACKS.items()], rows, rows, CONTROL)
    assert "CANARY" not in repr(found)


def test_the_gates_are_those_of_the_language():
    assert SinglingOut.model_fields["risk_at_most"]
    for gate in (copied_records, inference, known_readings, linkability, membership, singling_out):
        assert callable(gate.judge)


def test_the_same_seed_gives_the_same_figures_in_any_order_of_rows(court):
    rules = [{n: ATTACKS[n]} for n in ("singling_out", "inference", "membership")]
    first = court(rules, OTHERS, REAL, CONTROL)
    again = court(rules, OTHERS[::-1], REAL[::-1], CONTROL[::-1])
    assert [v.figures for v in first] == [v.figures for v in again]
