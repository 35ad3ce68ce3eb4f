"""A message as a picture: three zones, three marks, and the household. No script, no outside file.

One hue from light to dark, so zones keep apart for the colour-blind and in black and white; no red or
green, which would judge. The sentence is the alternative text.
"""

from __future__ import annotations

from html import escape
from textwrap import wrap

from privkit.compare.labels import percent, quantity
from privkit.compare.message import Message
from privkit.compare.reference import Group, ReferenceTable
from privkit.compare.scale import Scale, scale_of, spread, widest
from privkit.words import Language, Words

WIDTH, HEIGHT = 640, 216
_LEFT, _ROOM = 24.0, 592.0
_BAR, _THICK = 96, 34
_ZONES = ("#dce9f5", "#a9cbe6", "#6ea3cf")
_INK, _SOFT = "#1b2a38", "#4a5a68"
_LABEL_GAP = 124.0

_TITLE = Words("Your household among similar homes", "Votre foyer parmi les logements comparables")
_YOU = Words("Your household: ", "Votre foyer\N{NO-BREAK SPACE}: ")
_NAMES = (
    Words("low mark", "repère bas"),
    Words("middle mark", "repère du milieu"),
    Words("high mark", "repère haut"),
)


def chart(message: Message, reference: ReferenceTable, language: Language) -> str:
    """A self-contained SVG of the message, with the sentence as alternative text."""
    sentence = message.sentence.say(language)
    if message.group is None or message.state is None:
        return _svg(sentence, _paragraph(sentence))
    group, volume = message.group, message.volume
    scale = scale_of(group, volume, _LEFT, _ROOM)
    marks = (group.low, group.middle, group.high)
    places = [scale.at(mark) for mark in marks]
    shown = [quantity(mark, message.unit, language) for mark in marks]
    parts = [
        *_heading(reference, group, language),
        *_zones(places, scale.at(volume), reference, language),
        *_mark_labels(places, shown, language),
        *_household(scale, message, language),
    ]
    return _svg(sentence, parts)


def _svg(sentence: str, parts: list[str]) -> str:
    said = escape(sentence)
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" '
            f'width="{WIDTH}" height="{HEIGHT}" role="img" aria-label="{said}" '
            f'font-family="system-ui, \'DejaVu Sans\', sans-serif" fill="{_INK}">',
            f"<title>{said}</title>",
            f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#ffffff"/>',
            *parts,
            "</svg>\n",
        ]
    )


def _text(x: float, y: float, text: str, size: int, anchor: str = "middle", more: str = "") -> str:
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" font-size="{size}" text-anchor="{anchor}"{more}>{escape(text)}</text>'
    )


def _paragraph(sentence: str) -> list[str]:
    return [_text(_LEFT, 40 + 22 * i, line, 15, "start") for i, line in enumerate(wrap(sentence, 74))]


def _heading(reference: ReferenceTable, group: Group, language: Language) -> list[str]:
    who = reference.in_words(group, language)
    short = who if len(who) <= 92 else who[:91] + "…"
    return [
        _text(_LEFT, 26, _TITLE.say(language), 16, "start", ' font-weight="600"'),
        _text(_LEFT, 45, short, 12, "start", f' fill="{_SOFT}"'),
    ]


def _zones(places: list[float], dot: float, reference: ReferenceTable, language: Language) -> list[str]:
    spec = reference.spec
    ends = [_LEFT, places[0], places[2], _LEFT + _ROOM]
    shares = (spec.low, spec.high - spec.low, 1 - spec.high)
    homes = Words(" of homes", " des logements").say(language)
    out = []
    for i, (colour, share) in enumerate(zip(_ZONES, shares, strict=True)):
        start, end = ends[i], ends[i + 1]
        out.append(
            f'<rect x="{start:.1f}" y="{_BAR}" width="{end - start:.1f}" height="{_THICK}" fill="{colour}"/>'
        )
        left, right = widest(start, end, [places[1], dot], 14)
        said = percent(share, language)
        fitting = [text for text in (said + homes, said) if 7.4 * len(text) + 8 <= right - left]
        out += [_text((left + right) / 2, _BAR + 22, text, 12) for text in fitting[:1]]
    return out


def _mark_labels(places: list[float], shown: list[str], language: Language) -> list[str]:
    half, foot = _LABEL_GAP / 2, _BAR + _THICK
    at = spread(places, _LABEL_GAP, _LEFT + half - 24, _LEFT + _ROOM - half + 24)
    out = []
    for i, (place, label, value) in enumerate(zip(places, at, shown, strict=True)):
        top = _BAR if i == 1 else _BAR - 4
        dash = ' stroke-dasharray="4 3"' if i == 1 else ""
        out += [
            f'<path d="M{place:.1f} {top}V{foot + 6}L{label:.1f} {foot + 20}" fill="none" '
            f'stroke="{_INK}" stroke-width="1.5"{dash}/>',
            _text(label, foot + 37, value, 14, more=' font-weight="600"'),
            _text(label, foot + 53, _NAMES[i].say(language), 12, more=f' fill="{_SOFT}"'),
        ]
    return out


def _household(scale: Scale, message: Message, language: Language) -> list[str]:
    x, y = scale.at(message.volume), _BAR + _THICK / 2
    text = _YOU.say(language) + quantity(message.volume, message.unit, language)
    room = 4.2 * len(text)
    place = min(max(x, _LEFT + room - 12), _LEFT + _ROOM - room + 12)
    arrow = ""
    if scale.beyond(message.volume):
        text, arrow = text + " →", f'<path d="M{x + 10:.1f} {y - 7}l9 7l-9 7z" fill="{_INK}"/>'
    dot = f'<circle cx="{x:.1f}" cy="{y}" r="9" fill="{_INK}" stroke="#ffffff" stroke-width="3"/>'
    line = f'<path d="M{x:.1f} {_BAR - 12}V{y - 9}" stroke="{_INK}" stroke-width="2"/>'
    return [_text(place, _BAR - 18, text, 14, more=' font-weight="600"'), line, dot, arrow]
