"""Codes told by the checks of the privacy budget."""

from __future__ import annotations

from collections.abc import Mapping

from privkit.policy.code_page import Codes
from privkit.words import Words

_SOURCE = "NIST SP 800-226"

BUDGET: Mapping[str, Codes] = {
    "PK650": Codes(
        Words("a budget that nothing spends", "un budget que rien ne dépense"),
        Words(
            "Only tables, or rows a model makes, under differential privacy spend a budget.",
            "Seuls des tableaux, ou des lignes faites par un modèle, en confidentialité différentielle dépensent un "
            "budget.",
        ),
        Words("Remove the section, or add the step.", "Retirer la section, ou ajouter l'étape."),
    ),
    "PK651": Codes(
        Words("noise without a budget", "du bruit sans budget"),
        Words(
            "Without a budget shared by all releases, their losses add up unseen.",
            "Sans budget commun à toutes les diffusions, leurs pertes se cumulent sans qu'on le voie.",
        ),
        Words("Add the section.", "Ajouter la section."),
        _SOURCE,
    ),
    "PK652": Codes(
        Words("a release above its total", "une diffusion au-dessus de son total"),
        Words("The run would be refused each time.", "Le passage serait refusé à chaque fois."),
        Words("Spend less, or decide a larger total.", "Dépenser moins, ou décider un total plus grand."),
    ),
    "PK653": Codes(
        Words("an epsilon or a delta that is no amount", "un epsilon ou un delta qui n'est pas un montant"),
        Words(
            "Epsilon is above 0: at 0 nothing can be told. Delta is a probability.",
            "Epsilon est supérieur à 0 : à 0 rien ne peut être dit. Delta est une probabilité.",
        ),
        Words("Write for example epsilon 1, delta 1e-7.", "Écrire par exemple epsilon 1, delta 1e-7."),
    ),
    "PK654": Codes(
        Words("an epsilon that protects nobody", "un epsilon qui ne protège personne"),
        Words(
            "At 20, odds may be multiplied by nearly five hundred million: no promise is left.",
            "À 20, une cote peut être multipliée par près de cinq cents millions : il ne reste aucune promesse.",
        ),
        Words("Write 10 at most, usually near 1.", "Écrire au plus 10, souvent près de 1."),
        _SOURCE,
    ),
    "PK655": Codes(
        Words("an epsilon that promises little", "un epsilon qui promet peu"),
        Words(
            "Over 10, odds may be multiplied by more than 22,000.",
            "Au-delà de 10, une cote peut être multipliée par plus de 22 000.",
        ),
        Words(
            "Lower it, and have the reason read by the DPO.",
            "L'abaisser, et faire lire la raison par le DPO.",
        ),
        _SOURCE,
    ),
    "PK656": Codes(
        Words("a delta too large", "un delta trop grand"),
        Words(
            "Delta must be far below one over the number of units: above, publishing some of them in clear would "
            "pass.",
            "Delta doit être bien plus petit qu'un sur le nombre d'unités : au-dessus, en publier quelques-unes en "
            "clair passerait.",
        ),
        Words("Write for example 1e-7.", "Écrire par exemple 1e-7."),
        _SOURCE,
    ),
    "PK657": Codes(
        Words("a delta on one side only", "un delta d'un seul côté"),
        Words(
            "What a release spends, the total must allow.",
            "Ce qu'une diffusion dépense, le total doit le permettre.",
        ),
        Words("Write delta in both, or in neither.", "Écrire delta dans les deux, ou dans aucun."),
    ),
    "PK658": Codes(
        Words("an accounting that needs a delta", "une comptabilité qui demande un delta"),
        Words(
            "Without delta, losses simply add up: zcdp and pld gain nothing.",
            "Sans delta, les pertes s'additionnent simplement : zcdp et pld n'y gagnent rien.",
        ),
        Words("Write delta, or basic.", "Écrire delta, ou simple."),
    ),
    "PK659": Codes(
        Words("Gaussian noise without a delta", "du bruit gaussien sans delta"),
        Words(
            "Gaussian noise bounds the loss but for a small probability: delta.",
            "Le bruit gaussien borne la perte sauf pour une petite probabilité : delta.",
        ),
        Words("Write delta, or geometric noise.", "Écrire delta, ou un bruit géométrique."),
    ),
    "PK660": Codes(
        Words(
            "tables that ask for more than the release", "des tableaux qui demandent plus que la diffusion"
        ),
        Words(
            "The epsilons of the tables are parts of that of the release.",
            "Les epsilons des tableaux sont des parts de celui de la diffusion.",
        ),
        Words("Lower them, or raise the release.", "Les abaisser, ou relever la diffusion."),
    ),
    "PK661": Codes(
        Words("a budget spent for nothing", "un budget dépensé pour rien"),
        Words(
            "The whole of this_release is spent, though the tables use a part of it.",
            "Tout cette_diffusion est dépensé, bien que les tableaux n'en emploient qu'une part.",
        ),
        Words("Spend what the tables use.", "Dépenser ce que les tableaux emploient."),
    ),
    "PK662": Codes(
        Words("a budget about another unit", "un budget sur une autre unité"),
        Words(
            "The noise covers all the rows of the privacy unit, and the budget says whose it is.",
            "Le bruit couvre toutes les lignes de l'unité protégée, et le budget dit de qui il s'agit.",
        ),
        Words("Write the name of the privacy unit.", "Écrire le nom de l'unité protégée."),
    ),
    "PK663": Codes(
        Words("years of a column that is no date", "des années d'une colonne qui n'est pas une date"),
        Words(
            "One year of a unit is protected: a date tells which.",
            "Une année d'une unité est protégée : une date dit laquelle.",
        ),
        Words("Name a column of dates.", "Nommer une colonne de dates."),
    ),
    "PK664": Codes(
        Words("a period without a date", "une période sans date"),
        Words(
            "Each period has a budget of its own: all policies must name it alike, and a reader know when it is.",
            "Chaque période a son budget : toutes les politiques doivent la nommer pareil, et un lecteur savoir quand "
            "elle est.",
        ),
        Words("Write for example 2025.", "Écrire par exemple 2025."),
    ),
    "PK665": Codes(
        Words("not a file for the ledger", "pas un fichier pour le registre des dépenses"),
        Words(
            "The ledger is a file of its own, kept from year to year and shared by all policies about these people.",
            "Le registre est un fichier à lui, gardé d'année en année et commun à toutes les politiques sur ces "
            "personnes.",
        ),
        Words("Write for example budgets/water.sqlite.", "Écrire par exemple budgets/eau.sqlite."),
    ),
}
