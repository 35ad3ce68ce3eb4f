"""Checks of the roles of columns (PK3xx): no data read."""

from __future__ import annotations

from collections.abc import Iterator

from privkit.errors import Problem
from privkit.policy.check_register import unknown_column
from privkit.policy.check_synthesis import privately_made, synthesis_of
from privkit.policy.declared import (
    DeclaredColumn,
    declared_columns,
    kept_names,
    last_minimise,
    pseudonyms,
    roles_of,
)
from privkit.policy.model.conditions import inferred_column
from privkit.policy.model.data import ColumnRole, ColumnType, SpecialCategory
from privkit.policy.reader import Document
from privkit.policy.repeated import profiles_of
from privkit.words import Words

_SPECIAL = Words(
    " is covered by GDPR art. 9: processing is prohibited but for listed exceptions",
    " relève de l'article 9 du RGPD : traitement interdit, sauf exceptions prévues",
)
_OFFENCES = Words(
    " is covered by GDPR art. 10: only under official authority, or when a law allows it",
    " relève de l'article 10 du RGPD : seulement sous contrôle de l'autorité publique, ou si une loi le permet",
)
_UNIT_TYPES = (ColumnType.TEXT, ColumnType.CODE, ColumnType.INTEGER)


def check_columns(document: Document) -> Iterator[Problem]:
    """Problems of roles and types, as declared."""
    for column in declared_columns(document.policy):
        yield from _one(document, column)
    yield from _alike(document)
    yield from _unit(document)
    yield from _kept(document)
    yield from _confidential(document)


def _one(document: Document, column: DeclaredColumn) -> Iterator[Problem]:
    rule = column.rule
    where = Words(
        f"column `{column.name}` of table `{column.table}`",
        f"la colonne `{column.name}` de la table `{column.table}`",
    )
    if rule.to_confirm:
        word = document.written("to_confirm")
        yield document.problem(
            "PK301",
            (*column.path, "to_confirm"),
            Words("a person must confirm the role of ", "une personne doit confirmer le rôle de ") + where,
            Words(f"check the role, then remove `{word}`", f"vérifier le rôle, puis retirer `{word}`"),
        )
    if rule.special_category and rule.read:
        offences = rule.special_category is SpecialCategory.OFFENCES
        article = "10" if offences else "9"
        yield document.problem(
            "PK306",
            (*column.path, "special_category"),
            where + (_OFFENCES if offences else _SPECIAL),
            Words(
                "name the exception or the text in the DPIA, or do not read the column",
                "nommer l'exception ou le texte dans l'AIPD, ou ne pas lire la colonne",
            ),
            f"GDPR (RGPD) art. {article}",
            "warning",
        )
    if rule.decimals is not None and (rule.decimals not in range(10) or rule.type is not ColumnType.NUMBER):
        number = document.written("number", type(rule))
        yield document.problem(
            "PK310",
            (*column.path, "decimals"),
            Words("decimals are from 0 to 9, for a number", "les décimales vont de 0 à 9, pour un nombre"),
            Words(f"write a digit, with type `{number}`", f"écrire un chiffre, avec le type `{number}`"),
        )


def _alike(document: Document) -> Iterator[Problem]:
    """Two names that differ only by upper and lower case are one name for a database."""
    for table, rule in document.policy.data.tables.items():
        seen: dict[str, str] = {}
        for name in rule.columns:
            first = seen.setdefault(name.casefold(), name)
            if first != name:
                yield document.problem(
                    "PK307",
                    ("data", "tables", table, "columns", name),
                    Words(
                        f"columns `{first}` and `{name}` differ only by upper and lower case",
                        f"les colonnes `{first}` et `{name}` ne diffèrent que par les majuscules",
                    ),
                    Words("rename one of the two in the file", "renommer l'une des deux dans le fichier"),
                )


