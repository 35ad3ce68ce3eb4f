"""What a bill must say, row by row, in plain Python written from the article of law alone: slow, and sure.

It knows one reference table, :func:`tests.compare.conftest.by_hand`, and uses nothing of the product.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any

A_YEAR = range(350, 381)
SENSIBLE = range(1, 10_001)


def half_up(value: Fraction) -> int:
    return (2 * value.numerator + value.denominator) // (2 * value.denominator)


def occupants(text: str | None) -> str | None:
    """The label of a number of occupants, ``*`` when it is not known, None when it makes no sense."""
    text = (text or "").strip()
    if text in ("", "*"):
        return "*"
    if text in ("1", "2", "3 à 4"):
        return text
    try:
        people = float(text.replace(",", "."))
    except ValueError:
        return None
    return "1" if people == 1 else "2" if people == 2 else "3 à 4" if people in (3, 4) else "5 et plus"


def place(row: dict[str, Any]) -> tuple[str | None, str | None]:
    """State and reason."""
    volume, days = row["volume"], row["days"]
    if volume is None:
        return None, "no_volume"
    if volume < 0:
        return None, "negative_volume"
    if row["objects"]:
        return None, "objection"
    if row["is_dwelling"] is False:
        return None, "not_a_dwelling"
    if row["unit"] is not None and row["unit"].strip() not in ("m3", "m³"):
        return None, "other_unit"
    if days is not None and days not in A_YEAR:
        return None, "partial_year" if days < 350 else "other_period"
    people, kind = occupants(row["group:nb_occupants"]), (row["group:logement"] or "").strip() or "*"
    if people is None or kind not in ("maison", "appartement", "*"):
        return None, "outside_bands"
    if people in ("1", "2"):
        return None, "alike"
    if people == "3 à 4" and kind == "maison":
        return ("low" if volume <= 60 else "high" if volume > 120 else "middle"), None
    return None, "missing" if "*" in (people, kind) else "too_few"


def law(row: dict[str, Any]) -> tuple[bool | None, str | None, int | None]:
    """Found, limb, and the mean in tenths when the subscriber may be told it."""
    volume, days = row["volume"], row["days"]
    if row["is_dwelling"] is False or volume is None or volume < 0:
        return None, None, None
    if days not in SENSIBLE:
        days = None
    volumes, lengths, whose = [], [], []
    for ago in (1, 2, 3):
        used, length = row[f"previous_{ago}"], row.get(f"previous_days_{ago}")
        if used is None or used < 0 or (length is not None and length not in SENSIBLE):
            continue
        volumes.append(Fraction(used))
        lengths.append(Fraction(1) if days is None else Fraction(length or days, days))  # in bills
        whose.append(ago <= (3 if row["own_years"] is None else row["own_years"]))
    if volumes:
        mean = sum(volumes) / sum(lengths)
        return volume > 2 * mean, "history", half_up(mean * 10) if all(whose) else None
    zone, length = row["zone_mean"], row.get("zone_days")
    if zone is None or zone <= 0 or (length is not None and length not in SENSIBLE):
        return None, None, None
    mean = Fraction(zone) if days is None or length is None else Fraction(zone) * days / length
    return volume > 2 * mean, "zone", half_up(mean * 10)


def change(row: dict[str, Any]) -> int | None:
    """Whole percents of the year before, when it was theirs."""
    volume, before, own = row["volume"], row["previous_1"], row["own_years"]
    if volume is None or volume < 0 or row["is_dwelling"] is False or (own is not None and own < 1):
        return None
    for days in (row["days"], row.get("previous_days_1")):
        if days is not None and days not in A_YEAR:
            return None
    if before is None or before <= 0:
        return None
    moved = abs(Fraction(volume) - Fraction(before)) * 100 / Fraction(before)
    size = min(half_up(moved), 1_000_000)
    return size if volume >= before else -size


def expected(row: dict[str, Any]) -> dict[str, Any]:
    """All but the sentence."""
    state, reason = place(row)
    found, limb, _ = law(row)
    ratio = None if state is None else half_up(Fraction(row["volume"]) * 100 / 85)
    return {
        "state": state,
        "reason": reason,
        "abnormal": found,
        "limb": limb,
        "change_percent": change(row),
        "ratio": ratio,
    }
