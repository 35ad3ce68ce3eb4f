"""Rules that can never hold, found from the domain before any data are read."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from itertools import combinations

from privkit.errors import Problem, nearest
from privkit.synth.domain import Attribute, Domain, Kind
from privkit.synth.forms import TEXTS
from privkit.synth.rule_kinds import Combinations, Implies, Order, Rule, Total, Value, as_held, columns_of
from privkit.words import Words, same

MEASURED = (Kind.NUMBER, Kind.INTEGER, Kind.DATE)


def check(rules: Sequence[Rule], domain: Domain) -> tuple[Problem, ...]:
    """What is wrong with rules (PK583): an unknown column, a value outside the domain, a rule no row can keep.

    Rules that are impossible only together may pass, but for two implications that contradict each other; the repair
    of the rows then says so.
    """
    out = [problem for rule in rules for problem in _check(rule, domain)]
    implications = [rule for rule in rules if isinstance(rule, Implies)]
    for first, second in combinations(implications, 2):
        if _contradict(first, second):
            out.append(
                impossible(
                    Words(
                        f"two rules on {first.column} leave no value to {first.then}",
                        f"deux règles sur {first.column} ne laissent aucune valeur à {first.then}",
                    ),
                    Words(
                        "keep one of them, or give them a value in common",
                        "gardez-en une, ou une valeur commune",
                    ),
                )
            )
    return tuple(out)


def impossible(message: Words, instead: Words) -> Problem:
    """PK583."""
    return Problem("PK583", message, instead=instead)


def _check(rule: Rule, domain: Domain) -> Iterator[Problem]:
    unknown = [name for name in columns_of(rule) if name not in domain.names]
    if unknown:
        yield from (_unknown(name, domain) for name in unknown)
    elif len(set(columns_of(rule))) < len(columns_of(rule)):
        yield impossible(
            Words(
                f"a rule names a column twice: {', '.join(columns_of(rule))}",
                f"une règle nomme deux fois une colonne : {', '.join(columns_of(rule))}",
            ),
            Words("name two different columns", "nommez deux colonnes différentes"),
        )
    elif isinstance(rule, Order):
        yield from _order(domain[rule.low], domain[rule.high])
    elif isinstance(rule, Implies):
        yield from _implies(rule, domain)
    elif isinstance(rule, Combinations):
        yield from _combinations(rule, domain)
    else:
        yield from _total(rule, domain)


def _unknown(name: str, domain: Domain) -> Problem:
    near = nearest(name, domain.names)
    return impossible(
        Words(f"a rule names an unknown column: {name}", f"une règle nomme une colonne inconnue : {name}"),
        same(near) if near else same(", ".join(domain.names)),
    )


def _order(low: Attribute, high: Attribute) -> Iterator[Problem]:
    if (
        low.kind not in MEASURED
        or (low.kind is Kind.DATE) != (high.kind is Kind.DATE)
        or high.kind not in MEASURED
    ):
        yield impossible(
            Words(
                f"{low.name} and {high.name} cannot be compared",
                f"{low.name} et {high.name} ne se comparent pas",
            ),
            Words("compare two numbers, or two dates", "comparez deux nombres, ou deux dates"),
        )
    elif low.low is not None and high.high is not None and low.low > high.high:
        yield impossible(
            Words(
                f"{low.name} can never be at most {high.name}: its least value is above the other's greatest",
                f"{low.name} ne peut jamais être au plus {high.name} : sa plus petite valeur dépasse la plus grande de l'autre",
            ),
            Words("change the bounds, or remove the rule", "changez les bornes, ou retirez la règle"),
        )


def _implies(rule: Implies, domain: Domain) -> Iterator[Problem]:
    for name, values in ((rule.column, rule.values), (rule.then, rule.only)):
        outside = sum(not possible(value, domain[name]) for value in values)
        if outside or not values:
            yield impossible(
                Words(
                    f"a rule gives {name} a value it cannot have (values outside its domain: {outside})",
                    f"une règle donne à {name} une valeur qu'elle ne peut pas avoir (valeurs hors de son domaine : {outside})",
                ),
                _domain(domain[name]),
            )


def _combinations(rule: Combinations, domain: Domain) -> Iterator[Problem]:
    width = len(rule.columns)
    good = [
        each
        for each in rule.allowed
        if len(each) == width and all(possible(v, domain[n]) for v, n in zip(each, rule.columns, strict=True))
    ]
    if len(set(good)) < len(rule.allowed) or not good or width < 2:
        wrong = len(rule.allowed) - len(set(good))
        named = ", ".join(rule.columns)
        yield impossible(
            Words(
                f"combinations of {named} that cannot be used: {wrong} of {len(rule.allowed)}",
                f"combinaisons de {named} inutilisables : {wrong} sur {len(rule.allowed)}",
            ),
            Words(
                "list each combination once, one value a column, with values of the domain",
                "listez chaque combinaison une fois, une valeur par colonne, avec des valeurs du domaine",
            ),
        )


def _total(rule: Total, domain: Domain) -> Iterator[Problem]:
    total, parts = domain[rule.total], [domain[name] for name in rule.parts]
    if not parts or any(a.kind not in (Kind.NUMBER, Kind.INTEGER) for a in (total, *parts)):
        yield impossible(
            Words(f"{rule.total} is not a sum of numbers", f"{rule.total} n'est pas une somme de nombres"),
            Words(
                "name a number and the numbers it is the sum of",
                "nommez un nombre et ceux dont il est la somme",
            ),
        )
        return
    if _decimals(total) < max(_decimals(part) for part in parts):
        yield impossible(
            Words(
                f"{rule.total} shows fewer decimals than its parts",
                f"{rule.total} a moins de décimales que ses parties",
            ),
            Words("give it as many decimals", "donnez-lui autant de décimales"),
        )
    least, most = [part.low for part in parts], [part.high for part in parts]
    too_high = (
        total.high is not None and None not in least and sum(v for v in least if v is not None) > total.high
    )
    too_low = total.low is not None and None not in most and sum(v for v in most if v is not None) < total.low
    if too_high or too_low:
        yield impossible(
            Words(
                f"the bounds of the parts of {rule.total} never add up to a value inside its own",
                f"les bornes des parties de {rule.total} ne donnent jamais une somme dans les siennes",
            ),
            Words("change the bounds, or remove the rule", "changez les bornes, ou retirez la règle"),
        )


def _decimals(attribute: Attribute) -> int:
    return attribute.decimals if attribute.kind is Kind.NUMBER else 0


def _contradict(first: Implies, second: Implies) -> bool:
    """Whether two implications bind the same rows to values that have nothing in common."""
    if (first.column, first.then) != (second.column, second.then):
        return False
    return bool(set(first.values) & set(second.values)) and not set(first.only) & set(second.only)


def possible(value: Value, attribute: Attribute) -> bool:
    """Whether a value is in the domain of an attribute."""
    if value is None:
        return attribute.nullable
    if attribute.kind in TEXTS:
        return isinstance(value, str) and (attribute.values is None or value in attribute.values)
    if attribute.kind is Kind.YES_NO:
        return isinstance(value, bool)
    if isinstance(value, str | bool) or isinstance(value, dt.date) != (attribute.kind is Kind.DATE):
        return False
    held = as_held(value, attribute)
    return bool(
        (attribute.low is None or held >= attribute.low)
        and (attribute.high is None or held <= attribute.high)
        and round(held, _decimals(attribute)) == held
    )


def _domain(attribute: Attribute) -> Words:
    if attribute.values is not None:
        return Words(
            f"one of: {', '.join(attribute.values[:8])}", f"une de : {', '.join(attribute.values[:8])}"
        )
    return Words(
        f"a value of the type and inside the bounds of {attribute.name}",
        f"une valeur du type et dans les bornes de {attribute.name}",
    )
