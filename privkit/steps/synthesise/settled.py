"""A ``synthesise`` step over the schemas before it: which table gives the units, which one their readings."""

from __future__ import annotations

from dataclasses import dataclass, replace

from privkit.errors import Problem
from privkit.policy.model.synthesis import Synthesise as Rule
from privkit.steps.base import ROW, Report, Schemas, Spot, listed
from privkit.values import Column, Role, Schema, Type
from privkit.words import Words


@dataclass(frozen=True)
class Settled:
    """``parent`` has one row per unit; ``child``, when there is one, several, told apart by ``period``."""

    unit: str
    parent: str | None
    child: str | None
    period: str | None

    def columns(self, schemas: Schemas, table: str) -> tuple[Column, ...]:
        """The columns of a table that a model makes: kept, and neither the unit nor the period."""
        return tuple(c for c in schemas[table].kept if c.name not in (self.unit, self.period, ROW))

    @property
    def tables(self) -> tuple[str, ...]:
        return tuple(name for name in (self.parent, self.child) if name is not None)


def settle(rule: Rule, spot: Spot, schemas: Schemas, report: Report) -> Settled | None:
    """Read the step; what does not fit is reported (PK532 to PK534). None when nothing can be made."""
    held = {name: schema for name, schema in schemas.items() if schema.unit is not None}
    if len(held) < len(schemas):
        stray = listed([name for name in schemas if name not in held])
        report(
            spot.problem(
                "PK532",
                Words(
                    f"no privacy unit in the table {stray.en}: what is made of it would belong to nobody",
                    f"pas d'unité protégée dans la table {stray.fr} : ce qu'on en ferait ne serait à personne",
                ),
                Words("link it before", "croisez-la avant"),
            )
        )
        return None
    periodic = [name for name, schema in held.items() if rule.period is not None and rule.period in schema]
    others = [name for name in held if name not in periodic]
    if len(periodic) > 1 or len(others) > 1 or (rule.period is not None and not periodic):
        report(_unclear(rule, spot, list(held)))
        return None
    parent, child = (others[0] if others else None), (periodic[0] if periodic else None)
    units = {str(held[name].unit) for name in held}
    found = Settled(units.pop(), parent, child, rule.period)
    wrong = [c for name in found.tables for c in found.columns(schemas, name) if _names_someone(c)]
    for column in wrong:
        report(
            spot.problem(
                "PK534",
                Words(
                    f"the column {column.name} may name someone: a model could only copy it",
                    f"la colonne {column.name} peut nommer quelqu'un : un modèle ne pourrait que la copier",
                ),
                Words("leave it out of minimise: keep", "retirez-la de minimiser : garder"),
            )
        )
    return None if wrong else found


def _names_someone(column: Column) -> bool:
    return column.role in (Role.DIRECT_IDENTIFIER, Role.FREE_TEXT) or column.pseudonym


def _unclear(rule: Rule, spot: Spot, tables: list[str]) -> Problem:
    names = listed(tables)
    if rule.period is not None:
        return spot.problem(
            "PK533",
            Words(
                f"one table should hold the column {rule.period}, and one at most the units: there are {names.en}",
                f"une table doit porter la colonne {rule.period}, et une au plus les unités : il y a {names.fr}",
            ),
            Words("link or summarise the others before", "croisez ou résumez les autres avant"),
            at=("period",),
        )
    period = spot.word("period")
    return spot.problem(
        "PK533",
        Words(
            f"several tables are left: {names.en}",
            f"plusieurs tables restent : {names.fr}",
        ),
        Words(
            f"link them, or write {period}: and the column that tells the readings of one unit apart",
            f"croisez-les, ou écrivez {period} : et la colonne qui distingue les relevés d'une unité",
        ),
    )


def after(settled: Settled, schemas: Schemas) -> Schemas:
    """The schemas of what is made: the same columns, under keys that lead to nobody."""
    out: Schemas = {}
    for name in settled.tables:
        key = schemas[name][settled.unit]
        fresh = Column(key.name, Type.CODE, Role.OTHER, kept=key.kept or len(settled.tables) > 1)
        columns = tuple(
            fresh if c.name == settled.unit else replace(c, pseudonym=False)
            for c in schemas[name].columns
            if c.name != ROW and (c.kept or c.name == settled.unit)
        )
        out[name] = Schema(columns, settled.unit, one_row_per_unit=name == settled.parent)
    return out
