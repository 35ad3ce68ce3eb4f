"""The privacy budget of a run: what the noise promises, what was spent, what is left.

The promise is read as a bound on odds (Wasserman and Zhou 2010; Wood et al. 2018): whatever is known besides, the
odds of any guess about one unit are multiplied by at most e^ε.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from fractions import Fraction
from typing import Any, Literal

from privkit.evidence.figures.budget import Part, budget_bar
from privkit.evidence.report.blocks import (
    Block,
    Bullets,
    Code,
    Figure,
    Line,
    Paragraph,
    Subheading,
    Table,
    line,
)
from privkit.evidence.report.labels_tables import ACCOUNTS
from privkit.evidence.report.view import View
from privkit.evidence.report.voice import decimal, percent, to_float, whole
from privkit.ledger.amount import amount_of, shown, times
from privkit.words import Words

NO_PROTECTION = 1000  # odds multiplied by more than this: nothing to speak of is protected


def promise(view: View) -> Line:
    """What the noise of this release promises, in one sentence."""
    budget = view.evidence["budget"]
    most, who = factor(view), protected(view)
    weak = _weak(budget["amount"]["epsilon"])
    if weak:
        return line(
            view(
                f"Somebody who reads these tables could multiply by {most} the odds of a right guess about {who}: this "
                "noise hides almost nothing.",
                f"Qui lit ces tableaux pourrait multiplier par {most} la cote d'une supposition juste sur {who} : ce "
                "bruit ne cache presque rien.",
            )
        )
    return line(
        view(
            f"Whatever somebody knows already, these tables multiply by at most {most} the odds of any guess about {who} "
            "(odds: chances for over chances against).",
            f"Quoi que l'on sache déjà, ces tableaux multiplient par {most} au plus la cote de toute supposition sur {who} "
            "(cote : chances pour sur chances contre).",
        )
    )


def protected(view: View) -> str:
    """Whom the noise hides."""
    budget = view.evidence["budget"]
    period = budget["period"]
    if budget.get("each_year_of"):
        return view(
            f"one {view.unit}, with all its rows of one year",
            f"une unité ({view.unit}), avec ses lignes d'une année",
        )
    return view(
        f"one {view.unit}, with all its rows of {period}",
        f"une unité ({view.unit}), avec toutes ses lignes de {period}",
    )


def factor(view: View) -> str:
    """By how much odds are multiplied at most, for this release."""
    return _times(view, view.evidence["budget"]["amount"]["epsilon"])


def _times(view: View, epsilon: Any) -> str:
    return view.words(times(Fraction(epsilon)))


def _weak(epsilon: Any) -> bool:
    return math.exp(min(float(Fraction(epsilon)), 700.0)) > NO_PROTECTION


def budget_blocks(view: View) -> list[Block]:
    """The promise, what it comes to over releases and periods, the ledger, and a picture."""
    budget = view.evidence.get("budget")
    if not budget:
        return []
    return [
        Subheading(view("What the noise promises", "Ce que promet le bruit")),
        Paragraph(promise(view), "lead"),
        Bullets(tuple(_meaning(view, budget))),
        Subheading(view("The privacy budget", "Le budget de confidentialité")),
        _table(view, budget),
        *_picture(view, budget),
    ]


def _meaning(view: View, budget: Mapping[str, Any]) -> list[Line]:
    epsilon, delta = Fraction(budget["amount"]["epsilon"]), Fraction(budget["amount"]["delta"])
    odds = math.exp(min(float(epsilon), 700.0))
    sure = percent(math.ceil(1000 * odds / (1 + odds)) / 1000, view.language)
    loss = view.words(shown(epsilon))
    out = [
        line(
            view(
                f"This release: ε = {loss}. Somebody who hesitates between yes and no is at most {sure} sure after "
                "reading all its tables.",
                f"Cette diffusion : ε = {loss}. Qui hésite entre oui et non n'est sûr qu'à {sure} au plus après avoir lu "
                "tous ses tableaux.",
            )
        )
    ]
    if delta:
        many = whole(int(float(f"{float(1 / delta):.2g}")), view.language)
        out.append(
            line(
                view(
                    f"There is at most 1 chance in {many} (δ) that this bound does not hold.",
                    f"Il y a au plus 1 chance sur {many} (δ) que cette borne ne tienne pas.",
                )
            )
        )
    total, period = budget["total"]["epsilon"], budget["period"]
    bound, loss = _times(view, total), view.words(shown(Fraction(total)))
    out.append(
        line(
            view(
                f"All releases about the same people for {period}, together: at most ε = {loss}, odds multiplied by at "
                f"most {bound}{_almost(total).en}.",
                f"Toutes les diffusions sur les mêmes personnes pour {period}, ensemble : ε = {loss} au plus, cote multipliée "
                f"par {bound} au plus{_almost(total).fr}.",
            )
        )
    )
    return [*out, *_periods(view, budget)]


def _periods(view: View, budget: Mapping[str, Any]) -> list[Line]:
    """Losses of several periods add up for whoever is there in each."""
    spent = (budget.get("over_periods") or {}).get("epsilon")
    if spent is None or Fraction(spent) <= Fraction(budget["spent"]["epsilon"]):
        return [
            line(
                view(
                    f"Periods add up for a {view.unit} present in each of them: twice the loss, the odds squared.",
                    f"Les périodes s'ajoutent pour une unité ({view.unit}) présente dans chacune : deux fois la perte, la "
                    "cote au carré.",
                )
            )
        ]
    bound, loss = _times(view, spent), view.words(shown(Fraction(spent)))
    return [
        line(
            view(
                f"All periods so far, for a {view.unit} present in each: ε = {loss}, odds multiplied by at most "
                f"{bound}{_almost(spent).en}.",
                f"Toutes les périodes à ce jour, pour une unité ({view.unit}) présente dans chacune : ε = {loss}, cote "
                f"multipliée par {bound} au plus{_almost(spent).fr}.",
            )
        )
    ]


def _almost(epsilon: Any) -> Words:
    return (
        Words(", that is almost no protection", ", soit presque aucune protection")
        if _weak(epsilon)
        else Words("", "")
    )


def _table(view: View, budget: Mapping[str, Any]) -> Table:
    def loss(key: str, *, up: bool = True) -> Line:
        return line(view.words(amount_of(budget[key]).words(up=up)))

    how = view.label(ACCOUNTS, "basic" if budget.get("counted") == "simple" else budget["accounting"])
    rows = [
        (view("Period", "Période"), line(str(budget["period"])), ""),
        (view("In all", "En tout"), loss("total"), ""),
        (view("This release", "Cette diffusion"), loss("amount"), ""),
        (
            view("Spent so far, this one included", "Dépensé à ce jour, celle-ci comprise"),
            line(*loss("spent"), f" ({how})"),
            "",
        ),
        (view("Left", "Reste"), loss("left", up=False), ""),
    ]
    if "entry" in budget:
        entry = view(f"entry {budget['entry']} of ", f"entrée {budget['entry']} de ")
        rows += [
            (view("Releases entered", "Diffusions inscrites"), line(view.count(budget["releases"])), ""),
            (view("Budget ledger", "Registre des dépenses"), line(entry, Code(str(budget["ledger"]))), ""),
            (view("Fingerprint of the entry", "Empreinte de l'entrée"), line(Code(str(budget["hash"]))), ""),
        ]
    return view.facts(view("Where the budget stands", "Où en est le budget"), rows)


def _picture(view: View, budget: Mapping[str, Any]) -> list[Block]:
    total, spent, now = (to_float(budget[key]["epsilon"]) or 0.0 for key in ("total", "spent", "amount"))
    if total <= 0:
        return []
    now = min(now, spent)
    left = math.floor(1e4 * max(total - spent, 0.0)) / 1e4  # never more than there is

    def part(name: Literal["before", "now", "left"], label: str, amount: float) -> Part:
        shown_amount = decimal(amount, 4, view.language)
        return Part(name, view(f"{label}: {shown_amount}", f"{label} : {shown_amount}"), amount)

    parts = [
        part("before", view("before", "avant"), max(spent - now, 0.0)),
        part("now", view("this release", "cette diffusion"), now),
        part("left", view("left", "reste"), left),
    ]
    told = [p.label for p in parts if p.amount]
    alt = view(
        f"Budget of {budget['period']} in ε: {', '.join(told)}.",
        f"Budget de {budget['period']} en ε : {', '.join(told)}.",
    )
    caption = view(
        "The budget of the period in ε: what was spent never comes back.",
        "Le budget de la période en ε : ce qui est dépensé ne revient jamais.",
    )
    return [
        Figure(lambda: budget_bar(parts, name="budget", alt=alt), alt, caption),
    ]
