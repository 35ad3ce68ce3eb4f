"""Usefulness: what protection took away, and what it changes for the people compared."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from privkit.evidence.report.blocks import Block, Code, Line, Paragraph, Section, Subheading, Table, line
from privkit.evidence.report.naming import grouped
from privkit.evidence.report.sections.attacks import made_by_a_model
from privkit.evidence.report.sections.cost import cost_blocks
from privkit.evidence.report.sections.cost_range import range_blocks
from privkit.evidence.report.sections.worth import worth_blocks
from privkit.evidence.report.view import View
from privkit.evidence.report.voice import decimal, to_float, whole


def section(view: View) -> Section:
    """Loss of detail of each output, then the cost of protection and the reference table."""
    blocks: list[Block] = []
    for one in () if made_by_a_model(view) else view.evidence["measures"]:
        blocks += _loss(view, one)
    blocks += worth_blocks(view)
    blocks += _tables(view)
    blocks += cost_blocks(view)
    blocks += range_blocks(view)
    blocks += _reference(view)
    if not blocks:
        nothing = view("Nothing was measured.", "Rien n'a été mesuré.")
        blocks = [Paragraph(line(nothing))]
    return Section("usefulness", view("Usefulness and cost", "Utilité et coût"), tuple(blocks))


def _tables(view: View) -> list[Block]:
    """Of published tables: how many cells have all their figures, and where margins are told."""
    rows = []
    for one in view.evidence.get("tables") or ():
        if not one["rows"]:
            continue
        shown = one["rows"].get("published", 0)
        share = view.share(shown / one["cells"]) if one["cells"] else "—"
        cells = (whole(n, view.language) for n in (shown, one["cells"]))
        rows.append((line(Code(one["table"])), *(line(n) for n in cells), line(share)))
    if not rows:
        return []
    secret = all(one["protection"] == "statistical_secrecy" for one in view.evidence["tables"])
    text = (
        view(
            "What protection costs is cells without a figure.", "La protection coûte des cases sans chiffre."
        )
        if secret
        else view(
            "What protection costs is precision, and cells without a figure. The margins are told with each table.",
            "La protection coûte de la précision, et des cases sans chiffre. Les marges sont dites avec chaque tableau.",
        )
    )
    head = (
        view("Table", "Tableau"), view("Rows with every figure", "Lignes qui ont tous leurs chiffres"),
        view("Rows", "Lignes"), view("Share", "Part"),
    )  # fmt: skip
    caption = view("Rows with every figure", "Lignes qui ont tous leurs chiffres")
    return [Paragraph(line(text)), Table(caption, head, tuple(rows), frozenset({1, 2, 3}), style="narrow")]


def _loss(view: View, one: Mapping[str, Any]) -> list[Block]:
    total = one["information_loss"]
    title = Subheading(view(f"Detail lost: {one['output']}", f"Détail perdu : {one['output']}"))
    if to_float(total) is None:
        return [title, Paragraph(line(view("It could not be measured.", "Il n'a pas pu être mesuré.")))]
    share = one.get("removed_share")
    if share is None and one["units_before"] and not view.public:
        share = (one["units_before"] - one["units_after"]) / one["units_before"]
    text = view(
        f"{view.share(total)} of the detail of the columns is lost (0%: as before; 100%: all lost). Protection removed "
        f"{view.share(share)} of the {view.units}.",
        f"{view.share(total)} du détail des colonnes est perdu (0 % : comme avant ; 100 % : tout est perdu). La protection "
        f"a retiré {view.share(share)} des {view.units}.",
    )
    rows = tuple((line(Code(name)), line(lost)) for name, lost in _by_loss(view, one["loss_by_column"]))
    head = (view("Column", "Colonne"), view("Detail lost", "Détail perdu"))
    table = Table(
        view("Detail lost by column", "Détail perdu par colonne"), head, rows, frozenset({1}), style="narrow"
    )
    return [title, Paragraph(line(text)), *([table] if rows else [])]


def _by_loss(view: View, losses: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Columns from the largest loss to the smallest; those of a repeated one together, with their range."""
    found = []
    for place, (name, columns) in enumerate(grouped(list(losses))):
        shares = sorted(to_float(losses[column]) or 0.0 for column in columns)
        low, high = view.share(shares[0]), view.share(shares[-1])
        told = low if low == high else view(f"{low} to {high}", f"de {low} à {high}")
        found.append((-shares[-1], place, name, told))
    return [(name, told) for _, _, name, told in sorted(found)]


