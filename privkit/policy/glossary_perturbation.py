"""Glossary of the steps that change values rather than make them coarser."""

from __future__ import annotations

from collections.abc import Mapping

from privkit.policy.glossary_entry import Entry
from privkit.words import Words

PERTURBATION: Mapping[str, Entry] = {
    "suppress_locally": Entry(
        Words("local suppression", "suppression locale"),
        Words(
            "Blank the few values that single someone out, until at least k units share each combination. The rows "
            "stay.",
            "Effacer les quelques valeurs qui isolent quelqu'un, jusqu'à ce qu'au moins k unités partagent chaque "
            "combinaison. Les lignes restent.",
        ),
        "Hundepool et al. 2012; Elliot, Manning, Ford 2002",
        ("suppress_locally", "supprimer_localement"),
    ),
    "microaggregate": Entry(
        Words("microaggregation", "microagrégation"),
        Words(
            "Put units with near numbers in groups of at least k, and give all of a group its mean or its median.",
            "Réunir par groupes d'au moins k les unités aux nombres proches, et donner à tout un groupe sa moyenne "
            "ou sa médiane.",
        ),
        "Domingo-Ferrer, Torra 2005; Hansen, Mukherjee 2003",
        ("microaggregate", "microagréger", "mdav"),
    ),
    "swap": Entry(
        Words("swapping", "permutation"),
        Words(
            "Exchange the values of a column between rows of near rank. Totals and distributions do not change.",
            "Échanger les valeurs d'une colonne entre lignes de rang voisin. Les totaux et les répartitions ne "
            "changent pas.",
        ),
        "Moore 1996",
        ("swap", "permuter", "rank swapping"),
    ),
    "add_noise": Entry(
        Words("noise addition", "ajout de bruit"),
        Words(
            "Add a random error to each number. Unlike differential privacy, it sets no bound on what is learnt "
            "about one person.",
            "Ajouter à chaque nombre une erreur aléatoire. À la différence de la confidentialité différentielle, "
            "cela ne borne pas ce qu'on apprend sur une personne.",
        ),
        "Kim 1986; ISO/IEC 20889",
        ("add_noise", "bruiter", "noise", "bruit"),
    ),
    "post_randomise": Entry(
        Words("post-randomisation", "post-randomisation"),
        Words(
            "Keep each category with a known probability, else draw it again, such that the frequencies expected "
            "do not change (PRAM).",
            "Garder chaque catégorie avec une probabilité connue, sinon la tirer de nouveau, sans changer les "
            "fréquences attendues (PRAM).",
        ),
        "Gouweleeuw, Kooiman, Willenborg, de Wolf 1998",
        ("post_randomise", "post_randomiser", "pram"),
    ),
    "sample": Entry(
        Words("sampling", "échantillonnage"),
        Words(
            "Keep a part of the units, drawn at random, so that nobody knows who is in it.",
            "Garder une partie des unités, tirée au hasard : nul ne sait qui s'y trouve.",
        ),
        "ISO/IEC 20889; Cochran 1977",
        ("sample", "échantillonner", "échantillon"),
    ),
}
