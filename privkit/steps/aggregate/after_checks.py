"""Problems of what is done on published figures: tables, measures and columns that are not there (PK790)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from privkit.errors import Problem, nearest
from privkit.policy.model.aggregation import After, PrivacyModel
from privkit.policy.model.aggregation import Aggregate as Rule
from privkit.steps.aggregate.contribution import Contribution
from privkit.steps.aggregate.wanted import TableSpec
from privkit.steps.base import Spot
from privkit.words import Words


def after_problems(
    rule: Rule, specs: Sequence[TableSpec], caps: Contribution, unit_name: str, spot: Spot
) -> Iterator[Problem]:
    """What the items of ``then`` name and that is not made, or that would not hold (PK529)."""
    by_name = {spec.name: spec for spec in specs}
    for number, step in enumerate(rule.then):
        at = ("then", number)
        if rule.privacy_model is not PrivacyModel.DIFFERENTIAL_PRIVACY and not step.ratio:
            yield spot.problem(
                "PK790",
                Words(
                    "under statistical secrecy only ratios are computed on published figures",
                    "sous secret statistique, seuls des rapports se calculent sur les chiffres publiés",
                ),
                Words(
                    "remove it; rounding is a method of secrecy",
                    "retirez-le ; l'arrondi est une méthode du secret",
                ),
                at=at,
            )
        missing = [name for name in tables_named(step) if name not in by_name]
        for name in missing:
            yield _no_table(name, list(by_name), spot, at)
        if missing:
            continue
        if step.ratio:
            yield from _ratio(step, by_name, spot, at)
        if step.round:
            yield from _round(step, specs, spot, at)
        if step.hide_below and not any(
            m.kind.startswith("count") for m in by_name[step.hide_below.table].measures
        ):
            yield _wrong(
                spot,
                at,
                f"table {step.hide_below.table} holds no count",
                f"le tableau {step.hide_below.table} ne porte pas de nombre",
            )
        if step.consistent:
            yield from _grains(step, by_name, spot, at)
            yield from _counted_twice(step, by_name, caps, unit_name, spot, at)


def tables_named(step: After) -> tuple[str, ...]:
    """The tables an item of ``then`` names."""
    if step.ratio:
        return (step.ratio.of, step.ratio.to)
    if step.consistent:
        return step.consistent.tables
    if step.non_negative is not None:
        return step.non_negative
    hidden = step.hide_below or step.hide_uncertain
    return (hidden.table,) if hidden else ()


def _ratio(
    step: After, by_name: dict[str, TableSpec], spot: Spot, at: tuple[str | int, ...]
) -> Iterator[Problem]:
    rule = step.ratio
    assert rule is not None
    top, bottom = by_name[rule.of], by_name[rule.to]
    if not set(bottom.by) <= set(top.by):
        yield _wrong(
            spot,
            at,
            f"{rule.to} is cut finer than {rule.of}: a cell of the one has several in the other",
            f"{rule.to} est découpé plus finement que {rule.of} : une case de l'un en a plusieurs dans l'autre",
        )
    for table, measure in ((top, rule.measure), (bottom, rule.over)):
        if measure is None and len(table.measures) != 1:
            yield _wrong(
                spot,
                at,
                f"table {table.name} has several measures: say which one (measure:, over:)",
                f"le tableau {table.name} a plusieurs mesures : dites laquelle (mesure :, mesure_sur :)",
            )
        elif measure is not None and measure not in {m.word for m in table.measures} | {
            m.name for m in table.measures
        }:
            yield _wrong(
                spot,
                at,
                f"table {table.name} has no measure {measure}",
                f"le tableau {table.name} n'a pas de mesure {measure}",
            )


def _round(
    step: After, specs: Sequence[TableSpec], spot: Spot, at: tuple[str | int, ...]
) -> Iterator[Problem]:
    known = {m.name for s in specs for m in s.measures} | {m.word for s in specs for m in s.measures}
    for name, to in (step.round or {}).items():
        if name not in known:
            close = nearest(name, sorted(known - {"measure"}))
            hint = f" ({close}?)" if close else ""
            yield _wrong(
                spot, at, f"no table has a measure {name}{hint}", f"aucun tableau n'a de mesure {name}{hint}"
            )
        elif to <= 0:
            yield _wrong(spot, at, "a multiple is more than 0", "un multiple est plus grand que 0")


def _grains(
    step: After, by_name: dict[str, TableSpec], spot: Spot, at: tuple[str | int, ...]
) -> Iterator[Problem]:
    assert step.consistent is not None
    names = step.consistent.tables
    if len(names) < 2:
        yield _wrong(
            spot,
            at,
            "at least two tables are made to add up",
            "il faut au moins deux tableaux à faire concorder",
        )
    kinds = {tuple((m.kind, m.column) for m in by_name[n].measures) for n in names}
    if len(kinds) > 1:
        yield _wrong(
            spot,
            at,
            "tables that add up hold the same measures",
            "des tableaux qui concordent portent les mêmes mesures",
        )


def _counted_twice(
    step: After,
    by_name: dict[str, TableSpec],
    caps: Contribution,
    unit_name: str,
    spot: Spot,
    at: tuple[str | int, ...],
) -> Iterator[Problem]:
    """Counts of units that are no sum of their parts: a unit in two months is one unit of the year."""
    assert step.consistent is not None
    finest, *coarser = (by_name[name] for name in step.consistent.tables)
    if all(m.kind != "count_units" for m in finest.measures):
        return
    for table in coarser:
        gone = [column for column in finest.by if column not in table.by]
        if gone and caps.groups_of(gone) != 1:
            names = ", ".join(gone)
            yield spot.problem(
                "PK529",
                Words(
                    f"one {unit_name} may count in several values of {names}: the counts of {finest.name} do not add up to "
                    f"those of {table.name}",
                    f"une même unité ({unit_name}) peut compter dans plusieurs valeurs de {names} : les nombres de "
                    f"{finest.name} ne s'additionnent pas pour donner ceux de {table.name}",
                ),
                Words(
                    "count rows, or limit it to one value", "comptez les lignes, ou limitez-la à une valeur"
                ),
                at=at,
            )


def _no_table(name: str, known: Sequence[str], spot: Spot, at: tuple[str | int, ...]) -> Problem:
    close = nearest(name, known)
    return spot.problem(
        "PK790",
        Words(f"there is no table {name}", f"il n'y a pas de tableau {name}"),
        Words(f"write {close}", f"écrivez {close}") if close else None,
        at=at,
    )


def _wrong(spot: Spot, at: tuple[str | int, ...], en: str, fr: str) -> Problem:
    return spot.problem(
        "PK790", Words(en, fr), Words("see privkit explain aggregate", "voir privkit explain agréger"), at=at
    )
