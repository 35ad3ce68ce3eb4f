"""People set aside: out of the release and of the baseline, the same ones, and in the form of the baseline."""

from __future__ import annotations

from decimal import Decimal

import pytest

HOMES = [f"h{i:03}" for i in range(200)]
TWO = {
    "bills": {
        "home": "direct_identifier code",
        "commune": "quasi_identifier code",
        "volume": "confidential number:2",
    },
    "dwellings": {"home": "direct_identifier code", "size": "quasi_identifier integer"},
}
ONE = {"bills": {**TWO["bills"], "size": "quasi_identifier integer"}}
MADE = "synthesise: {{ method: marginals, privacy_model: {} }}"
PRIVATE = "{ differential_privacy: { epsilon: 1, delta: 1e-6 } }"


def given(order=1):
    homes = HOMES[::order]
    size = {h: i % 100 for i, h in enumerate(HOMES)}
    return {
        "home": homes,
        "commune": ["a" if h < "h100" else "b" for h in homes],
        "volume": [Decimal(size[h]) for h in homes],
        "size": [size[h] for h in homes],
    }


def held(bench, walked, tables, *columns):
    return {name: bench.rows(table, *columns) for name, table in tables.items()}


def test_every_unit_is_on_one_side_only_in_every_table(bench):
    data = given()
    bills = {k: data[k] for k in ("home", "commune", "volume")}
    dwellings = {"home": [h for h in HOMES for _ in range(2)], "size": list(range(400))}
    document = bench.read("- set_aside: { share: 20 % }", TWO)
    walked, _context = bench.walk(document, {"bills": bills, "dwellings": dwellings})
    kept, aside = held(bench, walked, walked.released, "home"), held(bench, walked, walked.control, "home")
    assert len(aside["bills"]) == 40 and len(kept["bills"]) == 160
    assert sorted(kept["bills"] + aside["bills"]) == HOMES
    assert set(aside["dwellings"]) == set(aside["bills"]) and len(aside["dwellings"]) == 80
    assert held(bench, walked, walked.baseline, "home") == kept
    assert walked.records[0].changes.figures == {"units_before": 200, "units_set_aside": 40}


@pytest.mark.parametrize(
    "before", ["- generalise: { size: { into_bands: [0, 50] } }\n", "- top_code: { size: { at: 50 } }\n", ""]
)
def test_the_baseline_and_the_people_set_aside_keep_their_values(bench, before):
    document = bench.read(before + "- set_aside: { share: 20 % }\n- round: { volume: { to: 10 } }", ONE)
    walked, _ = bench.walk(document, {"bills": given()})
    true = set(zip(HOMES, (i % 100 for i in range(200)), (Decimal(i % 100) for i in range(200)), strict=True))
    control = set(bench.rows(walked.control["bills"], "home", "size", "volume"))
    base = set(bench.rows(walked.baseline["bills"], "home", "size", "volume"))
    assert control | base == true
    assert len(control) == 40 and not control & base
    assert set(bench.rows(walked.released["bills"], "home")) == {row[0] for row in base}


def test_a_column_that_takes_a_new_name_takes_it_in_the_people_set_aside_too(bench):
    steps = "- set_aside: { share: 20 % }\n- generalise: { size: { into_bands: [0, 50], as: band } }"
    walked, _ = bench.walk(bench.read(steps, ONE), {"bills": given()})
    assert set(bench.rows(walked.control["bills"], "band")) <= set(range(100))
    assert "size" not in walked.flow.baseline["bills"]


def test_the_same_people_whatever_the_order_of_rows(bench):
    document = bench.read("- set_aside: { share: 20 % }", ONE)
    first = bench.rows(bench.walk(document, {"bills": given()})[0].control["bills"], "home")
    again = bench.rows(bench.walk(document, {"bills": given(-1)})[0].control["bills"], "home")
    assert first == again


def test_other_people_when_a_value_is_another_unless_noise_hides_the_values(bench):
    """Before differential privacy the draw must not depend on values: with it, it is not even the same twice."""
    steps = "- set_aside: { share: 20 % }\n- "
    document = bench.read("- set_aside: { share: 20 % }", ONE)
    data = given()
    first = bench.rows(bench.walk(document, {"bills": data})[0].control["bills"], "home")
    data["volume"][0] += 1
    assert first != bench.rows(bench.walk(document, {"bills": data})[0].control["bills"], "home")
    from privkit.steps.build import build_steps

    assert build_steps(bench.read(steps + MADE.format(PRIVATE), ONE))[0].private
    assert not build_steps(bench.read(steps + MADE.format("none"), ONE))[0].private


@pytest.mark.parametrize(("share", "told"), [("0 %", "0%"), ("100 %", "100%")])
def test_nobody_or_everybody_set_aside(bench, share, told):
    document = bench.read(f"- set_aside: {{ share: {share} }}", ONE)
    assert f"PK730 with {told} this step has no purpose" in "\n".join(bench.told(document))
