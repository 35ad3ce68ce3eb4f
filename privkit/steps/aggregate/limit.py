"""``limit_contribution``: the most one privacy unit can change in the tables that follow."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from privkit.errors import nearest
from privkit.policy.model.aggregation import LimitContribution as Rule
from privkit.steps.aggregate.contribution import GROUPS, ROWS, ROWS_PER, Contribution, column_meant, read_caps
from privkit.steps.base import (
    Context,
    Done,
    Kind,
    Report,
    Schemas,
    Spot,
    Tables,
    listing_of,
    plural,
    shown_number,
)
from privkit.values import Changes, Column, Counts, Role, Schema, Type
from privkit.words import Words, same

if TYPE_CHECKING:
    from privkit.engine.caps import Caps
    from privkit.engine.protocol import Table

UNIT_YEAR = "_privkit_unit_year"


@dataclass(frozen=True)
class LimitContribution:
    """Keeps at most the rows allowed of each unit; which ones is drawn by keyed hash, the same on every engine.

    What a unit keeps depends on its own rows and on the key alone, never on other units: without this a
    limit would not bound what one unit changes. With ``year_of`` the unit becomes one year of the unit.
    """

    spot: Spot
    rule: Rule
    unit_name: str
    year_of: str | None = None
    columns: tuple[str, ...] = ()  # those of the policy, to read ``months`` as month
    year_blurred: bool = False  # a step before wrote its dates otherwise than by month, quarter or year
    name: str = "limit_contribution"
    kind: Kind = "protect"
    changes_rows: bool = True

    def say(self) -> Words:
        caps = self._caps_said()
        whose = Words(f"one {self.unit_name}", f"une même unité ({self.unit_name})")
        if self.year_of:
            whose = Words(
                f"one year of one {self.unit_name}", f"une année d'une même unité ({self.unit_name})"
            )
        totals = [(c, shown_number(v)) for c, v in self.rule.total_per_group.items()]
        en = "".join(f"; its total of {c} in a cell at most {v.en}" for c, v in totals)
        fr = "".join(f" ; son total de {c} dans une case au plus {v.fr}" for c, v in totals)
        return Words(
            f"Limit what {whose.en} can change in the tables: at most {caps.en}{en}. Rows beyond are left out at random.",
            f"Limiter ce que peut changer {whose.fr} dans les tableaux : au plus {caps.fr}{fr}. "
            "Les lignes au-delà sont écartées au hasard.",
        )

    def _caps_said(self) -> Words:
        """The limits read aloud: 12 months, 1 commune and 1 row per month."""
        said = []
        for word, cap in self.rule.at_most.items():
            per = word.removeprefix(ROWS_PER[self.spot.language])
            if per != word:
                rows = Words("row" if cap == 1 else "rows", "ligne" if cap == 1 else "lignes")
                said.append(Words(f"{cap} {rows.en} per {per}", f"{cap} {rows.fr} par {per}"))
            elif word == GROUPS[self.spot.language]:
                said.append(Words(f"{cap} cells", f"{cap} cases") if cap > 1 else Words("1 cell", "1 case"))
            elif word == ROWS[self.spot.language]:
                said.append(Words(f"{cap} rows in all", f"{cap} lignes en tout"))
            else:
                column = column_meant(word, self.columns) or word
                name = column if cap == 1 else plural(column) if word == column else word
                said.append(same(f"{cap} {name}"))
        return listing_of(said)

    def caps(self, schemas: Schemas) -> Contribution:
        """The caps, over the columns of the table that holds the units."""
        return self._read(schemas)[0]

    def _read(self, schemas: Schemas) -> tuple[Contribution, tuple[str, ...]]:
        table = self.table_of(schemas)
        columns = [c.name for c in schemas[table].columns] if table else []
        return read_caps(self.rule.at_most, self.rule.total_per_group, columns, self.spot.language)

    def table_of(self, schemas: Schemas) -> str | None:
        """The one live table whose rows are those of units."""
        held = [name for name, schema in schemas.items() if schema.unit is not None]
        return held[0] if len(held) == 1 else None

    def fate(self, schemas: Schemas, report: Report) -> Schemas:
        if self.rule.per != self.unit_name:
            report(self._other_unit())
        table = self.table_of(schemas)
        if table is None:
            report(self._which_table(schemas))
            return schemas
        _, unknown = self._read(schemas)
        for word in unknown:
            report(self._unknown(word, schemas[table]))
        if self.year_of is None:
            return schemas
        if self.year_of not in schemas[table]:
            report(self._no_year(table))
            return schemas
        if self.year_blurred:
            report(self._blurred())
        return {**schemas, table: _with_unit_year(schemas[table])}

    def run(self, tables: Tables, schemas: Schemas, context: Context) -> Done:
        name = self.table_of(schemas)
        assert name is not None
        schema, table = schemas[name], tables[name]
        unit = str(schema.unit)
        if self.year_of:
            table, unit = _by_year(table, schema, self.year_of, context), UNIT_YEAR
        caps, key = self.caps(schemas), self._key(context)
        first, last, over = None, 0, 0
        counts: dict[str, Counts] = {}
        for one in _asked(caps):
            bounded = context.engine.bound(table, unit, one, key)
            table, last = bounded.table, bounded.rows_after
            first = bounded.rows_before if first is None else first
            over = max(over, bounded.units_over)
            counts = {name: Counts(last, bounded.units)}  # every unit keeps a row
        figures = {"rows_before": first or 0, "rows_after": last, "units_over_a_limit": over}
        return Done({**tables, name: table}, Changes(figures), counts)

    def _key(self, context: Context) -> bytes:
        """The key named, or a fresh one: what was left out cannot then be drawn again."""
        return context.secret(self.rule.key.secret) if self.rule.key else secrets.token_bytes(32)

    def parameters(self) -> Mapping[str, Any]:
        return {
            "at_most": dict(self.rule.at_most),
            "total_per_group": {c: str(v) for c, v in self.rule.total_per_group.items()},
            **({"each_year_of": self.year_of} if self.year_of else {}),
        }

    def _other_unit(self) -> Any:
        return self.spot.problem(
            "PK781",
            Words(
                f"contributions are limited per privacy unit, which is {self.unit_name}",
                f"les contributions se limitent par unité protégée, ici {self.unit_name}",
            ),
            Words(f"write per: {self.unit_name}", f"écrivez par : {self.unit_name}"),
            at=("per",),
        )

    def _which_table(self, schemas: Schemas) -> Any:
        held = [name for name, schema in schemas.items() if schema.unit is not None]
        return self.spot.problem(
            "PK782",
            Words(
                f"one table must hold the rows of the privacy units at this step; there are {len(held)}",
                f"une seule table doit porter les lignes des unités protégées à cette étape ; il y en a {len(held)}",
            ),
            Words("link the tables before", "croisez les tables avant"),
        )

    def _unknown(self, word: str, schema: Schema) -> Any:
        close = nearest(word, [c for c in schema.names if c != schema.unit])
        extra = Words(
            "a column, or its plural (months), rows_per_month, groups, rows",
            "une colonne, ou son pluriel (communes), lignes_par_mois, groupes, lignes",
        )
        return self.spot.problem(
            "PK772",
            Words(f"this limit is on nothing there is: {word}", f"cette limite ne porte sur rien : {word}"),
            (Words(f"write {close}, or ", f"écrivez {close}, ou ") if close else Words("write ", "écrivez "))
            + extra,
            at=("at_most", word) if word in self.rule.at_most else ("total_per_group", word),
        )

    def _no_year(self, table: str) -> Any:
        return self.spot.problem(
            "PK784",
            Words(
                f"table {table} has no column {self.year_of}, by whose years units are told apart",
                f"la table {table} n'a pas de colonne {self.year_of}, dont les années distinguent les unités",
            ),
            Words("keep it until this step", "gardez-la jusqu'à cette étape"),
        )

    def _blurred(self) -> Any:
        return self.spot.problem(
            "PK530",
            Words(
                f"a step before changes {self.year_of}: the year of a row cannot be read in it",
                f"une étape d'avant change {self.year_of} : l'année d'une ligne ne peut s'y lire",
            ),
            Words(
                "generalise it to month, quarter or year",
                "généralisez-la au mois, au trimestre ou à l'année",
            ),
        )


def _asked(caps: Contribution) -> list[Caps]:
    """The limits as the engine takes them, in order; each costs a reading of the table.

    A limit of rows for each value of one column goes with the first: once a unit has one value of each other
    capped column, its rows for a value of that column are its rows for a combination of them all.
    """
    from privkit.engine.caps import Caps

    rows_per = dict(caps.rows_per)
    rows = None
    others = {column: set(caps.values) - {column} for column in rows_per if column in caps.values}
    alike = [column for column, rest in others.items() if all(caps.values[c] == 1 for c in rest)]
    if alike:
        rows = rows_per.pop(alike[0])
    asked = [Caps(values=caps.values, columns=caps.columns, groups=caps.groups, rows_per_group=rows)]
    asked += [Caps(columns=(column,), rows_per_group=most) for column, most in rows_per.items()]
    asked += [Caps(rows_per_group=caps.rows)] if caps.rows is not None else []
    return [one for one in asked if one.values or one.groups or one.rows_per_group]


def _with_unit_year(schema: Schema) -> Schema:
    column = Column(UNIT_YEAR, Type.TEXT, Role.DIRECT_IDENTIFIER, kept=False)
    return replace(schema, columns=(*schema.columns, column), unit=UNIT_YEAR, one_row_per_unit=False)


def _by_year(table: Table, schema: Schema, dates: str, context: Context) -> Table:
    """The table with a column that tells one year of a unit from another."""
    import narwhals as nw

    from privkit.steps.texts import as_text

    year = as_text(schema[dates], context.language).str.slice(0, 4)
    unit = as_text(schema[str(schema.unit)], context.language)
    return table.with_columns(nw.concat_str([unit, nw.lit("|"), year.fill_null("")]).alias(UNIT_YEAR))
