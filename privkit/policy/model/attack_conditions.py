"""Conditions on what an attacker really learns from rows (WP29 05/2014), and on what they are still worth.

Each attack is made on the unprotected data, where it must succeed, on the release, and on people who were not in it.
The upper bound of the excess is compared with what is written.
"""

from __future__ import annotations

from fractions import Fraction

from privkit.policy.scalars import Label, Name, Percent, Positive, Prose, Whole
from privkit.policy.terms import Choice, Section, term

CONFIDENCE = Fraction(95, 100)


class CopiedRecords(Section):
    """Rows that are someone's own record, beyond what chance gives."""

    at_most: Whole = term("au_plus", "Largest number of rows.", "Nombre maximal de lignes.")
    confidence: Percent = term("confiance", "95 % if absent.", "95 % sinon.", default=CONFIDENCE)
    output: Name | None = term("sortie", "Only this output.", "Seulement cette sortie.", default=None)
    because: Prose | None = term("parce_que", "Why this number.", "Pourquoi ce nombre.", default=None)


class SinglingOut(Section):
    """An attacker isolates one person of the data by a description made from the release."""

    risk_at_most: Percent = term("risque_au_plus", "Largest risk.", "Risque maximal.")
    confidence: Percent = term("confiance", "95 % if absent.", "95 % sinon.", default=CONFIDENCE)
    attacker_knows: tuple[Name, ...] = term(
        "l_attaquant_connaît",
        "Columns the description is made of; all if absent.",
        "Colonnes dont la description est faite ; toutes sinon.",
        default=(),
    )
    columns_together: Positive | None = term(
        "colonnes_ensemble",
        "Number of columns in a description.",
        "Nombre de colonnes d'une description.",
        default=None,
    )
    output: Name | None = term("sortie", "Only this output.", "Seulement cette sortie.", default=None)
    because: Prose | None = term("parce_que", "Why this risk.", "Pourquoi ce risque.", default=None)


class Linkability(Section):
    """An attacker who holds two files finds through the release which lines are about one person."""

    risk_at_most: Percent = term("risque_au_plus", "Largest risk.", "Risque maximal.")
    confidence: Percent = term("confiance", "95 % if absent.", "95 % sinon.", default=CONFIDENCE)
    attacker_knows: tuple[tuple[Name, ...], ...] = term(
        "l_attaquant_connaît",
        "Two lists of columns: those of each file.",
        "Deux listes de colonnes : celles de chaque fichier.",
    )
    output: Name | None = term("sortie", "Only this output.", "Seulement cette sortie.", default=None)
    because: Prose | None = term("parce_que", "Why this risk.", "Pourquoi ce risque.", default=None)


class Inference(Section):
    """An attacker who knows some columns of a person guesses a secret one through the release."""

    risk_at_most: Percent = term("risque_au_plus", "Largest risk.", "Risque maximal.")
    secret: Name = term("secret", "The column guessed.", "La colonne devinée.")
    attacker_knows: tuple[Name, ...] = term(
        "l_attaquant_connaît",
        "Columns the attacker knows; all others if absent.",
        "Colonnes que l'attaquant connaît ; toutes les autres sinon.",
        default=(),
    )
    within: Percent = term(
        "à_moins_de",
        "A number is guessed when as near as this share of it.",
        "Un nombre est deviné quand on en est à moins de cette part.",
        default=Fraction(5, 100),
    )
    confidence: Percent = term("confiance", "95 % if absent.", "95 % sinon.", default=CONFIDENCE)
    output: Name | None = term("sortie", "Only this output.", "Seulement cette sortie.", default=None)
    because: Prose | None = term("parce_que", "Why this risk.", "Pourquoi ce risque.", default=None)


class Targets(Choice):
    RANDOM = "random", "au_hasard"
    OUTLIERS = "outliers", "atypiques"


class Membership(Section):
    """An attacker who knows a whole record tells whether it was in the data."""

    advantage_at_most: Percent = term(
        "avantage_au_plus",
        "Largest advantage over a guess: true positives less false ones.",
        "Avantage maximal sur un tirage au sort : vrais positifs moins faux positifs.",
    )
    confidence: Percent = term("confiance", "95 % if absent.", "95 % sinon.", default=CONFIDENCE)
    targets: tuple[Targets, ...] = term(
        "cibles",
        "Who is attacked: random, outliers.",
        "Qui est attaqué : au_hasard, atypiques.",
        default=(Targets.RANDOM, Targets.OUTLIERS),
    )
    output: Name | None = term("sortie", "Only this output.", "Seulement cette sortie.", default=None)
    because: Prose | None = term("parce_que", "Why this advantage.", "Pourquoi cet avantage.", default=None)