def _unit(document: Document) -> Iterator[Problem]:
    unit = document.policy.data.privacy_unit
    path = ("data", "privacy_unit", "column")
    columns = list(declared_columns(document.policy))
    found = [c for c in columns if c.name == unit.column]
    if not found:
        yield unknown_column(document, path, unit.column, [c.name for c in columns])
        return
    for column in found:
        if column.rule.type not in _UNIT_TYPES:
            code = document.written("code")
            yield document.problem(
                "PK303",
                (*column.path, "type"),
                Words(
                    f"`{unit.column}` tells privacy units apart: it must be a text, a code or an integer",
                    f"`{unit.column}` distingue les unités protégées : ce doit être un texte, un code ou un entier",
                ),
                Words(f"write `{code}`", f"écrire `{code}`"),
            )
        if not column.rule.read:
            read = document.written("read")
            yield document.problem(
                "PK309",
                (*column.path, "read"),
                Words(
                    f"`{unit.column}` counts privacy units: it must be read",
                    f"`{unit.column}` compte les unités protégées : elle doit être lue",
                ),
                Words(f"remove `{read}`", f"retirer `{read}`"),
            )


def _kept(document: Document) -> Iterator[Problem]:
    """A direct identifier or a free text is never kept as it is; a pseudonym is another column."""
    found = last_minimise(document.policy)
    if found is None:
        return
    number, step = found
    for name in step.keep:
        if name in pseudonyms(document.policy):
            continue
        roles = roles_of(document.policy, name)
        for role, message in _NEVER_KEPT.items():
            if role in roles:
                yield document.problem(
                    "PK304",
                    ("steps", number, "minimise", "keep", name),
                    Words(message.en.format(name), message.fr.format(name)),
                    _NEVER_KEPT_FIX,
                    "GDPR (RGPD) art. 5(1)(c)",
                )


_NEVER_KEPT = {
    ColumnRole.DIRECT_IDENTIFIER: Words(
        "`{}` is a direct identifier: it cannot be kept",
        "`{}` est un identifiant direct : il ne peut pas être gardé",
    ),
    ColumnRole.FREE_TEXT: Words(
        "`{}` is a free text: it cannot be kept", "`{}` est un texte libre : il ne peut pas être gardé"
    ),
}
_NEVER_KEPT_FIX = Words(
    "remove it from the columns kept; a link between rows is kept by a pseudonym",
    "le retirer des colonnes gardées ; un pseudonyme suffit pour relier les lignes",
)


def _confidential(document: Document) -> Iterator[Problem]:
    policy, profiles = document.policy, profiles_of(document.policy)
    if any(step.aggregate for step in policy.steps):
        return  # no row is left: the conditions on tables cover it
    if privately_made(policy):
        return  # the noise bounds what is learnt of anybody
    covered = {column for c in policy.release_only_if if (column := inferred_column(c))}
    covered |= {c.inference.secret for c in policy.release_only_if if c.inference}
    covered |= {
        c.known_readings.readings or base
        for c in policy.release_only_if
        if c.known_readings
        for base in profiles
    }
    covered |= {column for base in covered & set(profiles) for column in profiles[base]}
    for step in policy.steps:
        if made := step.make_k_anonymous:
            covered |= {*made.confidential, *([made.l_diversity.column] if made.l_diversity else [])}
    found = last_minimise(policy)
    for name in kept_names(policy):
        if found is None or name in covered or ColumnRole.CONFIDENTIAL not in roles_of(policy, name):
            continue
        generated = synthesis_of(policy) is not None  # groups of made rows say nothing of real people
        word = document.written("inference" if generated else "l_diversity")
        yield document.problem(
            "PK305",
            ("steps", found[0], "minimise", "keep", name),
            Words(
                f"`{name}` is confidential and kept: no condition stops its value from being inferred",
                f"`{name}` est confidentielle et gardée : aucune condition n'empêche d'en inférer la valeur",
            ),
            Words(f"add the condition `{word}`", f"ajouter la condition `{word}`"),
            severity="warning",
        )
