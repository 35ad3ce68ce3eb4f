"""The margins of each measure, as a small table of its own."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from privkit.publication.facts import ADDITIVE, half_width, mechanism_words
from privkit.publication.files import csv_text
from privkit.published import MeasureColumn, Published
from privkit.words import Language, Words

HEAD = Words(
    "measure,unit,margin_95,same_in_every_cell,meaningless_below,within_10_percent_from,mechanism",
    "mesure,unite,marge_95,identique_dans_chaque_case,sans_signification_sous,a_10_pour_cent_a_partir_de,mecanisme",
)


@dataclass(frozen=True)
class Margin:
    """The margin of a measure. Below ``meaningless``, twice the margin, a figure is not known within a half."""

    measure: MeasureColumn
    half: Decimal
    same: bool

    @property
    def meaningless(self) -> Decimal | None:
        return 2 * self.half if self.measure.kind in ADDITIVE else None

    @property
    def precise(self) -> Decimal | None:
        """From this size on the margin is at most a tenth of the figure."""
        return 10 * self.half if self.measure.kind in ADDITIVE else None


def margins(published: Published) -> Iterator[Margin]:
    """The margin of each measure that has one; a measure without noise has none."""
    for measure in published.measures:
        found = half_width(published, measure)
        if found is not None:
            yield Margin(measure, *found)


def margins_csv(published: Published, language: Language) -> str:
    """One row per measure; those without noise have a margin of nothing and say so in the mechanism."""
    found = {margin.measure.name: margin for margin in margins(published)}
    words = mechanism_words(published).say(language)
    rows = []
    for measure in published.measures:
        margin = found.get(measure.name)
        if margin is None:
            rows.append([measure.name, measure.unit, None, None, None, None, words])
            continue
        same = Words("yes", "oui") if margin.same else Words("no (median)", "non (médiane)")
        sizes = [margin.half, margin.meaningless, margin.precise]
        half, least, precise = (None if s is None else f"{s:.{measure.decimals}f}" for s in sizes)
        rows.append([measure.name, measure.unit, half, same.say(language), least, precise, words])
    return csv_text(HEAD.say(language).split(","), rows)
