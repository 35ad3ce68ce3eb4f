"""Glossary of the conditions on the comparison: its cost, its fairness, one table after another."""

from __future__ import annotations

from collections.abc import Mapping

from privkit.policy.glossary_entry import Entry
from privkit.words import Words

COMPARISON: Mapping[str, Entry] = {
    "protection_cost": Entry(
        Words("cost of protection", "coût de protection"),
        Words(
            "What households lose when the reference table is made from protected data: the share told another message, "
            "the share told the opposite one (low instead of high), or by how much the middle mark moves. Each is read "
            "beside what chance alone would do.",
            "Ce que perdent les foyers quand la table de référence est tirée de données protégées : la part qui reçoit un "
            "autre message, la part à qui l'on dit l'inverse (bas au lieu de haut), ou de combien bouge le repère du "
            "milieu. Chacun se lit à côté de ce que ferait le hasard seul.",
        ),
        "Measured by privkit on each run",
        (
            "protection_cost",
            "coût_de_protection",
            "messages_changed",
            "messages_changés",
            "opposite_messages",
            "messages_opposés",
            "reference_error",
            "erreur_de_référence",
        ),
    ),
    "fairness": Entry(
        Words("fairness of the comparison", "équité de la comparaison"),
        Words(
            "The share of each group of people, large families or a social tariff for example, told to be among the "
            "highest. A comparison that tells it of one group far more than of others compares what people are, not "
            "what they do.",
            "La part de chaque groupe de personnes, familles nombreuses ou tarif social par exemple, que l'on dit "
            "parmi les plus hauts. Une comparaison qui le dit bien plus à un groupe qu'aux autres compare ce que "
            "sont les gens, et non ce qu'ils font.",
        ),
        "Measured by privkit on each run",
        ("fairness", "équité", "fairness_check_only", "contrôle_d_équité_seulement"),
    ),
    "successive_references": Entry(
        Words("successive reference tables", "tables de référence successives"),
        Words(
            "Two tables of the same groups, one household fewer: a mark that moves tells on which side of it the "
            "household stood. Rounded marks seldom move; bands that change would tell much more.",
            "Deux tables des mêmes groupes, un foyer de moins : un repère qui bouge dit de quel côté se trouvait ce "
            "foyer. Des repères arrondis bougent rarement ; des tranches qui changent en diraient bien plus.",
        ),
        "Measured by privkit on each run",
        ("successive_references", "références_successives"),
    ),
}
