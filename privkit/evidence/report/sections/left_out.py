"""What limits, public lists and secrecy left out of the tables: measured on the data, for the DPO only."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from privkit.evidence.report.blocks import Block, Code, Line, Paragraph, Subheading, Table, line
from privkit.evidence.report.labels_tables import REASONS
from privkit.evidence.report.view import View


def left_out(view: View) -> list[Block]:
    """The rows that limits removed (a bias), those outside the public lists, the cells hidden and why."""
    title = view(
        "What was left out (internal: never publish)",
        "Ce qui a été laissé de côté (interne : ne pas publier)",
    )
    rows = [*_caps(view), *_unlisted(view)]
    blocks: list[Block] = [Subheading(title)]
    if rows:
        head = (view("What", "Quoi"), view("Rows", "Lignes"), view("Share", "Part"))
        caption = view("Rows that no table counts", "Lignes qu'aucun tableau ne compte")
        blocks += [Table(caption, head, tuple(rows), frozenset({1, 2})), Paragraph(_bias(view), "note")]
    hidden = [*_hidden(view)]
    if hidden:
        head = (
            view("Table", "Tableau"),
            view("Why cells are secret", "Pourquoi des cases sont secrètes"),
            view("Cells", "Cases"),
        )
        caption = view(
            "Secret cells by reason (some have several)",
            "Cases secrètes par raison (certaines en ont plusieurs)",
        )
        blocks += [Table(caption, head, tuple(hidden), frozenset({2})), *_attack(view)]
    return blocks if len(blocks) > 1 else []


def _caps(view: View) -> Iterator[tuple[Line, ...]]:
    for step in view.evidence["steps"]:
        figures = step["changes"]["figures"]
        before, after = figures.get("rows_before"), figures.get("rows_after")
        if step["name"] != "limit_contribution" or not before:
            continue
        over = figures.get("units_over_a_limit", 0)
        what = view(
            f"Beyond the limits of one {view.unit} (step {step['number']}): {view.counted(over)} over a limit",
            f"Au-delà des limites d'une unité ({view.unit}, étape {step['number']}) : {view.counted(over)} au-delà d'une limite",
        )
        yield line(what), line(view.count(before - after)), line(view.share((before - after) / before, 2))


def _unlisted(view: View) -> Iterator[tuple[Line, ...]]:
    for one in view.evidence["tables"]:
        private = one["private"]
        found, rows = private.get("rows_with_a_key_not_listed"), private.get("rows")
        if found is None:
            continue
        what = line(
            view(
                "With a key that no public list holds: ",
                "Dont une clé ne figure dans aucune liste publique : ",
            ),
            Code(one["table"]),
        )
        yield what, line(view.count(found)), line(view.share(found / rows, 2) if rows else "—")


def _bias(view: View) -> Line:
    if not any(one["protection"] == "differential_privacy" for one in view.evidence["tables"]):
        return line(
            view(
                "These rows are in no figure, totals included.",
                "Ces lignes ne sont dans aucun chiffre, totaux compris.",
            )
        )
    return line(
        view(
            "These rows make the figures too low, in all cells or in some: margins tell of the noise only, not of this.",
            "Ces lignes rendent les chiffres trop bas, partout ou par endroits : les marges ne parlent que du bruit, pas de "
            "cela.",
        )
    )


def _hidden(view: View) -> Iterator[tuple[Line, ...]]:
    for one in view.evidence["tables"]:
        by_reason: Mapping[str, Any] = one["private"].get("secret_cells_by_reason") or {}
        for reason, cells in by_reason.items():
            yield line(Code(one["table"])), line(view.label(REASONS, reason)), line(view.count(cells))


def _attack(view: View) -> list[Block]:
    private = view.evidence["tables"][0]["private"]
    checked, found = private.get("figures_attacked"), private.get("figures_found")
    if checked is None:
        return []
    text = view(
        f"An attacker who solves all published totals for the hidden figures was run on {view.count(checked)} of them: "
        f"{view.count(found)} found within the protection interval.",
        f"Un attaquant qui résout tous les totaux publiés pour trouver les chiffres masqués a été lancé sur "
        f"{view.count(checked)} d'entre eux : {view.count(found)} trouvé{'s' if found > 1 else ''} dans l'intervalle de protection.",
    )
    return [Paragraph(line(text))]
