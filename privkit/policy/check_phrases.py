"""The words a comparison gives to its groups (PK599): no data read."""

from __future__ import annotations

from collections.abc import Iterator

from privkit.errors import Problem, nearest
from privkit.policy.reader import Document
from privkit.words import Words, same

SLOT = "{}"


def check_phrases(document: Document) -> Iterator[Problem]:
    """Words for a column that makes no group, and a band that does not say where the label goes."""
    rule = document.policy.comparison
    if rule is None:
        return
    for column, words in rule.phrases.items():
        path = ("comparison", "phrases", column)
        if column not in rule.groups_by:
            guess = nearest(column, rule.groups_by)
            yield document.problem(
                "PK599",
                path,
                Words(
                    f"`{column}` is not one of the columns that make groups",
                    f"`{column}` n'est pas une des colonnes qui font les groupes",
                ),
                Words("write ", "écrire ") + same(guess or " | ".join(rule.groups_by)),
            )
        if words.band is not None and words.band.count(SLOT) != 1:
            yield document.problem(
                "PK599",
                (*path, "band"),
                Words(
                    f"the band of `{column}` does not say once where its label goes",
                    f"la tranche de `{column}` ne dit pas une fois où va son libellé",
                ),
                Words('write {} in its place: "{} people"', 'écrire {} à sa place : "{} personnes"'),
            )
