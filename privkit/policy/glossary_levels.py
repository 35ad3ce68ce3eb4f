"""Glossary of the levels of a quasi-identifier: how they are made, and what is said of areas and stars."""

from __future__ import annotations

from collections.abc import Mapping

from privkit.policy.glossary_entry import Entry
from privkit.words import Words

LEVELS: Mapping[str, Entry] = {
    "levels": Entry(
        Words("levels", "niveaux"),
        Words(
            "The coarser and coarser forms a column may take: age, then bands of 5, 10 and 20 years, then nothing. "
            "A rule written in the policy gives the same labels from one release to the next.",
            "Les formes de moins en moins précises qu'une colonne peut prendre\u00a0: âge, puis tranches de 5, 10 et "
            "20 ans, puis rien. Une règle écrite dans la politique donne les mêmes libellés d'une diffusion à l'autre.",
        ),
        "Samarati 2001; Prasser & Kohlmayer 2015",
        ("niveau", "level", "generalisation levels", "niveaux de généralisation"),
    ),
    "public_bounds": Entry(
        Words("public bounds", "bornes publiques"),
        Words(
            "Bounds chosen without looking at anyone's value, such as 0 and 100 for an age. Values beyond them stay "
            "together, so that the oldest person is not told by the last band.",
            "Bornes choisies sans regarder la valeur de quiconque, par exemple 0 et 100 pour un âge. Les valeurs qui "
            "les dépassent restent ensemble, et la dernière tranche ne trahit pas la personne la plus âgée.",
        ),
        "Hundepool et al. 2012",
        ("lower_bound", "upper_bound", "borne_basse", "borne_haute"),
    ),
    "straddling": Entry(
        Words("straddling area", "secteur à cheval"),
        Words(
            "An area that lies in two larger ones: a street through two communes, an intercommunality over two "
            "departments. It must be given to one of them, or both must be taken together, for groups to be counted.",
            "Secteur situé dans deux secteurs plus grands\u00a0: une rue sur deux communes, une intercommunalité sur deux "
            "départements. Il faut le rattacher à l'un d'eux, ou réunir les deux, pour que les groupes se comptent.",
        ),
        "Samarati 2001; INSEE, COG",
        ("à_cheval", "straddling", "largest_share", "plus_grande_part"),
    ),
    "suppressed_cell": Entry(
        Words("suppressed cell", "cellule supprimée"),
        Words(
            "A cell that reads * because its value was removed in an earlier release. It is no category: it stays * at "
            "every level. A row of nothing but * is a suppressed record and belongs to no group.",
            "Cellule où figure * parce que sa valeur a été ôtée lors d'une diffusion précédente. Ce n'est pas une "
            "catégorie\u00a0: elle reste * à tous les niveaux. Une ligne qui n'a que des * est un enregistrement supprimé "
            "et n'appartient à aucun groupe.",
        ),
        "Hundepool et al. 2012; ARX",
        ("*", "star", "étoile"),
    ),
}
