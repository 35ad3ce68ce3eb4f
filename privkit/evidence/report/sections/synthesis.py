"""How rows were made: the method, what bounds what it learnt, what it measured, what was repaired, its licence."""

from __future__ import annotations

import math
from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from privkit.evidence.report.blocks import Block, Code, Line, Paragraph, Section, Table, between, line
from privkit.evidence.report.labels_synthesis import (
    ANSWERS,
    LICENSED,
    METHODS,
    NEIGHBOURS,
    REPAIRED,
    WHAT_THEY_ARE,
)
from privkit.evidence.report.sections.budget import NO_PROTECTION
from privkit.evidence.report.view import View
from privkit.evidence.report.voice import decimal, to_float, whole
from privkit.ledger.amount import times


def section(view: View) -> Section:
    """One part when rows were made by a model; without a block otherwise."""
    found = synthesis_of(view.evidence)
    title = view("How rows were made", "Comment les lignes ont été faites")
    if found is None:
        return Section("synthesis", title, ())
    blocks: list[Block] = [Paragraph(line(_what(view, found))), view.facts(title, _facts(view, found))]
    if not view.public:
        described = found.get("described") or {}
        blocks += [*_measured(view, described), *_noise(view, described), *_never_given(view, described)]
    return Section("synthesis", title, tuple(blocks))


def synthesis_of(evidence: Mapping[str, Any]) -> Mapping[str, Any] | None:
    """What the step recorded: parameters and figures together; of the public evidence, what it may say."""
    if "synthesis" in evidence:
        public: Mapping[str, Any] | None = evidence["synthesis"]
        return public
    for step in evidence["steps"]:
        if step["name"] == "synthesise":
            return {**step.get("parameters", {}), **(step.get("changes", {}).get("figures") or {})}
    return None


def _what(view: View, found: Mapping[str, Any]) -> str:
    told = view.label(WHAT_THEY_ARE, found.get("method"))
    return told + view(
        " No row is the row of somebody. A row may look like a real person all the same, by chance or because the model "
        "kept too much: this is what the attacks measure.",
        " Aucune ligne n'est celle de quelqu'un. Une ligne peut tout de même ressembler à une vraie personne, par hasard ou "
        "parce que le modèle a trop retenu : c'est ce que mesurent les attaques.",
    )


def _facts(view: View, found: Mapping[str, Any]) -> list[tuple[str, Line, str]]:
    method = str(found.get("method"))
    rows: list[tuple[str, Line, str]] = [
        (view("Method", "Méthode"), line(view.label(METHODS, method)), ""),
        (
            view("Bound on what is learnt of one", "Borne de ce qui s'apprend d'un seul"),
            line(_bound(view, found)),
            "",
        ),
    ]
    if to_float(found.get("epsilon")) is not None:
        rows.append(
            (
                view("Two neighbouring files", "Deux fichiers voisins"),
                line(view.label(NEIGHBOURS, found.get("neighbours"))),
                "",
            )
        )
    if not view.public:
        rows += [
            *_counts(view, found),
            (view("Hard rules", "Règles impératives"), line(_rules(view, found)), ""),
        ]
    if method in LICENSED:
        rows.append((view("Licence", "Licence"), line(_licence(view)), ""))
    return rows


def _bound(view: View, found: Mapping[str, Any]) -> str:
    epsilon = to_float(found.get("epsilon"))
    if epsilon is None:
        return view(
            "none: the model is not differentially private, and only the attacks measured say what is learnt",
            "aucune : le modèle n'a pas de confidentialité différentielle, et seules les attaques mesurées disent ce qui "
            "s'apprend",
        )
    shown, delta = decimal(epsilon, 4, view.language), _delta(view, found)
    return view(
        f"differential privacy, ε = {shown}, δ = {delta}: it covers every row made, however many",
        f"confidentialité différentielle, ε = {shown}, δ = {delta} : elle couvre toutes les lignes faites, quel qu'en soit le "
        "nombre",
    )


def _delta(view: View, found: Mapping[str, Any]) -> str:
    return decimal(to_float(found.get("delta")) or 0.0, 18, view.language)


def bound_on_made(view: View) -> Line | None:
    """What differential privacy promises of rows made, in one sentence; None without it, or when it hides nearly nothing."""
    found = synthesis_of(view.evidence) or {}
    if to_float(found.get("epsilon")) is None:
        return None
    epsilon = Fraction(str(found["epsilon"]))
    if math.exp(min(float(epsilon), 700.0)) > NO_PROTECTION:
        return None
    most, delta = view.words(times(epsilon)), _delta(view, found)
    return line(
        view(
            f"Whatever somebody knows already, these rows multiply by at most {most} the odds of any guess about one {view.unit} "
            f"(odds: chances for over chances against), but for a failure of probability {delta}.",
            f"Quoi que l'on sache déjà, ces lignes multiplient par {most} au plus la cote de toute supposition sur une unité "
            f"({view.unit}) (cote : chances pour sur chances contre), sauf défaillance de probabilité {delta}.",
        )
    )


