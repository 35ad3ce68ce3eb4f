"""Checks of the conditions on published tables, and of conditions on rows where no row is left (PK614 to PK616)."""

from __future__ import annotations

from collections.abc import Iterator

from privkit.errors import Problem, nearest
from privkit.policy.check_synthesis import privately_made, synthesis_of
from privkit.policy.model.aggregation import Aggregate, PrivacyModel
from privkit.policy.model.conditions import ON_TABLES, Condition, kind_of
from privkit.policy.model.policy import Policy
from privkit.policy.reader import Document
from privkit.words import Words

#: Conditions that can be asked of a table as of rows.
ON_BOTH = ("direct_identifiers_left",)
#: Conditions on what households are told, which a reference table read from tables tells too.
ON_MESSAGES = ("protection_cost", "fairness")
#: The protection each condition on tables goes with.
NEEDS = {
    "privacy_budget": PrivacyModel.DIFFERENTIAL_PRIVACY,
    "margin_of_error": PrivacyModel.DIFFERENTIAL_PRIVACY,
    "small_cells": PrivacyModel.STATISTICAL_SECRECY,
    "dominance": PrivacyModel.STATISTICAL_SECRECY,
    "difference_with_previous_release": PrivacyModel.STATISTICAL_SECRECY,
}


def aggregate_of(policy: Policy) -> Aggregate | None:
    """The step that makes tables, if any."""
    return next((step.aggregate for step in policy.steps if step.aggregate), None)


def tables_model(policy: Policy) -> PrivacyModel | None:
    """How the tables of a policy are protected; None when it makes none."""
    rule = aggregate_of(policy)
    return rule.privacy_model if rule else None


def check_tables(document: Document) -> Iterator[Problem]:
    """Problems of conditions on tables, and of conditions that the tables leave nothing to measure."""
    rule = aggregate_of(document.policy)
    for number, condition in enumerate(document.policy.release_only_if):
        kind = kind_of(condition)
        if kind == "privacy_budget" and synthesis_of(document.policy):
            if not privately_made(document.policy):
                yield _no_noise(document, number)
        elif kind in ON_TABLES and rule is None:
            yield _no_tables(document, number, kind)
        elif rule is not None and kind in ON_MESSAGES and document.policy.comparison is not None:
            continue
        elif rule is not None and kind not in (*ON_TABLES, *ON_BOTH):
            yield _no_rows(document, number, kind)
        elif rule is not None and NEEDS.get(kind, rule.privacy_model) is not rule.privacy_model:
            yield _other_model(document, number, kind)
        elif rule is not None:
            yield from _named(document, number, condition, rule)


def _no_tables(document: Document, number: int, kind: str) -> Problem:
    word, step = document.written(kind), document.written("aggregate")
    return document.problem(
        "PK614",
        ("release_only_if", number, kind),
        Words(
            f"`{word}` is about tables, and no step makes any",
            f"`{word}` porte sur des tableaux, et aucune étape n'en fait",
        ),
        Words(f"add a step `{step}`, or remove it", f"ajouter une étape `{step}`, ou la retirer"),
    )


def _no_noise(document: Document, number: int) -> Problem:
    word, model = document.written("privacy_budget"), PrivacyModel.DIFFERENTIAL_PRIVACY
    return document.problem(
        "PK616",
        ("release_only_if", number, "privacy_budget"),
        Words(
            f"`{word}` goes with {model.value}, which the synthesis does not use",
            f"`{word}` va avec {model.fr}, que la synthèse n'emploie pas",
        ),
        Words("write conditions on attacks", "écrire des conditions sur les attaques"),
    )


def _no_rows(document: Document, number: int, kind: str) -> Problem:
    word = document.written(kind)
    return document.problem(
        "PK615",
        ("release_only_if", number, kind),
        Words(
            f"`{word}` is about rows of persons, and only tables are left",
            f"`{word}` porte sur des lignes de personnes, et il ne reste que des tableaux",
        ),
        Words("write conditions on tables", "écrire des conditions sur les tableaux"),
    )


def _other_model(document: Document, number: int, kind: str) -> Problem:
    word, model = document.written(kind), NEEDS[kind]
    return document.problem(
        "PK616",
        ("release_only_if", number, kind),
        Words(
            f"`{word}` goes with {model.value}, which the tables do not use",
            f"`{word}` va avec {model.fr}, que les tableaux n'emploient pas",
        ),
        Words("write a condition of the protection used", "écrire une condition de la protection employée"),
    )


def _named(document: Document, number: int, condition: Condition, rule: Aggregate) -> Iterator[Problem]:
    """Tables that a condition names and that are not made."""
    everything = ("all", "tous", "toutes")
    names = [condition.margin_of_error.table] if condition.margin_of_error else []
    if condition.every_key_published:
        names = [n for n in condition.every_key_published.tables if n not in everything]
    kind = kind_of(condition)
    for name in names:
        if name not in rule.tables:
            close = nearest(name, list(rule.tables)) or next(iter(rule.tables))
            yield document.problem(
                "PK104",
                ("release_only_if", number, kind, "table" if kind == "margin_of_error" else "tables"),
                Words(f"there is no table `{name}`", f"il n'y a pas de tableau `{name}`"),
                Words(f"did you mean `{close}`?", f"vouliez-vous dire `{close}` ?"),
            )
