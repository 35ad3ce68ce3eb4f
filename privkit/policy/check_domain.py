"""Checks of what a synthesis is told of columns (PK625, PK627): public values and bounds, hard rules, periods."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from privkit.errors import Problem
from privkit.policy.check_budget import private_model
from privkit.policy.check_register import unknown_column
from privkit.policy.check_synthesis import synthesis_of
from privkit.policy.declared import columns_left, type_left
from privkit.policy.model.data import ColumnType
from privkit.policy.model.synthesis import DomainRule, HardRule, Synthesise, Values
from privkit.policy.reader import Document
from privkit.policy.repeated import profiles_of
from privkit.policy.scalars import plain_number
from privkit.words import Words

Path = tuple[str | int, ...]
_NUMERIC = (ColumnType.INTEGER, ColumnType.NUMBER)
_MEASURED = (*_NUMERIC, ColumnType.DATE, ColumnType.DATETIME)
_LISTED = (ColumnType.TEXT, ColumnType.CODE, ColumnType.CATEGORY)
_A_NUMBER = re.compile(r"[+-]?\d+(\.\d+)?([eE]-?\d+)?")


def check_domain(document: Document) -> Iterator[Problem]:
    """Problems of the columns that ``synthesise`` names."""
    found = synthesis_of(document.policy)
    if found is None:
        return
    at, rule = found
    path = ("steps", at, "synthesise")
    for name, known in rule.domain.items():
        if not (told := list(one_known(document, (*path, "domain", name), name))):
            told = list(_domain(document, (*path, "domain", name), name, known, rule))
        yield from told
    for number, hard in enumerate(rule.must_respect):
        yield from _hard(document, (*path, "must_respect", number), hard)
    yield from all_known(document, (*path, "keep_together"), rule.keep_together)
    if len(set(rule.keep_together)) == 1:
        yield _wrong(
            document,
            (*path, "keep_together"),
            Words(
                "one column alone is always kept together", "une seule colonne est toujours gardée ensemble"
            ),
            Words("name at least two columns, or none", "nommer au moins deux colonnes, ou aucune"),
        )
    yield from _periods(document, path, rule)


def one_known(document: Document, path: Path, name: str, *, base: bool = False) -> Iterator[Problem]:
    """A column that is left after the last step; with ``base``, a repeated name may stand for its columns."""
    left, profiles = columns_left(document.policy), profiles_of(document.policy)
    bases = [one for one, names in profiles.items() if set(names) & set(left)]
    if name in left or (base and name in bases):
        return
    if name in bases:
        yield _one_of_many(document, path, name, len(profiles[name]))
        return
    declared = {c for table in document.policy.data.tables.values() for c in table.columns}
    if name in declared or name in profiles:
        word = document.written("keep")
        yield document.problem(
            "PK633",
            path,
            Words(
                f"the column `{name}` is not left after the steps",
                f"la colonne `{name}` ne reste pas après les étapes",
            ),
            Words(f"add it under `{word}`, or remove it here", f"l'ajouter sous `{word}`, ou la retirer ici"),
        )
        return
    yield unknown_column(document, path, name, [*left, *(bases if base else ())])


def _one_of_many(document: Document, path: Path, name: str, many: int) -> Problem:
    return document.problem(
        "PK633",
        path,
        Words(
            f"`{name}` is {many} columns, and one is expected here",
            f"`{name}` désigne {many} colonnes, et une seule est attendue ici",
        ),
        Words(f"name one of them, such as `{name}_1`", f"en nommer une, par exemple `{name}_1`"),
    )


def all_known(document: Document, path: Path, names: Sequence[str]) -> Iterator[Problem]:
    """Columns of a list, each left after the last step."""
    for number, name in enumerate(names):
        yield from one_known(document, (*path, number), name)


def _wrong(document: Document, path: Path, message: Words, instead: Words) -> Problem:
    return document.problem("PK627", path, message, instead)


def _domain(
    document: Document, path: Path, name: str, rule: DomainRule, made: Synthesise
) -> Iterator[Problem]:
    kind = type_left(document.policy, name)
    low, high = rule.at_least, rule.at_most
    if low is not None and high is not None and low >= high:
        yield _wrong(
            document,
            (*path, "at_least"),
            Words(
                f"the least value of `{name}` is not below its greatest",
                f"la plus petite valeur de `{name}` n'est pas en dessous de la plus grande",
            ),
            Words(
                "write for example { at_least: 0, at_most: 500 }",
                "écrire par exemple { au_moins: 0, au_plus: 500 }",
            ),
        )
    bounds = [word for word in ("at_least", "at_most") if getattr(rule, word) is not None]
    for word in bounds if kind is None or kind not in _NUMERIC else ():
        yield _not_for(document, (*path, word), name, word)
        break
    if rule.parts is not None and not bounds and (kind is None or kind not in _MEASURED):
        yield _not_for(document, (*path, "parts"), name, "parts")
    if kind in _NUMERIC:
        for number, value in enumerate(rule.values or ()):
            if not _A_NUMBER.fullmatch(plain_number(value)):
                yield _wrong(
                    document,
                    (*path, "values", number),
                    Words(
                        f"`{name}` is a number, this value is none",
                        f"`{name}` est un nombre, cette valeur non",
                    ),
                    Words("write a number", "écrire un nombre"),
                )
    if rule.chosen_privately and private_model(made) is None:
        word = document.written("chosen_privately")
        yield _wrong(
            document,
            (*path, "chosen_privately"),
            Words(
                f"`{word}` goes with differential privacy, and this model has none",
                f"`{word}` va avec la confidentialité différentielle, et ce modèle n'en a pas",
            ),
            Words("remove it", "le retirer"),
        )


def _not_for(document: Document, path: Path, name: str, word: str) -> Problem:
    written = document.written(word, DomainRule)
    return _wrong(
        document,
        path,
        Words(
            f"`{written}` is for numbers, and `{name}` is none",
            f"`{written}` est pour les nombres, et `{name}` n'en est pas un",
        ),
        Words("write its public values, or remove it", "écrire ses valeurs publiques, ou le retirer"),
    )


def _hard(document: Document, path: Path, rule: HardRule) -> Iterator[Problem]:
    if low := rule.never_above:
        here = (*path, "never_above")
        yield from one_known(document, (*here, "column"), low.column)
        yield from one_known(document, (*here, "limit"), low.limit)
        if low.column == low.limit:
            yield _itself(document, (*here, "limit"), low.column)
    if rule.implies:
        here = (*path, "implies")
        for side in ("when", "then"):
            yield from _values(document, (*here, side), getattr(rule.implies, side))
        if rule.implies.when.column == rule.implies.then.column:
            yield _itself(document, (*here, "then", "column"), rule.implies.then.column)
    if listed := rule.combinations:
        here = (*path, "combinations", "columns")
        yield from all_known(document, here, listed.columns)
        if len(set(listed.columns)) < 2 or len(set(listed.columns)) < len(listed.columns):
            yield _wrong(
                document,
                here,
                Words(
                    "a combination is of at least two columns, each once",
                    "une combinaison est d'au moins deux colonnes, chacune une fois",
                ),
                Words("write for example [sector, commune]", "écrire par exemple [secteur, commune]"),
            )
    if total := rule.total:
        here = (*path, "total")
        yield from one_known(document, (*here, "column"), total.column)
        yield from all_known(document, (*here, "parts"), total.parts)
        if total.column in total.parts:
            yield _itself(document, (*here, "column"), total.column)
        elif len(set(total.parts)) < len(total.parts) or len(total.parts) < 2:
            yield _wrong(
                document,
                (*here, "parts"),
                Words(
                    "a total adds up at least two columns, each once",
                    "un total additionne au moins deux colonnes, chacune une fois",
                ),
                Words("name each part once", "nommer chaque part une fois"),
            )


def _values(document: Document, path: Path, rule: Values) -> Iterator[Problem]:
    yield from one_known(document, (*path, "column"), rule.column)
    if rule.among and rule.missing:
        word = document.written("missing")
        yield _wrong(
            document,
            (*path, "missing"),
            Words(
                f"`{word}` means no value, and values are listed",
                f"`{word}` veut dire sans valeur, et des valeurs sont listées",
            ),
            Words("keep one of the two", "n'en garder qu'un"),
        )


def _itself(document: Document, path: Path, name: str) -> Problem:
    return _wrong(
        document,
        path,
        Words(f"the rule binds `{name}` to itself", f"la règle lie `{name}` à elle-même"),
        Words("name another column", "nommer une autre colonne"),
    )


def _periods(document: Document, path: Path, rule: Synthesise) -> Iterator[Problem]:
    period, periods = document.written("period", Synthesise), document.written("periods")
    if rule.period is not None:
        yield from one_known(document, (*path, "period"), rule.period)
    if (rule.period is None) != (not rule.periods):
        lacking, there = (periods, period) if rule.period is not None else (period, periods)
        yield document.problem(
            "PK625",
            (*path, "period" if rule.period is not None else "periods"),
            Words(f"`{there}` goes with `{lacking}`", f"`{there}` va avec `{lacking}`"),
            Words(f"add `{lacking}:`", f"ajouter `{lacking}:`"),
        )
    elif rule.periods and (len(set(rule.periods)) < len(rule.periods) or len(rule.periods) < 2):
        yield document.problem(
            "PK625",
            (*path, "periods"),
            Words(
                "the periods are at least two, each once", "les périodes sont au moins deux, chacune une fois"
            ),
            Words("write for example [2025-01, 2025-02]", "écrire par exemple [2025-01, 2025-02]"),
        )
