"""What readers are told beside a table: what is protected, how, and which limits were set."""

from __future__ import annotations

from typing import TYPE_CHECKING

from privkit.policy.model.aggregation import Aggregate as Rule
from privkit.policy.model.aggregation import Method, SecrecyRules
from privkit.policy.model.budget import PrivacyBudget
from privkit.steps.aggregate.secrecy_rules import least_units
from privkit.steps.aggregate.settled import Settled
from privkit.steps.aggregate.wanted import TableSpec
from privkit.steps.base import plural, shown_number, shown_share
from privkit.words import Words

if TYPE_CHECKING:
    from privkit.dp.calibrate import Plan
    from privkit.dp.combine import Asked


def protects(budget: PrivacyBudget) -> Words:
    """Whom the noise hides, in words."""
    whole = Words(
        f"one {budget.protects}, with all its rows of the period {budget.period}",
        f"une unité ({budget.protects}), avec toutes ses lignes de la période {budget.period}",
    )
    if not budget.each_year_of:
        return whole
    return Words(
        f"one {budget.protects} in one year, with all its rows of that year",
        f"une unité ({budget.protects}) pour une année, avec toutes ses lignes de cette année",
    )


def mechanisms_of(asked: Asked, plan: Plan) -> str:
    """The kinds of noise of a table, by their names."""
    return ", ".join(dict.fromkeys(plan.of(a.query.name).mechanism for a in asked.answers))


def noise_notes(rule: Rule, settled: Settled, spec: TableSpec) -> tuple[Words, ...]:
    """The limits, bounds and changes of published figures that a reader must know."""
    unit = settled.settings.unit_name
    groups, rows = settled.caps.groups_of(spec.by), settled.caps.rows_in_cell(spec.by)
    cells, lines = _many(groups or 1, "cell", "case"), _many(rows or 1, "row", "ligne")
    out = [
        Words(
            f"One {unit} is counted in at most {cells.en} of the table, with at most {lines.en} in each: rows beyond "
            "were left out at random, which lowers the figures of those who have more.",
            f"Une même unité ({unit}) compte dans au plus {cells.fr} du tableau, avec au plus {lines.fr} dans chacune : "
            "les lignes au-delà ont été écartées au hasard, ce qui abaisse les chiffres de qui en a plus.",
        )
    ]
    for measure in spec.measures:
        if measure.low is not None and measure.high is not None:
            low, high = shown_number(measure.low), shown_number(measure.high)
            out.append(
                Words(
                    f"Values of {measure.column} are taken between {low.en} and {high.en}, known beforehand.",
                    f"Les valeurs de {measure.column} sont prises entre {low.fr} et {high.fr}, connus d'avance.",
                )
            )
    for step in rule.then:
        out += _changed(step, spec.name)
    return tuple(dict.fromkeys(out))


def _many(number: int, en: str, fr: str) -> Words:
    """A number of something, in the singular for one."""
    ending = "s" if number > 1 else ""
    return Words(f"{number} {en}{ending}", f"{number} {fr}{ending}")


def _changed(step: object, table: str) -> list[Words]:
    from privkit.dp.after import CLAMPED, HIDDEN, ROUNDED
    from privkit.policy.model.aggregation import After

    assert isinstance(step, After)
    if step.non_negative is not None and table in step.non_negative:
        return [CLAMPED]
    if step.round:
        return [ROUNDED]
    if step.hide_below and step.hide_below.table == table:
        least = step.hide_below.at_least
        return [
            Words(
                f"Cells of fewer than {least}, as published, are not significant.",
                f"Les cases de moins de {least}, tel que publié, sont non significatives.",
            ),
            HIDDEN,
        ]
    if step.hide_uncertain and step.hide_uncertain.table == table:
        share = shown_share(step.hide_uncertain.margin_over)
        return [
            Words(
                f"Figures whose margin passes {share.en} of themselves are not significant.",
                f"Les chiffres dont la marge dépasse {share.fr} d'eux-mêmes sont non significatifs.",
            ),
            HIDDEN,
        ]
    return []


def secrecy_notes(asked: SecrecyRules, dropped: int, settled: Settled) -> tuple[Words, ...]:
    """The rules of secrecy that a reader must know."""
    units, least = plural(settled.settings.unit_name), least_units(asked)
    rounded = asked.method is Method.CONTROLLED_ROUNDING
    out = [
        Words(
            f"Every figure is rounded, up or down at random, so that all of them still add up; counts to a multiple of "
            f"{asked.base or least}.",
            f"Chaque chiffre est arrondi, vers le haut ou le bas au hasard, de sorte que tous s'additionnent encore ; les "
            f"nombres à un multiple de {asked.base or least}.",
        )
        if rounded
        else Words(
            f"Cells of fewer than {least} {units} are secret, and others with them, so that none can be worked out. A secret cell "
            "says nothing of its size.",
            f"Les cases de moins de {least} {units} sont secrètes, et d'autres avec elles, pour qu'aucune ne se déduise. Une case "
            "secrète ne dit rien de sa taille.",
        )
    ]
    if dropped:
        out.append(
            Words(
                "Rows with a key that no public list holds are not counted.",
                "Les lignes dont la clé ne figure dans aucune liste publique ne sont pas comptées.",
            )
        )
    return tuple(out)
