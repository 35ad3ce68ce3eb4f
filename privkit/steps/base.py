"""What a step is, what it may lean on, and how it reports a problem of the policy."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, Protocol

from privkit.errors import DataError, Problem, nearest
from privkit.policy.say import listing
from privkit.steps.recoding import Recoding
from privkit.values import Changes, Counts, Schema
from privkit.words import Language, Words, joined

if TYPE_CHECKING:
    from privkit.anonymity.hierarchy import Hierarchy
    from privkit.anonymity.straddling import Straddled
    from privkit.engine.protocol import Engine, Table
    from privkit.policy.model.policy import Policy
    from privkit.policy.reader import Document
    from privkit.steps.aggregate.outcome import Aggregated
    from privkit.steps.sample import DrawnUnits
    from privkit.steps.synthesise.made import Made

Schemas = dict[str, Schema]
Tables = dict[str, "Table"]
Kind = Literal["shape", "protect"]
Report = Callable[[Problem], None]

ROW = "_privkit_row"  # hidden row number, told apart from user columns by its prefix


@dataclass(frozen=True)
class Spot:
    """Where a step is written: makes problems that point at the policy."""

    document: Document
    path: tuple[str | int, ...]

    @property
    def language(self) -> Language:
        return self.document.language

    def problem(
        self, code: str, message: Words, instead: Words | None = None, *, at: tuple[str | int, ...] = ()
    ) -> Problem:
        """A problem located at this step, or at a key below it."""
        return self.document.problem(code, (*self.path, *at), message, instead)

    def data_error(
        self, code: str, message: Words, instead: Words | None = None, *, at: tuple[str | int, ...] = ()
    ) -> DataError:
        """Data that do not fit this step; the place is the line of the policy that asked for it."""
        return DataError(self.problem(code, message, instead, at=at))

    def located(self, error: DataError) -> DataError:
        """The same problems, those that name no place at the line of this step."""
        here = self.problem("", Words("", ""))
        return DataError(
            *(
                p if p.place else replace(p, place=here.place, line_text=here.line_text)
                for p in error.problems
            )
        )

    def word(self, english: str) -> str:
        """A keyword as this policy writes it."""
        return self.document.written(english)


@dataclass
class Context:
    """What steps may use while they run. ``recodings`` and ``hierarchies`` grow from step to step.

    ``frozen`` holds, by the number of a step (from 0), what an earlier delivery chose and this one must keep.
    """

    engine: Engine
    policy: Policy
    language: Language
    as_of: date
    folder: Path  # the policy's folder: reference files are named from there
    secret: Callable[[str], bytes]
    recodings: dict[str, list[Recoding]] = field(default_factory=dict)
    hierarchies: dict[str, Hierarchy] = field(default_factory=dict)
    straddled: dict[str, tuple[Straddled, ...]] = field(default_factory=dict)  # by column, of the last search
    largest_collect: int = 5_000_000
    frozen: Mapping[int, Mapping[str, Any]] = field(default_factory=dict)
    budget: Mapping[str, Any] | None = None  # what the run reserved; without it no step draws noise
    aggregated: Aggregated | None = None  # what ``aggregate`` made, for conditions and reports
    tell: Callable[[Words], None] | None = None  # how far a long step is, for a person who waits
    drawn_aside: DrawnUnits | None = None  # the units that ``set_aside`` drew: the baseline takes the same
    aside: Tables = field(default_factory=dict)  # their rows, as the baseline has them
    made: Made | None = None  # what ``synthesise`` made, for conditions and reports
    profiles: Mapping[str, tuple[str, ...]] = field(default_factory=dict)  # columns of each repeated quantity


@dataclass(frozen=True)
class Done:
    """The tables after a step, and what it changed; ``counts`` of those that it counted on the way."""

    tables: Tables
    changes: Changes = field(default_factory=Changes)
    counts: Mapping[str, Counts] = field(default_factory=dict)


class Step(Protocol):
    """One item of ``steps``.

    A step that makes aggregated tables has an attribute ``aggregates``, which is True: there is no
    baseline then (:func:`privkit.steps.walk.aggregate`). A step that sets people aside has ``sets_aside``.
    """

    @property
    def name(self) -> str: ...

    @property
    def kind(self) -> Kind:
        """``shape`` steps make the baseline; ``protect`` steps are what it is compared with."""
        ...

    @property
    def changes_rows(self) -> bool: ...

    @property
    def spot(self) -> Spot: ...

    def say(self) -> Words:
        """The step as one plain sentence."""
        ...

    def fate(self, schemas: Schemas, report: Report) -> Schemas:
        """The schemas after the step. No data is read; what does not fit is reported and left as it is."""
        ...

    def run(self, tables: Tables, schemas: Schemas, context: Context) -> Done:
        """Do it: ``schemas`` are those before the step."""
        ...

    def parameters(self) -> Mapping[str, Any]:
        """What was asked, as it goes into the evidence."""
        ...


def holding(schemas: Schemas, column: str) -> Iterator[tuple[str, Schema]]:
    """The live tables that hold a column: a column name means that column in each of them."""
    for name, schema in schemas.items():
        if column in schema:
            yield name, schema


def require(
    schemas: Schemas, column: str, spot: Spot, report: Report, at: tuple[str | int, ...] = ()
) -> bool:
    """Report a column that no live table holds. True when it is there."""
    if any(True for _ in holding(schemas, column)):
        return True
    known = sorted({name for schema in schemas.values() for name in schema.names if name != ROW})
    close = nearest(column, known)
    report(
        spot.problem(
            "PK701",
            Words(
                f"no table holds the column {column} at this step",
                f"aucune table ne porte la colonne {column} à cette étape",
            ),
            Words(f"write {close}, or move the step", f"écrivez {close}, ou déplacez l'étape")
            if close
            else Words(
                "declare it under data, or move the step before it is dropped",
                "déclarez-la sous données, ou placez l'étape avant son retrait",
            ),
            at=at,
        )
    )
    return False


def plural(unit: str) -> str:
    """The plural of a unit's name, as French and English mostly make it.

    >>> plural("foyer"), plural("household"), plural("logements")
    ('foyers', 'households', 'logements')
    """
    return unit if unit.endswith(("s", "x", "z")) else f"{unit}s"


def counted(number: int, unit: str) -> Words:
    """A number of units: French takes the plural from two on, English for all but one.

    >>> counted(0, "household"), counted(1, "foyer").fr
    (Words(en='0 households', fr='0 household'), '1 foyer')
    """
    return Words(
        f"{number} {unit if number == 1 else plural(unit)}",
        f"{number} {unit if number < 2 else plural(unit)}",
    )


def shown_number(value: Decimal | Fraction) -> Words:
    """A number of the policy as each language writes it, without exponent.

    >>> shown_number(Decimal("12.50")), shown_number(Decimal("5E+2")).fr
    (Words(en='12.5', fr='12,5'), '500')
    """
    exact = Decimal(value.numerator) / Decimal(value.denominator) if isinstance(value, Fraction) else value
    text = format((exact + 0).normalize(), "f")
    return Words(text, text.replace(".", ","))


def shown_share(share: Fraction, *, down_to: int | None = None) -> Words:
    """A share as a percentage. ``down_to`` cuts decimals off downwards: 89.96 % never reads 90 %.

    >>> shown_share(Fraction(1, 200)), shown_share(Fraction(8996, 10000), down_to=1).fr
    (Words(en='0.5%', fr='0,5 %'), '89,9 %')
    """
    hundred = share * 100
    if down_to is not None:
        hundred = Fraction(hundred * 10**down_to // 1, 10**down_to)
    number = shown_number(hundred)
    return Words(f"{number.en}%", f"{number.fr} %")


def keep_unit(
    schemas: Schemas, column: str, spot: Spot, report: Report, at: tuple[str | int, ...] = ()
) -> bool:
    """Report a protecting step that would change the privacy unit's column: units could not be counted."""
    if not any(schema.unit == column for schema in schemas.values()):
        return True
    report(
        spot.problem(
            "PK702",
            Words(
                f"{column} tells the privacy units apart: this step cannot change it",
                f"{column} distingue les unités protégées : cette étape ne peut pas la changer",
            ),
            Words(
                "use pseudonymise, or leave it out of minimise: keep",
                "utilisez pseudonymiser, ou ne la gardez pas sous minimiser",
            ),
            at=at,
        )
    )
    return False


def listing_of(items: list[Words]) -> Words:
    """Words in a row: a, b and c."""
    if len(items) < 2:
        return items[0] if items else Words("nothing", "rien")
    head = joined(items[:-1])
    return Words(f"{head.en} and {items[-1].en}", f"{head.fr} et {items[-1].fr}")


def listed(names: tuple[str, ...] | list[str]) -> Words:
    """Names in a row: a, b and c. Repeated columns are told as one name."""
    return listing(names) if names else Words("nothing", "rien")
