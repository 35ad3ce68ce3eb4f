"""Checks of the columns that conditions on attacks name (PK628): what an attacker knows, what they look for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from privkit.errors import Problem
from privkit.policy.check_domain import all_known, one_known
from privkit.policy.check_synthesis import synthesis_of
from privkit.policy.declared import columns_left, type_left
from privkit.policy.model.attack_conditions import (
    Inference,
    KnownReadings,
    Linkability,
    LinkingAttack,
    Membership,
    SinglingOut,
)
from privkit.policy.model.conditions import Condition
from privkit.policy.model.data import ColumnType
from privkit.policy.reader import Document
from privkit.policy.repeated import profiles_of
from privkit.words import Words

Path = tuple[str | int, ...]
_NUMERIC = (ColumnType.INTEGER, ColumnType.NUMBER)


def check_columns_of(document: Document, number: int, condition: Condition) -> Iterator[Problem]:
    """Problems of the columns that one condition names."""
    path = ("release_only_if", number)
    if condition.singling_out:
        yield from _singling_out(document, (*path, "singling_out"), condition.singling_out)
    if condition.linkability:
        yield from _linkability(document, (*path, "linkability"), condition.linkability)
    if condition.inference:
        yield from _inference(document, (*path, "inference"), condition.inference)
    if condition.membership:
        yield from _membership(document, (*path, "membership"), condition.membership)
    if condition.known_readings:
        yield from _readings(document, (*path, "known_readings"), condition.known_readings)
    if condition.linking_attack:
        yield from _register(document, (*path, "linking_attack"), condition.linking_attack)
    if condition.usefulness:
        for place, name in enumerate(condition.usefulness.predict):
            yield from one_known(document, (*path, "usefulness", "predict", place), name)


def _wrong(document: Document, path: Path, message: Words, instead: Words) -> Problem:
    return document.problem("PK628", path, message, instead)


def _twice(document: Document, path: Path, names: Sequence[str]) -> Iterator[Problem]:
    for number, name in enumerate(names):
        if name in names[:number]:
            yield _wrong(
                document,
                (*path, number),
                Words(f"`{name}` is there twice", f"`{name}` y est deux fois"),
                Words("keep it once", "ne la garder qu'une fois"),
            )


def _singling_out(document: Document, path: Path, rule: SinglingOut) -> Iterator[Problem]:
    here = (*path, "attacker_knows")
    yield from all_known(document, here, rule.attacker_knows)
    yield from _twice(document, here, rule.attacker_knows)
    known = len(set(rule.attacker_knows)) or len(columns_left(document.policy))
    if rule.columns_together is not None and rule.columns_together > known:
        yield _wrong(
            document,
            (*path, "columns_together"),
            Words(
                f"a description of {rule.columns_together} columns, and only {known} to choose from",
                f"une description de {rule.columns_together} colonnes, et seulement {known} à choisir",
            ),
            Words(f"write {known} at most", f"écrire au plus {known}"),
        )


def _linkability(document: Document, path: Path, rule: Linkability) -> Iterator[Problem]:
    here = (*path, "attacker_knows")
    example = Words(
        "write for example [[sector, garden], [occupants, floor_area]]",
        "écrire par exemple [[secteur, jardin], [nb_occupants, surface]]",
    )
    if len(rule.attacker_knows) != 2:
        message = Words(
            "linkability is between two files: two lists of columns, of one at least",
            "la corrélation est entre deux fichiers : deux listes de colonnes, d'au moins une",
        )
        yield _wrong(document, here, message, example)
        return
    first, second = rule.attacker_knows
    for number, names in enumerate(rule.attacker_knows):
        yield from all_known(document, (*here, number), names)
        yield from _twice(document, (*here, number), names)
    for number, name in enumerate(second):
        if name in first:
            yield _wrong(
                document,
                (*here, 1, number),
                Words(
                    f"`{name}` is in both lists: the files would be linked without the release",
                    f"`{name}` est dans les deux listes : les fichiers se relieraient sans la sortie",
                ),
                Words("keep it in one", "ne la garder que dans l'une"),
            )


def _inference(document: Document, path: Path, rule: Inference) -> Iterator[Problem]:
    yield from one_known(document, (*path, "secret"), rule.secret, base=True)
    here = (*path, "attacker_knows")
    yield from all_known(document, here, rule.attacker_knows)
    yield from _twice(document, here, rule.attacker_knows)
    secret = {rule.secret, *profiles_of(document.policy).get(rule.secret, ())}
    for number, name in enumerate(rule.attacker_knows):
        if name in secret:
            yield _wrong(
                document,
                (*here, number),
                Words(
                    f"the attacker knows `{name}`, and it is what they are to guess",
                    f"l'attaquant connaît `{name}`, et c'est ce qu'il doit deviner",
                ),
                Words("remove it from one of the two", "la retirer de l'un des deux"),
            )
            return
    if not rule.attacker_knows and not set(columns_left(document.policy)) - secret:
        yield _wrong(
            document,
            (*path, "secret"),
            Words(
                f"nothing is left beside `{rule.secret}` for an attacker to know",
                f"il ne reste rien à côté de `{rule.secret}` que l'attaquant puisse connaître",
            ),
            Words(
                "keep another column, or remove the condition",
                "garder une autre colonne, ou retirer la condition",
            ),
        )


def _membership(document: Document, path: Path, rule: Membership) -> Iterator[Problem]:
    written = [target.say(document.language) for target in rule.targets]
    yield from _twice(document, (*path, "targets"), written)


def readings_there(document: Document) -> Mapping[str, int]:
    """Quantities read over and over for each unit, and how many times: repeated columns, or a second table."""
    policy = document.policy
    left = set(columns_left(policy))
    found = {base: len(names) for base, names in profiles_of(policy).items() if left.issuperset(names)}
    made = synthesis_of(policy)
    if made and made[1].period is not None:
        for table in policy.data.tables.values():
            if made[1].period in table.columns or made[1].period not in _declared(document):
                names = [n for n in table.columns if n in left and type_left(policy, n) in _NUMERIC]
                found |= dict.fromkeys(names, len(made[1].periods))
    return found


def _declared(document: Document) -> set[str]:
    return {name for table in document.policy.data.tables.values() for name in table.columns}


def _readings(document: Document, path: Path, rule: KnownReadings) -> Iterator[Problem]:
    there = readings_there(document)
    names = ", ".join(f"`{name}`" for name in there)
    word = document.written("readings")
    if not there:
        yield _wrong(
            document,
            path,
            Words(
                "no column of readings is left: one repeated in the file, such as twelve monthly volumes",
                "il ne reste aucune colonne de relevés : une colonne répétée du fichier, par exemple douze volumes mensuels",
            ),
            Words(
                "declare it with `repeated: 12` and keep it, or remove the condition",
                "la déclarer avec `répétée: 12` et la garder, ou retirer la condition",
            ),
        )
        return
    if rule.readings is None and len(there) > 1:
        yield _wrong(
            document,
            path,
            Words(
                f"several columns of readings are left: {names}",
                f"il reste plusieurs colonnes de relevés : {names}",
            ),
            Words(f"write `{word}:` and one of them", f"écrire `{word}:` et l'une d'elles"),
        )
        return
    name = rule.readings if rule.readings is not None else next(iter(there))
    if name not in there:
        if told := list(one_known(document, (*path, "readings"), name)):
            yield from told
        else:
            yield _wrong(
                document,
                (*path, "readings"),
                Words(f"`{name}` is not a column of readings", f"`{name}` n'est pas une colonne de relevés"),
                Words(f"write {names}", f"écrire {names}"),
            )
        return
    base = profiles_of(document.policy).get(name, (name,))
    if type_left(document.policy, base[0]) not in _NUMERIC:
        yield _wrong(
            document,
            (*path, "readings") if rule.readings else path,
            Words(f"the readings `{name}` are not numbers", f"les relevés `{name}` ne sont pas des nombres"),
            Words("keep them as numbers", "les garder en nombres"),
        )
    if rule.months >= there[name]:
        yield _wrong(
            document,
            (*path, "months"),
            Words(
                f"the attacker knows {rule.months} readings of {there[name]}: none is left to find",
                f"l'attaquant connaît {rule.months} relevés sur {there[name]} : il n'en reste pas à trouver",
            ),
            Words(f"write {there[name] - 1} at most", f"écrire au plus {there[name] - 1}"),
        )


def _register(document: Document, path: Path, rule: LinkingAttack) -> Iterator[Problem]:
    for field in ("exact", "near"):
        names = getattr(rule, field)
        yield from all_known(document, (*path, field), names)
        yield from _twice(document, (*path, field), names)
    for number, name in enumerate(rule.near):
        if name in rule.exact:
            yield _wrong(
                document,
                (*path, "near", number),
                Words(f"`{name}` is compared both ways", f"`{name}` est comparée des deux façons"),
                Words("keep one", "n'en garder qu'une"),
            )
    if not rule.exact and not rule.near:
        words = document.written("exact"), document.written("near")
        yield _wrong(
            document,
            path,
            Words("no column is compared with the register", "aucune colonne n'est comparée à l'annuaire"),
            Words(f"write `{words[0]}:` or `{words[1]}:`", f"écrire `{words[0]}:` ou `{words[1]}:`"),
        )
    if not rule.register_.lower().endswith(".csv"):
        yield _wrong(
            document,
            (*path, "register_"),
            Words(
                "a register is a file that ends with .csv",
                "un annuaire est un fichier qui se termine par .csv",
            ),
            Words("write for example data/register.csv", "écrire par exemple donnees/annuaire.csv"),
        )
