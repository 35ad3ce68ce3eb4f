"""The conditions every candidate is measured by: the policy's own, and the same attacks for all.

The three risks of the Article 29 Working Party (opinion 05/2014) are attacked with the columns and the thresholds that
the policy states, else with all columns and the threshold of the page. Likenesses and models are measured beside, and
judged only where the policy states how much may be lost.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from privkit.advice.items import condition
from privkit.policy.check_attacks import NOT_OF_MADE_ROWS, ON_GROUPS
from privkit.policy.check_tables import ON_BOTH, ON_MESSAGES
from privkit.policy.model.conditions import ATTACKS, ON_TABLES, WORTH, Condition, kind_of

if TYPE_CHECKING:
    from privkit.advice.ground import Columns, Family
    from privkit.policy.model.policy import Policy

THREE_RISKS = ("singling_out", "linkability", "inference")
#: Judged on each release of a comparison over time, which a trial is not.
OVER_TIME = ("successive_references", "difference_with_previous_release")


@dataclass(frozen=True)
class Yardstick:
    """Conditions of a variant. ``stated``: kinds that the policy states; ``left_out``: those of its conditions that
    say nothing of this candidate. ``risk`` of attacks the policy does not state."""

    conditions: tuple[Condition, ...]
    stated: frozenset[str]
    left_out: tuple[str, ...]

    def allowed(self, kind: str) -> float:
        """The largest gain allowed to an attack; the strictest when it is asked twice."""
        rules = (getattr(item, kind) for item in self.conditions)
        return min((float(rule.risk_at_most) for rule in rules if rule is not None), default=0.0)


def for_rows(
    policy: Policy,
    columns: Columns,
    family: Family,
    risk: Fraction,
    names: Mapping[str, str] | None = None,
    compared: bool = True,
) -> Yardstick:
    """The conditions on rows of people, or on rows that a model made.

    ``names``: of columns that this candidate leaves under another name than the policy's conditions know.
    """
    own, out = [], []
    for item in policy.release_only_if:
        said = _renamed(item, names or {})
        if _applies(said, columns, family, compared):
            own.append(said)
        else:
            out.append(kind_of(item))
    stated = frozenset(kind_of(c) for c in own)
    more = [c for c in _wanted(columns, risk, compared) if kind_of(c) not in stated]
    return Yardstick((*own, *more), stated, tuple(dict.fromkeys(k for k in out if k not in stated)))


def for_tables(policy: Policy, tables: Mapping[str, Any], noisy: bool, compared: bool = False) -> Yardstick:
    """The conditions on tables: the policy's own that fit these tables, else what the protection itself promises."""
    own, out = [], []
    for item in policy.release_only_if:
        kind = kind_of(item)
        known = (*ON_TABLES, *ON_BOTH, *(ON_MESSAGES if compared else ()))
        fits = kind in known and kind not in OVER_TIME
        noise = kind in ("privacy_budget", "margin_of_error")
        secret = kind in ("small_cells", "dominance")
        if fits and not (noise and not noisy) and not (secret and noisy) and _of_tables(item, tables):
            own.append(item)
        else:
            out.append(kind)
    stated = frozenset(kind_of(c) for c in own)
    promised = (
        [condition(privacy_budget={"within": "this_release"})]
        if noisy
        else [condition(small_cells={"at_least": "11"}), condition(dominance={"at_most": "85 %"})]
    )
    if compared:
        promised.append(condition(protection_cost={"at_most": "100 %"}))
    more = [c for c in promised if kind_of(c) not in stated]
    return Yardstick((*own, *more), stated, tuple(dict.fromkeys(k for k in out if k not in stated)))


def _of_tables(item: Condition, tables: Mapping[str, Any]) -> bool:
    """Whether the tables that a condition names are made."""
    if item.margin_of_error:
        return item.margin_of_error.table in tables
    if item.every_key_published:
        every = ("all", "tous", "toutes")
        return all(name in tables or name in every for name in item.every_key_published.tables)
    return True


def _applies(item: Condition, columns: Columns, family: Family, compared: bool) -> bool:
    kind = kind_of(item)
    if kind in ON_TABLES or kind in OVER_TIME:
        return False
    if family == "made" and kind in (*NOT_OF_MADE_ROWS, *ON_GROUPS):
        return False
    if kind in ("protection_cost", "fairness") and not compared:
        return False
    left = {c.name for c in columns.schema.columns}
    return _named(item) <= left


def _named(item: Condition) -> set[str]:
    """The columns that must be left for a condition to be measured."""
    rule = getattr(item, kind_of(item))
    found: list[str] = []
    for name in ("column", "secret", "readings"):
        value = getattr(rule, name, None)
        found += [str(value)] if value else []
    for name in ("attacker_knows", "predict"):
        for value in getattr(rule, name, ()):
            found += [value] if isinstance(value, str) else list(value)
    return set(found)


def _renamed(item: Condition, names: Mapping[str, str]) -> Condition:
    """A condition that no longer names an output, with its columns as this candidate calls them."""
    kind = kind_of(item)
    rule = getattr(item, kind)
    new: dict[str, Any] = {}
    if "output" in type(rule).model_fields:
        new["output"] = None
    for name in ("column", "secret"):
        column = str(getattr(rule, name, ""))
        if column in names:
            new[name] = names[column]
    for name in ("attacker_knows", "predict"):
        listed = getattr(rule, name, ())
        if listed:
            new[name] = tuple(
                names.get(v, v) if isinstance(v, str) else tuple(names.get(w, w) for w in v) for v in listed
            )
    return item.model_copy(update={kind: rule.model_copy(update=new)})


def _wanted(columns: Columns, risk: Fraction, compared: bool) -> list[Condition]:
    """What is measured of every candidate, whatever the policy states."""
    share = f"{float(risk * 100):g} %"
    found = [condition(singling_out={"risk_at_most": share})]
    lists = two_files(columns)
    if lists is not None:
        found.append(
            condition(linkability={"risk_at_most": share, "attacker_knows": [list(x) for x in lists]})
        )
    if columns.target and columns.others:
        found.append(
            condition(
                inference={
                    "risk_at_most": share,
                    "secret": columns.target,
                    "attacker_knows": list(columns.quasi or columns.others),
                }
            )
        )
        found.append(condition(usefulness={"loss_at_most": "100 %", "predict": [columns.target]}))
    found.append(condition(fidelity={"distance_at_most": "100 %", "columns_together": "2"}))
    if compared:
        found.append(condition(protection_cost={"at_most": "100 %"}))
    return found


def two_files(columns: Columns) -> tuple[tuple[str, ...], tuple[str, ...]] | None:
    """The columns of the two files of an attacker who links: one in two of what is known; None with fewer than two."""
    known = list(columns.quasi) or list(columns.others)
    if columns.target and columns.target not in known:
        known.append(columns.target)
    return (tuple(known[::2]), tuple(known[1::2])) if len(known) > 1 else None


__all__ = ["ATTACKS", "THREE_RISKS", "WORTH", "Yardstick", "for_rows", "for_tables", "two_files"]
