"""The household among similar homes, as a strip for paper: three zones, three marks, a dot."""

from __future__ import annotations

from privkit.compare.bill.paint import as_png
from privkit.compare.bill.sheet import INK, SMALLEST, SOFT, ZONES, Sheet, width_of, wrapped
from privkit.compare.bill.tell import BillMessage
from privkit.compare.labels import percent, quantity
from privkit.compare.message import Message
from privkit.compare.reference import ReferenceTable
from privkit.compare.scale import Scale, scale_of, spread, widest
from privkit.words import Language, Words

HEIGHT = 36.0  # millimetres
_BAR, _THICK = 11.0, 9.0
_YOU = Words("Your household: ", "Votre foyer\N{NO-BREAK SPACE}: ")
_NAMES = (
    Words("low mark", "repère bas"),
    Words("middle mark", "repère du milieu"),
    Words("high mark", "repère haut"),
)
AMONG = Words("Your household among similar homes", "Votre foyer parmi les logements comparables")
ALONE = Words("What your household used", "La consommation de votre foyer")
FIGURE = Words("Your household", "Votre foyer")


def strip_png(told: BillMessage, reference: ReferenceTable, language: Language) -> bytes:
    """The strip by itself, 170 mm wide at 200 dots to the inch; the sentence alone when nothing compares."""
    message, margin = told.message, 5.0
    if message.group is None or message.state is None:
        lines = wrapped(told.sentence.say(language), 160, 11)
        sheet = Sheet(170, 2 * margin + 5.2 * len(lines))
        sheet.lines(margin, margin, lines, 11)
        return as_png(sheet, ALONE.say(language), told.sentence.say(language))
    who = wrapped(reference.in_words(message.group, language), 160, SMALLEST)
    sheet = Sheet(170, 2 * margin + 7 + 4.2 * len(who) + HEIGHT)
    y = sheet.lines(margin, margin - 1, [AMONG.say(language)], 12, bold=True)
    y = sheet.lines(margin, y, who, SMALLEST, colour=SOFT)
    draw(sheet, message, reference, language, margin, y + 2, 160)
    said = f"{told.sentence.say(language)} {alt_of(message, reference, language)}"
    return as_png(sheet, AMONG.say(language), said)


def alt_of(message: Message, reference: ReferenceTable, language: Language) -> str:
    """The strip for who does not see it: where the marks and the household stand."""
    group, spec = message.group, reference.spec
    assert group is not None
    colon = Words(":", "\N{NO-BREAK SPACE}:").say(language)
    marks = zip(_NAMES, (group.low, group.middle, group.high), strict=True)
    said = [f"{name.say(language)}{colon} {quantity(mark, message.unit, language)}" for name, mark in marks]
    shares = [percent(share, language) for share in (spec.low, spec.high - spec.low, 1 - spec.high)]
    you = _YOU.say(language) + quantity(message.volume, message.unit, language)
    zones = Words(
        f"{shares[0]} of homes are at or under the low mark, {shares[1]} between the two, {shares[2]} over the high mark",
        f"{shares[0]} des logements sont au repère bas ou en dessous, {shares[1]} entre les deux, {shares[2]} "
        "au-dessus du repère haut",
    ).say(language)
    return f"{you}. {', '.join(said)}. {zones}."


def draw(
    sheet: Sheet,
    message: Message,
    reference: ReferenceTable,
    language: Language,
    x: float,
    y: float,
    width: float,
) -> None:
    """The strip, :data:`HEIGHT` high, its left end at ``x`` and its top at ``y``."""
    group = message.group
    assert group is not None
    scale = scale_of(group, message.volume, x, width)
    marks = (group.low, group.middle, group.high)
    places = [scale.at(mark) for mark in marks]
    _zones(sheet, places, scale, message, reference, language, y + _BAR)
    shown = [quantity(mark, message.unit, language) for mark in marks]
    _marks(sheet, places, shown, language, x, y + _BAR, width)
    _household(sheet, scale, message, language, y + _BAR)


def _zones(
    sheet: Sheet, places: list[float], scale: Scale, message: Message, reference: ReferenceTable, language: Language,
    y: float,
) -> None:  # fmt: skip
    spec = reference.spec
    ends = [scale.left, places[0], places[2], scale.left + scale.width]
    homes = Words(" of homes", " des logements").say(language)
    shares = (spec.low, spec.high - spec.low, 1 - spec.high)
    for n, (colour, share) in enumerate(zip(ZONES, shares, strict=True)):
        sheet.box(ends[n], y, ends[n + 1] - ends[n], _THICK, colour)
        left, right = widest(ends[n], ends[n + 1], [places[1], scale.at(message.volume)], 4)
        said = percent(share, language)
        for text in (said + homes, said):
            if width_of(text, SMALLEST) + 2 <= right - left:
                sheet.text((left + right) / 2, y + _THICK / 2 + 1.1, text, SMALLEST, align="center")
                break


def _marks(
    sheet: Sheet, places: list[float], shown: list[str], language: Language, x: float, y: float, width: float
) -> None:
    names = [name.say(language) for name in _NAMES]
    widths = [
        max(width_of(value, 10.5, bold=True), width_of(name, SMALLEST))
        for value, name in zip(shown, names, strict=True)
    ]
    gap = max((widths[0] + widths[1]) / 2, (widths[1] + widths[2]) / 2) + 3
    at = spread(places, gap, x + widths[0] / 2, x + width - widths[2] / 2)
    foot = y + _THICK
    for n, (place, label) in enumerate(zip(places, at, strict=True)):
        top = y if n == 1 else y - 1
        sheet.path([(place, top), (place, foot + 1.5), (label, foot + 5)], dashed=n == 1)
        sheet.text(label, foot + 9.5, shown[n], 10.5, bold=True, align="center")
        sheet.text(label, foot + 13.6, names[n], SMALLEST, colour=SOFT, align="center")


def _household(sheet: Sheet, scale: Scale, message: Message, language: Language, y: float) -> None:
    beyond = scale.beyond(message.volume)
    place, middle = scale.at(message.volume) - (6 if beyond else 0), y + _THICK / 2
    text = _YOU.say(language) + quantity(message.volume, message.unit, language)
    text += " →" if beyond else ""
    half = width_of(text, 11, bold=True) / 2
    label = min(max(place, scale.left + half), scale.left + scale.width - half)
    sheet.text(label, y - 4.8, text, 11, bold=True, align="center")
    sheet.path([(place, y - 3.4), (place, middle)], thick=1.5)
    sheet.dot(place, middle, 2.4)
    if beyond:
        sheet.shape([(place + 3, middle - 1.8), (place + 5.4, middle), (place + 3, middle + 1.8)], INK)
