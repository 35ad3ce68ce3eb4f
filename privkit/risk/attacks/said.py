"""The subgroups of attacks in words, for reports."""

from __future__ import annotations

from privkit.words import Words

_NAMES = {
    "": Words("everybody", "tout le monde"),
    "recognisable": Words(
        "people whom the attacker's knowledge points at", "personnes que l'attaquant reconnaît sans ambiguïté"
    ),
    "univariate": Words("descriptions on one column", "descriptions sur une colonne"),
    "multivariate": Words("descriptions on several columns", "descriptions sur plusieurs colonnes"),
    "isolated rows": Words("rows unlike any other", "lignes qui ne ressemblent à aucune autre"),
    "outliers": Words("unusual people", "personnes atypiques"),
    "rare combinations": Words("rare combinations of values", "combinaisons de valeurs rares"),
    "low_false_positives": Words(
        "everybody, one stranger in a hundred accused", "tout le monde, un témoin accusé sur cent"
    ),
    "outliers, low_false_positives": Words(
        "unusual people, one stranger in a hundred accused",
        "personnes atypiques, un témoin accusé sur cent",
    ),
    "year": Words("the volume of the year only", "le volume de l'année seulement"),
    "worst_months": Words("the months that tell most", "les mois qui en disent le plus"),
}
_OF_COLUMN = {
    "small values of ": ("rare values of ", "valeurs rares de "),
    "largest ": ("largest values of ", "plus grandes valeurs de "),
}


def said(group: str) -> Words:
    """The name of a subgroup; the name itself when it was given by a caller."""
    for start, (english, french) in _OF_COLUMN.items():
        if group.startswith(start):
            column = group.removeprefix(start)
            return Words(english + column, french + column)
    return _NAMES.get(group, Words(group, group))
