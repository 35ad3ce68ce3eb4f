"""The noise of a plan as lines of text: what it costs, what is cut beforehand, what each figure will be worth."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any

from privkit.words import Language, Words, joined, same

NOISES = {
    "geometric": Words("geometric noise (discrete Laplace)", "bruit géométrique (Laplace discret)"),
    "discrete_gaussian": Words("discrete Gaussian noise", "bruit gaussien discret"),
}
CHOSEN = {
    "auto": Words("chosen for its smaller margins", "choisi pour ses marges plus petites"),
    "policy": Words("asked by the policy", "demandé par la politique"),
    "no_delta": Words("the only one without a delta", "le seul possible sans delta"),
}
ACCOUNTS = {
    "basic": Words("losses are added up", "les pertes s'ajoutent"),
    "zcdp": Words("losses are added up as zCDP", "les pertes s'ajoutent en zCDP"),
    "pld": Words(
        "losses are composed by their distributions",
        "les pertes se composent par leurs distributions",
    ),
}


def noise_lines(noise: Mapping[str, Any], budget: Mapping[str, Any], language: Language) -> list[str]:
    """The section of the plan. ``noise`` is that of ``noise_told``, ``budget`` that of ``forecast``."""
    head = Words("Noise, before any data is read", "Bruit, avant toute lecture des données")
    words = [*_budget(budget, noise), *_limits(noise)]
    text = [head.say(language), *(f"  {one.say(language)}" for one in words)]
    for table in noise["tables"]:
        text += _table(table, noise, language)
    return [*text, *_curve(noise, language)]


def _budget(budget: Mapping[str, Any], noise: Mapping[str, Any]) -> Iterator[Words]:
    from privkit.ledger.amount import amount_of, times

    def shown(key: str, *, up: bool = True) -> Words:
        return amount_of(budget[key]).words(up=up)

    total, spent, asked = shown("total"), shown("spent"), shown("amount")
    left = shown("left", up=False)
    factor = times(Fraction(budget["amount"]["epsilon"]))
    how = ACCOUNTS[noise["accounting"]]
    yield Words(
        f"Spends {asked.en}: the odds of any guess about one {noise['unit']} are multiplied by at most {factor.en} ({how.en}).",
        f"Dépense {asked.fr} : la cote de toute supposition sur une unité ({noise['unit']}) est multipliée par {factor.fr} au plus "
        f"({how.fr}).",
    )
    where = f"{budget['ledger']}, {budget['people']}, {budget['period']}"
    if not budget["releases"]:
        stands = Words(f"{total.en} in all; nothing spent yet", f"{total.fr} en tout ; rien de dépensé")
    else:
        stands = Words(
            f"{total.en} in all; {spent.en} spent; {left.en} left",
            f"{total.fr} en tout ; {spent.fr} dépensés ; reste {left.fr}",
        )
    if budget["held"]:
        rest = shown("left_after", up=False)
        after = Words(f"{rest.en} left after this run", f"reste {rest.fr} après ce passage")
    else:
        after = Words(
            "not enough for this run, which would be refused", "trop peu pour ce passage, qui serait refusé"
        )
    yield Words(
        f"Budget ({where}): {stands.en}; {after.en}.", f"Budget ({where}) : {stands.fr} ; {after.fr}."
    )


def _limits(noise: Mapping[str, Any]) -> Iterator[Words]:
    """What the limits do, whatever the data are."""
    parts = list(_caps(noise["limits"]))
    unit = noise["unit"]
    if parts:
        told = joined(parts)
        yield Words(
            f"A {unit} with more than {_or(told.en, 'or')} loses the rows beyond, drawn at random: figures can be too low "
            "for it.",
            f"Une unité ({unit}) qui a plus de {_or(told.fr, 'ou')} perd les lignes au-delà, tirées au hasard : les chiffres "
            "peuvent être trop bas pour elle.",
        )
    for column, total in noise["limits"].get("totals", {}).items():
        most = number(total)
        yield Words(
            f"Its total of {column} in one cell counts as {most.en} at most.",
            f"Son total de {column} dans une case compte pour {most.fr} au plus.",
        )
    for column, (low, high) in noise["bounds"].items():
        least, most = number(low), number(high)
        yield Words(
            f"A value of {column} under {least.en} counts as {least.en}, one over {most.en} as {most.en}.",
            f"Une valeur de {column} sous {least.fr} compte pour {least.fr}, une au-delà de {most.fr} pour {most.fr}.",
        )
    yield Words(
        "These limits are the policy's: nothing here is read from the data, nor says how often they bind.",
        "Ces limites sont celles de la politique : rien ici n'est lu dans les données, ni ne dit combien de fois elles jouent.",
    )


def _or(listing: str, word: str) -> str:
    """``a, b, c`` with a word before the last."""
    head, comma, last = listing.rpartition(", ")
    return f"{head} {word} {last}" if comma else last


def _caps(limits: Mapping[str, Any]) -> Iterator[Words]:
    for column, cap in limits.get("values", {}).items():
        yield Words(
            f"{cap} value{'s' if cap > 1 else ''} of {column}",
            f"{cap} valeur{'s' if cap > 1 else ''} de {column}",
        )
    for column, cap in limits.get("rows_per", {}).items():
        yield Words(
            f"{cap} row{'s' if cap > 1 else ''} for one {column}",
            f"{cap} ligne{'s' if cap > 1 else ''} par {column}",
        )
    if cap := limits.get("groups"):
        yield Words(
            f"{cap} combination{'s' if cap > 1 else ''} of these",
            f"{cap} combinaison{'s' if cap > 1 else ''}",
        )
    if cap := limits.get("rows"):
        yield Words(
            f"{cap} row{'s' if cap > 1 else ''} in all", f"{cap} ligne{'s' if cap > 1 else ''} en tout"
        )


def _table(table: Mapping[str, Any], noise: Mapping[str, Any], language: Language) -> list[str]:
    unit = noise["unit"]
    cells, groups = table["cells"], table["groups_per_unit"]
    size = Words("cells chosen privately", "cases choisies en privé")
    if cells is not None:
        size = Words(
            f"{cells:,} cell{'s' if cells > 1 else ''}", f"{_thousands(cells)} case{'s' if cells > 1 else ''}"
        )
    why, kind = CHOSEN[table["chosen"]], NOISES[table["mechanism"]]
    where = Words(
        f"one {unit} counts in at most {groups}",
        f"une unité ({unit}) compte dans {groups} au plus",
    )
    head = Words(
        f"{table['table']}: {size.en}, {where.en}; {kind.en}, {why.en}",
        f"{table['table']} : {size.fr}, {where.fr} ; {kind.fr}, {why.fr}",
    )
    heads = [
        Words("figure", "chiffre"),
        Words("margin (95%)", "marge (95 %)"),
        Words("means nothing below", "ne veut rien dire sous"),
    ]
    if other := table["other"]:
        name = NOISES[other["mechanism"]]
        short = Words(name.en.partition(" (")[0], name.fr.partition(" (")[0])
        heads.append(Words(f"with {short.en}", f"avec un {short.fr}"))
    rows = [heads]
    for n, figure in enumerate(table["figures"]):
        row = [same(figure["figure"]), margin(figure, unit), least(figure, unit)]
        rows.append([*row, worth(other["figures"][n], unit)] if other else row)
    return [f"  {head.say(language)}", *_aligned(rows, language)]


def margin(figure: Mapping[str, Any], unit: str) -> Words:
    """The margin of a figure; what it is known within, where it depends on the rows of the cell."""
    if "margin_95" in figure:
        return same("± ") + number(figure["margin_95"]) + _unit(figure, unit, figure["margin_95"])
    within = figure["known_within"]
    return same("± ") + number(within) + _unit(figure, unit, within)


def least(figure: Mapping[str, Any], unit: str) -> Words:
    """The least cell that says something."""
    if "margin_95" in figure:
        floor = figure["means_nothing_below"]
        return number(floor) + _unit(figure, unit, floor)
    return _rows(figure["rows"])


def worth(figure: Mapping[str, Any], unit: str) -> Words:
    """The one number that changes with the noise: the margin, or the rows needed."""
    return margin(figure, unit) if "margin_95" in figure else _rows(figure["rows"])


def _rows(rows: int | None) -> Words:
    if rows is None:
        return Words("never", "jamais")
    shown = number(str(rows))
    return Words(f"{shown.en} row{'s' if rows > 1 else ''}", f"{shown.fr} ligne{'s' if rows > 1 else ''}")


def _unit(figure: Mapping[str, Any], unit: str, amount: str) -> Words:
    from privkit.steps.base import plural

    many = Decimal(amount) >= 2
    if figure["kind"] in ("count_rows", "histogram"):
        return Words(" rows" if many else " row", " lignes" if many else " ligne")
    if figure["kind"] == "variance" or not figure["unit"]:
        return same(f" {figure['unit']}" if figure["unit"] else "")
    return same(f" {plural(unit) if figure['unit'] == unit and many else figure['unit']}")


def _curve(noise: Mapping[str, Any], language: Language) -> list[str]:
    """What another budget would buy, figure by figure."""
    steps, unit = noise["more_budget"], noise["unit"]
    title = Words("With another budget (same mechanisms)", "Avec un autre budget (mêmes mécanismes)")
    rows = [[same("ε"), *(_epsilon(step["epsilon"]) for step in steps)]]
    for table in noise["tables"]:
        name = table["table"]
        for n, figure in enumerate(table["figures"]):
            label = same(f"{name}.{figure['figure']}")
            rows.append([label, *(worth(step["tables"][name][n], unit) for step in steps)])
    return [f"  {title.say(language)}", *_aligned(rows, language)]


def _epsilon(epsilon: str) -> Words:
    from privkit.ledger.amount import shown

    return shown(Fraction(epsilon))


def _aligned(rows: Sequence[Sequence[Words]], language: Language) -> list[str]:
    """Rows in columns: names to the left, figures to the right."""
    texts = [[cell.say(language) for cell in row] for row in rows]
    widths = [max(map(len, column)) for column in zip(*texts, strict=True)]
    return [
        "    "
        + "  ".join(
            cell.ljust(w) if n == 0 else cell.rjust(w)
            for n, (cell, w) in enumerate(zip(row, widths, strict=True))
        )
        for row in texts
    ]


def number(text: str) -> Words:
    """An exact number for people: thousands apart, the decimal mark of the language."""
    plain = format(Decimal(text), ",f")
    if "." in plain:
        plain = plain.rstrip("0").rstrip(".")
    return Words(plain, plain.replace(",", "\N{NARROW NO-BREAK SPACE}").replace(".", ","))


def _thousands(count: int) -> str:
    return number(str(count)).fr