def _reference(view: View) -> list[Block]:
    reference, rule = view.evidence.get("reference"), view.policy.get("comparison")
    if not reference or not rule:
        return []
    explained = reference.get("explained")
    rows = [
        (
            view("Quantity compared", "Grandeur comparée"),
            line(Code(rule["target"]), " (", view.said(rule["unit"]), ")"),
            "",
        ),
        (view("Least size of a group", "Taille minimale d'un groupe"), line(str(rule["at_least"])), ""),
    ]
    if not view.public:
        smallest = reference.get("smallest")
        rows += [
            (view("Groups", "Groupes"), line(view.count(reference.get("groups"))), ""),
            (view("Smallest group", "Plus petit groupe"), line(view.count(smallest)) if smallest else (), ""),
        ]
    if explained is not None:
        rows.append(
            (
                view("Spread explained by the groups", "Écarts expliqués par les groupes"),
                line(view.share(explained)),
                "",
            )
        )
    title = view("The reference table", "La table de référence")
    return [Subheading(title), view.facts(title, rows), *_quality(view, reference, str(rule["unit"]))]


def _quality(view: View, reference: Mapping[str, Any], unit: str) -> list[Block]:
    """How well the groups foretell the use of units they were not made from."""
    blocks: list[Block] = []
    quality = reference.get("quality")
    if quality:
        groups, one = quality["groups"], quality["one_reference"]
        text = view(
            f"Each fifth of the {view.units} was judged by a table made of the four others: {view.share(groups['coverage'])} "
            f"stand between the low and the high mark, where {view.share(quality['expected_coverage'], 0)} are aimed at, and "
            f"the groups foretell {_floored(view, groups['explained'])} of the spread (R² of the logarithm).",
            f"Chaque cinquième des {view.units} a été jugé par une table faite des quatre autres : "
            f"{view.share(groups['coverage'])} se trouvent entre les repères bas et haut, où l'on en vise "
            f"{view.share(quality['expected_coverage'], 0)}, et les groupes prévoient {_floored(view, groups['explained'])} "
            "des écarts (R² du logarithme).",
        )
        blocks.append(Paragraph(line(text)))
        if not view.public:
            blocks.append(_marks_missed(view, groups, one, unit))
    if reference.get("weak"):
        blocks.append(
            Paragraph(
                line(
                    view(
                        "This comparison is weak: use differs much inside the groups, or messages change much by chance. "
                        "The people compared must be told so.",
                        "Cette comparaison est faible : les usages diffèrent beaucoup dans les groupes, ou les messages "
                        "changent beaucoup par hasard. Il faut le dire aux personnes comparées.",
                    )
                )
            )
        )
    return blocks


def _marks_missed(view: View, groups: Mapping[str, Any], one: Mapping[str, Any], unit: str) -> Block:
    names = (
        view("Low mark", "Repère bas"),
        view("Middle mark", "Repère du milieu"),
        view("High mark", "Repère haut"),
    )
    rows: list[tuple[str, Line, str]] = []
    for name, own, common in zip(names, groups["pinball"], one["pinball"], strict=True):
        first, second = (decimal(to_float(x) or 0.0, 1, view.language) for x in (own, common))
        told = view(
            f"{first} {unit} (one reference for everybody: {second} {unit})",
            f"{first} {unit} (une référence unique : {second} {unit})",
        )
        rows.append((name, line(told), ""))
    return view.facts(
        view(
            "By how much the marks miss (pinball loss)", "De combien les repères se trompent (perte pinball)"
        ),
        rows,
    )


def _floored(view: View, explained: Any) -> str:
    """A share of the spread: doing worse than one mean is foretelling nothing."""
    return view.share(max(0.0, to_float(explained) or 0.0))
