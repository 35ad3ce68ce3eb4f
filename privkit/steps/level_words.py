"""The levels a policy asks for, as one plain sentence."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal

from privkit.policy.model.levels import DatePart, LevelRule, Straddling
from privkit.steps.base import listed, shown_number
from privkit.words import Words, joined, same


def levels_said(rules: Mapping[str, LevelRule]) -> Words:
    """`` Levels: age by 5, 10 and 20; …`` to end the sentence of a step; nothing when there is no rule."""
    if not rules:
        return same("")
    said = [same(f"{column} ") + _said(rule) for column, rule in rules.items()]
    return Words(" Levels: ", " Niveaux : ") + Words(
        "; ".join(words.en for words in said) + ".", " ; ".join(words.fr for words in said) + "."
    )


def _said(rule: LevelRule) -> Words:
    if rule.bands is not None:
        shown = ", ".join(rule.bands)
        return Words(f"into bands ({shown}), then wider ones", f"en tranches ({shown}), puis plus larges")
    if rule.widths is not None:
        return _numbers("by ", "par ", rule.widths) + _bounds(rule)
    if rule.first_characters is not None:
        return _numbers("to its first ", "à ses ", rule.first_characters) + Words(
            " characters", " premiers caractères"
        )
    if rule.redact_last is not None:
        return _numbers("with its last ", "avec ses ", rule.redact_last) + Words(
            " characters hidden", " derniers caractères cachés"
        )
    if rule.dates is not None:
        return _dates(rule.dates)
    if rule.groups is not None:
        names = listed(list(rule.groups))
        return Words(f"by {names.en}, as the policy lists them", f"par {names.fr}, que la politique énumère")
    if rule.common is not None:
        named = ", ".join(rule.common)
        return Words(f"as {named} or {rule.others}", f"en {named} ou {rule.others}")
    return _file(rule)


def _numbers(en: str, fr: str, numbers: Sequence[Decimal | int]) -> Words:
    shown = [shown_number(Decimal(number)) for number in numbers]
    return Words(en + ", then ".join(w.en for w in shown), fr + ", puis ".join(w.fr for w in shown))


def _bounds(rule: LevelRule) -> Words:
    parts = []
    if rule.lower_bound is not None:
        low = shown_number(rule.lower_bound)
        parts.append(Words(f"under {low.en}", f"sous {low.fr}"))
    if rule.upper_bound is not None:
        high = shown_number(rule.upper_bound)
        parts.append(Words(f"from {high.en} on", f"à partir de {high.fr}"))
    if not parts:
        return same("")
    what = Words(" and ".join(p.en for p in parts), " et ".join(p.fr for p in parts))
    return Words(f" (values {what.en} stay together)", f" (les valeurs {what.fr} restent ensemble)")


_OF_FILE = {
    Straddling.LARGEST_SHARE: Words(
        ", an area over several others counting where its largest share lies",
        ", un secteur à cheval sur plusieurs comptant là où est sa plus grande part",
    ),
    Straddling.GROUP: Words(
        ", areas that share a finer one being taken together",
        ", les secteurs qui ont en commun un secteur plus fin étant réunis",
    ),
}


def _file(rule: LevelRule) -> Words:
    chosen = f" ({', '.join(rule.keep)})" if rule.keep else ""
    straddling = _OF_FILE.get(rule.straddling) if rule.straddling else None
    said = Words(f"as {rule.file} says{chosen}", f"comme le dit {rule.file}{chosen}")
    return said + (straddling or same(""))


def _dates(parts: Sequence[DatePart]) -> Words:
    return Words("by ", "par ") + joined([Words(part.value, part.fr) for part in parts])
