"""What a table asks once for all its measures, and who pays."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest

from privkit.dp.calibrate import plan_release
from privkit.dp.combine import combine
from privkit.dp.contribution import Table
from privkit.dp.fixed_point import FixedPoint
from privkit.dp.measures import Count, Histogram, Mean, Measure, Quantiles, Sum, Variance
from privkit.dp.release import Wanted, plan_tables
from privkit.errors import PolicyError

F = Fraction
TABLE = Table("water", 24, 48, 1)
M3 = FixedPoint("m3", 0, 500, Decimal("0.1"))
HALF = (F(1, 2),)


def weights(*asks: tuple[Measure, Fraction], table: Table = TABLE) -> dict[str, Fraction]:
    asked = combine(table, asks)
    assert sum(query.weight for query in asked.queries) == sum(weight for _, weight in asks)
    return {query.name: query.weight for query in asked.queries}


def test_a_mean_alone_brings_its_own_count() -> None:
    assert weights((Mean("m", M3), F(3, 10))) == {"water.sum.m3": F(2, 10), "water.rows.m3": F(1, 10)}


def test_a_count_and_a_mean_share_the_count() -> None:
    said = weights((Count("n", "rows", "m3"), F(1, 10)), (Mean("m", M3), F(2, 10)))
    assert said == {"water.rows.m3": F(1, 10), "water.sum.m3": F(2, 10)}


def test_rows_are_the_count_of_a_column_without_nulls_only() -> None:
    rows = (Count("n", "rows"), F(1, 10))
    assert set(weights(rows, (Mean("m", M3), F(3, 10)))) == {"water.rows", "water.rows.m3", "water.sum.m3"}
    assert set(weights(rows, (Mean("m", M3, complete=True), F(3, 10)))) == {"water.rows", "water.sum.m3"}


def test_a_mean_is_free_beside_a_sum_and_a_count() -> None:
    asks = [
        (Count("n", "rows", "m3"), F(1, 5)),
        (Sum("s", M3), F(1, 5)),
        (Mean("m", M3), F(0)),
        (Variance("v", M3), F(1, 10)),
        (Quantiles("q", M3, HALF), F(1, 2)),
    ]
    assert weights(*asks) == {
        "water.rows.m3": F(1, 5),
        "water.sum.m3": F(7, 30),  # the mean has no weight of its own: the variance helps with the sum
        "water.squares.m3": F(2, 30),
        "water.bins.m3": F(1, 2),
    }


def test_a_variance_alone_or_beside_a_mean() -> None:
    assert weights((Variance("v", M3), F(4, 5))) == {
        "water.squares.m3": F(2, 5),
        "water.sum.m3": F(1, 5),
        "water.rows.m3": F(1, 5),
    }
    assert weights((Variance("v", M3), F(1, 5)), (Mean("m", M3), F(3, 5))) == {
        "water.squares.m3": F(1, 5),
        "water.sum.m3": F(2, 5),
        "water.rows.m3": F(1, 5),
    }


def test_a_sum_is_centred_where_the_table_counts_its_values() -> None:
    alone = combine(TABLE, [(Sum("s", M3), F(1, 5))])
    assert [(one.need.centre, one.query.per_cell) for one in alone.answers] == [(0, 500)]
    both = combine(TABLE, [(Sum("s", M3), F(1, 5)), (Count("n", "rows", "m3"), F(1, 5))])
    assert [(one.need.centre, one.query.per_cell) for one in both.answers] == [(250, 250), (0, 1)]
    # A count that has little budget of its own cannot carry as much of the sum.
    little = combine(TABLE, [(Sum("s", M3), F(3, 5)), (Count("n", "rows", "m3"), F(1, 5))])
    assert little.answers[0].need.centre == 125


def test_other_bounds_or_bands_are_other_questions() -> None:
    wider = FixedPoint("m3", 0, 900, Decimal("0.1"))
    said = weights(
        (Sum("a", M3), F(1, 10)),
        (Sum("b", wider), F(1, 10)),
        (Histogram("h", M3, (0, 100, 500)), F(1, 10)),
        (Quantiles("q", M3, HALF), F(1, 10)),
        (Quantiles("q2", M3, (F(1, 4),)), F(1, 10)),
    )
    assert said == {
        "water.sum.m3": F(1, 10),
        "water.sum.m3.2": F(1, 10),
        "water.bins.m3": F(1, 10),
        "water.bins.m3.2": F(1, 5),
    }


def test_quantiles_and_a_histogram_of_the_same_bands_are_asked_plainly() -> None:
    edges = tuple(range(0, 501, 10))
    both = combine(
        TABLE,
        [(Quantiles("q", M3, HALF, edges), F(1, 2)), (Histogram("h", M3, edges), F(1, 10))],
        "discrete_gaussian",
    )
    assert [one.strategy and one.strategy.name for one in both.answers] == ["flat"]
    assert both.queries[0].weight == F(3, 5)
    alone = combine(TABLE, [(Quantiles("q", M3, HALF, edges), F(1, 2))], "discrete_gaussian")
    assert [one.strategy and one.strategy.name for one in alone.answers] == ["root"]


def test_an_answer_that_nobody_pays_for() -> None:
    with pytest.raises(PolicyError) as told:
        combine(TABLE, [(Mean("mean_m3", M3), F(0)), (Count("n", "units"), F(1))])
    assert told.value.text("en") == [
        "PK550 water.sum.m3: no share of the budget pays for it, and mean_m3 needs it",
        "  → give a weight to this measure, or to a count and a sum of the same column",
    ]
    assert told.value.text("fr") == [
        "PK550 water.sum.m3 : aucune part du budget ne le paie, et mean_m3 en a besoin",
        "  → donnez un poids à cette mesure, ou à un compte et à une somme de la même colonne",
    ]


def test_private_keys_are_chosen_by_the_count_of_units_that_is_published() -> None:
    private = Table("water", None, 48, 1)
    asked = combine(private, [(Count("n", "units"), F(1, 10)), (Sum("s", M3), F(1, 5))], keys=F(1, 10))
    assert [(q.name, q.weight, q.selects, q.cells) for q in asked.queries] == [
        ("water.units", F(1, 5), True, None),
        ("water.sum.m3", F(1, 5), False, None),
    ]
    with pytest.raises(PolicyError, match=r"PK550 water.units"):
        combine(private, [(Sum("s", M3), F(1, 5))])


def test_a_quantile_outside_its_range() -> None:
    with pytest.raises(PolicyError) as told:
        Quantiles("q", M3, (F(1),))
    assert told.value.text("en") == [
        "PK549 q: a quantile is not strictly between 0 and 1",
        "  → write for instance [0.25, 0.5, 0.75]",
    ]
    assert told.value.text("fr")[0] == "PK549 q : un quantile n'est pas strictement entre 0 et 1"


def test_the_noise_decides_how_bins_are_asked() -> None:
    def plan(table: Table) -> tuple[str | None, str, float]:
        asks = ((Count("n", "rows", "m3"), F(1, 5)), (Quantiles("q", M3, HALF), F(4, 5)))
        asked, made = plan_tables([Wanted(table, asks)], F(1), F(1, 10**7), "zcdp", {})
        strategy = asked[0].answers[1].strategy
        return strategy and strategy.name, made.of("water.bins.m3").mechanism, float(made.epsilon)

    many_cells, many_rows = plan(Table("water", 1152, 48, 1)), plan(Table("water", 600, 1, 48))
    assert many_cells[:2] == ("root", "discrete_gaussian")
    assert many_rows[:2] == ("flat", "geometric")
    assert max(many_cells[2], many_rows[2]) <= 1


def test_a_table_of_few_cells_per_unit_is_tried_with_the_other_noise() -> None:
    """Asked plainly, geometric noise wins; but only Gaussian noise can combine the bins of quantiles."""
    wanted = Wanted(Table("water", 100, 4, 1), ((Quantiles("q", M3, HALF), F(1)),))
    plain = combine(wanted.table, wanted.asks)
    first = plan_release(plain.queries, F(1), F(1, 10**7), "zcdp", {})
    assert first.of("water.bins.m3").mechanism == "geometric"
    asked, plan = plan_tables([wanted], F(1), F(1, 10**7), "zcdp", {})
    assert plan.of("water.bins.m3").mechanism == "discrete_gaussian"
    assert [one.strategy and one.strategy.name for one in asked[0].answers] == ["root"]
    told, plan = plan_tables([wanted], F(1), F(1, 10**7), "zcdp", {"water": "geometric"})
    assert plan.of("water.bins.m3").mechanism == "geometric"
    assert [one.strategy and one.strategy.name for one in told[0].answers] == ["flat"]
