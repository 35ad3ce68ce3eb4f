"""``l_diversity``: distinct values of a confidential column in each group."""

from __future__ import annotations

from privkit.gates.base import Trial
from privkit.gates.disclosure import entropy_l, recursive_l
from privkit.policy.model.anonymity import DiversityKind
from privkit.policy.model.disclosure_conditions import LDiversity
from privkit.steps.texts import BAD_BANDS, fault_of, told_apart
from privkit.values import Outcome, Verdict
from privkit.words import Words


def judge(rule: LDiversity, trial: Trial) -> list[Verdict]:
    """Held when every group has at least l distinct values (Machanavajjhala et al. 2007).

    A blank is a value. An output without the column discloses nothing of it and holds. Inconclusive when
    the bands do not fit the column as it leaves.
    """
    if rule.kind is not DiversityKind.DISTINCT:
        return (entropy_l if rule.kind is DiversityKind.ENTROPY else recursive_l)(rule, trial)
    verdicts = []
    for exhibit in trial.concerned(rule.output):
        if rule.column not in exhibit.schema or not exhibit.schema[rule.column].kept:
            verdicts.append(
                _verdict(
                    rule,
                    exhibit.output,
                    Words("the column does not leave", "la colonne ne sort pas"),
                    held=True,
                )
            )
            continue
        column = exhibit.schema[rule.column]
        fault = fault_of(rule.into_bands, column, trial.language) if rule.into_bands else None
        if fault:
            words = Words("its bands cannot be used: ", "ses tranches sont inutilisables : ")
            verdicts.append(_verdict(rule, exhibit.output, words + BAD_BANDS[fault], held=None))
            continue
        value = told_apart(column, rule.into_bands, trial.language)
        least = exhibit.after.smallest_diversity(exhibit.quasi_identifiers, value)
        held = least >= rule.at_least or exhibit.after.units == 0
        among = counted_values(least)
        measured = (
            Words(f"least diverse group: {among.en}", f"groupe le moins divers : {among.fr}")
            if exhibit.after.units
            else Words("no row is left", "aucune ligne ne reste")
        )
        most = least if held else exhibit.after.smallest_diversity((), value)  # in one group of everybody
        verdicts.append(_verdict(rule, exhibit.output, measured, held=held, least=least, most=most))
    return verdicts


def counted_values(number: int) -> Words:
    """A number of values."""
    return Words(f"{number} value{'s' * (number != 1)}", f"{number} valeur{'s' * (number > 1)}")


def _verdict(
    rule: LDiversity,
    output: str,
    measured: Words,
    *,
    held: bool | None,
    least: int | None = None,
    most: int = 0,
) -> Verdict:
    wanted = counted_values(int(rule.at_least))
    outcome = Outcome.INCONCLUSIVE if held is None else Outcome.HELD if held else Outcome.FAILED
    return Verdict(
        "l_diversity",
        output,
        outcome,
        measured,
        Words(
            f"{rule.column}: at least {wanted.en}",
            f"{rule.column} : au moins {wanted.fr}",
        ),
        {"least": least, "required": int(rule.at_least), "column": rule.column},
        rule.because,
        None if held is not False else _nearest(rule, least, possible=most >= rule.at_least),
    )


def _nearest(rule: LDiversity, least: int | None, *, possible: bool) -> Words:
    """The step that would make it hold, when there are values enough, or the bound that would."""
    cuts = f"[{', '.join(rule.into_bands)}], " if rule.into_bands else ""
    bands = Words(f"into_bands: {cuts}", f"en_tranches: {cuts}") if cuts else Words("", "")
    step = Words(
        f"make_k_anonymous with l_diversity: {{ column: {rule.column}, {bands.en}at_least: {rule.at_least} }}, or ",
        f"rendre_k_anonyme avec l_diversité: {{ colonne: {rule.column}, {bands.fr}au_moins: {rule.at_least} }}, ou ",
    )
    bound = Words(f"at_least: {least}", f"au_moins: {least}")
    return step + bound if possible else bound
