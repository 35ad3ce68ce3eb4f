"""A message as three lines of text, for a terminal."""

from __future__ import annotations

from privkit.compare.labels import number, quantity
from privkit.compare.message import Message
from privkit.compare.scale import scale_of
from privkit.words import Language

NARROWEST = 40
_ZONES = "░▒▓"


def bar(message: Message, width: int = 72, language: Language = "en") -> str:
    """The three zones, the marks above them, the household below. The sentence when nothing compares.

    ::

                60       85          120
        ░░░░░░░░│▒▒▒▒▒▒▒▒┊▒▒▒▒▒▒▒▒▒▒▒│▓▓▓▓▓▓▓▓▓▓
                          ▲ 92 m³
    """
    if message.group is None or message.state is None:
        return message.sentence.say(language)
    group, cells = message.group, max(NARROWEST, width)
    scale = scale_of(group, message.volume, 0, cells - 1)
    marks = (group.low, group.middle, group.high)
    places = [round(scale.at(mark)) for mark in marks]
    zones = [_ZONES[0 if cell < places[0] else 1 if cell < places[2] else 2] for cell in range(cells)]
    for sign, place in zip("┊││", (places[1], places[0], places[2]), strict=True):
        zones[place] = sign
    here = round(scale.at(message.volume))
    arrow = "▶" if scale.beyond(message.volume) else "▲"
    said = quantity(message.volume, message.unit, language)
    after = here + 2 + len(said) <= cells
    below = " " * here + f"{arrow} {said}" if after else f"{said} {arrow}".rjust(here + 1)
    above = _labels(places, [number(mark, language) for mark in marks], cells)
    return "\n".join(line.rstrip() for line in (above, "".join(zones), below))


def _labels(places: list[int], shown: list[str], cells: int) -> str:
    """The marks above their places, moved apart when they would touch; the middle one goes if it must."""
    line = ""
    for i, (place, text) in enumerate(zip(places, shown, strict=True)):
        start = max(place - len(text) // 2, len(line) + 2 if line else 0)
        last = i == len(shown) - 1
        if not last and start + len(text) + 2 + len(shown[-1]) > cells:
            continue
        line = line.ljust(min(start, cells - len(text))) + text
    return line
