"""What one bill tells: the law's alert, the trend, the reasons of no comparison, advice."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from privkit.compare.bill.household import REASONS, Bill
from privkit.compare.bill.tell import BillMessage, bill_message
from privkit.compare.reference import ReferenceTable
from privkit.errors import DataError
from privkit.words import Words
from tests.compare.conftest import by_hand

HOUSE = {"nb_occupants": "4", "logement": "maison"}
YEARS = (Decimal(93), Decimal("88.5"), Decimal(100))
PLACE = Words(
    "Your household used 92 m³ in one year: this is between the marks of similar homes (3 à 4 personnes, maison), "
    "60 m³ and 120 m³. Middle mark: 85 m³.",
    "Votre foyer a consommé 92 m³ en un an : c'est entre les repères de logements comparables (3 à 4 personnes, "
    "maison), 60 m³ et 120 m³. Repère du milieu : 85 m³.",
)


def bill(volume: str | None = "92", **more: Any) -> Bill:
    return Bill(more.pop("home", HOUSE), None if volume is None else Decimal(volume), **more)


def tell(volume: str | None = "92", **more: Any) -> BillMessage:
    return bill_message(by_hand(), bill(volume, **more))


def read(words: Words | None) -> tuple[str, str]:
    assert words is not None
    return tuple(re.sub("[\u00a0\u202f]", " ", text) for text in (words.en, words.fr))  # type: ignore[return-value]


def test_place_and_trend() -> None:
    told = tell(previous=YEARS)
    assert (told.case.state, told.ratio, told.change, told.abnormal.found) == (
        "middle",
        Decimal("1.08"),
        -1,
        False,
    )
    assert read(told.sentence) == (
        f"{PLACE.en} Your household used 1% less than the year before.",
        f"{PLACE.fr} Votre foyer a consommé 1 % de moins que l'année précédente.",
    )


@pytest.mark.parametrize(
    ("volume", "before", "change"),
    [("92", "93", -1), ("93.4", "93", 0), ("100.5", "100", 1), ("99.5", "100", -1), ("310", "93", 233), ("0", "5", -100)],
)  # fmt: skip
def test_change_is_in_whole_percents_half_away_from_zero(volume: str, before: str, change: int) -> None:
    assert tell(volume, previous=(Decimal(before),)).change == change


@pytest.mark.parametrize(
    "more",
    [{}, {"previous": (None, Decimal(90))}, {"previous": (Decimal(0),)}, {"previous": (Decimal(-4),)},
     {"previous": YEARS, "own_years": 0}, {"previous": YEARS, "days": 120}, {"previous": YEARS, "dwelling": False}],
)  # fmt: skip
def test_no_trend_without_a_year_of_their_own(more: dict[str, Any]) -> None:
    told = tell(**more)
    assert (told.change, told.trend) == (None, None)


# ---------------------------------------------------------------------------------------- abnormal use


def test_abnormal_is_strictly_more_than_twice_the_mean_of_three_years() -> None:
    assert tell("180", previous=(Decimal(80), Decimal(90), Decimal(100))).abnormal.found is False
    assert tell("180.000001", previous=(Decimal(80), Decimal(90), Decimal(100))).abnormal.found is True
    assert tell("187.666667", previous=YEARS).abnormal.found is True  # 2 x 93.8333…
    assert tell("187.666666", previous=YEARS).abnormal.found is False


def test_the_alert_says_the_mean_of_the_subscribers_own_years() -> None:
    assert read(tell("310", previous=YEARS).alert) == (
        "This use is abnormal: more than twice your mean of the three previous years, 93.8 m³. There may be a leak.",
        "Cette consommation est anormale : plus du double de votre moyenne des trois années précédentes, 93,8 m³. "
        "Une fuite est possible.",
    )


@pytest.mark.parametrize("own", [0, 1, 2])
def test_what_previous_occupants_used_is_never_told(own: int) -> None:
    """Their years count for the alert; no figure of them, nor one made from them, is anywhere."""
    secret = (Decimal("71.1"), Decimal("72.2"), Decimal("75.9"))
    told = tell("310", previous=secret, own_years=own)
    assert (told.abnormal.found, told.abnormal.limb, told.abnormal.mean) == (True, "history", None)
    assert read(told.alert) == (
        "This use is abnormal: more than twice the mean of this home over the three previous years. "
        "There may be a leak.",
        "Cette consommation est anormale : plus du double de la moyenne de ce logement sur les trois années "
        "précédentes. Une fuite est possible.",
    )
    assert (told.change is None) == (own == 0)
    everything = f"{told.to_json('en')} {told.to_json('fr')} {told.years}".replace(",", ".")
    mean = "73.1"
    assert not any(str(figure) in everything for figure in (*secret[own:], mean))


def test_comparable_homes_only_failing_the_history() -> None:
    mean = Decimal("99.95")
    assert tell("310", previous=YEARS, zone_mean=Decimal(1000)).abnormal.limb == "history"
    assert tell("150", previous=YEARS, zone_mean=Decimal(10)).abnormal.found is False
    assert tell("310", previous=(None, None, Decimal(500)), zone_mean=mean).abnormal.found is False
    told = tell("310", previous=(None, Decimal(-4)), zone_mean=mean)
    assert (told.abnormal.found, told.abnormal.limb) == (True, "zone")
    assert read(told.alert) == (
        "This use is abnormal: more than twice the mean of comparable homes in your area, 100 m³. "
        "There may be a leak.",
        "Cette consommation est anormale : plus du double de la moyenne des logements comparables de votre secteur, "
        "100 m³. Une fuite est possible.",
    )
    assert tell("199.9", zone_mean=mean).abnormal.found is False
    assert tell("199.91", zone_mean=mean).abnormal.found is True


@pytest.mark.parametrize(
    ("years", "own", "en", "fr"),
    [
        ((90, None, 100), 3, "your mean of the previous years that are known, 95 m³",
         "votre moyenne des années précédentes connues, 95 m³"),
        ((None, None, 100), 2, "the mean of this home over the previous years that are known",
         "la moyenne de ce logement sur les années précédentes connues"),
        ((90, 95, None), 2, "your mean of the previous years that are known, 92.5 m³",
         "votre moyenne des années précédentes connues, 92,5 m³"),
    ],
)  # fmt: skip
def test_a_shorter_history_is_still_one(years: tuple[int | None, ...], own: int, en: str, fr: str) -> None:
    known = tuple(None if year is None else Decimal(year) for year in years)
    told = tell("310", previous=known, own_years=own, zone_mean=Decimal(1000))
    assert told.abnormal.limb == "history"
    assert read(told.alert) == (
        f"This use is abnormal: more than twice {en}. There may be a leak.",
        f"Cette consommation est anormale : plus du double de {fr}. Une fuite est possible.",
    )


def test_an_equivalent_period_is_one_of_as_many_days() -> None:
    """Half a year is held against half of the years before, a year of 366 days against 366 days of them."""
    years = (Decimal(90), Decimal(95), Decimal(100))
    lengths = {"previous": years, "previous_days": (365, 366, 365)}
    assert tell("180", **lengths, days=366).abnormal.found is False  # 2 x 285 / 1096 x 366 = 190.3…
    assert tell("190.3", **lengths, days=366).abnormal.found is False
    assert tell("190.4", **lengths, days=366).abnormal.found is True
    half = tell("94.7", **lengths, days=182)  # 2 x 285 / 1096 x 182 = 94.65…
    assert (half.abnormal.found, half.abnormal.mean) == (True, Decimal("47.3"))
    assert tell("94.6", **lengths, days=182).abnormal.found is False
    assert read(half.alert) == (
        "This use is abnormal: more than twice your mean of the three previous years over as many days, 47.3 m³. "
        "There may be a leak.",
        "Cette consommation est anormale : plus du double de votre moyenne des trois années précédentes sur autant "
        "de jours, 47,3 m³. Une fuite est possible.",
    )
    assert tell("94.7", previous=years, days=182).abnormal.found is False  # lengths not told: as the bill
    zone = tell("60.1", zone_mean=Decimal(120), zone_days=365, days=91)
    assert (zone.abnormal.found, zone.abnormal.mean) == (True, Decimal("29.9"))
    assert tell("59.8", zone_mean=Decimal(120), zone_days=365, days=91).abnormal.found is False


def test_a_length_that_makes_no_sense_makes_its_year_unknown() -> None:
    for days in (0, -365, 10_001):
        told = tell("310", previous=(Decimal(1000), Decimal(90)), previous_days=(days, 365), days=365)
        assert (told.abnormal.found, told.abnormal.mean, told.abnormal.years) == (True, 90, 1)
        assert tell("310", zone_mean=Decimal(9), zone_days=days, days=365).abnormal.found is None


def test_no_trend_from_a_part_of_a_year() -> None:
    assert tell(previous=YEARS, previous_days=(100, 365, 365), days=365).change is None


def test_water_in_a_home_where_none_ran_is_abnormal() -> None:
    told = tell("1", previous=(Decimal(0),) * 3)
    assert (told.abnormal.found, told.abnormal.mean) == (True, Decimal(0))


def test_days_are_told_whatever_the_reason() -> None:
    assert read(tell(days=182, objects=True).sentence) == (
        "Your household used 92 m³ in 182 days. As you asked, it is not compared.",
        "Votre foyer a consommé 92 m³ en 182 jours. Comme vous l'avez demandé, il n'est pas comparé.",
    )
    assert read(tell(days=1).sentence)[1].startswith("Votre foyer a consommé 92 m³ en 1 jour. ")
    assert read(tell(days=0).sentence)[1].startswith("Votre foyer a consommé 92 m³. Les logements")


def test_a_median_never_stands_for_the_mean() -> None:
    """The table has marks for this group; without a mean given, nothing is checked."""
    told = tell("5000")
    assert (told.case.state, told.abnormal.found, told.abnormal.limb, told.alert) == (
        "high",
        None,
        None,
        None,
    )


@pytest.mark.parametrize(
    "more",
    [{"objects": True}, {"days": 120}, {"unit": "kWh"}, {"home": {"nb_occupants": "", "logement": "maison"}},
     {"home": {"nb_occupants": "x", "logement": "maison"}}, {"home": {"nb_occupants": "1", "logement": "maison"}}],
)  # fmt: skip
def test_nothing_silences_the_alert_of_a_dwelling(more: dict[str, Any]) -> None:
    told = tell("310", previous=YEARS, **more)
    assert told.case.state is None and told.abnormal.found is True and told.alert is not None
    assert told.alert.en in told.sentence.en and told.alert.fr in told.sentence.fr


def test_no_alert_for_what_is_no_dwelling() -> None:
    told = tell("5000", previous=YEARS, zone_mean=Decimal(9), dwelling=False)
    assert (told.abnormal.found, told.alert, told.invitation) == (None, None, None)


# ------------------------------------------------------------------------------------ no comparison


@pytest.mark.parametrize(
    ("reason", "volume", "more", "en", "fr"),
    [
        ("no_volume", None, {},
         "There is no reading for this bill: it is not compared with similar homes.",
         "Cette facture est sans relevé : elle n'est pas comparée à des logements comparables."),
        ("negative_volume", "-3", {},
         "This bill corrects an earlier one: it is not compared with similar homes.",
         "Cette facture en corrige une autre : elle n'est pas comparée à des logements comparables."),
        ("objection", "92", {"objects": True},
         "Your household used 92 m³ in one year. As you asked, it is not compared.",
         "Votre foyer a consommé 92 m³ en un an. Comme vous l'avez demandé, il n'est pas comparé."),
        ("not_a_dwelling", "92", {"dwelling": False},
         "This supply used 92 m³ in one year. It is not the meter of one home: it is not compared.",
         "Ce branchement a consommé 92 m³ en un an. Ce n'est pas le compteur d'un seul logement : il n'est pas comparé."),
        ("other_unit", "92", {"unit": "kWh"},
         "Your household used 92 kWh in one year. Similar homes are measured in another unit: yours is not compared with them.",
         "Votre foyer a consommé 92 kWh en un an. Les logements comparables sont mesurés dans une autre unité : le "
         "vôtre ne leur est pas comparé."),
        ("partial_year", "92", {"days": 349},
         "Your household used 92 m³ in 349 days. Similar homes are known over one year: yours is not compared with them.",
         "Votre foyer a consommé 92 m³ en 349 jours. Les logements comparables sont connus sur un an : le vôtre ne "
         "leur est pas comparé."),
        ("other_period", "92", {"days": 381},
         "Your household used 92 m³ in 381 days. Similar homes are known over one year: yours is not compared with them.",
         "Votre foyer a consommé 92 m³ en 381 jours. Les logements comparables sont connus sur un an : le vôtre ne "
         "leur est pas comparé."),
        ("outside_bands", "92", {"home": {"nb_occupants": "many", "logement": "maison"}},
         "Your household used 92 m³ in one year. What is known of your home does not fit any group of similar homes.",
         "Votre foyer a consommé 92 m³ en un an. Ce qu'on sait de votre logement ne correspond à aucun groupe de "
         "logements comparables."),
        ("missing", "92", {"home": {"nb_occupants": " ", "logement": "maison"}},
         "Your household used 92 m³ in one year. To compare it with similar homes, this is missing: nb occupants.",
         "Votre foyer a consommé 92 m³ en un an. Pour le comparer à des logements comparables, il manque : "
         "nb occupants."),
        ("too_few", "92", {"home": {"nb_occupants": "4", "logement": "appartement"}},
         "Your household used 92 m³ in one year. There are too few similar homes to compare it with.",
         "Votre foyer a consommé 92 m³ en un an. Il y a trop peu de logements comparables pour le situer."),
        ("alike", "92", {"home": {"nb_occupants": "1", "logement": "maison"}},
         "Your household used 92 m³ in one year. Similar homes are too much alike to compare it with them.",
         "Votre foyer a consommé 92 m³ en un an. Les logements comparables sont trop proches entre eux pour le "
         "situer."),
    ],
    ids=REASONS,
)  # fmt: skip
def test_each_reason_has_its_sentence(
    reason: str, volume: str | None, more: dict[str, Any], en: str, fr: str
) -> None:
    told = tell(volume, **more)
    assert (told.case.state, told.ratio, told.case.reason) == (None, None, reason)
    assert read(told.sentence) == (en, fr)
    assert told.to_json("fr")["reason"] == reason


@pytest.mark.parametrize("unit", ["m3", "m³", " m3 "])
def test_a_unit_written_otherwise_is_the_same(unit: str) -> None:
    assert tell(unit=unit).case.state == "middle"


def test_a_column_not_given_at_all_is_an_error() -> None:
    with pytest.raises(DataError) as caught:
        tell(home={"logement": "maison"})
    assert caught.value.text("en") == [
        "PK595 the bills have no column nb_occupants",
        "  → add it, or say which one it is: --columns nb_occupants=…",
    ]
    assert caught.value.text("fr") == [
        "PK595 les factures n'ont pas de colonne nb_occupants",
        "  → ajoutez-la, ou dites laquelle c'est : --columns nb_occupants=…",
    ]


def test_days_need_a_table_of_one_year() -> None:
    table = by_hand()
    quarter = replace(table, spec=replace(table.spec, over=Words("in a quarter", "en un trimestre")))
    assert bill_message(quarter, bill()).case.state == "middle"
    with pytest.raises(DataError) as caught:
        bill_message(quarter, bill(days=91))
    assert caught.value.text("en") == [
        "PK579 the reference table covers “in a quarter”, not one year: days billed cannot be held against it",
        "  → leave the days out, and bring only bills of the same period",
    ]
    assert caught.value.text("fr") == [
        "PK579 la table de référence couvre « en un trimestre », pas un an : les jours facturés ne s'y rapportent pas",
        "  → retirez les jours, et n'apportez que des factures de la même période",
    ]


# ------------------------------------------------------------------------- advice, approval, invitation


def test_who_uses_little_is_approved_and_not_advised() -> None:
    told = tell("50", previous=YEARS)
    assert told.advice == ()
    assert read(told.approval) == (
        "You use little water for a home like yours: nothing needs to change.",
        "Vous utilisez peu d'eau pour un logement comme le vôtre : rien n'est à changer.",
    )


def test_an_abnormal_use_is_not_approved() -> None:
    """Twice a small mean may still be among the lowest: the leak is told, the thanks are not stressed."""
    told = tell("50", previous=(Decimal(20),) * 3)
    assert (told.case.state, told.approval, len(told.advice)) == ("low", None, 3)


def test_advice_follows_the_state_and_names_its_source() -> None:
    sources = {
        volume: [a.source.en for a in tell(volume, previous=YEARS).advice]
        for volume in ("50", "92", "125", "310")
    }
    law = "CGCT, art. L. 2224-12-4, III bis"
    assert sources == {
        "50": [],
        "92": ["Service-Public.fr", "ADEME"],
        "125": ["Service-Public.fr", "Eau de Paris", "ADEME"],
        "310": ["Service-Public.fr", law, law],
    }


def test_nothing_judges() -> None:
    judging = re.compile(
        r"gaspill|excessif|mauvais|bravo|effort|devriez|wast|excessive|should|must|bad\b", re.I
    )
    for volume in ("0", "50", "92", "125", "310"):
        told = tell(volume, previous=YEARS)
        assert not judging.search(f"{told.to_json('en')}{told.to_json('fr')}")


def test_the_invitation_says_where() -> None:
    told = bill_message(by_hand(), bill(), "02 40 00 00 00")
    assert told.invitation is not None
    assert told.invitation.fr.endswith(
        "la comparaison sera corrigée\u00a0: 02\u00a040\u00a000\u00a000\u00a000."
    )
    assert told.invitation.en.endswith(
        "the comparison will be corrected: 02\u00a040\u00a000\u00a000\u00a000."
    )
    for reason in ({"objects": True}, {"unit": "kWh"}, {"days": 90}, {"volume": None}, {"volume": "-1"}):
        assert tell(**reason).invitation is None
    assert read(tell(home={"nb_occupants": "", "logement": "maison"}).invitation) == (
        "Tell us what is missing, and your household can be compared.",
        "Dites-nous ce qui manque, et votre foyer pourra être comparé.",
    )
    assert read(tell(home={"nb_occupants": "x", "logement": "maison"}).invitation) == (
        "Tell us what your home is like and how many people live there, and it can be compared.",
        "Dites-nous comment est votre logement et combien de personnes y vivent, et il pourra être comparé.",
    )


def test_json_keeps_numbers_exact() -> None:
    told = tell("92.5", previous=(Decimal("93.10"), None, Decimal("0.123456"))).to_json("en")
    assert told["ratio"] == "1.09"
    assert told["trend"] == {"change_percent": -1, "previous": ["93.10", None, "0.123456"]}
    assert told["abnormal"] == {"found": False, "limb": "history", "mean": "46.6"}
    assert told["alt"].startswith(told["sentence"])


def test_the_reference_table_is_not_changed(two_groups: ReferenceTable) -> None:
    before = two_groups.to_json()
    bill_message(two_groups, bill("310", previous=YEARS))
    assert two_groups.to_json() == before
