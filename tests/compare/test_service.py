"""What a bill says depends on the service: water law for drinking water, a hint for energy, nothing for the rest."""

from __future__ import annotations

import json
from dataclasses import replace
from decimal import Decimal
from itertools import product

import pyarrow as pa
import pytest

from privkit.compare.bill.abnormal import abnormal_use
from privkit.compare.bill.batch import Batch
from privkit.compare.bill.columns import DECIMALS, BillColumns
from privkit.compare.bill.household import Bill
from privkit.compare.bill.insert import insert_pdf
from privkit.compare.bill.tell import BillMessage, bill_message
from privkit.compare.message import message
from privkit.compare.reference import ReferenceTable, reference_from_json
from privkit.errors import DataError
from privkit.policy.model.outputs import Service
from privkit.words import Words
from tests.compare.conftest import by_hand

HOME = {"nb_occupants": "4", "logement": "maison"}
THREE = (Decimal(40), Decimal(50), Decimal(60))
MONTH = Words("in one month", "en un mois")
OF_WATER = ("water", "eau ", "d'eau", "CGCT", "leak", "fuite", "tap ", "robinet", "toilet", "chasse", "m³")


def table(service: Service | None, unit: str, over: Words | None = None) -> ReferenceTable:
    made = by_hand()
    spec = replace(made.spec, unit=unit, said=service, **({"over": over} if over else {}))
    return replace(made, spec=spec)


ENERGY = table(Service.ENERGY, "kWh")
OTHER = table(None, "€", MONTH)


def tell(reference: ReferenceTable, volume: int, **more: object) -> BillMessage:
    return bill_message(reference, Bill(HOME, Decimal(volume), **more))  # type: ignore[arg-type]


def plain(text: str) -> str:
    return text.replace("\N{NO-BREAK SPACE}", " ").replace("\N{NARROW NO-BREAK SPACE}", " ")


def read(words: Words | None) -> tuple[str, str] | None:
    return None if words is None else (plain(words.en), plain(words.fr))


@pytest.mark.parametrize("unit", ["m3", "m³", "l", "litres"])
def test_a_volume_is_of_drinking_water_when_nothing_is_said(unit: str) -> None:
    assert table(None, unit).spec.service is Service.DRINKING_WATER
    assert "CGCT" in str(tell(table(None, unit), 500, previous=THREE).advice)


@pytest.mark.parametrize("unit", ["kWh", "€", "dollars", "MWh", "m2"])
def test_anything_else_is_other(unit: str) -> None:
    assert table(None, unit).spec.service is Service.OTHER


def test_gas_in_cubic_metres_is_no_water() -> None:
    told = tell(table(Service.ENERGY, "m3"), 500, previous=THREE)
    assert told.abnormal.limb == "hint"
    assert "CGCT" not in str(told)


@pytest.mark.parametrize("reference", [ENERGY, OTHER, by_hand()], ids=["energy", "other", "water"])
def test_the_table_keeps_its_service(reference: ReferenceTable) -> None:
    assert reference_from_json(reference.to_json()) == reference
    assert reference_from_json(reference.to_json()).spec.service is reference.spec.service
    assert json.loads(reference.to_json())["spec"]["service"] == reference.spec.service.value


def test_a_table_of_before_has_the_service_of_its_unit() -> None:
    for made, service in ((by_hand(), Service.DRINKING_WATER), (ENERGY, Service.OTHER)):
        body = json.loads(made.to_json())
        del body["spec"]["service"]
        assert reference_from_json(json.dumps(body)).spec.service is service
    body["spec"]["service"] = "sewerage"
    with pytest.raises(DataError, match="PK566"):
        reference_from_json(json.dumps(body))


def test_an_unusual_rise_of_energy_is_a_hint_and_no_law() -> None:
    told = tell(ENERGY, 101, previous=THREE)
    assert (told.abnormal.found, told.abnormal.limb, told.abnormal.mean) == (True, "hint", Decimal("50.0"))
    assert read(told.alert) == (
        "This is an unusual rise: more than twice your mean of the three previous years, 50 kWh. "
        "It is a hint of ours, not a rule of law.",
        "C'est une hausse inhabituelle : plus du double de votre moyenne des trois années précédentes, 50 kWh. "
        "C'est un simple signalement, pas une règle de droit.",
    )
    assert [plain(a.source.fr) for a in told.advice] == [
        "Médiateur national de l'énergie",
        "Service-Public.fr",
    ]
    assert tell(ENERGY, 100, previous=THREE).alert is None  # as by the rule: strictly more than twice


def test_an_objection_or_another_occupant_silences_the_hint_but_never_the_alert_of_water() -> None:
    for more in ({"objects": True}, {"own_years": 2}, {"dwelling": False}):
        assert tell(ENERGY, 500, previous=THREE, **more).alert is None
    assert tell(by_hand(), 500, previous=THREE, objects=True, own_years=0).alert is not None
    assert tell(ENERGY, 500, zone_mean=Decimal(1)).abnormal.found is None
    assert tell(ENERGY, 500, previous=(*THREE[:2], None), zone_mean=Decimal(1)).alert is None


@pytest.mark.parametrize(
    ("volume", "sources", "approved"),
    [(60, ["Service-Public.fr"], True), (90, ["ADEME"], False), (121, ["ADEME", "Service-Public.fr"], False)],
)
def test_advice_on_energy_by_state(volume: int, sources: list[str], approved: bool) -> None:
    told = tell(ENERGY, volume)
    assert [a.source.fr for a in told.advice] == sources
    assert (told.approval is not None) is approved


