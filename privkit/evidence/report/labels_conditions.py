"""What the conditions of a policy are called in a report, and what each means."""

from __future__ import annotations

from privkit.words import Words

#: Conditions: a short name, and what it means in one sentence.
CONDITIONS = {
    "k_anonymity": (
        Words("Size of groups (k-anonymity)", "Taille des groupes (k-anonymat)"),
        Words(
            "Nobody shares their combination of known traits with too few others.",
            "Personne ne partage sa combinaison de traits connus avec trop peu d'autres.",
        ),
    ),
    "l_diversity": (
        Words("Diversity of groups (l-diversity)", "Diversité des groupes (l-diversité)"),
        Words(
            "Knowing the group of somebody does not tell the confidential value.",
            "Connaître le groupe de quelqu'un ne donne pas la valeur confidentielle.",
        ),
    ),
    "t_closeness": (
        Words("Closeness of groups (t-closeness)", "Proximité des groupes (t-proximité)"),
        Words(
            "Groups resemble the whole file: knowing one tells almost nothing more.",
            "Les groupes ressemblent à tout le fichier : en connaître un n'apprend presque rien de plus.",
        ),
    ),
    "delta_disclosure": (
        Words("Telling values (δ-disclosure)", "Valeurs parlantes (δ-divulgation)"),
        Words(
            "No confidential value is much more or less frequent in a group.",
            "Aucune valeur confidentielle n'est beaucoup plus ou moins fréquente dans un groupe.",
        ),
    ),
    "beta_likeness": (
        Words("Gain on values (β-likeness)", "Gain sur les valeurs (β-vraisemblance)"),
        Words(
            "No confidential value becomes much likelier in a group.",
            "Aucune valeur confidentielle ne devient beaucoup plus vraisemblable dans un groupe.",
        ),
    ),
    "frequency_in_group": (
        Words("Frequency in a group ((α, k)-anonymity)", "Fréquence dans un groupe ((α, k)-anonymat)"),
        Words(
            "No confidential value holds too much of a group.",
            "Aucune valeur confidentielle ne tient trop d'un groupe.",
        ),
    ),
    "uniqueness": (
        Words("Alone in their group (uniqueness)", "Seuls dans leur groupe (unicité)"),
        Words("Few or none stand out alone.", "Peu ou pas de personnes ressortent seules."),
    ),
    "direct_identifiers_left": (
        Words("Direct identifiers left", "Identifiants directs restants"),
        Words(
            "No column names anybody: by its role, its name or its content.",
            "Aucune colonne ne nomme quelqu'un : ni par son rôle, ni par son nom, ni par son contenu.",
        ),
    ),
    "households_removed": (
        Words("Removed by protection", "Retirés par la protection"),
        Words(
            "Few are removed, so that the result still speaks for all.",
            "Peu sont retirés : le résultat parle encore pour tous.",
        ),
    ),
    "information_loss": (
        Words("Loss of detail", "Perte de détail"),
        Words(
            "The columns keep enough detail to be useful.",
            "Les colonnes gardent assez de détail pour servir.",
        ),
    ),
    "privacy_budget": (
        Words("Privacy budget", "Budget de confidentialité"),
        Words(
            "The doubt that hides each household is at least what was decided.",
            "Le doute qui cache chaque foyer est au moins celui qui a été décidé.",
        ),
    ),
    "margin_of_error": (
        Words("Margin of error", "Marge d'erreur"),
        Words("The figures are precise enough to be read.", "Les chiffres sont assez précis pour être lus."),
    ),
    "every_key_published": (
        Words("Every row published", "Toutes les lignes publiées"),
        Words(
            "A missing row cannot tell that nobody is there.",
            "Une ligne absente ne peut dire que personne n'est là.",
        ),
    ),
    "small_cells": (
        Words("Small cells", "Petites cases"),
        Words(
            "No figure is about a handful of households, not even by subtraction.",
            "Aucun chiffre ne porte sur une poignée de foyers, pas même par soustraction.",
        ),
    ),
    "dominance": (
        Words("Dominance", "Dominance"),
        Words(
            "No total tells what one large contributor used.",
            "Aucun total ne dit ce qu'un gros contributeur a consommé.",
        ),
    ),
    "difference_with_previous_release": (
        Words("Difference with earlier releases", "Différence avec les diffusions passées"),
        Words(
            "Two releases side by side tell nothing of one household.",
            "Deux diffusions côte à côte ne disent rien d'un foyer.",
        ),
    ),
    "k_map": (
        Words("People alike in the population (k-map)", "Semblables dans la population (k-carte)"),
        Words(
            "Enough people of the whole population share each combination of known traits.",
            "Assez de personnes de toute la population partagent chaque combinaison de traits connus.",
        ),
    ),
    "presence": (
        Words("Presence in the file (δ-presence)", "Présence dans le fichier (δ-présence)"),
        Words(
            "Known traits do not tell whether somebody is in the file.",
            "Les traits connus ne disent pas si quelqu'un est dans le fichier.",
        ),
    ),
    "record_risk": (
        Words("Risk of re-identification", "Risque de réidentification"),
        Words(
            "Nobody, or few, can be found again in the file with a fair chance.",
            "Personne, ou peu de monde, ne peut être retrouvé dans le fichier avec de bonnes chances.",
        ),
    ),
    "population_uniqueness": (
        Words("Unique in the population", "Uniques dans la population"),
        Words(
            "Few people of the whole population are alone with their combination of known traits (an estimate).",
            "Peu de personnes de toute la population sont seules à avoir leurs traits connus (une estimation).",
        ),
    ),
    "special_uniques": (
        Words("Told apart by few columns", "Distingués par peu de colonnes"),
        Words(
            "Few are so special that two or three known traits are enough to name them.",
            "Peu sont si particuliers que deux ou trois traits connus suffisent à les nommer.",
        ),
    ),
    "comparison": (
        Words("Comparison with similar homes", "Comparaison à des foyers semblables"),
        Words(
            "The groups are large enough and explain something of what is compared.",
            "Les groupes sont assez grands et expliquent quelque chose de ce qu'on compare.",
        ),
    ),
    "protection_cost": (
        Words("Cost of protection", "Coût de la protection"),
        Words(
            "Protection changes little of what the households compared are told.",
            "La protection change peu ce que l'on dit aux foyers comparés.",
        ),
    ),
    "fairness": (
        Words("Fairness of the comparison", "Équité de la comparaison"),
        Words(
            "No group of people is told to be among the highest far more often than allowed.",
            "Aucun groupe de personnes n'est dit parmi les plus hauts plus souvent que permis.",
        ),
    ),
    "successive_references": (
        Words("Successive reference tables", "Tables de référence successives"),
        Words(
            "The bands stay as they were, and two tables tell next to nothing of a household that left.",
            "Les tranches restent ce qu'elles étaient, et deux tables ne disent presque rien d'un foyer parti.",
        ),
    ),
    "copied_records": (
        Words("Copied records", "Enregistrements copiés"),
        Words(
            "No row is somebody's own record, beyond what chance gives.",
            "Aucune ligne n'est l'enregistrement même de quelqu'un, au-delà de ce que donne le hasard.",
        ),
    ),
    "singling_out": (
        Words("Singling out (attack)", "Individualisation (attaque)"),
        Words(
            "Few people of the data can be isolated by a description made from the release.",
            "Peu de personnes des données peuvent être isolées par une description tirée de la sortie.",
        ),
    ),
    "linkability": (
        Words("Linkability (attack)", "Corrélation (attaque)"),
        Words(
            "The release seldom tells which lines of two files are about one person.",
            "La sortie dit rarement quelles lignes de deux fichiers portent sur une même personne.",
        ),
    ),
    "inference": (
        Words("Inference (attack)", "Inférence (attaque)"),
        Words(
            "The release seldom gives away a secret of a person whose other traits are known.",
            "La sortie livre rarement un secret d'une personne dont on connaît d'autres traits.",
        ),
    ),
    "membership": (
        Words("Membership (attack)", "Appartenance (attaque)"),
        Words(
            "The release hardly tells who was in the data.",
            "La sortie ne dit guère qui était dans les données.",
        ),
    ),
    "known_readings": (
        Words("Known readings (attack)", "Relevés connus (attaque)"),
        Words(
            "A neighbour who knows a few readings of a household seldom finds the others.",
            "Un voisin qui connaît quelques relevés d'un foyer trouve rarement les autres.",
        ),
    ),
    "linking_attack": (
        Words("Linking to a register (attack)", "Croisement avec un annuaire (attaque)"),
        Words(
            "Somebody who has a list of names can seldom put the right one on a row.",
            "Qui a une liste de noms peut rarement mettre le bon sur une ligne.",
        ),
    ),
    "fidelity": (
        Words("Fidelity (distributions)", "Fidélité (répartitions)"),
        Words(
            "Counts and crossings of columns are near those of the people the rows were made from.",
            "Les effectifs et les croisements de colonnes sont proches de ceux des personnes dont les lignes sont tirées.",
        ),
    ),
    "usefulness": (
        Words("Usefulness (models)", "Utilité (modèles)"),
        Words(
            "A model trained on the release serves real people nearly as well as one trained on real data.",
            "Un modèle entraîné sur la sortie sert les vraies personnes presque aussi bien qu'un modèle entraîné sur les "
            "données réelles.",
        ),
    ),
}
