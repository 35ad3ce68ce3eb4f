"""The insert that goes with the bill: a page A4, or the third of one, as PDF.

Made of blocks set under each other. When a page is too short the print gets smaller, then the least needed go
(advice from the last on, then the years); never the comparison, the alert, the approval nor the invitation.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from privkit.compare.bill.paint import as_png
from privkit.compare.bill.pdf import as_pdf
from privkit.compare.bill.phrases import filled, place, spaced
from privkit.compare.bill.sheet import (
    INK,
    PAPER,
    POINT,
    SMALLEST,
    SOFT,
    TINT,
    ZONES,
    Role,
    Sheet,
    height_of,
    width_of,
    wrapped,
)
from privkit.compare.bill.strip import ALONE, AMONG, FIGURE, HEIGHT, alt_of, draw
from privkit.compare.bill.tell import BillMessage, alt
from privkit.compare.labels import number, quantity
from privkit.compare.reference import ReferenceTable
from privkit.errors import DataError, Problem
from privkit.policy.model.outputs import Service
from privkit.words import Language, Words

Page = Literal["a4", "third"]
PAGES: dict[Page, tuple[float, float]] = {"a4": (210.0, 297.0), "third": (210.0, 99.0)}  # millimetres
KEPT = 0  # rank of a block that never goes
LATER = 10  # and of advice that goes first, from the last on
GAP = 3.0
SIZES = (11.0, 10.0, 9.0)  # points, of running text: as large as the page allows

_ALERT = Words("Abnormal use", "Consommation anormale")
_HINT = Words("Unusual rise", "Hausse inhabituelle")
_HELP = Words("What may help", "Ce qui peut aider")
_YEARS = Words("From year to year", "D'une année à l'autre")
_AGES = (
    Words("this year", "cette année"),
    Words("1 year before", "1 an avant"),
    Words("2 years before", "2 ans avant"),
    Words("3 years before", "3 ans avant"),
)
_KNOW = Words(
    "This is information, no decision about you. Similar homes are known by rounded marks of a group only; what "
    "your household used stays in the billing system. You may ask not to be compared.",
    "Ceci est une information, pas une décision à votre sujet. Des logements comparables, on ne connaît que les "
    "repères arrondis d'un groupe ; votre consommation reste dans le système de facturation. Vous pouvez demander "
    "à ne pas être comparé.",
)
_KNOW_OTHER = Words(
    "This is information, no decision about you. Similar homes are known by rounded marks of a group only; your own "
    "figure stays where it was known. You may ask not to be compared.",
    "Ceci est une information, pas une décision à votre sujet. Des logements comparables, on ne connaît que les "
    "repères arrondis d'un groupe ; votre propre chiffre reste là où il était connu. Vous pouvez demander à ne pas être "
    "comparé.",
)
_OBJECT = Words(
    "This is information only. You may ask not to be compared.",
    "Ceci n'est qu'une information. Vous pouvez demander à ne pas être comparé.",
)


@dataclass(frozen=True, eq=False)
class Block:
    """Something ``height`` high that draws itself at a place. Higher ranks go first when room is short."""

    height: float
    draw: Callable[[Sheet, float, float], None]
    rank: int = KEPT


def insert_pdf(told: BillMessage, reference: ReferenceTable, language: Language, page: Page = "a4") -> bytes:
    """The insert as a PDF of one page, tagged for screen readers, with its title and language."""
    sheet = insert_sheet(told, reference, language, page)
    return as_pdf(sheet, _title(told, reference).say(language), _in_words(told, language), language)


def insert_png(told: BillMessage, reference: ReferenceTable, language: Language, page: Page = "a4") -> bytes:
    """The same page as a picture, to be looked at."""
    sheet = insert_sheet(told, reference, language, page)
    return as_png(sheet, _title(told, reference).say(language), _in_words(told, language), 120)


def _in_words(told: BillMessage, language: Language) -> str:
    return spaced(alt(told).say(language), language)


def insert_sheet(told: BillMessage, reference: ReferenceTable, language: Language, page: Page) -> Sheet:
    """The page, drawn. DataError PK598 when the words of a group are too long for it."""
    width, height = PAGES[page]
    sheet = Sheet(width, height)
    writer = Writer(told, reference, language)
    if page == "a4":
        margin, room = 18.0, width - 36
        _set(sheet, lambda size: [*writer.head(room, 15, size), *writer.approval(room, size),
             *writer.beside(room, size), *writer.know(room)], margin, margin, height - 2 * margin)  # fmt: skip
        return sheet
    left, right, gutter, margin = 114.0, 68.0, 8.0, 10.0
    _set(
        sheet,
        lambda size: [*writer.head(left, 12, size), *writer.object(left)],
        margin,
        margin,
        height - 2 * margin,
    )
    _set(
        sheet,
        lambda size: [*writer.approval(right, size), *writer.beside(right, size)],
        margin + left + gutter,
        margin,
        height - 2 * margin,
    )
    return sheet


def _set(sheet: Sheet, blocks: Callable[[float], list[Block]], x: float, y: float, room: float) -> None:
    """Blocks from ``y`` down: all of them if they fit, else in smaller print, else without the least needed."""
    made = next((one for one in map(blocks, SIZES) if _height(one) <= room), blocks(SIZES[-1]))
    kept = [block for block in made if block.rank == KEPT]
    if _height(kept) > room:
        raise DataError(_too_long())
    for block in sorted(made, key=lambda b: b.rank):
        if block.rank == KEPT:
            continue
        if _height([*kept, block]) <= room:
            kept.append(block)
        elif block.rank >= LATER:
            break  # no advice without the one before, which has the title
    kept = [block for block in made if block in kept]
    for block in kept:
        block.draw(sheet, x, y)
        y += block.height + GAP


def _height(blocks: Sequence[Block]) -> float:
    return sum(b.height for b in blocks) + GAP * (len(blocks) - 1)


def _too_long() -> Problem:
    return Problem(
        "PK598",
        Words(
            "the words of this group of homes are too long for the page",
            "les mots de ce groupe de logements sont trop longs pour la page",
        ),
        instead=Words(
            "--page a4, or shorter phrases in the policy",
            "--page a4, ou des phrases plus courtes dans la politique",
        ),
    )


def _words(
    said: str,
    room: float,
    size: float,
    rank: int = KEPT,
    *,
    bold: bool = False,
    colour: str = INK,
    role: Role = "P",
) -> Block:
    lines = wrapped(said, room, size, bold=bold)

    def put(sheet: Sheet, x: float, y: float) -> None:
        with sheet.part(role):
            sheet.lines(x, y, lines, size, bold=bold, colour=colour)

    return Block(height_of(lines, size), put, rank)


def _title(told: BillMessage, reference: ReferenceTable) -> Words:
    if told.case.state:
        return AMONG
    return FIGURE if reference.spec.service is Service.OTHER else ALONE


@dataclass(frozen=True)
class Writer:
    """Makes the blocks of one message in one language, for a column so many millimetres wide."""

    told: BillMessage
    reference: ReferenceTable
    language: Language

    def head(self, room: float, title: float, size: float) -> list[Block]:
        """The title, the strip, the place in words."""
        told, language = self.told, self.language
        out = [_words(_title(told, self.reference).say(language), room, title, bold=True, role="H1")]
        message = told.message
        if message.group is not None and message.state is not None:

            def strip(sheet: Sheet, x: float, y: float) -> None:
                with sheet.part("Figure", alt_of(message, self.reference, language), (x, y, room, HEIGHT)):
                    draw(sheet, message, self.reference, language, x, y, room)

            out.append(Block(HEIGHT, strip))
        standing = spaced(place(self.reference, told.standing.group, told.case, language), language)
        volume = number(message.volume, language)
        return [*out, _words(filled(standing, volume, "", ""), room, size)]

    def approval(self, room: float, size: float) -> list[Block]:
        """What keeps a low user where they are."""
        approval = self.told.approval
        return (
            [_words(spaced(approval.say(self.language), self.language), room, size, bold=True)]
            if approval
            else []
        )

    def beside(self, room: float, size: float) -> list[Block]:
        """The alert, the years, advice, the invitation."""
        invited = self.told.invitation
        return [
            *self._alert(room, size),
            *self._years(room, size),
            *self._advice(room, size),
            *([_words(spaced(invited.say(self.language), self.language), room, size)] if invited else []),
        ]

    def know(self, room: float) -> list[Block]:
        """What this is, and the right to object."""
        said = (_KNOW_OTHER if self.reference.spec.service is Service.OTHER else _KNOW).say(self.language)
        return [_words(spaced(said, self.language), room, SMALLEST, 4, colour=SOFT)]

    def object(self, room: float) -> list[Block]:
        """The right to object, alone."""
        asked = self.told.case.reason == "objection"
        return [] if asked else [_words(_OBJECT.say(self.language), room, SMALLEST, 1, colour=SOFT)]

    def _alert(self, room: float, size: float) -> list[Block]:
        if self.told.alert is None:
            return []
        language, title = self.language, _HINT if self.told.case.alert == "hint" else _ALERT
        lines = wrapped(self.told.alert.say(language), room - 6, size)
        height = 11.5 + height_of(lines, size)

        def put(sheet: Sheet, x: float, y: float) -> None:
            sheet.box(x, y, room, height, TINT, INK)
            sheet.shape([(x + 3, y + 8), (x + 7, y + 1.8), (x + 11, y + 8)])
            sheet.box(x + 6.6, y + 4, 0.8, 2.2, PAPER)
            sheet.box(x + 6.6, y + 6.7, 0.8, 0.7, PAPER)
            with sheet.part("H2"):
                sheet.text(x + 13, y + 6.8, title.say(language), 11, bold=True)
            with sheet.part("P"):
                sheet.lines(x + 3, y + 9.2, lines, size)

        return [Block(height, put)]

    def _years(self, room: float, size: float) -> list[Block]:
        """Bars of this year and the subscriber's own years before, when there is something to set side by side."""
        message, told, language = self.told.message, self.told, self.language
        if told.trend is None:
            return []
        both = zip(_AGES, (message.volume, *told.years), strict=False)
        known: list[tuple[str, Decimal]] = [
            (age.say(language), volume) for age, volume in both if volume is not None
        ]
        colon = Words(":", "\N{NO-BREAK SPACE}:").say(language)
        most = sorted(volume for _, volume in known)[-1] or Decimal(1)
        shown = [quantity(volume, message.unit, language) for _, volume in known]
        pairs = (f"{name}{colon} {value}" for (name, _), value in zip(known, shown, strict=True))
        bars = ", ".join(pairs) + "."
        start = max(width_of(name, SMALLEST) for name, _ in known) + 3
        bar = room - start - max(width_of(value, SMALLEST, bold=True) for value in shown) - 3
        said = wrapped(told.trend.say(language), room, size)
        top = 7 + height_of(said, size)

        def put(sheet: Sheet, x: float, y: float) -> None:
            with sheet.part("H2"):
                sheet.text(x, y + 4, _YEARS.say(language), 11, bold=True)
            with sheet.part("P"):
                sheet.lines(x, y + 6, said, size)
            with sheet.part("Figure", bars, (x, y + top, room, 5.4 * len(known))):
                for n, (name, volume) in enumerate(known):
                    line = y + top + 5.4 * n
                    sheet.text(x, line + 3.4, name, SMALLEST)
                    length = bar * float(max(volume, Decimal(0)) / most)
                    sheet.box(x + start, line + 0.4, length, 4, ZONES[2] if n == 0 else ZONES[1])
                    sheet.text(x + start + length + 1.5, line + 3.4, shown[n], SMALLEST, bold=n == 0)

        return [Block(top + 5.4 * len(known), put, 5)]

    def _advice(self, room: float, size: float) -> list[Block]:
        """A block per sentence; the title goes with the first."""
        out = []
        for n, one in enumerate(self.told.advice):
            lines = wrapped(spaced(one.text.say(self.language), self.language), room - 4, size)
            source = one.source.say(self.language)
            title = _HELP.say(self.language) if n == 0 else ""
            first = self.told.alert and n < 2  # against a leak: before anything else
            out.append(_bullet(title, lines, source, size, (2 if first else LATER) + n))
        return out


def _bullet(title: str, lines: list[str], source: str, size: float, rank: int) -> Block:
    top = 6.0 if title else 0.0

    def put(sheet: Sheet, x: float, y: float) -> None:
        if title:
            with sheet.part("H2"):
                sheet.text(x, y + 4, title, 11, bold=True)
        sheet.dot(x + 1.2, y + top + (size - 0.36 * size) * POINT, 0.75)
        with sheet.part("LI"):
            end = sheet.lines(x + 4, y + top, lines, size)
            sheet.lines(x + 4, end, [source], SMALLEST, colour=SOFT)

    return Block(top + height_of(lines, size) + height_of([source], SMALLEST), put, rank)