def test_another_quantity_is_neither_used_nor_thanked_nor_advised() -> None:
    low, high = tell(OTHER, 50, previous=(Decimal(10),) * 3), tell(OTHER, 200)
    assert read(low.sentence) == (
        "Your household is at 50 € in one month: this is among the lowest 20% of similar homes (3 à 4 personnes, maison). "
        "Middle mark: 85 €. Your household is at 400% more than the year before.",
        "Votre foyer est à 50 € en un mois : c'est parmi les 20 % les plus bas de logements comparables (3 à 4 personnes, "
        "maison). Repère du milieu : 85 €. Votre foyer est à 400 % de plus que l'année précédente.",
    )
    for told in (low, high):
        assert (told.approval, told.advice, told.alert, told.abnormal.found) == (None, (), None, None)
        assert read(told.invitation) == (
            "Is what we know of your home wrong? Tell us, and the comparison will be corrected.",
            "Ce que nous savons de votre logement est inexact ? Dites-le-nous, et la comparaison sera corrigée.",
        )
    assert plain(message(OTHER, HOME, Decimal(50)).sentence.en).startswith(
        "Your household is at 50 € in one month: this is"
    )
    none = bill_message(OTHER, Bill(HOME, None))
    assert read(none.sentence) == (
        "There is no figure for this household: it is not compared with similar homes.",
        "Ce foyer est sans chiffre : il n'est pas comparé à des logements comparables.",
    )
    shop = bill_message(OTHER, Bill(HOME, Decimal(9), dwelling=False))
    assert read(shop.sentence) == (
        "These premises are at 9 € in one month. It is not a home: it is not compared.",
        "Ce local est à 9 € en un mois. Ce n'est pas un logement : il n'est pas comparé.",
    )


@pytest.mark.parametrize("reference", [ENERGY, OTHER], ids=["energy", "other"])
def test_no_word_of_water_elsewhere(reference: ReferenceTable) -> None:
    """Whatever the bill: state, reason, history, objection. And the page says the same."""
    homes = (HOME, {**HOME, "nb_occupants": "2"}, {**HOME, "nb_occupants": ""})
    volumes = (None, Decimal(-1), Decimal(0), Decimal(70), Decimal(900))
    for home, volume, years, objects, dwelling in product(
        homes, volumes, ((), THREE), (True, False), (True, False)
    ):
        told = bill_message(
            reference, Bill(home, volume, years, zone_mean=Decimal(3), objects=objects, dwelling=dwelling)
        )
        said = f"{told.to_json('en')} {told.to_json('fr')}".lower()
        assert not [word for word in OF_WATER if word.lower() in said]
    for language in ("en", "fr"):
        assert insert_pdf(tell(reference, 900, previous=THREE), reference, language).startswith(b"%PDF")


def batch_of(reference: ReferenceTable, bills: list[Bill]) -> tuple[list[dict[str, object]], dict[str, int]]:
    number = pa.decimal128(18, DECIMALS)

    def numbers(values: list[Decimal | None]) -> pa.Array:
        return pa.array(values, number)

    years = {
        f"previous_{n + 1}": numbers([b.previous[n] if b.previous else None for b in bills]) for n in range(3)
    }
    data = pa.table(
        {
            "household": pa.array([str(n) for n in range(len(bills))]),
            "volume": numbers([b.volume for b in bills]),
            **years,
            "own_years": pa.array([b.own_years for b in bills], pa.int64()),
            "zone_mean": numbers([b.zone_mean for b in bills]),
            "objects": pa.array([b.objects for b in bills]),
            "is_dwelling": pa.array([b.dwelling for b in bills]),
            "group:nb_occupants": pa.array([b.home["nb_occupants"] for b in bills]),
            "group:logement": pa.array([b.home["logement"] for b in bills]),
        }
    )
    batch = Batch(reference, BillColumns((), dict.fromkeys(data.schema.names, "-")), "fr")
    return [row for part in batch.tell(data) for row in part.to_pylist()], batch.counts


@pytest.mark.parametrize("reference", [ENERGY, OTHER, by_hand()], ids=["energy", "other", "water"])
def test_a_billing_run_says_what_one_bill_says(reference: ReferenceTable) -> None:
    bills = [
        Bill(HOME, volume, years, own, mean, objects=objects, dwelling=dwelling)
        for volume, years, own, mean, objects, dwelling in product(
            (None, Decimal(-1), Decimal(70), Decimal(900)), ((), THREE), (0, 3), (None, Decimal(3)), (True, False), (True, False)
        )
    ]  # fmt: skip
    rows, counts = batch_of(reference, bills)
    for bill, row in zip(bills, rows, strict=True):
        one = bill_message(reference, bill)
        assert row["sentence"] == one.sentence.fr
        assert (row["abnormal"], row["limb"]) == (one.abnormal.found, one.abnormal.limb)
    limbs = [abnormal_use(b, reference.spec.service) for b in bills]
    for limb in ("history", "zone", "hint"):
        assert counts[f"abnormal:{limb}"] == sum(bool(u.found) and u.limb == limb for u in limbs)
    assert ("abnormal:unchecked" in counts) is (reference.spec.service is not Service.OTHER)
