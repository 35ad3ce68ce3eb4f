"""Residual risk by the three criteria of opinion 05/2014: singling out, linkability, inference.

The prosecutor's risk is that of somebody who knows a person is in the file and knows every
quasi-identifier: one over the size of the group. The marketer's is its mean over all (El Emam 2013).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from privkit.evidence.figures.groups import group_sizes
from privkit.evidence.report.blocks import (
    Block,
    Break,
    Code,
    Figure,
    Line,
    Paragraph,
    Section,
    Subheading,
    Table,
    Tag,
    between,
    line,
)
from privkit.evidence.report.labels import INFERENCE
from privkit.evidence.report.naming import folded
from privkit.evidence.report.sections.attacks import (
    attack_blocks,
    criterion,
    made_by_a_model,
)
from privkit.evidence.report.sections.feared import feared_events
from privkit.evidence.report.sections.risk_tables import criteria_of_tables
from privkit.evidence.report.view import View
from privkit.evidence.report.voice import decimal


def section(view: View) -> Section:
    """The three criteria, the attacks made, then the groups of each output."""
    blocks: list[Block] = [criteria_of_tables(view) or criteria(view), *attack_blocks(view)]
    for one in () if made_by_a_model(view) else view.evidence["measures"]:
        blocks += [Subheading(view(f"Singling out: {one['output']}", f"Individualisation : {one['output']}"))]
        blocks += [*_known(view, one), *([] if view.public else [figures(view, one)]), *picture(view, one)]
    blocks += feared_events(view)
    return Section("risk", view("Residual risk", "Le risque qui reste"), tuple(blocks))


def criteria(view: View) -> Table:
    """What was measured for each criterion, and what was not."""
    rows = (
        (
            line(view("Singling out", "Individualisation")),
            line(
                view("Can a person be isolated in the file?", "Peut-on isoler une personne dans le fichier ?")
            ),
            _singling_out(view),
        ),
        (
            line(view("Linkability", "Corrélation")),
            line(
                view(
                    "Can two records on one person be linked across files?",
                    "Peut-on relier deux lignes sur une même personne entre fichiers ?",
                )
            ),
            criterion(view, "linkability") or _unmeasured(view),
        ),
        (
            line(view("Inference", "Inférence")),
            line(
                view(
                    "Can a value about a person be deduced?", "Peut-on déduire une valeur sur une personne ?"
                )
            ),
            _inference(view),
        ),
    )
    head = (
        view("Criterion", "Critère"),
        view("Question", "Question"),
        view("What was measured", "Ce qui a été mesuré"),
    )
    return Table(view("The three criteria (WP29 05/2014)", "Les trois critères (G29 05/2014)"), head, rows)


def _singling_out(view: View) -> Line:
    groups = line(
        Tag(view("measured", "mesurée"), "good"),
        " ",
        view(
            "group sizes, uniqueness, highest and average chance to pick the right record.",
            "tailles des groupes, unicité, chance la plus haute et chance moyenne de retrouver la bonne ligne.",
        ),
    )
    attacks = criterion(view, "singling_out")
    if made_by_a_model(view):
        return attacks or _unmeasured(view)
    return line(groups, Break(), attacks) if attacks else groups


def _unmeasured(view: View) -> Line:
    return line(Tag(view("no attack asked for", "aucune attaque demandée"), "unsure"))


def _inference(view: View) -> Line:
    if attacks := criterion(view, "inference"):
        return attacks
    if not INFERENCE & {one["condition"] for one in view.evidence["verdicts"]}:
        return _unmeasured(view)
    checked = Tag(view("checked, no attack run", "vérifiée, sans attaque"), "unsure")
    what = view(
        "what each group tells of confidential values.",
        "ce que chaque groupe dit des valeurs confidentielles.",
    )
    return line(checked, " ", what)


def _known(view: View, one: Mapping[str, Any]) -> list[Block]:
    if not one["after"]:
        return [Paragraph(line(view("Groups were not measured.", "Les groupes n'ont pas été mesurés.")))]
    on = between([line(Code(c)) for c in folded(one["after"]["on"])])
    if not on:
        return []
    return [Paragraph(line(view("What the attacker knows: ", "Ce que l'attaquant connaît : "), on, "."))]


def figures(view: View, one: Mapping[str, Any]) -> Table:
    """Before and after protection, side by side; before is the positive control."""
    before, after, k = one["before"], one["after"] or {}, view.k(one["output"])
    rows = [
        _pair(view, view.units.capitalize(), before, after, lambda g: view.count(g["units"])),
        _pair(view, view("Groups", "Groupes"), before, after, lambda g: view.count(g["groups"])),
        _pair(
            view,
            view("Smallest group", "Plus petit groupe"),
            before,
            after,
            lambda g: view.count(g["smallest"]),
        ),
        _pair(
            view,
            view("Alone in their group", "Seuls dans leur groupe"),
            before,
            after,
            lambda g: _alone(view, g),
        ),
    ]
    if k:
        label = view(f"In groups under {k}", f"Dans des groupes de moins de {k}")
        rows.append(_pair(view, label, before, after, lambda g: _below(view, g, k)))
    highest = view(
        "Highest chance to pick the right record", "Chance la plus haute de retrouver la bonne ligne"
    )
    average = view("Average chance (marketer)", "Chance moyenne (prospecteur)")
    rows += [
        _pair(view, highest, before, after, lambda g: view.share(g["prosecutor_highest"])),
        _pair(view, average, before, after, lambda g: view.share(g["prosecutor_average"])),
    ]
    head = (view("Figure", "Mesure"), view("Before protection", "Avant protection"), view("After", "Après"))
    caption = view(f"Groups of {one['output']}", f"Groupes de {one['output']}")
    return Table(caption, head, tuple(rows), frozenset({1, 2}), style="narrow")


def _pair(view: View, label: str, before: Any, after: Any, write: Any) -> tuple[Line, ...]:
    return (line(label), *(line(write(g)) if g else line("—") for g in (before, after)))


def _alone(view: View, groups: Mapping[str, Any]) -> str:
    units = groups["units"]
    share = f" ({view.share(groups['unique_units'] / units)})" if units else ""
    return view.count(groups["unique_units"]) + share


def _below(view: View, groups: Mapping[str, Any], k: int) -> str:
    found = groups["units_below"].get(str(k))
    if found is None:
        return "—"
    share = f" ({view.share(found / groups['units'])})" if groups["units"] else ""
    return view.count(found) + share


def picture(view: View, one: Mapping[str, Any]) -> list[Block]:
    """Group sizes before and after, with the line of k; for the public, bands of k or more in whole per cent."""
    after, k = one["after"], view.k(one["output"])
    if not after or not after["histogram"]:
        return []
    if view.public:
        alt = view(
            f"Share of {view.units} in groups of each size, from {k} up.",
            f"Part des {view.units} dans les groupes de chaque taille, à partir de {k}.",
        )
        caption = alt
    else:
        below = (after.get("units_below") or {}).get(str(k)) if k else None
        alt = view(
            f"{view.units.capitalize()} by size of group, before and after protection.",
            f"{view.units.capitalize()} selon la taille du groupe, avant et après protection.",
        )
        if below is not None:
            alt += view(
                f" After: {view.count(below)} in groups under {k}.",
                f" Après : {view.count(below)} dans des groupes de moins de {k}.",
            )
        caption = view(
            f"{view.units.capitalize()} by size of their group. Above the line, groups under k.",
            f"{view.units.capitalize()} selon la taille de leur groupe. Au-dessus du trait, les groupes de moins de k.",
        )
    before = one["before"]["histogram"] if one["before"] else None

    def draw() -> str:
        name = f"groups-{_anchor(one['output'])}"
        unit = view("%", " %") if view.public else ""
        return group_sizes(
            before, after["histogram"], k, view.language, name=name, alt=alt,
            shown=lambda x: decimal(x, 0, view.language) + unit,
        )  # fmt: skip

    return [Figure(draw, alt, caption)]


def _anchor(name: str) -> str:
    """An id made of letters and digits only."""
    return "".join(f"{ord(c):x}" if not (c.isascii() and c.isalnum()) else c for c in name)
