"""What a condition is given, and what it must answer."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from privkit.compare.cost import Cost
from privkit.gates.exhibit import Exhibit
from privkit.policy.repeated import profiles_of
from privkit.steps.aggregate.outcome import Aggregated
from privkit.steps.base import Context, shown_number, shown_share
from privkit.values import Verdict
from privkit.words import Language, Words

if TYPE_CHECKING:
    from privkit.compare.segments.fairness import Told
    from privkit.gates.earlier import Earlier
    from privkit.gates.runs import Runs
    from privkit.gates.successive import Successive


@dataclass(frozen=True)
class Trial:
    """Everything conditions may look at: the outputs beside their baselines, and the cost of protection."""

    exhibits: Sequence[Exhibit]
    unit_name: str
    language: Language
    cost: Cost | None
    folder: Path = Path()  # of the policy: reference files are named from there
    aggregated: Aggregated | None = None  # the tables made, when rows are not what leaves
    earlier: tuple[Earlier, ...] = ()  # tables released before about the same people
    context: Context | None = None  # of the run: how the steps recoded the data, to recode a population alike
    told: Mapping[str, tuple[Told, ...]] | None = None  # column → groups of people, and who is told high
    successive: Successive | None = None  # this reference table and the one released before
    units: int | None = None  # privacy units that the tables made are about

    @cached_property
    def runs(self) -> Runs:
        """The attacks made so far: conditions on one output share them."""
        from privkit.gates.runs import Runs

        return Runs()

    @property
    def profiles(self) -> Mapping[str, tuple[str, ...]]:
        """The columns that each repeated name stands for."""
        if self.context is None:
            return {}
        return self.context.profiles or profiles_of(self.context.policy)

    @property
    def seed(self) -> int:
        """The seed of what is drawn at random."""
        return self.context.policy.technical.seed if self.context else 1

    def concerned(self, output: str | None) -> list[Exhibit]:
        """The outputs a condition is about: one, or all."""
        return [e for e in self.exhibits if output is None or e.output == output]


class Gate(Protocol):
    """One condition: measures, compares, says so."""

    def __call__(self, rule: Any, trial: Trial) -> list[Verdict]: ...


def percent(share: float | Fraction) -> Words:
    """A share to one decimal, as each language writes it; never 0 or 100 for a share that is not.

    >>> percent(0.0504), percent(Fraction(1, 5000)).fr, percent(0.9999).en
    (Words(en='5.0%', fr='5,0 %'), 'moins de 0,1 %', 'over 99.9%')
    """
    if 0 < share < Fraction(1, 1000):
        return Words("under 0.1%", "moins de 0,1 %")
    if Fraction(999, 1000) < share < 1:
        return Words("over 99.9%", "plus de 99,9 %")
    text = f"{float(share) * 100:.1f}"
    return Words(f"{text}%", f"{text.replace('.', ',')} %")


def beside(share: float | Fraction, required: Fraction) -> Words:
    """A share as :func:`percent`, with the decimals it takes to see on which side of a bound it falls.

    >>> beside(Fraction(50001, 1000000), Fraction(1, 20)).en, beside(Fraction(1, 20), Fraction(1, 20)).en
    ('5.0001%', '5.0%')
    """
    shown = percent(share)
    if float(share) == float(required) or not 0 < share < 1:
        return shown
    text = f"{float(share) * 100:.1f}"
    for digits in range(1, 8):
        text = f"{float(share) * 100:.{digits}f}"
        if (Fraction(text) > required * 100) == (float(share) > float(required)) and Fraction(
            text
        ) != required * 100:
            break
    return shown if digits == 1 else Words(f"{text}%", f"{text.replace('.', ',')} %")


def at_most(share: Fraction) -> Words:
    """The required share, as written in the policy."""
    shown = shown_share(Fraction(share))
    return Words(f"at most {shown.en}", f"au plus {shown.fr}")


def round_up_percent(share: float | Fraction) -> Words:
    """The least tenth of a percent that is not below a share: the nearest setting that would pass.

    >>> round_up_percent(Fraction(51, 1000)).en, round_up_percent(0.0511).fr, round_up_percent(0.07).en
    ('5.1 %', '5,2 %', '7 %')
    """
    tenths = math.floor(Fraction(share) * 1000)
    while Fraction(tenths, 1000) < share and tenths / 1000 < share:
        tenths += 1
    shown = shown_number(Fraction(tenths, 10))
    return Words(f"{shown.en} %", f"{shown.fr} %")


def figures(**named: Any) -> Mapping[str, Any]:
    """Figures for machines."""
    return named
