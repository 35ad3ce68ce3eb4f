"""The codes of the steps that change values at random or by groups, with a title for each."""

from __future__ import annotations

from privkit.words import Words

CODES: dict[str, Words] = {
    "PK730": Words(
        "a share that changes nothing, or leaves nothing", "une part qui ne change rien, ou ne laisse rien"
    ),
    "PK731": Words("too many rows to bring together", "trop de lignes à réunir"),
    "PK732": Words("bounds of a column that has no noise", "bornes d'une colonne sans bruit"),
    "PK733": Words("a bound above the other", "une borne au-dessus de l'autre"),
    "PK734": Words("a unit in two parts of a sample", "une unité dans deux parties d'un échantillon"),
    "PK735": Words("a column named twice", "une colonne nommée deux fois"),
}