def _counts(view: View, found: Mapping[str, Any]) -> list[tuple[str, Line, str]]:
    asked, made, before = (found.get(k) for k in ("rows", "units_made", "units_before"))
    rows: list[tuple[str, Line, str]] = []
    told = (
        view("as many as there are", "autant qu'il y en a")
        if asked is None
        else whole(int(asked), view.language)
    )
    rows.append((view("Asked", "Demandé"), line(told), ""))
    if made is not None:
        rows.append((view("Made", "Fait"), line(view.counted(int(made))), ""))
    if before is not None:
        rows.append((view("Made from", "Fait à partir de"), line(view.counted(int(before))), ""))
    else:
        hidden = view(
            "not told: the exact number went through no noise",
            "non dit : le nombre exact n'est passé par aucun bruit",
        )
        rows.append((view("Made from", "Fait à partir de"), line(hidden), ""))
    return rows


def _rules(view: View, found: Mapping[str, Any]) -> str:
    repaired = {k: int(n) for k, n in (found.get("repaired") or {}).items() if n}
    if not found.get("repaired"):
        return view("none asked for", "aucune demandée")
    if not repaired:
        return view(
            "all rows kept them as they were made", "toutes les lignes les respectaient telles que faites"
        )
    parts = [
        f"{view.label(REPAIRED, k)}{view(': ', ' : ')}{whole(n, view.language)}" for k, n in repaired.items()
    ]
    return view("hold in every row; ", "tiennent dans toute ligne ; ") + ", ".join(parts)


def _licence(view: View) -> str:
    return view(
        "made with the SDV library, under the Business Source License 1.1: not an open-source licence; check that your use is "
        "allowed by it",
        "fait avec la bibliothèque SDV, sous Business Source License 1.1 : ce n'est pas une licence libre ; vérifiez qu'elle "
        "admet votre usage",
    )


def _measured(view: View, described: Mapping[str, Any]) -> list[Block]:
    """The marginals a differentially private model measured; the order of the columns of trees."""
    found: list[Any] = list(described.get("marginals") or ())
    names: list[Any] = [one["columns"] for one in found if one.get("columns")]
    if names:
        told = between([line(Code(" × ".join(str(c) for c in columns))) for columns in names])
        text = line(
            view(
                f"Beside each column by itself, {len(names)} tables of several columns were measured under noise: ",
                f"Outre chaque colonne à part, {len(names)} tables de plusieurs colonnes ont été mesurées sous bruit : ",
            ),
            told,
            ".",
        )
        return [Paragraph(text)]
    order = described.get("order") or ()
    if not order:
        return []
    leaf = described.get("smallest_leaf")
    text = line(
        view("Columns were drawn in this order, each from those before: ", "Colonnes tirées dans cet ordre, chacune d'après "
             "les précédentes : "),
        between([line(Code(str(name))) for name in order]),
        view(f". A leaf holds at least {leaf} real {view.units}.", f". Une feuille compte au moins {leaf} {view.units} réels.")
        if leaf else ".",
    )  # fmt: skip
    return [Paragraph(text)]


def _noise(view: View, described: Mapping[str, Any]) -> list[Block]:
    answers = described.get("answers")
    if not isinstance(answers, Mapping) or not answers:
        return []
    rows = tuple(
        (
            line(view.label(ANSWERS, kind)),
            line(whole(int(number), view.language)),
            line(_share(view, described, kind)),
        )
        for kind, number in answers.items()
    )
    head = (
        view("Answers under noise", "Réponses sous bruit"),
        view("Number", "Nombre"),
        view("Share of the budget", "Part du budget"),
    )
    caption = view("What the privacy budget was spent on", "À quoi le budget de confidentialité a servi")
    return [Table(caption, head, rows, frozenset({1, 2}), style="narrow")]


def _share(view: View, described: Mapping[str, Any], kind: str) -> str:
    noise: list[Mapping[str, Any]] = list(described.get("noise") or ())
    shares = [to_float(one.get("share")) or 0.0 for one in noise if one.get("kind") == kind]
    return view.share(sum(shares)) if shares else "—"


def _never_given(view: View, described: Mapping[str, Any]) -> list[Block]:
    found = {c: int(n) for c, n in (described.get("values_never_given") or {}).items() if n}
    if not found:
        return []
    text = view(
        "Values too rare to be given, by column: ",
        "Valeurs trop rares pour être données, par colonne : ",
    )
    return [Paragraph(line(text, between([line(Code(c), f" {n}") for c, n in found.items()]), "."))]
