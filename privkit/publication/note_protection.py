"""How people are protected, said in one sentence and in what it adds up to.

The sentence is the reading of ε-indistinguishability as a bound on odds (Wasserman and Zhou 2010; Wood et al.
2018): whatever is known besides, the odds of any guess about one unit change by at most e^ε.
"""

from __future__ import annotations

import math
import re
from fractions import Fraction

from privkit.evidence.report.voice import decimal, percent, unit_name
from privkit.publication.blocks import Items, Lead, Part, Section
from privkit.publication.facts import (
    NO_PROTECTION,
    YEARS,
    at_most_sure,
    mechanism_words,
    odds_factor,
    one_in,
    times,
)
from privkit.published import Loss, Published
from privkit.words import Language, Words


def protection(published: Published, prose: Language, language: Language) -> Section:
    """The section on protection, with or without noise."""
    title = Words("How people are protected", "Comment les personnes sont protégées").say(language)
    if published.loss is not None:
        return Section(title, _noise(published, published.loss, language))
    return Section(title, _secrecy(published, prose, language))


def _noise(published: Published, loss: Loss, language: Language) -> tuple[Part, ...]:
    parts: list[Part] = [Lead(guarantee(loss, language))]
    how = mechanism_words(published).say(language)
    parts.append(
        Words(
            f"Every figure was blurred on purpose, by {how}. The table would look much the same with or without any one "
            "of those it counts. The noise was drawn once, and cannot be taken off.",
            f"Chaque chiffre a été brouillé exprès, par {how}. La table serait à peu près la même avec ou sans l'un "
            "quelconque de ceux qu'elle compte. Le bruit a été tiré une fois, et ne peut être retiré.",
        ).say(language)
    )
    lines = [_epsilon(loss, language)]
    if loss.delta:
        lines.append(_delta(loss.delta, language))
    lines += [_period(loss, language), _years(loss, language)]
    return (*parts, Items(tuple(lines)))


def guarantee(loss: Loss, language: Language) -> str:
    """The guarantee in one sentence, for the loss of this release."""
    who, factor = loss.protects.say(language), times(loss.epsilon, language)
    who += "," if "," in who else ""  # the apposition is closed
    if odds_factor(loss.epsilon) > NO_PROTECTION:
        return Words(
            f"Whoever holds this file could multiply by {factor} the odds of guessing whether {who} is in it: "
            "the noise gives almost no protection.",
            f"Qui détient ce fichier pourrait multiplier par {factor} la cote (rapport des chances pour aux chances contre) de "
            f"qui veut deviner si {who} y figure : le bruit ne protège presque pas.",
        ).say(language)
    return Words(
        f"Whoever holds this file, even knowing everything else, cannot multiply by more than ×{factor} the odds of "
        f"guessing whether {who} is in it.",
        f"Qui détient ce fichier, même en sachant tout le reste, ne peut multiplier par plus de ×{factor} la cote "
        f"(rapport des chances pour aux chances contre) de qui veut deviner si {who} y figure.",
    ).say(language)


def _epsilon(loss: Loss, language: Language) -> str:
    epsilon, sure = _exact(loss.epsilon, language), percent(at_most_sure(loss.epsilon), language, 0)
    return Words(
        f"This release loses ε = {epsilon}. Someone who hesitated between yes and no (one chance in two) can be at most "
        f"{sure} sure after reading it.",
        f"Cette diffusion coûte ε = {epsilon}. Qui hésitait entre oui et non (une chance sur deux) ne peut être sûr "
        f"qu'à {sure} au plus après l'avoir lue.",
    ).say(language)


def _delta(delta: Fraction, language: Language) -> str:
    chance = one_in(delta, language)
    return Words(
        f"δ = {chance}: the chance left that this bound does not hold.",
        f"δ = {chance} : la probabilité laissée pour que cette borne ne tienne pas.",
    ).say(language)


def _period(loss: Loss, language: Language) -> str:
    total = _exact(loss.period_total, language)
    return Words(
        f"All the tables about the same people for {loss.period}, taken together, may lose at most ε = {total}: "
        f"{_factor(loss.period_total, language)}.",
        f"Toutes les tables sur les mêmes personnes pour {loss.period}, prises ensemble, peuvent coûter au plus "
        f"ε = {total} : {_factor(loss.period_total, language)}.",
    ).say(language)


def _years(loss: Loss, language: Language) -> str:
    total = YEARS * loss.period_total
    yearly = re.fullmatch(r"\d{4}", loss.period) is not None
    again = Words("each year for {n} years", "chaque année pendant {n} ans")
    again = again if yearly else Words("for {n} periods in a row", "pour {n} périodes de suite")
    how_long = again.say(language).format(n=YEARS)
    return Words(
        f"If the same is done {how_long}, losses add up to ε = {_exact(total, language)}: "
        f"{_factor(total, language)}.",
        f"Si l'on fait de même {how_long}, les coûts s'ajoutent jusqu'à ε = {_exact(total, language)} : "
        f"{_factor(total, language)}.",
    ).say(language)


def _factor(epsilon: Fraction, language: Language) -> str:
    text = times(epsilon, language)
    if odds_factor(epsilon) > NO_PROTECTION:
        return Words(
            f"odds multiplied by {text}, that is almost no protection for those present all along",
            f"cote multipliée par {text}, soit presque aucune protection pour qui y figure d'un bout à l'autre",
        ).say(language)
    return Words(f"odds multiplied by at most ×{text}", f"cote multipliée au plus par ×{text}").say(language)


def _secrecy(published: Published, prose: Language, language: Language) -> tuple[Part, ...]:
    unit = unit_name(published.unit_name, prose, language)
    return (
        Lead(
            Words(
                "A cell that would speak of too few, or of one that weighs too much, is hidden; others are hidden with it, "
                "so that it cannot be found again by subtraction.",
                "Une case qui parlerait de trop peu, ou d'un seul qui pèse trop, est masquée ; d'autres le sont avec "
                "elle, pour qu'une soustraction ne la fasse pas retrouver.",
            ).say(language)
        ),
        Words(
            f"Everything is counted in units of privacy ({unit}). No noise was added: unless a rule below says otherwise, a "
            "published figure is the figure. Hiding has no bound like that of noise: what else a reader knows still matters.",
            f"Tout est compté en unités protégées ({unit}). Aucun bruit n'a été ajouté : sauf si une règle ci-dessous "
            "dit le contraire, un chiffre publié est le chiffre. Masquer n'offre pas de borne comme le bruit : ce qu'un lecteur sait par "
            "ailleurs compte encore.",
        ).say(language),
    )


def _exact(epsilon: Fraction, language: Language) -> str:
    """Four decimals, rounded up: what is told is never less than what is lost."""
    return decimal(math.ceil(epsilon * 10_000) / 10_000, 4, language)
