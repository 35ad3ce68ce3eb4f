"""``apply_requests``: leave out the units whose objection, restriction or erasure stands."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from privkit.errors import DataError, Place, Problem
from privkit.policy.model.register import Requests
from privkit.policy.model.steps import Reason
from privkit.steps.base import Context, Done, Kind, Report, Schemas, Spot, Tables, holding, listed, require
from privkit.values import Changes, Column, Role, Type
from privkit.words import Words

if TYPE_CHECKING:
    from privkit.engine.protocol import Table

RIGHTS = {
    "objection": Reason.OBJECTION,
    "opposition": Reason.OBJECTION,
    "restriction": Reason.RESTRICTION,
    "limitation": Reason.RESTRICTION,
    "erasure": Reason.ERASURE,
    "effacement": Reason.ERASURE,
    # Rights that leave the data where they are:
    "access": None,
    "acces": None,
    "rectification": None,
    "portability": None,
    "portabilite": None,
}
#: A request under examination is a restriction (GDPR art. 18(1)(d)): only a refused one is not applied.
STATES = {
    "received": True,
    "recu": True,
    "recue": True,
    "examined": True,
    "under_examination": True,
    "en_cours": True,
    "en_examen": True,
    "accepted": True,
    "accepte": True,
    "acceptee": True,
    "refused": False,
    "refuse": False,
    "refusee": False,
}
HEADERS = {"right": ("droit", "right"), "state": ("etat", "état", "state")}
#: What a writer may put in each column, as each language spells it.
TOLD = {
    "right": Words(
        "objection, restriction, erasure, access, rectification, portability",
        "opposition, limitation, effacement, accès, rectification, portabilité",
    ),
    "state": Words("received, examined, accepted, refused", "reçue, en cours, acceptée, refusée"),
}


@dataclass(frozen=True)
class Request:
    """One line of the list. ``right`` is None when the data may stay where they are."""

    unit: str = field(repr=False)
    right: Reason | None
    stands: bool

    def applies(self, reasons: tuple[Reason, ...]) -> bool:
        """Whether the unit is to be left out for one of the reasons of the policy."""
        return self.stands and self.right in reasons


@dataclass(frozen=True)
class ApplyRequests:
    """Drop every row of the units whose request is received, under examination or accepted."""

    spot: Spot
    reasons: tuple[Reason, ...]
    requests: Requests | None
    name: str = "apply_requests"
    kind: Kind = "shape"
    changes_rows: bool = True

    def say(self) -> Words:
        en = listed([r.value for r in self.reasons])
        fr = listed([r.fr for r in self.reasons])
        return Words(
            f"Leave out the persons whose request stands ({en.en}), refused requests excepted.",
            f"Écarter les personnes dont la demande est en vigueur ({fr.fr}), sauf demandes refusées.",
        )

    def fate(self, schemas: Schemas, report: Report) -> Schemas:
        if self.requests is None:
            report(
                self.spot.problem(
                    "PK703",
                    Words("no list of requests is declared", "aucune liste de demandes n'est déclarée"),
                    Words(
                        "add register: rights: requests: { list, column }",
                        "ajoutez registre : droits : demandes : { liste, colonne }",
                    ),
                )
            )
        else:
            require(schemas, self.requests.column, self.spot, report)
        return schemas

    def run(self, tables: Tables, schemas: Schemas, context: Context) -> Done:
        assert self.requests is not None
        column = self.requests.column
        found = self._read(self.requests, context)
        named = sorted({request.unit for request in found if request.applies(self.reasons)})
        key = next(schema[column] for _, schema in holding(schemas, column))
        excluded = self._uploaded(named, key, context)
        out = dict(tables)
        for name, _ in holding(schemas, column):
            out[name] = tables[name].join(excluded, on=column, how="anti")
        by_right = {
            f"applied_{reason.value}": sum(r.right is reason and r.applies(self.reasons) for r in found)
            for reason in self.reasons
        }
        figures = {
            "requests_listed": len(found),
            "requests_applied": sum(r.applies(self.reasons) for r in found),
            "units_named": len(named),
            "units_found": self._met(excluded, tables, schemas, context),
        }
        return Done(out, Changes({**figures, **by_right}))

    def check(self, context: Context) -> None:
        """Read the list and nothing else: DataError as ``run`` would raise, before anything is spent."""
        if self.requests is not None:
            self._read(self.requests, context)

    def _uploaded(self, named: list[str], key: Column, context: Context) -> Table:
        """The units to leave out, in the type of the column that names them."""
        import pandas as pd

        frame = pd.DataFrame({key.name: pd.Series(named, dtype=object)})
        column = Column(key.name, key.type, Role.DIRECT_IDENTIFIER)
        return context.engine.checkpoint(context.engine.upload(frame, [column]))

    def _met(self, excluded: Table, tables: Tables, schemas: Schemas, context: Context) -> int:
        """Named units that some table holds: a list written otherwise than the data would meet none."""
        assert self.requests is not None
        column, left = self.requests.column, excluded
        for name, _ in holding(schemas, column):
            left = left.join(tables[name].select(column).unique(), on=column, how="anti")
        return context.engine.count(excluded, None).rows - context.engine.count(left, None).rows

    def _read(self, requests: Requests, context: Context) -> list[Request]:
        from privkit.engine.protocol import Overrides, Source
        from privkit.engine.sources.detect import detect

        path = context.folder / requests.list
        reading = detect(path, Overrides())
        unit = self._header(reading.columns, (requests.column,), path.name)
        right = self._header(reading.columns, HEADERS["right"], path.name)
        state = self._header(reading.columns, HEADERS["state"], path.name)
        columns = [Column(name, Type.CODE, Role.OTHER) for name in (unit, right, state)]
        table = context.engine.scan(Source("requests", path, None, reading), columns)
        frame = context.engine.collect(table, context.largest_collect)
        first = reading.header_row + 1 if reading.format in ("csv", "xlsx") else 1
        rows = zip(frame[unit], frame[right], frame[state], strict=True)
        return [
            self._request(row, (unit, right, state), Place(path.name, number))
            for number, row in enumerate(rows, first)
        ]

    def _request(self, row: tuple[Any, ...], names: tuple[str, ...], place: Place) -> Request:
        unit, right, state = row
        code = self._coded(right, RIGHTS, TOLD["right"], names[1], place)
        stands = self._coded(state, STATES, TOLD["state"], names[2], place)
        request = Request("" if unit is None else str(unit).strip(), code, stands)
        if request.applies(self.reasons) and not request.unit:
            raise self._wrong(
                place,
                Words(
                    f"the column {names[0]} is blank: nobody to leave out",
                    f"la colonne {names[0]} est vide : personne à écarter",
                ),
                Words("say whose request it is", "dites de qui vient la demande"),
            )
        return request

    def _header(self, columns: tuple[str, ...], wanted: tuple[str, ...], file: str) -> str:
        for name in wanted:
            if name in columns:
                return name
        names = " / ".join(wanted)
        raise self.spot.data_error(
            "PK704",
            Words(
                f"the list of requests {file} has no column {names}",
                f"la liste de demandes {file} n'a pas de colonne {names}",
            ),
            Words(
                "one row per request: unit, right, state, date",
                "une ligne par demande : unité, droit, état, date",
            ),
        )

    def _coded(self, value: Any, known: Mapping[str, Any], told: Words, column: str, place: Place) -> Any:
        word = _bare(value) if isinstance(value, str) else ""
        if word in known:
            return known[word]
        raise self._wrong(
            place,
            Words(
                f"the column {column} holds a word privkit does not know",
                f"la colonne {column} porte un mot que privkit ne connaît pas",
            ),
            Words(f"write one of: {told.en}", f"écrivez l'un de : {told.fr}"),
        )

    def _wrong(self, place: Place, message: Words, instead: Words) -> DataError:
        return DataError(Problem("PK705", message, place, instead))

    def parameters(self) -> Mapping[str, Any]:
        return {"reasons": [r.value for r in self.reasons]}


def _bare(text: str) -> str:
    plain = unicodedata.normalize("NFD", text.strip().lower())
    return "".join(c for c in plain if not unicodedata.combining(c)).replace(" ", "_")
