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
            "Few messages change because of protection.",
            "Peu de messages changent à cause de la protection.",
        ),
    ),
}
