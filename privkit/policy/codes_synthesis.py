"""Codes told by the checks of repeated columns, of rows made by a model and of attacks (PK617 to PK635)."""

from __future__ import annotations

from collections.abc import Mapping

from privkit.policy.code_page import Codes
from privkit.words import Words

SYNTHESIS: Mapping[str, Codes] = {
    "PK617": Codes(
        Words("a repeated column of too few or too many", "une colonne répétée trop peu ou trop de fois"),
        Words(
            "One name stands for the columns of a file that differ by their number: name_1, name_2…",
            "Un nom désigne les colonnes d'un fichier que leur numéro distingue : nom_1, nom_2…",
        ),
        Words("Write how many there are, from 2 to 120.", "Écrire combien il y en a, de 2 à 120."),
    ),
    "PK618": Codes(
        Words("a name that a repeated column takes", "un nom que prend une colonne répétée"),
        Words(
            "volume, repeated 12 times, takes the names volume_1 to volume_12: none may mean anything else.",
            "volume, répétée 12 fois, prend les noms volume_1 à volume_12 : aucun ne peut désigner autre chose.",
        ),
        Words("Rename one of the two.", "Renommer l'une des deux."),
    ),
    "PK619": Codes(
        Words("a step there a second time", "une étape présente une seconde fois"),
        Words(
            "People are set aside once, and one model makes the rows: attacks compare one release with one control.",
            "On met de côté une fois, et un seul modèle fait les lignes : les attaques comparent une sortie à un témoin.",
        ),
        Words("Keep one.", "N'en garder qu'une."),
    ),
    "PK620": Codes(
        Words("a step out of its place", "une étape qui n'est pas à sa place"),
        Words(
            "People set aside must be as they are, unprotected; once a model made the rows, no step acts on a person.",
            "Les personnes mises de côté doivent l'être telles quelles ; une fois les lignes faites par un modèle, aucune "
            "étape n'agit plus sur une personne.",
        ),
        Words("Move or remove the step named.", "Déplacer ou retirer l'étape nommée."),
    ),
    "PK621": Codes(
        Words(
            "attacks without people set aside, or the reverse",
            "des attaques sans personnes mises de côté, ou l'inverse",
        ),
        Words(
            "What an attacker guesses of anybody is no harm of the release: success is counted beyond what the same attack "
            "does on people who are not in it.",
            "Ce qu'un attaquant devine de n'importe qui n'est pas dû à la sortie : on compte son succès au-delà de celui de "
            "la même attaque sur des personnes qui n'y sont pas.",
        ),
        Words("Add the step, or the condition.", "Ajouter l'étape, ou la condition."),
        "WP29 05/2014",
    ),
    "PK622": Codes(
        Words("who is set aside", "qui est mis de côté"),
        Words(
            "Whole units are set aside, enough of them to compare with and few enough to leave a release.",
            "On met de côté des unités entières, assez pour comparer et assez peu pour qu'il reste une sortie.",
        ),
        Words("Write the unit's name, and from 5 % to 50 %.", "Écrire le nom de l'unité, et de 5 % à 50 %."),
    ),
    "PK623": Codes(
        Words("a method without differential privacy", "une méthode sans confidentialité différentielle"),
        Words(
            "Only marginals with noise bound what is learnt of one person; trees and the SDV library do not.",
            "Seules les marginales bruitées bornent ce qu'on apprend d'une personne ; ni les arbres, ni la bibliothèque SDV.",
        ),
        Words(
            "Change the method, or ask for no privacy model.",
            "Changer de méthode, ou ne demander aucun modèle.",
        ),
        "NIST SP 800-226",
    ),
    "PK624": Codes(
        Words("what a generator spends", "ce que dépense un générateur"),
        Words(
            "Its loss adds up with that of every release about the same people; a ledger counts it.",
            "Sa perte s'ajoute à celle de toute diffusion sur les mêmes personnes ; un registre la compte.",
        ),
        Words("Stay within the budget of this release.", "Rester dans le budget de cette diffusion."),
        "NIST SP 800-226",
    ),
    "PK625": Codes(
        Words("rows or periods to make", "lignes ou périodes à faire"),
        Words(
            "When a second table holds readings, a column tells them apart and its values are publicly known.",
            "Quand une seconde table porte des relevés, une colonne les distingue et ses valeurs sont publiques.",
        ),
        Words("Write the period with its values.", "Écrire la période avec ses valeurs."),
    ),
    "PK626": Codes(
        Words(
            "a step that undoes differential privacy",
            "une étape qui défait la confidentialité différentielle",
        ),
        Words(
            "Noise hides what one unit changes. After this step one unit changes the rows of others too.",
            "Le bruit cache ce que change une unité. Après cette étape, une unité change aussi les lignes des autres.",
        ),
        Words("Remove the step.", "Retirer l'étape."),
        "NIST SP 800-226",
    ),
    "PK627": Codes(
        Words("what a model is told of a column", "ce qu'un modèle sait d'une colonne"),
        Words(
            "Public values, bounds and hard rules must fit the columns they are about.",
            "Les valeurs publiques, les bornes et les règles impératives doivent convenir à leurs colonnes.",
        ),
        Words("Correct the rule.", "Corriger la règle."),
    ),
    "PK628": Codes(
        Words("columns of an attack", "colonnes d'une attaque"),
        Words(
            "An attack starts from what the attacker knows and looks for something else.",
            "Une attaque part de ce que l'attaquant connaît et cherche autre chose.",
        ),
        Words("Correct the columns named.", "Corriger les colonnes nommées."),
        "WP29 05/2014",
    ),
    "PK629": Codes(
        Words("a number no attack can be judged by", "un nombre sur lequel aucune attaque ne se juge"),
        Words(
            "What is compared is the upper bound of an interval: it is never 0, and needs a confidence.",
            "On compare la borne supérieure d'un intervalle : elle n'est jamais nulle, et demande une confiance.",
        ),
        Words("Write a number in its range.", "Écrire un nombre dans son domaine."),
    ),
    "PK630": Codes(
        Words("a large risk accepted", "un grand risque accepté"),
        Words(
            "Above one half, an attacker succeeds more often than not.",
            "Au-dessus de la moitié, un attaquant réussit plus d'une fois sur deux.",
        ),
        Words("Lower it.", "L'abaisser."),
    ),
    "PK631": Codes(
        Words("a condition that made rows cannot have", "une condition impossible sur des lignes fabriquées"),
        Words(
            "It compares each person before and after; no made row is a person's.",
            "Elle compare chaque personne avant et après ; aucune ligne fabriquée n'est celle d'une personne.",
        ),
        Words("Write conditions on attacks.", "Écrire des conditions sur les attaques."),
    ),
    "PK632": Codes(
        Words("a condition on groups of made rows", "une condition sur des groupes de lignes fabriquées"),
        Words(
            "A group of made rows holds nobody: its size protects nobody.",
            "Un groupe de lignes fabriquées ne contient personne : sa taille ne protège personne.",
        ),
        Words("Write conditions on attacks.", "Écrire des conditions sur les attaques."),
    ),
    "PK633": Codes(
        Words("a column that is not there, or is several", "une colonne absente, ou qui en est plusieurs"),
        Words(
            "Attacks and rules are about the columns of the output, each by its own name.",
            "Les attaques et les règles portent sur les colonnes de la sortie, chacune par son nom.",
        ),
        Words("Keep the column, or name another one.", "Garder la colonne, ou en nommer une autre."),
    ),
    "PK634": Codes(
        Words("too few or too many attacks", "trop peu ou trop d'attaques"),
        Words(
            "The fewer the attacks, the wider the interval and the higher its upper bound.",
            "Moins il y a d'attaques, plus l'intervalle est large et sa borne supérieure haute.",
        ),
        Words("Write for example 2000.", "Écrire par exemple 2000."),
    ),
    "PK635": Codes(
        Words("public rows without an attack measured", "lignes publiques sans attaque mesurée"),
        Words(
            "Singling out, linkability and inference are the three risks of what is published.",
            "L'individualisation, la corrélation et l'inférence sont les trois risques de ce qui est publié.",
        ),
        Words("Add the conditions.", "Ajouter les conditions."),
        "WP29 05/2014",
    ),
}
