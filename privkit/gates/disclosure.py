"""Conditions on what the worst group tells of a confidential column: closeness, disclosure, likeness, frequency."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from typing import TYPE_CHECKING, Any

from privkit.gates.base import Trial, round_up_percent
from privkit.gates.cells import cells_of
from privkit.gates.exhibit import Exhibit
from privkit.policy.model.anonymity import Distance
from privkit.policy.model.disclosure_conditions import (
    BetaLikeness,
    DeltaDisclosure,
    FrequencyInGroup,
    LDiversity,
    TCloseness,
)
from privkit.risk import disclosure as risk
from privkit.risk.disclosure import Cells, Floats
from privkit.steps.bands import read_bands
from privkit.steps.base import shown_number, shown_share
from privkit.steps.texts import BAD_BANDS, fault_of, told_apart
from privkit.values import Outcome, Verdict
from privkit.words import Words, same

if TYPE_CHECKING:
    from privkit.anonymity.hierarchy import Hierarchy

#: What is measured and what is asked are compared with this much room for rounding.
ROOM = 1e-9


@dataclass(frozen=True)
class Asked:
    """One condition on one column: how the worst group is measured, told, and compared."""

    condition: str
    rule: Any
    bound: float
    measure: Callable[[Cells, list[str | None]], Floats]
    told: Words  # with {} for the number measured
    required: Words
    keyword: Words  # of the bound in the condition
    step: Words  # what to write in make_k_anonymous; between braces a French comma would end the number
    below: bool = True  # False: the number must be at least the bound
    strictly: bool = False
    share: bool = False  # told as a percentage


def t_closeness(rule: TCloseness, trial: Trial) -> list[Verdict]:
    """Held when every group is near enough to the whole output (Li, Li & Venkatasubramanian 2007)."""
    most = shown_number(rule.at_most)
    asked = Asked(
        "t_closeness",
        rule,
        float(rule.at_most),
        _distance(rule, trial),
        Words("farthest group: {}", "groupe le plus éloigné : {}"),
        Words(f"{rule.column}: at most {most.en}", f"{rule.column} : au plus {most.fr}"),
        Words("at_most", "au_plus"),
        Words(f"t_closeness: {most.en}", f"t_proximité: {most.en}"),
    )
    return _judged(asked, trial)


def _distance(rule: TCloseness, trial: Trial) -> Callable[[Cells, list[str | None]], Floats]:
    if rule.distance is Distance.ORDERED:
        return lambda cells, values: risk.ordered_distance(cells)
    if rule.distance is Distance.EQUAL or rule.hierarchy is None:
        return lambda cells, values: risk.equal_distance(cells)
    from privkit.anonymity.hierarchy_file import read_hierarchy_file

    hierarchy = read_hierarchy_file(trial.folder / rule.hierarchy, column=rule.column)
    return lambda cells, values: risk.hierarchical_distance(cells, _label_levels(hierarchy, values))


def _label_levels(hierarchy: Hierarchy, values: list[str | None]) -> list[Any]:
    """For each level below the top, the label of each value, by number."""
    from privkit.anonymity.encode import encode_column

    encoded = encode_column(values, hierarchy)
    found = encoded.hierarchy
    return [found.codes(level)[encoded.codes] for level in range(found.height)]


def delta_disclosure(rule: DeltaDisclosure, trial: Trial) -> list[Verdict]:
    """Held when no value is much more or less frequent in a group (Brickell & Shmatikov 2008)."""
    most = shown_number(rule.at_most)
    asked = Asked(
        "delta_disclosure",
        rule,
        float(rule.at_most),
        lambda cells, values: risk.disclosure(cells),
        Words("most telling group: {}", "groupe le plus parlant : {}"),
        Words(f"{rule.column}: below {most.en}", f"{rule.column} : moins de {most.fr}"),
        Words("at_most", "au_plus"),
        Words(f"delta_disclosure: {most.en}", f"delta_divulgation: {most.en}"),
        strictly=True,
    )
    return _judged(asked, trial)


def beta_likeness(rule: BetaLikeness, trial: Trial) -> list[Verdict]:
    """Held when no value gains much frequency in a group (Cao & Karras 2012)."""
    most, beta = shown_number(rule.at_most), float(rule.at_most)
    asked = Asked(
        "beta_likeness",
        rule,
        1.0 if rule.enhanced else beta,
        (lambda cells, values: risk.enhanced_excess(cells, beta))
        if rule.enhanced
        else (lambda cells, values: risk.likeness_gain(cells)),
        Words("largest gain: {} times what is allowed", "plus grand gain : {} fois ce qui est permis")
        if rule.enhanced
        else Words("largest gain: {}", "plus grand gain : {}"),
        Words(f"{rule.column}: at most {most.en}", f"{rule.column} : au plus {most.fr}"),
        Words("at_most", "au_plus"),
        Words(f"beta_likeness: {most.en}", f"beta_vraisemblance: {most.en}"),
    )
    return _judged(asked, trial)


def frequency_in_group(rule: FrequencyInGroup, trial: Trial) -> list[Verdict]:
    """Held when no value holds too much of a group: the α of (α, k)-anonymity (Wong et al. 2006)."""
    most = shown_share(rule.at_most)
    asked = Asked(
        "frequency_in_group",
        rule,
        float(rule.at_most),
        lambda cells, values: risk.largest_share(cells),
        Words("largest share of a group: {}", "plus grande part d'un groupe : {}"),
        Words(f"{rule.column}: at most {most.en}", f"{rule.column} : au plus {most.fr}"),
        Words("at_most", "au_plus"),
        Words(f"frequency_at_most: {most.en}", f"fréquence_au_plus: {most.fr}"),
        share=True,
    )
    return _judged(asked, trial)


def entropy_l(rule: LDiversity, trial: Trial) -> list[Verdict]:
    """Held when every group is as varied as l equally frequent values (Machanavajjhala et al. 2007)."""
    least = shown_number(rule.at_least)
    asked = Asked(
        "l_diversity",
        rule,
        float(rule.at_least),
        lambda cells, values: risk.effective_values(cells),
        Words("least varied group: as varied as {} values", "groupe le moins varié : autant que {} valeurs"),
        Words(f"{rule.column}: at least {least.en}", f"{rule.column} : au moins {least.fr}"),
        Words("at_least", "au_moins"),
        Words(f"entropy_l: {least.en}", f"l_entropie: {least.en}"),
        below=False,
    )
    return _judged(asked, trial)


def recursive_l(rule: LDiversity, trial: Trial) -> list[Verdict]:
    """Held when the commonest value of every group weighs less than c times those ranked l and below."""
    c, rank = rule.c, int(rule.at_least)
    assert c is not None
    shown = shown_number(c)
    asked = Asked(
        "l_diversity",
        rule,
        float(c),
        lambda cells, values: risk.recursive_ratio(cells, rank),
        Words("largest ratio: {}", "plus grand rapport : {}"),
        Words(
            f"{rule.column}: below {shown.en} (l = {rank})",
            f"{rule.column} : moins de {shown.fr} (l = {rank})",
        ),
        same("c"),
        Words(
            f"recursive_l: {{ l: {rank}, c: {shown.en} }}",
            f"l_récursive: {{ l: {rank}, c: {shown.en} }}",
        ),
        strictly=True,
    )
    return _judged(asked, trial)


def _judged(asked: Asked, trial: Trial) -> list[Verdict]:
    return [_one(asked, exhibit, trial) for exhibit in trial.concerned(asked.rule.output)]


def _one(asked: Asked, exhibit: Exhibit, trial: Trial) -> Verdict:
    rule = asked.rule
    if rule.column not in exhibit.schema or not exhibit.schema[rule.column].kept:
        return _verdict(
            asked, exhibit, Words("the column does not leave", "la colonne ne sort pas"), held=True
        )
    if not exhibit.after.units:
        return _verdict(asked, exhibit, Words("no row is left", "aucune ligne ne reste"), held=True)
    column = exhibit.schema[rule.column]
    fault = fault_of(rule.into_bands, column, trial.language) if rule.into_bands else None
    if fault:
        words = Words("its bands cannot be used: ", "ses tranches sont inutilisables : ")
        return _verdict(asked, exhibit, words + BAD_BANDS[fault], held=None)
    bands, on = _labels(rule.into_bands, trial), exhibit.quasi_identifiers
    worst = float(_worst(asked, exhibit, trial, column, bands, on))
    shown = _shown(asked, worst)
    # " %" is how a policy writes it
    measured = Words(asked.told.en.format(shown.en.replace(" %", "%")), asked.told.fr.format(shown.fr))
    held = _holds(asked, worst)
    # no groups can do what everybody in one group does not
    possible = held or _holds(asked, float(_worst(asked, exhibit, trial, column, bands, ())))
    return _verdict(asked, exhibit, measured, held=held, worst=worst, possible=possible)


def _worst(
    asked: Asked, exhibit: Exhibit, trial: Trial, column: Any, bands: Sequence[str], on: Sequence[str]
) -> float:
    value = told_apart(column, asked.rule.into_bands, trial.language)
    cells, values = cells_of(exhibit.after, on, value, column, bands)
    numbers = asked.measure(cells, values)
    return float(numbers.max() if asked.below else numbers.min())


def _labels(bands: Sequence[str] | None, trial: Trial) -> Sequence[str]:
    return read_bands(bands, trial.language).labels if bands else ()


def _holds(asked: Asked, worst: float) -> bool:
    if not asked.below:
        return worst >= asked.bound - ROOM
    return worst < asked.bound - ROOM if asked.strictly else worst <= asked.bound + ROOM


def _shown(asked: Asked, worst: float) -> Words:
    return round_up_percent(worst) if asked.share else _number(worst, up=asked.below)


def _reach(asked: Asked, worst: float) -> Words:
    """The nearest bound that would pass, as a condition may write it."""
    if asked.strictly and worst != float("inf"):
        shown = _number(worst, up=True)
        return shown if float(shown.en) > worst + ROOM else _number(worst + 0.001, up=True)
    return _shown(asked, worst)


def _number(value: float, *, up: bool) -> Words:
    """Three decimals, rounded to the side that promises less."""
    if value == float("inf"):
        return Words("without limit", "sans limite")
    exact = Decimal(f"{value:.9f}")
    return shown_number(exact.quantize(Decimal("0.001"), ROUND_CEILING if up else ROUND_FLOOR))


def _verdict(
    asked: Asked,
    exhibit: Exhibit,
    measured: Words,
    *,
    held: bool | None,
    worst: float | None = None,
    possible: bool = True,
) -> Verdict:
    outcome = Outcome.INCONCLUSIVE if held is None else Outcome.HELD if held else Outcome.FAILED
    nearest = None
    if held is False and worst is not None:
        nearest = _nearest(asked, worst, possible)
    return Verdict(
        asked.condition,
        exhibit.output,
        outcome,
        measured,
        asked.required,
        {
            "worst": worst if worst != float("inf") else None,
            "required": asked.bound,
            "column": asked.rule.column,
            "on": list(exhibit.quasi_identifiers),
        },
        asked.rule.because,
        nearest,
    )


def _nearest(asked: Asked, worst: float, possible: bool) -> Words | None:
    """The step that would make it hold, when some groups do, or the bound that would."""
    column, reach = asked.rule.column, _reach(asked, worst)
    told = []
    if possible:
        told.append(
            Words(
                f"make_k_anonymous with confidential: {{ {column}: {{ {asked.step.en} }} }}",
                f"rendre_k_anonyme avec confidentielles: {{ {column}: {{ {asked.step.fr} }} }}",
            )
        )
    or_else = asked.condition != "beta_likeness" or asked.bound != 1.0 or not asked.rule.enhanced
    if or_else and worst != float("inf"):
        told.append(Words(f"{asked.keyword.en}: {reach.en}", f"{asked.keyword.fr}: {reach.fr}"))
    if not told:
        return None
    return Words(", or ".join(w.en for w in told), ", ou ".join(w.fr for w in told))
