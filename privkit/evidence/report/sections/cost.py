"""What protection costs the people compared: messages, opposite messages, the reference, the order, who bears most."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from privkit.evidence.report.blocks import Block, Code, Line, Paragraph, Subheading, line
from privkit.evidence.report.view import View
from privkit.evidence.report.voice import decimal, to_float


def cost_blocks(view: View) -> list[Block]:
    """The cost of protection beside its floor; nothing when no comparison was made."""
    cost = view.evidence.get("cost")
    if not cost:
        return []
    value, floor = cost["changed"], cost["floor"]
    text = view(
        f"Of the {view.units} compared, {view.share(value)} would be told something else because of protection. Drawing the "
        f"same unprotected data again already changes {view.share(floor)}: this is the resampling floor, below which no "
        "cost can be read.",
        f"Parmi les {view.units} de la comparaison, {view.share(value)} recevraient un autre message à cause de la protection. Un nouveau "
        f"tirage des mêmes données non protégées en change déjà {view.share(floor)} : c'est le plancher de "
        "rééchantillonnage, sous lequel aucun coût ne peut se lire.",
    )
    title = Subheading(view("Cost of protection", "Coût de la protection"))
    rows = [] if view.public else _rows(view, cost)
    caption = view("Cost of protection in figures", "Coût de la protection en chiffres")
    return [title, Paragraph(line(text)), *([view.facts(caption, rows)] if rows else [])]


def _rows(view: View, cost: Mapping[str, Any]) -> list[tuple[str, Line, str]]:
    """Each measure beside its floor; runs made before a measure existed have fewer rows."""
    level = view.share(cost["confidence"])
    rows = [
        (view("Interval", "Intervalle"), line(_interval(view, cost, "changed"), f" ({level})"), ""),
        (view("No longer compared", "Sortent de la comparaison"), line(view.share(cost["no_message"])), ""),
        *_bearer(view, cost.get("worst_group"), "changed", _MOST_TOUCHED),
    ]
    if "opposite" in cost:
        interval = _interval(view, cost, "opposite")
        told = _beside(view, f"{view.share(cost['opposite'])} ({interval})", cost["opposite_floor"])
        rows.append((view("Told the opposite: low for high, or high for low",
                          "S'entendent dire l'inverse : bas pour haut, ou haut pour bas"), line(told), ""))  # fmt: skip
        rows += _bearer(view, cost["worst_opposite"], "opposite", _MOST_TOUCHED)
    if to_float(cost.get("reference_error")) is not None:
        told = _beside(view, view.share(cost["reference_error"]), cost["reference_error_floor"])
        rows.append((view("Error of the middle mark (median)", "Erreur du repère du milieu (médiane)"), line(told), ""))  # fmt: skip
        rows += _bearer(view, cost["worst_error"], "reference_error", _MOST_TOUCHED)
    rank, by_chance = (to_float(cost.get(key)) for key in ("rank_correlation", "rank_correlation_floor"))
    if rank is not None:
        shown = decimal(rank, 3, view.language)
        if by_chance is not None:
            chance = decimal(by_chance, 3, view.language)
            shown = view(f"{shown} (drawn again: {chance})", f"{shown} (nouveau tirage : {chance})")
        rows.append((view("Same order of households (rank correlation)",
                          "Même ordre des foyers (corrélation des rangs)"), line(shown), ""))  # fmt: skip
    return rows


_MOST_TOUCHED = ("Group that bears most", "Groupe le plus touché")


def _interval(view: View, cost: Mapping[str, Any], name: str) -> str:
    low, high = view.share(cost[f"{name}_low"]), view.share(cost[f"{name}_high"])
    return view(f"{low} to {high}", f"de {low} à {high}")


def _beside(view: View, shown: str, floor: Any) -> str:
    """A figure beside what a new draw of the same data gives."""
    if to_float(floor) is None:
        return shown
    return view(
        f"{shown}; drawn again: {view.share(floor)}", f"{shown} ; nouveau tirage : {view.share(floor)}"
    )


def _bearer(
    view: View, worst: Mapping[str, Any] | None, measure: str, name: tuple[str, str]
) -> list[tuple[str, Line, str]]:
    if not worst or not to_float(worst[measure]):
        return []
    who = line(Code(worst["column"]), f" = {worst['label']}")
    told = _beside(view, view.share(worst[measure]), worst.get("floor"))
    return [(view(*name), line(who, line(view(": ", " : "), told)), "")]
