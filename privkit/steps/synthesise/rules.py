"""The hard rules of a policy, as a generator's rows are held to them."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING

from privkit.errors import PolicyError, Problem
from privkit.policy.model.synthesis import HardRule, Values
from privkit.steps.aggregate.keys import read_list
from privkit.steps.base import Report
from privkit.steps.literals import literal
from privkit.synth.rules import Combinations, Implies, Order, Rule, Total, check
from privkit.values import Column
from privkit.words import Words

if TYPE_CHECKING:
    from pathlib import Path

    from privkit.steps.base import Spot
    from privkit.steps.synthesise.wanted import Wanted
    from privkit.synth.rule_kinds import Value


def rules_of(
    hard: tuple[HardRule, ...], wanted: Wanted, spot: Spot, folder: Path | None, report: Report
) -> tuple[Rule, ...]:
    """The rules of a step. What does not fit, or can never hold, is reported (PK535, PK583).

    Without ``folder`` public lists are not opened: rules that lean on one are then left out. DataError (PK768) for a
    list that lacks a column.
    """
    out: list[Rule] = []
    columns = {c.name: c for c in wanted.columns}
    for number, one in enumerate(hard):
        at = ("must_respect", number)
        try:
            rule = _rule(one, columns, spot, folder, at)
        except ValueError:
            report(
                spot.problem(
                    "PK535",
                    Words(
                        "a value is not of the type of its column",
                        "une valeur n'est pas du type de sa colonne",
                    ),
                    Words("write it as the column holds it", "écrivez-la comme la colonne la porte"),
                    at=at,
                )
            )
            continue
        except KeyError as error:
            report(_unknown(str(error.args[0]), columns, spot, at))
            continue
        if rule is None:
            continue
        for problem in check((rule,), wanted.domain):
            report(spot.problem(problem.code, problem.message, problem.instead, at=at))
        out.append(rule)
    for problem in check(tuple(out), wanted.domain) if len(out) > 1 else ():
        report(spot.problem(problem.code, problem.message, problem.instead, at=("must_respect",)))
    return tuple(out)


def _rule(
    one: HardRule, columns: dict[str, Column], spot: Spot, folder: Path | None, at: tuple[str | int, ...]
) -> Rule | None:
    if one.never_above:
        return Order(columns[one.never_above.column].name, columns[one.never_above.limit].name)
    if one.implies:
        when, then = one.implies.when, one.implies.then
        return Implies(
            when.column, _values(when, columns[when.column]), then.column, _values(then, columns[then.column])
        )
    if one.total:
        return Total(columns[one.total.column].name, tuple(columns[part].name for part in one.total.parts))
    assert one.combinations is not None
    held = [columns[name] for name in one.combinations.columns]
    if folder is None:
        return None
    listed = read_list(folder / one.combinations.known_list)
    for column in held:
        if column.name not in listed:
            raise PolicyError(_not_listed(one.combinations.known_list, column.name, list(listed), spot, at))
    rows = zip(*(listed[c.name] for c in held), strict=True)
    allowed = tuple(
        tuple(_value(v, c) if v else None for v, c in zip(row, held, strict=True)) for row in rows
    )
    return Combinations(one.combinations.columns, tuple(dict.fromkeys(allowed)))


def _values(written: Values, column: Column) -> tuple[Value, ...]:
    found = tuple(_value(text, column) for text in written.among)
    return (*found, None) if written.missing else found


def _value(text: str, column: Column) -> Value:
    found = literal(text, column)
    if isinstance(found, datetime):
        return found.replace(tzinfo=UTC).timestamp()  # times are modelled as seconds
    if isinstance(found, bool | date | str):
        return found
    assert isinstance(found, int | Decimal)
    return float(found)


def _unknown(name: str, columns: dict[str, Column], spot: Spot, at: tuple[str | int, ...]) -> Problem:
    known = ", ".join(columns)
    return spot.problem(
        "PK536",
        Words(f"no column {name} is made", f"aucune colonne {name} n'est faite"),
        Words(f"the columns that are made: {known}", f"les colonnes faites : {known}"),
        at=at,
    )


def _not_listed(file: str, name: str, known: list[str], spot: Spot, at: tuple[str | int, ...]) -> Problem:
    columns = ", ".join(known)
    return spot.problem(
        "PK768",
        Words(
            f"the public list {file} has no column {name}",
            f"la liste publique {file} n'a pas de colonne {name}",
        ),
        Words(f"its columns are: {columns}", f"ses colonnes sont : {columns}"),
        at=at,
    )
