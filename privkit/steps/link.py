"""``link``: bring the columns of a second table to the first, one row for one row."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import TYPE_CHECKING, Any, Literal

from privkit.errors import DataError, nearest
from privkit.policy.model.steps import Link as Rule
from privkit.policy.model.steps import LinkKeep
from privkit.steps.base import ROW, Context, Done, Kind, Report, Schemas, Spot, Tables, shown_share
from privkit.values import Changes, Column, Schema
from privkit.words import Words

if TYPE_CHECKING:
    from privkit.engine.protocol import Table


@dataclass(frozen=True)
class Link:
    """A many-to-one join. The key must be unique in the second table: rows are never multiplied."""

    spot: Spot
    rule: Rule
    name: str = "link"
    kind: Kind = "shape"
    changes_rows: bool = True

    def say(self) -> Words:
        first, second = self.rule.tables
        only = self.rule.keep is LinkKeep.ONLY_MATCHES
        why = f" ({self.rule.because.rstrip('.')})" if self.rule.because else ""
        return Words(
            f"Link {first} with {second} on {self.rule.on}, keeping "
            f"{'only the rows that match' if only else f'every row of {first}'}{why}.",
            f"Croiser {first} avec {second} sur {self.rule.on}, en gardant "
            f"{'seulement les lignes qui correspondent' if only else f'toutes les lignes de {first}'}{why}.",
        )

    def fate(self, schemas: Schemas, report: Report) -> Schemas:
        first, second = self.rule.tables
        if not all(self._known(name, schemas, report) for name in (first, second)):
            return schemas
        left, right, on = schemas[first], schemas[second], self.rule.on
        missing = [name for name in (first, second) if on not in schemas[name]]
        for name in missing:
            report(
                self.spot.problem(
                    "PK711",
                    Words(
                        f"the table {name} has no column {on} at this step",
                        f"la table {name} n'a pas de colonne {on} à cette étape",
                    ),
                    Words(
                        "link on a column both tables hold",
                        "croisez sur une colonne présente dans les deux tables",
                    ),
                    at=("on",),
                )
            )
        if missing:
            return schemas
        self._check_types(left[on].type, right[on].type, report)
        clash = [c.name for c in _brought(right, on) if c.name in left]
        if clash:
            report(
                self.spot.problem(
                    "PK712",
                    Words(
                        f"both tables hold the column {', '.join(clash)}",
                        f"les deux tables portent la colonne {', '.join(clash)}",
                    ),
                    Words("declare it read: no in one of them", "déclarez-la lue : non dans l'une d'elles"),
                    at=("tables",),
                )
            )
        added = tuple(c for c in _brought(right, on) if c.name not in left)
        joined = replace(left, columns=left.columns + added, unit=left.unit or right.unit)
        return {
            name: joined if name == first else schema for name, schema in schemas.items() if name != second
        }

    def _known(self, name: str, schemas: Schemas, report: Report) -> bool:
        if name in schemas:
            return True
        close = nearest(name, list(schemas))
        report(
            self.spot.problem(
                "PK713",
                Words(
                    f"there is no table {name} at this step", f"il n'y a pas de table {name} à cette étape"
                ),
                Words(f"write {close or ' / '.join(schemas)}", f"écrivez {close or ' / '.join(schemas)}"),
                at=("tables",),
            )
        )
        return False

    def _check_types(self, left: Any, right: Any, report: Report) -> None:
        if left != right and not (left.is_text and right.is_text):
            report(
                self.spot.problem(
                    "PK714",
                    Words(
                        f"{self.rule.on} does not have the same type in both tables",
                        f"{self.rule.on} n'a pas le même type dans les deux tables",
                    ),
                    Words("declare it with type: code in both", "déclarez-la avec type : code dans les deux"),
                    at=("on",),
                )
            )

    def run(self, tables: Tables, schemas: Schemas, context: Context) -> Done:
        first, second = self.rule.tables
        only = self.rule.keep is LinkKeep.ONLY_MATCHES
        keep: Literal["matches", "all_left"] = "matches" if only else "all_left"
        brought = tables[second].select(
            self.rule.on, *(c.name for c in _brought(schemas[second], self.rule.on))
        )
        table, counts = context.engine.link(tables[first], brought, self.rule.on, keep)
        if counts.right_duplicates:
            raise self.spot.data_error(
                "PK461",
                Words(
                    f"keys on several rows of the table {second}: {counts.right_duplicates}; linking would multiply rows",
                    f"clés sur plusieurs lignes de la table {second} : {counts.right_duplicates} ; "
                    "croiser multiplierait les lignes",
                ),
                Words(
                    f"keep one row per {self.rule.on} in {second}",
                    f"gardez une ligne par {self.rule.on} dans {second}",
                ),
                at=("on",),
            )
        share = Fraction(counts.matched_rows, counts.left_rows) if counts.left_rows else Fraction(1)
        wanted = self.rule.matched_at_least or Fraction(0)
        if share < wanted or (counts.left_rows and not counts.matched_rows):
            raise self._too_few(share, wanted)
        self._refuse_null_units(table, schemas, context)
        out = {name: table if name == first else other for name, other in tables.items() if name != second}
        figures = {
            "rows": counts.left_rows,
            "rows_matched": counts.matched_rows,
            "rows_of_second": counts.right_rows,
        }
        shown = shown_share(share, down_to=1)
        note = Words(
            f"{shown.en} of the rows of {first} found their match in {second}.",
            f"{shown.fr} des lignes de {first} ont trouvé leur correspondance dans {second}.",
        )
        return Done(out, Changes(figures, (note,)))

    def _too_few(self, share: Fraction, wanted: Fraction) -> DataError:
        (first, second), on = self.rule.tables, self.rule.on
        found, least = shown_share(share, down_to=1), shown_share(wanted)
        message = Words(
            f"{found.en} of the rows of {first} match {second}",
            f"{found.fr} des lignes de {first} correspondent à {second}",
        )
        if wanted:
            message += Words(f"; at least {least.en} expected", f" ; au moins {least.fr} attendues")
        return self.spot.data_error(
            "PK462",
            message,
            Words(
                f"check that {on} is written alike in both files",
                f"vérifiez que {on} s'écrit de même dans les deux fichiers",
            ),
            at=("on",),
        )

    def _refuse_null_units(self, table: Table, schemas: Schemas, context: Context) -> None:
        """A unit that comes from the second table is missing on the rows without a match."""
        first, second = self.rule.tables
        unit = schemas[second].unit
        nulls = context.engine.nulls(table, unit) if unit and schemas[first].unit is None else 0
        if nulls:
            raise self.spot.data_error(
                "PK465",
                Words(
                    f"table {first}: rows without {unit}, the column of the privacy unit: {nulls}",
                    f"table {first} : lignes sans {unit}, la colonne de l'unité protégée : {nulls}",
                ),
                Words("keep: only_matches", "garder : seulement_les_correspondances"),
                at=("keep",),
            )

    def parameters(self) -> Mapping[str, Any]:
        return {"tables": list(self.rule.tables), "on": self.rule.on, "keep": self.rule.keep.value}


def _brought(second: Schema, on: str) -> list[Column]:
    """The columns the second table brings: not the key, nor the hidden number of its rows."""
    return [c for c in second.columns if c.name not in (on, ROW)]
