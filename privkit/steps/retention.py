"""``drop_older_than``: leave out rows older than the retention period."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import narwhals as nw

from privkit.policy.scalars import Duration
from privkit.steps.base import Context, Done, Kind, Report, Schemas, Spot, Tables, holding, require
from privkit.values import Changes, Schema, Type
from privkit.words import Words


@dataclass(frozen=True)
class DropOlderThan:
    """Keep the rows dated on or after the as-of date less the duration (GDPR art. 5(1)(e)).

    A row without a date cannot be shown to be recent: it is dropped too.
    """

    spot: Spot
    duration: Duration
    column: str
    name: str = "drop_older_than"
    kind: Kind = "shape"
    changes_rows: bool = True

    def say(self) -> Words:
        span = self.duration.words()
        return Words(
            f"Leave out what is older than {span.en}, counted from {self.column}.",
            f"Écarter ce qui a plus de {span.fr}, à compter de {self.column}.",
        )

    def fate(self, schemas: Schemas, report: Report) -> Schemas:
        if require(schemas, self.column, self.spot, report):
            for _, schema in holding(schemas, self.column):
                if schema[self.column].type not in (Type.DATE, Type.DATETIME):
                    report(
                        self.spot.problem(
                            "PK706",
                            Words(
                                f"the column {self.column} is not a date",
                                f"la colonne {self.column} n'est pas une date",
                            ),
                            Words("name a column of type date", "nommez une colonne de type date"),
                        )
                    )
        return schemas

    def run(self, tables: Tables, schemas: Schemas, context: Context) -> Done:
        out = dict(tables)
        for name, schema in schemas.items():
            condition = self.condition(schema, context)
            if condition is not None:
                out[name] = tables[name].filter(condition)
        return Done(out, Changes({"kept_from": self.duration.before(context.as_of).isoformat()}))

    def condition(self, schema: Schema, context: Context) -> nw.Expr | None:
        """What a row of a table must satisfy; None when the table has no such date."""
        from privkit.engine.expressions import typed

        if self.column not in schema:
            return None
        limit, column = self.duration.before(context.as_of), schema[self.column]
        bound = datetime(*limit.timetuple()[:3]) if column.type is Type.DATETIME else limit
        return nw.col(self.column) >= typed(bound, column)

    def parameters(self) -> Mapping[str, Any]:
        return {"duration": self.duration.words().en, "from": self.column}
