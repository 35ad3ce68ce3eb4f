"""The published tables: what each holds, how far its figures can be trusted, and, for the DPO, what was left out."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from privkit.evidence.report.blocks import (
    Block,
    Break,
    Bullets,
    Code,
    Line,
    Paragraph,
    Section,
    Strong,
    Subheading,
    Table,
    between,
    line,
)
from privkit.evidence.report.labels_tables import MECHANISMS, STATUSES
from privkit.evidence.report.sections.budget import budget_blocks
from privkit.evidence.report.sections.left_out import left_out
from privkit.evidence.report.view import View
from privkit.evidence.report.voice import decimal, to_float, whole


def section(view: View) -> Section:
    """The budget, then one part per table. Without tables there is no block, and no section."""
    title = view("The published tables", "Les tableaux publiés")
    tables = view.evidence.get("tables") or []
    if not tables:
        return Section("tables", title, ())
    blocks: list[Block] = budget_blocks(view)
    if any(one["protection"] == "statistical_secrecy" for one in tables):
        blocks += _secrecy(view, tables[0])
    for one in tables:
        blocks += _one(view, one)
    if view.reader == "dpo":
        blocks += left_out(view)
    return Section("tables", title, tuple(blocks))


def _secrecy(view: View, one: Mapping[str, Any]) -> list[Block]:
    least = (one["rules"] or {}).get("min_count")
    rounded = "controlled_rounding" in one["mechanisms"]
    how = view(
        "every figure is rounded, all together, so that small ones cannot be told",
        "tous les chiffres sont arrondis ensemble, pour que les petits ne puissent se lire",
    )
    if not rounded:
        how = view(
            f"a cell of fewer than {least} {view.units} is hidden, and others with it, so that no subtraction gives it back",
            f"une case de moins de {least} {view.units} est masquée, et d'autres avec elle, pour qu'aucune soustraction ne "
            "la rende",
        )
    lead = view(
        f"Statistical secrecy: {how}. No noise is added.",
        f"Secret statistique : {how}. Aucun bruit n'est ajouté.",
    )
    title = view("How people are protected", "Comment les personnes sont protégées")
    return [Subheading(title), Paragraph(line(lead), "lead"), *_rules(view, one["rules"] or {})]


def _rules(view: View, rules: Mapping[str, Any]) -> list[Block]:
    """The rules on contributors. They are not told to the public: they would help to guess."""
    out, largest = [], rules.get("dominance_of")
    if rules.get("dominance") is not None:
        most = view.share(rules["dominance"])
        who = view("the largest contributor holds", "le plus grand contributeur tient")
        if largest != 1:
            who = view(
                f"the {largest} largest contributors hold",
                f"les {largest} plus grands contributeurs tiennent",
            )
        out.append(
            view(
                f"Also hidden: totals of which {who} more than {most}.",
                f"Masqués aussi : les totaux dont {who} plus de {most}.",
            )
        )
    if rules.get("p_percent") is not None:
        near = view.share(rules["p_percent"])
        out.append(
            view(
                f"Also hidden: totals from which a contributor would be estimated within {near}.",
                f"Masqués aussi : les totaux d'où un contributeur s'estimerait à {near} près.",
            )
        )
    return [Bullets(tuple(line(text) for text in out))] if out else []


def _one(view: View, one: Mapping[str, Any]) -> list[Block]:
    blocks: list[Block] = [
        Subheading(view(f"Table {one['table']}", f"Tableau {one['table']}")),
        _about(view, one),
    ]
    blocks += [_figures(view, one), *_reading(view, one), *_statuses(view, one)]
    notes = [line(view.words(note)) for note in one["notes"]]
    return [*blocks, *([Bullets(tuple(notes))] if notes else [])]


def _about(view: View, one: Mapping[str, Any]) -> Table:
    cells = whole(one["cells"], view.language)
    rows = [
        (view("Rows", "Lignes"), line(view(f"{cells}, one per cell", f"{cells}, une par case")), ""),
        (view("Cells are made by", "Ce qui fait les cases"), _keys(view, one), ""),
        (
            view("Protection", "Protection"),
            between([line(view.label(MECHANISMS, m)) for m in one["mechanisms"]]),
            "",
        ),
        (view(f"One {view.unit} counts in", f"Une unité ({view.unit}) compte dans"), _limits(view, one), ""),
        (view("Leaves as", "Sort sous le nom"), _leaves(view, one), ""),
        (view("Totals", "Totaux"), line(_totals(view, one)), ""),
    ]
    return view.facts(view(f"About {one['table']}", f"À propos de {one['table']}"), rows)


def _leaves(view: View, one: Mapping[str, Any]) -> Line:
    if one["outputs"]:
        return between([line(Code(o)) for o in one["outputs"]])
    if view.public:
        return ()
    return line(view("nothing: it only serves the other tables", "rien : il ne sert qu'aux autres tableaux"))


def _keys(view: View, one: Mapping[str, Any]) -> Line:
    if not one["keys"]:
        return line(view("nothing: one figure for all", "rien : un chiffre pour tous"))
    return between([line(Code(key["name"]), _from(view, key)) for key in one["keys"]], Break())


def _from(view: View, key: Mapping[str, Any]) -> Line:
    n, where = whole(key["values"], view.language), key["come_from"]
    if where == "private":
        return line(
            view(
                f": {n} values held by enough {view.units}, chosen under noise",
                f" : {n} valeurs portées par assez de {view.units}, choisies sous bruit",
            )
        )
    told = {
        "list": view(f": {n} values of a public list", f" : {n} valeurs d'une liste publique"),
        "policy": view(f": {n} values written in the policy", f" : {n} valeurs écrites dans la politique"),
        "range": view(f": {n} values of a range of dates", f" : {n} valeurs d'un intervalle de dates"),
    }[where]
    file = key.get("file")
    return line(
        told, line(" (", Code(file), ")") if file else (), view(", all published", ", toutes publiées")
    )


def _limits(view: View, one: Mapping[str, Any]) -> Line:
    groups, rows = one["limits"].get("groups"), one["limits"].get("rows")
    if not groups or one["protection"] != "differential_privacy":
        return ()
    many = view(
        f"at most {groups} cell{'s' if groups > 1 else ''}",
        f"au plus {groups} case{'s' if groups > 1 else ''}",
    )
    if rows:
        many += view(
            f", with at most {rows} row{'s' if rows > 1 else ''} in each",
            f", avec au plus {rows} ligne{'s' if rows > 1 else ''} dans chacune",
        )
    return line(many)


def _totals(view: View, one: Mapping[str, Any]) -> str:
    if one["adds_up"]:
        return view("published parts add up to their total", "les parties publiées s'ajoutent en leur total")
    return view(
        "parts do not add up exactly to a total: each figure has its own noise",
        "les parties ne s'ajoutent pas exactement en un total : chaque chiffre a son propre bruit",
    )


def _figures(view: View, one: Mapping[str, Any]) -> Table:
    head = [view("Figure", "Chiffre"), view("What it is", "Ce que c'est")]
    with_noise = one["protection"] == "differential_privacy"
    if with_noise:
        head += [
            view("Margin (95%)", "Marge (95 %)"),
            view("Beside its figure (median)", "Rapportée au chiffre (médiane)"),
            view("Means nothing below", "Ne veut rien dire sous"),
        ]
    elif any(f.get("covered") is not None for f in one["figures"]):
        head.append(view("Share of the total published", "Part du total publiée"))
    head.append(view("Cells with a figure", "Cases qui ont un chiffre"))
    rows = []
    for figure in one["figures"]:
        row = [line(Code(figure["name"])), line(_says(view, figure))]
        if with_noise:
            row += [_margin(view, one, figure), _relative(view, figure), _amount(view, one, figure, "least")]
        elif len(head) == 4:
            row.append(line(_covered(view, figure["covered"])))
        published = figure["published"]
        rows.append((*row, line(whole(published, view.language) if published is not None else "—")))
    caption = view(f"Figures of {one['table']}", f"Chiffres de {one['table']}")
    return Table(caption, tuple(head), tuple(rows), frozenset(range(2, len(head))))


def _covered(view: View, share: Any) -> str:
    """The share of the total that is published; for the public in steps of 5 %, as a finer one would tell the hidden total."""
    exact = to_float(share)
    if not view.public or exact is None:
        return view.share(share)
    if exact == 1:
        return view("all of it", "la totalité")
    least = view.share(exact)
    return view(f"at least {least}", f"au moins {least}")


def _says(view: View, figure: Mapping[str, Any]) -> str:
    said = view.words(figure["says"])
    return said + (f" ({figure['unit']})" if figure["unit"] and figure["unit"] not in said else "")


def _margin(view: View, one: Mapping[str, Any], figure: Mapping[str, Any]) -> Line:
    if figure["margin"] is not None:
        return line("± ", _amount(view, one, figure, "margin"))
    if figure["median"] is None:
        return line("—")
    middle, worst = (_amount(view, one, figure, key) for key in ("median", "worst"))
    return line(
        view("± ", "± "), middle, view(" (median)", " (médiane)"), Break(),
        "± ", worst, view(" (worst)", " (pire)"),
    )  # fmt: skip


def _relative(view: View, figure: Mapping[str, Any]) -> Line:
    share = to_float(figure["relative"])
    if share is None:
        return line("—")
    return line(view("over 1000%", "plus de 1000 %") if share > 10 else view.share(share))


def _amount(view: View, one: Mapping[str, Any], figure: Mapping[str, Any], key: str) -> Line:
    value = to_float(figure[key])
    if value is None:
        return line("—")
    unit = str(figure["unit"])
    unit = view.units if unit == one["unit"] and value >= 2 else view.unit if unit == one["unit"] else unit
    if figure["kind"] in ("count_rows", "histogram"):
        unit = view("rows", "lignes") if value >= 2 else view("row", "ligne")
    return line(
        decimal(value, figure["decimals"], view.language), f"\N{NO-BREAK SPACE}{unit}" if unit else ""
    )


def _reading(view: View, one: Mapping[str, Any]) -> list[Block]:
    """The margin read aloud, on a cell made up for it."""
    figure = next((f for f in one["figures"] if f["margin"] is not None and f["least"] is not None), None)
    if figure is None:
        return []
    margin = to_float(figure["margin"]) or 0.0
    shown = {
        key: _amount(view, one, {**figure, "x": str(value)}, "x")
        for key, value in (("it", 10 * margin), ("low", 9 * margin), ("high", 11 * margin), ("half", margin))
    }
    return [
        Paragraph(
            line(
                view("Read aloud: a cell where ", "À voix haute : une case où "),
                Code(figure["name"]),
                view(" reads ", " se lit "),
                shown["it"],
                view(" stood, before the noise, between ", " se trouvait, avant le bruit, entre "),
                shown["low"],
                view(" and ", " et "),
                shown["high"],
                view(
                    ", 95 times in 100. Under twice its margin a figure is better left without comment; two figures whose "
                    "intervals overlap are not told apart.",
                    ", 95 fois sur 100. Sous le double de sa marge, un chiffre ne se commente pas ; deux chiffres dont les "
                    "intervalles se chevauchent ne se distinguent pas.",
                ),
            ),
            "note",
        )
    ]


def _statuses(view: View, one: Mapping[str, Any]) -> list[Block]:
    rows = []
    for status, (word, meaning) in STATUSES.items():
        if count := one["rows"].get(status):
            rows.append(
                (line(Strong(view.words(word))), line(view.words(meaning)), line(whole(count, view.language)))
            )
    if not rows:
        return []
    head = (
        view("Status of a row", "Statut d'une ligne"),
        view("What it means", "Ce que cela veut dire"),
        view("Rows", "Lignes"),
    )
    caption = view(f"Rows of {one['table']} by status", f"Lignes de {one['table']} par statut")
    return [Table(caption, head, tuple(rows), frozenset({2}))]
