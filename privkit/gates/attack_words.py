"""Words about attacks, shared by the conditions and their reports."""

from __future__ import annotations

from privkit.words import Words, same

#: The groups an attack looks at by themselves, as attacks name them.
GROUPS: dict[str, Words] = {
    "": Words("everybody", "tout le monde"),
    "random": Words("people at random", "personnes au hasard"),
    "outliers": Words("outliers", "personnes atypiques"),
    "recognisable": Words(
        "people whom the known columns point at", "personnes que les colonnes connues désignent"
    ),
    "univariate": Words("descriptions on one column", "descriptions sur une colonne"),
    "multivariate": Words("descriptions on several columns", "descriptions sur plusieurs colonnes"),
    "isolated rows": Words("rows far from all others", "lignes loin de toutes les autres"),
    "year": Words("total of the readings", "total des relevés"),
    "worst_months": Words("the most telling readings", "relevés les plus parlants"),
    "rare_values": Words("people with a rare value", "personnes qui ont une valeur rare"),
    "extreme_values": Words("people with an extreme value", "personnes qui ont une valeur extrême"),
    "low_false_positives": Words(
        "an attacker who seldom accuses wrongly", "un attaquant qui accuse rarement à tort"
    ),
    "outliers, low_false_positives": Words(
        "outliers, by an attacker who seldom accuses wrongly",
        "personnes atypiques, par un attaquant qui accuse rarement à tort",
    ),
}


def group_name(name: str) -> Words:
    """A group as a person reads it; one that is not known is shown as it is."""
    return GROUPS.get(name, same(name))
