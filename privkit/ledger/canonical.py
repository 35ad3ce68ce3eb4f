"""One text for one value: the canonical JSON that is hashed, in ledgers and in evidence.

Keys are sorted, the encoding is UTF-8, there is no space, and there is no floating-point number: two
machines may write the same float differently, and a tiny one can vanish from a sum. The form is fixed:

==========================  =====================================
text, whole numbers, yes/no  as in JSON
``Decimal``                 text, never with an exponent: ``"0.10"``
``Fraction``                text: ``"1/2"``
date, time, datetime        text, ISO 8601
``Enum``                    its value
tuple, list                 a list
dataclass                   an object, one key per field
==========================  =====================================
"""

from __future__ import annotations

import datetime
import json
import math
from collections.abc import Callable, Mapping
from dataclasses import fields, is_dataclass
from decimal import Decimal
from enum import Enum
from fractions import Fraction
from typing import Any

from privkit.errors import InternalError, Problem
from privkit.words import Words, same

Floats = Callable[[float], str]


def number(x: float, digits: int = 12) -> str:
    """A float as text, with ``digits`` significant digits: the one way a measured figure enters evidence.

    The text reads back to itself. Raises InternalError (PK890) for NaN and infinities: a figure that
    could not be computed is ``None``.

    >>> number(0.1 + 0.2), number(-0.0), number(2.5e-7)
    ('0.3', '0', '2.5e-07')
    """
    if not math.isfinite(x):
        raise _refused("number", same("NaN, inf"))
    return format(x + 0.0, f".{digits}g")  # + 0.0: minus zero is zero


def canonical_json(value: Any, *, floats: Floats | None = None) -> bytes:
    """The canonical JSON of a value, as UTF-8 bytes.

    ``floats`` says how to write floats (:func:`number`, for instance); without it a float is refused.
    Raises InternalError (PK890) naming where the value stands, never the value.

    >>> canonical_json({"b": (1, Fraction(1, 2)), "a": Decimal("0.10")})
    b'{"a":"0.10","b":[1,"1/2"]}'
    """
    plain = _plain(value, "$", floats)
    text = json.dumps(plain, sort_keys=True, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return text.encode("utf-8")


def _plain(value: Any, where: str, floats: Floats | None) -> Any:
    if isinstance(value, Enum):
        return _plain(value.value, where, floats)
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, Mapping):
        return _object(value, where, floats)
    if isinstance(value, list | tuple):
        return [_plain(item, f"{where}[{i}]", floats) for i, item in enumerate(value)]
    if is_dataclass(value) and not isinstance(value, type):
        named = {field.name: getattr(value, field.name) for field in fields(value)}
        return _object(named, where, floats)
    return _scalar(value, where, floats)


def _object(value: Mapping[Any, Any], where: str, floats: Floats | None) -> dict[str, Any]:
    out: dict[str, Any] = {}
    for key, item in value.items():
        key = key.value if isinstance(key, Enum) else key
        if isinstance(key, bool) or not isinstance(key, str | int):
            raise _refused(where, Words("a key that is not text", "une clé qui n'est pas un texte"))
        name = _text(key, where) if isinstance(key, str) else str(key)
        if name in out:
            raise _refused(where, Words("two keys written alike", "deux clés qui s'écrivent pareil"))
        out[name] = _plain(item, f"{where}.{name}", floats)
    return out


def _scalar(value: Any, where: str, floats: Floats | None) -> str | int:
    if isinstance(value, str):
        return _text(value, where)
    if isinstance(value, float):
        if floats is None:
            raise _refused(where, Words("a floating-point number", "un nombre à virgule flottante"))
        return floats(value)
    if isinstance(value, Decimal):
        if not value.is_finite():
            raise _refused(where, same("NaN, inf"))
        return format(value, "f")
    if isinstance(value, Fraction):
        return f"{value.numerator}/{value.denominator}"
    if isinstance(value, datetime.date | datetime.time):  # a datetime is a date
        return value.isoformat()
    if hasattr(value, "__index__"):  # numpy's integers too
        return int(value)
    raise _refused(where, Words(f"a {type(value).__name__}", f"un objet {type(value).__name__}"))


def _text(value: str, where: str) -> str:
    try:
        value.encode("utf-8")
    except UnicodeEncodeError:
        raise _refused(where, Words("text that is not Unicode", "un texte qui n'est pas Unicode")) from None
    return value


def _refused(where: str, what: Words) -> InternalError:
    message = Words(
        f"{what.en} cannot enter the evidence, at {where}",
        f"{what.fr} ne peut pas entrer dans les preuves : {where}",
    )
    return InternalError(
        Problem(
            "PK890",
            message,
            instead=Words(
                "write it as a whole number, a fraction or text",
                "écrire un nombre entier, une fraction ou un texte",
            ),
        )
    )
