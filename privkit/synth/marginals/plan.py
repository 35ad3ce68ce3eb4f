"""What a fit will ask, and what each answer costs: known from the domain alone, before any data are read.

The choice of what to ask next adapts to earlier noisy answers; how many answers there are, of which kind and with how
much noise does not. So the budget can be reserved first, and a fit spends exactly that.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import comb

from privkit.errors import PolicyError
from privkit.synth.codes_marginals import misuse, no_delta
from privkit.synth.domain import Attribute, Domain, Kind, Profile
from privkit.synth.encode import Encoding, encoding_of
from privkit.synth.marginals.measurement import Measurement, choice, gaussian, threshold
from privkit.synth.marginals.neighbours import Neighbours, counts_l2_squared, moments_l2_squared
from privkit.synth.marginals.profile_parts import moments_norm_squared, ordered_cells, parts_of
from privkit.synth.marginals.project import tiers
from privkit.words import Words

#: Shares of rho, in parts: chosen on several public tables, where results are flat around them.
KEYS, MOMENTS, ONE_WAY, CHOICES, FOCUS, GROW, REFINE = (Fraction(n) for n in (5, 12, 32, 9, 45, 40, 39))


@dataclass(frozen=True)
class MarginalPlan:
    """The noisy answers of a fit, in order.

    ``focus`` names variables whose joint distribution is measured by itself. ``refinements`` counts the marginals
    measured after each variable has been joined to the others.
    """

    domain: Domain
    neighbours: Neighbours
    measurements: tuple[Measurement, ...]
    focus: tuple[str, ...]
    refinements: int

    @property
    def rho(self) -> Fraction:
        """What all of it costs as zCDP, exact; the delta of thresholds is not in it."""
        return sum((m.rho for m in self.measurements), Fraction(0))

    @property
    def delta(self) -> Fraction:
        """The sum of the chances of the thresholds."""
        return sum((m.delta or Fraction(0) for m in self.measurements), Fraction(0))


def plan_marginals(
    domain: Domain,
    rho: Fraction,
    delta: Fraction,
    neighbours: Neighbours,
    focus: tuple[str, ...] = (),
) -> MarginalPlan:
    """The plan of a fit of at most ``rho`` (zCDP), and ``delta`` for the categories to find in the data.

    ``delta`` is not that of the conversion from rho to epsilon: the two add up. ``focus`` names columns, or profiles
    (their level), whose joint distribution matters most: a target and its groups. Names that are in no domain are
    refused. The measurements: categories found, second moments of each profile, one-way counts of every variable,
    then for each variable but one a choice and a marginal, the focus, and as many choices and marginals again.

    Raises PolicyError: PK641 (a number without public bounds), PK642 (categories to find without a delta);
    InternalError (PK640) for no column, no budget, or a focus on nothing.
    """
    if not domain.attributes or rho <= 0 or delta < 0:
        raise misuse(Words("a plan needs a column and a budget", "un plan demande une colonne et un budget"))
    alone = columns_alone(domain)
    for attribute in domain.attributes:
        encoding_of(attribute)
    names = variables_of(domain)
    watched = _focus(domain, focus, names)
    measurements = tuple(_measurements(domain, alone, names, watched, (rho, delta), neighbours))
    return MarginalPlan(domain, neighbours, measurements, watched, _refinements(len(names)))


def columns_alone(domain: Domain) -> tuple[Attribute, ...]:
    """The attributes of no profile."""
    within = {column for profile in domain.profiles for column in profile.columns}
    return tuple(a for a in domain.attributes if a.name not in within)


def variables_of(domain: Domain) -> tuple[str, ...]:
    """What is modelled jointly: columns of no profile, and the parts of each profile."""
    parts = (name for profile in domain.profiles for name in parts_of(domain, profile))
    return (*(a.name for a in columns_alone(domain)), *parts)


def to_find(attributes: Sequence[Attribute]) -> tuple[Attribute, ...]:
    """The attributes whose categories are not public."""
    return tuple(a for a in attributes if a.kind in (Kind.CATEGORY, Kind.ORDERED) and a.values is None)


def tiers_of(encoding: Encoding) -> tuple[int, ...]:
    """The widths of the blocks in which a column is counted: more than one only along a public order."""
    public = encoding.grid is not None or encoding.attribute.values is not None
    return tiers(encoding.known) if encoding.ordered and public else (1,)


def _tiers(domain: Domain) -> dict[str, tuple[int, ...]]:
    """The widths of the blocks of every variable."""
    out = {a.name: tiers_of(encoding_of(a)) for a in columns_alone(domain)}
    for profile in domain.profiles:
        out |= {name: tiers(ordered_cells(name)) for name in parts_of(domain, profile)}
    return out


def _refinements(variables: int) -> int:
    """As many as there are variables, and never more than there are pairs and triples left to measure."""
    left = comb(variables, 2) + comb(variables, 3) - (variables - 1)
    return max(0, min(variables, left))


def _measurements(
    domain: Domain,
    alone: tuple[Attribute, ...],
    names: tuple[str, ...],
    focus: tuple[str, ...],
    budget: tuple[Fraction, Fraction],
    neighbours: Neighbours,
) -> Iterator[Measurement]:
    rho, delta = budget
    found, one = to_find(alone), counts_l2_squared(neighbours)
    if found and delta == 0:
        raise PolicyError(*(no_delta(a.name) for a in found))
    grown, refined = len(names) - 1, _refinements(len(names))
    blocks = {
        "keys": KEYS if found else Fraction(0),
        "moments": MOMENTS if domain.profiles else Fraction(0),
        "one": ONE_WAY,
        "choice": CHOICES if grown else Fraction(0),
        "grow": GROW if grown else Fraction(0),
        "focus": FOCUS if focus else Fraction(0),
        "refine": REFINE if refined else Fraction(0),
    }
    share = {name: rho * part / sum(blocks.values()) for name, part in blocks.items()}
    for attribute in found:
        yield threshold(
            f"categories of {attribute.name}", share["keys"] / len(found), one, delta / len(found)
        )
    for profile in domain.profiles:
        yield _moments(profile, share["moments"] / len(domain.profiles), neighbours)
    for name, widths in _tiers(domain).items():
        for width in widths:
            what = f"counts of {name}" + (f", {width} cells at a time" if width > 1 else "")
            yield gaussian(what, share["one"] / len(names) / len(widths), one)
    for number in range(grown):
        yield choice(f"choice {number + 1}", share["choice"] / (grown + refined))
        yield gaussian(f"marginal {number + 1}", share["grow"] / grown, one)
    if focus:
        yield gaussian("marginal of " + ", ".join(focus), share["focus"], one)
    for number in range(grown, grown + refined):
        yield choice(f"choice {number + 1}", share["choice"] / (grown + refined))
        yield gaussian(f"marginal {number + 1}", share["refine"] / refined, one)


def _moments(profile: Profile, rho: Fraction, neighbours: Neighbours) -> Measurement:
    norm_squared = moments_norm_squared(len(profile.columns))
    return gaussian(f"moments of {profile.name}", rho, moments_l2_squared(neighbours, norm_squared))


def _focus(domain: Domain, focus: Sequence[str], names: Sequence[str]) -> tuple[str, ...]:
    """Variables for the columns and profiles named: a profile, or a column of one, stands for its level."""
    stands = {name: name for name in names}
    for profile in domain.profiles:
        level = next(name for name in parts_of(domain, profile) if name.endswith(":level"))
        stands |= dict.fromkeys((profile.name, *profile.columns), level)
    unknown = [name for name in focus if name not in stands]
    if unknown:
        raise misuse(
            Words(
                f"no such column to look at: {', '.join(unknown)}",
                f"pas de telle colonne à regarder : {', '.join(unknown)}",
            )
        )
    watched = tuple(dict.fromkeys(stands[name] for name in focus))
    return watched if len(watched) > 1 else ()
