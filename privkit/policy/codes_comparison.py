"""Codes told by the checks of the comparison (PK643 to PK645)."""

from __future__ import annotations

from collections.abc import Mapping

from privkit.policy.code_page import Codes
from privkit.words import Words

COMPARISON: Mapping[str, Codes] = {
    "PK643": Codes(
        Words("numbers of a reference table", "nombres d'une table de référence"),
        Words(
            "Marks over a few units tell what each of them uses.",
            "Des repères sur peu d'unités disent ce que chacune consomme.",
        ),
        Words(
            "Groups of 11 or more, marks that rise, rounding above 0.",
            "Des groupes de 11 ou plus, des repères croissants, un arrondi au-dessus de 0.",
        ),
    ),
    "PK644": Codes(
        Words("groups made from what is compared", "groupes faits de ce qu'on compare"),
        Words(
            "Everybody would look like their own group: whoever uses much would be compared with those who use much.",
            "Chacun ressemblerait à son groupe : qui consomme beaucoup serait comparé à ceux qui consomment beaucoup.",
        ),
        Words(
            "Name columns that explain it: occupants, surface, kind of dwelling.",
            "Citer des colonnes qui l'expliquent : occupants, surface, type de logement.",
        ),
    ),
    "PK645": Codes(
        Words("a table that gives no reference", "un tableau qui ne donne pas de référence"),
        Words(
            "Marks are quantiles of a group: they are read from a histogram with noise, or from quantiles with noise.",
            "Les repères sont des quantiles d'un groupe : ils se lisent dans un histogramme bruité, ou des quantiles bruités.",
        ),
        Words(
            "Publish with differential privacy a histogram of the quantity by the columns of the groups.",
            "Publier avec confidentialité différentielle un histogramme de la grandeur par les colonnes des groupes.",
        ),
    ),
}
