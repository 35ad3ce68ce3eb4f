"""Checks of ``fairness``, and of columns read to check fairness only (PK559): no data read."""

from __future__ import annotations

from collections.abc import Iterator

from privkit.errors import Problem
from privkit.policy.check_register import unknown_column
from privkit.policy.declared import declared_columns, last_minimise, made_from
from privkit.policy.reader import Document
from privkit.words import Words

SMALLEST = 11


def check_fairness(document: Document) -> Iterator[Problem]:
    """Columns that are not there or not read, groups too small, and fairness columns that would be released."""
    for number, condition in enumerate(document.policy.release_only_if):
        if rule := condition.fairness:
            path = ("release_only_if", number, "fairness")
            for place, name in enumerate(rule.by):
                yield from _column(document, (*path, "by", place), name)
            if rule.smallest_group < SMALLEST:
                yield document.problem(
                    "PK559",
                    (*path, "smallest_group"),
                    Words(
                        f"groups of {rule.smallest_group} are too small to be judged",
                        f"des groupes de {rule.smallest_group} sont trop petits pour être jugés",
                    ),
                    Words(f"write {SMALLEST} or more", f"écrire {SMALLEST} ou plus"),
                )
    yield from _released(document)


def _column(document: Document, path: tuple[str | int, ...], name: str) -> Iterator[Problem]:
    declared = [c for c in declared_columns(document.policy) if c.name == name]
    made = made_from(document.policy)
    if not declared and name not in made:
        yield unknown_column(
            document, path, name, [*(c.name for c in declared_columns(document.policy)), *made]
        )
    elif declared and name not in made and not any(c.rule.read for c in declared):
        word = document.written("read", type(declared[0].rule))
        yield document.problem(
            "PK559",
            path,
            Words(
                f"`{name}` is never read: fairness by it cannot be checked",
                f"`{name}` n'est jamais lue : l'équité selon elle ne peut être contrôlée",
            ),
            Words(
                f"remove `{word}` and write `use: fairness_check_only`",
                f"retirer `{word}` et écrire `usage: contrôle_d_équité_seulement`",
            ),
        )


def _released(document: Document) -> Iterator[Problem]:
    """A column that serves only to check fairness is neither kept, nor a reason to be in a group."""
    policy, found = document.policy, last_minimise(document.policy)
    only = [c for c in declared_columns(policy) if c.rule.use is not None]
    for column in only:
        here: tuple[str | int, ...] | None = None
        if found is not None and column.name in found[1].keep:
            here = ("steps", found[0], "minimise", "keep", column.name)
        elif policy.comparison is not None and column.name in policy.comparison.groups_by:
            here = ("comparison", "groups_by")
        elif found is None and not any(step.aggregate for step in policy.steps):
            here = (*column.path, "use")
        if here is None:
            continue
        minimise = document.written("minimise")
        yield document.problem(
            "PK559",
            here,
            Words(
                f"`{column.name}` serves only to check fairness, and would be released or make groups",
                f"`{column.name}` ne sert qu'à contrôler l'équité, et sortirait ou ferait des groupes",
            ),
            Words(f"add a step `{minimise}`", f"ajouter une étape `{minimise}`")
            if found is None
            else Words("take it out of there", "l'en retirer"),
            "GDPR (RGPD) art. 5(1)(b)",
        )
