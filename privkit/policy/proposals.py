"""Levels proposed for a quasi-identifier from the look of its values, for a first draft that a person reviews.

No value of one person enters the draft: bounds are round numbers outside the bulk of the values and differ from
every value seen (but 0, which is nobody's), and only values that many units share are named.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal

from privkit.values import Type
from privkit.words import Words

#: A column with no more distinct values than this needs no levels between the value and nothing.
FEW = 12
#: A value is named in a draft when at least this many units, and this share of them, have it.
SHARED_BY, SHARED_SHARE, MOST_NAMED = 20, 0.01, 10
OTHERS = Words("other", "autre")

_CODE_NAMES = re.compile(r"(^|_)(cp|code|codes|insee|iris|zip|postal|depcom|dep|departement|commune)(_|$)")


@dataclass(frozen=True)
class LevelProposal:
    """Fields of a level rule by their English name (empty: the value, then nothing), and why."""

    fields: Mapping[str, Sequence[str] | str | Words]
    because: Words


def named_like_a_code(plain_name: str) -> bool:
    """Whether a column name (lower case, no accents, ``_`` between words) is that of a code, such as a postcode."""
    return _CODE_NAMES.search(plain_name) is not None


def propose(
    plain_name: str, kind: Type, values: Sequence[str], units: Sequence[str] | None = None
) -> LevelProposal | None:
    """Levels for a column; None when there is no filled value or nothing can be proposed.

    ``values`` are the filled values of a sample, one per row; ``units`` the privacy unit of each of these rows
    (rows count as units when it is None).
    """
    filled = [(v, u) for v, u in zip(values, units or map(str, range(len(values))), strict=False) if v != "*"]
    if not filled:
        return None
    texts = [value.strip() for value, _ in filled]
    distinct = set(texts)
    if kind in (Type.DATE, Type.DATETIME):
        because = Words(
            "the month is kept at most, then it widens", "au plus le mois, puis de plus en plus large"
        )
        return LevelProposal({"dates": ("quarter", "year")}, because)
    if len(distinct) <= (2 if kind.is_numeric else FEW):
        return LevelProposal(
            {}, Words("few values: kept, or removed whole", "peu de valeurs : gardée, ou ôtée en entier")
        )
    if kind is Type.INTEGER and named_like_a_code(plain_name):
        return of_codes(plain_name, distinct, whole=True)
    if kind.is_numeric:
        return _numbers([Decimal(text.replace(",", ".")) for text in texts], whole=kind is Type.INTEGER)
    if kind is Type.CODE:
        one_length = len({len(text) for text in distinct}) == 1
        shared = None if one_length else _categories(texts, [unit for _, unit in filled])
        return shared or of_codes(plain_name, distinct)
    return _categories(texts, [unit for _, unit in filled])


def _numbers(values: Sequence[Decimal], *, whole: bool) -> LevelProposal:
    """Intervals of round widths between round bounds; what lies beyond stays together."""
    ordered = sorted(values)
    cut = len(ordered) // 50 if len(ordered) >= 100 else 0  # the 2 % at each end fall beyond the bounds
    low, high = ordered[cut], ordered[len(ordered) - 1 - cut]
    widths = _widths(high - low, low, high, whole=whole)
    widest, seen = widths[-1], set(values)
    lower = (low / widest).to_integral_value(ROUND_FLOOR) * widest
    upper = (high / widest).to_integral_value(ROUND_CEILING) * widest
    while lower in seen and lower != 0:
        lower -= widest
    while upper in seen or upper <= lower:
        upper += widest
    if ordered[0] >= 0:
        lower = max(lower, Decimal(0))
    fields = {
        "widths": tuple(map(_shown, widths)),
        "lower_bound": _shown(lower),
        "upper_bound": _shown(upper),
    }
    because = Words(
        "round bounds, none is someone's value; what lies beyond stays together",
        "bornes rondes, aucune n'est la valeur de quelqu'un ; ce qui les dépasse reste ensemble",
    )
    return LevelProposal(fields, because)


def _widths(span: Decimal, low: Decimal, high: Decimal, *, whole: bool) -> tuple[Decimal, ...]:
    if whole and low >= 0 and span > 20 and high <= 130:  # ages, years of use
        return Decimal(5), Decimal(10), Decimal(20)
    if whole and span <= 20:
        return Decimal(2), Decimal(4)
    step = span / 20 or Decimal(1)
    power = Decimal(10) ** step.adjusted()
    first = next(m for m in (1, 2, 5, 10) if step <= m * power) * power
    lead = first.normalize().as_tuple().digits[0]
    return first, first * (2 if lead == 5 else 5), first * (4 if lead == 5 else 10)


def _shown(number: Decimal) -> str:
    return format((number + 0).normalize(), "f")


def of_codes(plain_name: str, codes: set[str], *, whole: bool = False) -> LevelProposal:
    """Prefixes of codes of one length; characters hidden from the right when lengths differ.

    ``whole``: codes held as whole numbers have no characters to keep, but digits to hide.
    """
    found = _prefixes(plain_name, codes)
    kept = found.fields.get("first_characters")
    if whole and isinstance(kept, tuple):
        length = len(next(iter(codes)))
        return LevelProposal({"redact_last": tuple(str(length - int(k)) for k in kept)}, found.because)
    return found


def _prefixes(plain_name: str, codes: set[str]) -> LevelProposal:
    shortest, longest = min(map(len, codes)), max(map(len, codes))
    if shortest != longest:
        hidden = ("1", "2") if longest > 2 else ("1",)
        because = Words("lengths differ: the end is hidden", "longueurs diverses : la fin est cachée")
        return LevelProposal({"redact_last": hidden}, because)
    if longest == 9 and re.search(r"iris", plain_name):
        because = Words("IRIS, then commune, then department", "IRIS, puis commune, puis département")
        return LevelProposal({"first_characters": ("5", "2")}, because)
    if longest == 5 and re.search(r"insee|commune|depcom", plain_name):
        because = Words(
            "commune, then department (overseas: 97 alone)", "commune, puis département (outre-mer : 97 seul)"
        )
        return LevelProposal({"first_characters": ("2",)}, because)
    if longest == 5 and re.search(r"(^|_)cp(_|$)|post|zip", plain_name):
        because = Words("postcode, then fewer characters", "code postal, puis moins de caractères")
        return LevelProposal({"first_characters": ("3", "2")}, because)
    kept = sorted({longest * 2 // 3, longest // 3} - {0, longest}, reverse=True) or [1]
    because = Words("fewer and fewer characters", "de moins en moins de caractères")
    return LevelProposal({"first_characters": tuple(map(str, kept))}, because)


def _categories(texts: Sequence[str], units: Sequence[str]) -> LevelProposal | None:
    """Values that many units share stay apart; the rare ones go together, unnamed. None when none is shared."""
    holders: dict[str, set[str]] = {}
    for text, unit in zip(texts, units, strict=True):
        holders.setdefault(text, set()).add(unit)
    enough = max(SHARED_BY, SHARED_SHARE * len(set(units)))
    shared = sorted(
        (t for t, held in holders.items() if len(held) >= enough), key=lambda t: (-len(holders[t]), t)
    )
    if not shared:
        return None
    because = Words(
        f"each value named is shared by at least {SHARED_BY} units of the sample; the rest goes together",
        f"chaque valeur citée est commune à au moins {SHARED_BY} unités de l'échantillon ; le reste va ensemble",
    )
    return LevelProposal({"common": tuple(shared[:MOST_NAMED]), "others": OTHERS}, because)