class KnownReadings(Section):
    """A neighbour who knows a few readings of a household finds the others through the release."""

    months: Positive = term("mois", "How many readings are known.", "Combien de relevés sont connus.")
    risk_at_most: Percent = term("risque_au_plus", "Largest risk.", "Risque maximal.")
    readings: Name | None = term(
        "relevés",
        "The repeated column, if there are several.",
        "La colonne répétée, s'il y en a plusieurs.",
        default=None,
    )
    within: Percent = term(
        "à_moins_de",
        "A reading is found when as near as this share of it.",
        "Un relevé est trouvé quand on en est à moins de cette part.",
        default=Fraction(5, 100),
    )
    confidence: Percent = term("confiance", "95 % if absent.", "95 % sinon.", default=CONFIDENCE)
    output: Name | None = term("sortie", "Only this output.", "Seulement cette sortie.", default=None)
    because: Prose | None = term("parce_que", "Why this risk.", "Pourquoi ce risque.", default=None)


class LinkingAttack(Section):
    """A motivated intruder links the release to a register that holds names (Fellegi, Sunter 1969)."""

    register_: Label = term(
        "annuaire",
        "File (.csv) with names or the privacy unit, and columns of the release.",
        "Fichier (.csv) de noms ou de l'unité protégée, et de colonnes de la sortie.",
    )
    exact: tuple[Name, ...] = term(
        "exactes", "Columns compared as they are.", "Colonnes comparées telles quelles.", default=()
    )
    near: tuple[Name, ...] = term(
        "proches",
        "Columns compared with some tolerance.",
        "Colonnes comparées avec une tolérance.",
        default=(),
    )
    risk_at_most: Percent = term("risque_au_plus", "Largest risk.", "Risque maximal.")
    confidence: Percent = term("confiance", "95 % if absent.", "95 % sinon.", default=CONFIDENCE)
    output: Name | None = term("sortie", "Only this output.", "Seulement cette sortie.", default=None)
    because: Prose | None = term("parce_que", "Why this risk.", "Pourquoi ce risque.", default=None)


class Fidelity(Section):
    """How far the distributions of the release are from those of the people it was made from (total variation)."""

    distance_at_most: Percent = term(
        "distance_au_plus",
        "Largest mean distance: 0 % alike, 100 % nothing in common.",
        "Distance moyenne maximale : 0 % pareil, 100 % rien de commun.",
    )
    columns_together: Positive = term(
        "colonnes_ensemble",
        "Columns taken one by one, by 2 or by 3.",
        "Colonnes prises une à une, par 2 ou par 3.",
        default=2,
    )
    output: Name | None = term("sortie", "Only this output.", "Seulement cette sortie.", default=None)
    because: Prose | None = term("parce_que", "Why this distance.", "Pourquoi cette distance.", default=None)


class UsefulnessMeasure(Choice):
    TRAIN_ON_SYNTHETIC = "train_on_synthetic_test_on_real", "entraîner_sur_synthétique_tester_sur_réel"


class Usefulness(Section):
    """What a model trained on the release loses on real people it never saw (train on synthetic, test on real)."""

    measure: UsefulnessMeasure = term(
        "mesure", "What is measured.", "Ce qui est mesuré.", default=UsefulnessMeasure.TRAIN_ON_SYNTHETIC
    )
    loss_at_most: Percent = term(
        "perte_au_plus",
        "Largest share of what real data teach that is lost.",
        "Part maximale perdue de ce qu'apprennent les données réelles.",
    )
    predict: tuple[Name, ...] = term(
        "prédire",
        "Columns the models predict; confidential ones if absent.",
        "Colonnes que les modèles prédisent ; les confidentielles sinon.",
        default=(),
    )
    output: Name | None = term("sortie", "Only this output.", "Seulement cette sortie.", default=None)
    because: Prose | None = term("parce_que", "Why this loss.", "Pourquoi cette perte.", default=None)
