"""The range of costs in a report: one picture, the figures behind it, and how they were measured."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from privkit.evidence.figures.cost_range import Spot, drawn
from privkit.evidence.figures.style import Picture, picture, to_svg
from privkit.evidence.report.blocks import (
    Block,
    Bullets,
    Code,
    Figure,
    Line,
    Paragraph,
    Report,
    Section,
    Strong,
    Subheading,
    Table,
    between,
    line,
)
from privkit.evidence.report.html import text_of
from privkit.evidence.report.view import View
from privkit.evidence.report.voice import percent, to_float
from privkit.words import Language, Words

Body = Mapping[str, Any]


def range_blocks(view: View) -> list[Block]:
    """The range that was joined to the evidence of a run; nothing without, and nothing for the public."""
    body = view.evidence.get("cost_range")
    if not body or view.public:
        return []
    title = Subheading(
        view("What more, or less, protection would cost", "Ce que coûterait plus, ou moins, de protection")
    )
    return [title, *blocks_of(view, body)]


def view_of(body: Body, language: Language) -> View:
    """How to say a range that stands alone."""
    policy = {"data": {"privacy_unit": {"name": body["unit"]}}}
    return View({"policy": policy, "policy_language": body["policy_language"]}, "dpo", language)


def picture_of(body: Body, language: Language) -> Picture:
    """The picture alone, as SVG and PNG, with what it shows in words."""
    view = view_of(body, language)
    spots, floor = spots_of(view, body), floor_of(body)
    with drawn(spots, floor, _whose(view, body), language, lambda share: _axis(share, language)) as figure:
        return picture(figure, "cost-range", _alt(view, spots, floor))


def missing_of(view: View, body: Body) -> list[str]:
    """What could not be reached or measured, with its reason, as lines of text."""
    return [text_of(one) for one in _missing(view, body)]


def page_of(body: Body, language: Language) -> Report:
    """The range as a page of its own."""
    view = view_of(body, language)
    about = (
        (view("Policy", "Politique"), line(Code(body["policy"]))),
        (view("Data as of", "Données au"), line(view.day(body["as_of"]))),
        (view("Quantity compared", "Grandeur comparée"), line(Code(body["target"]))),
    )
    heading = view("Risk and messages changed", "Risque et messages changés")
    footer = view(
        "Made by privkit. These figures read the data and were paid for by no budget: keep them inside, do not publish them.",
        "Établi par privkit. Ces chiffres lisent les données et aucun budget ne les a payés : gardez-les à l'intérieur, ne "
        "les publiez pas.",
    )
    title = line(view("What protection costs", "Ce que coûte la protection"))
    kind = view("Range of protections", "Éventail de protections")
    section = Section("range", heading, tuple(blocks_of(view, body)))
    return Report(language, "dpo", title, about, (section,), footer, kind)


def blocks_of(view: View, body: Body) -> list[Block]:
    """The picture with its figures, what could not be measured, how to read it."""
    blocks: list[Block] = [Paragraph(line(_what(view, body)))]
    if any(p["cost"] for p in body["points"]):
        blocks.append(_figure(view, body))
    if missing := _missing(view, body):
        blocks.append(Bullets(tuple(missing)))
    return [*blocks, Paragraph(line(_how(view, body)), "note")]


_SETTINGS = {
    "k": Words("k, the least size of a group", "k, la taille minimale d'un groupe"),
    "epsilon": Words("ε, the privacy loss", "ε, la perte de confidentialité"),
    "strength": Words("the strength of the noise", "la force du bruit"),
}


def _what(view: View, body: Body) -> str:
    setting = view.label(_SETTINGS, body["setting"])
    return view(
        f"Each point is this policy at another value of one setting ({setting}), on the same data. Lower: fewer of the "
        f"{view.units} are told something else. Further left: fewer of them are guessed. Below the dashed line, a cost "
        "cannot be told from chance.",
        f"Chaque point est cette politique à une autre valeur d'un réglage ({setting}), sur les mêmes données. Plus "
        f"bas : moins de {view.units} reçoivent un autre message. Plus à gauche : moins sont devinés. Sous le trait "
        "pointillé, un coût ne se distingue pas du hasard.",
    )


def _how(view: View, body: Body) -> str:
    known, unprotected = _attack(body)
    text = view(
        "Risk: an attacker who has the release and knows every other column of one of them guesses the quantity compared, "
        "within 5%. Counted is the excess (a - c) / (1 - c), a being the share guessed of those in the data, c of others "
        "who were not in it.",
        "Risque : un attaquant qui a la sortie et connaît toutes les autres colonnes de l'un d'eux devine la grandeur comparée, "
        "à 5 % près. On compte l'excès (a - c) / (1 - c), a étant la part devinée parmi ceux des données, c parmi d'autres "
        "qui n'y étaient pas.",
    )
    if unprotected is not None:
        text += view(
            f" Without protection: {view.share(unprotected)} (columns known: {known}).",
            f" Sans protection : {view.share(unprotected)} (colonnes connues : {known}).",
        )
    if few_alike(body):
        text += view(
            f" An average hides small groups: the picture shows the tenth of the {view.units} whose known columns the fewest "
            "rows of the release share.",
            f" Une moyenne cache les petits groupes : l'image montre le dixième des {view.units} dont le moins de lignes de "
            "la sortie partagent les colonnes connues.",
        )
    if not body["set_aside_by_policy"]:
        text += view(
            " The policy sets nobody aside: for the attack alone, a fifth of the units were.",
            " La politique ne met personne de côté : pour la seule attaque, un cinquième des unités l'a été.",
        )
    if body["noise"]:
        text += view(
            " Each point is one draw of the noise: another draw moves it.",
            " Chaque point est un tirage du bruit : un autre tirage le déplace.",
        )
    return text + view(
        " One attack only: a low value proves no anonymity. Internal figures, paid for by no privacy budget.",
        " Une seule attaque : une valeur basse ne prouve aucun anonymat. Chiffres internes, qu'aucun budget de "
        "confidentialité n'a payés.",
    )


def _attack(body: Body) -> tuple[str, float | None]:
    """The columns the attacker knows, and what it gains without protection."""
    risks = [p["risk"] for p in body["points"] if p["risk"]]
    own = next((p["risk"] for p in body["points"] if p["own"] and p["risk"]), risks[0] if risks else None)
    if own is None:
        return "", None
    return ", ".join(own["known"]), to_float(own["unprotected"])


def few_alike(body: Body) -> bool:
    """Whether the picture shows the risk of the tenth with the fewest look-alikes: measured wherever a risk is."""
    risks = [p["risk"] for p in body["points"] if p["cost"] and p["risk"]]
    return bool(risks) and all(risk["few_alike"] for risk in risks)


def _whose(view: View, body: Body) -> str:
    """The name of the axis of risk."""
    if few_alike(body):
        return view(
            f"{view.units} with fewest look-alikes, guessed because of the release",
            f"{view.units} ayant le moins de semblables, devinés à cause de la sortie",
        )
    return view(f"{view.units} guessed because of the release", f"{view.units} devinés à cause de la sortie")


def floor_of(body: Body) -> float:
    """The resampling floor: the policy's own, or the first that was measured."""
    costs = [p["cost"] for p in sorted(body["points"], key=lambda p: not p["own"]) if p["cost"]]
    return to_float(costs[0]["floor"]) or 0.0


def spots_of(view: View, body: Body) -> list[Spot]:
    """The points that were measured, for the picture."""
    spots, few = [], few_alike(body)
    for point in body["points"]:
        cost, risk = point["cost"], point["risk"]
        risk = risk["few_alike"] if risk and few else risk
        if not cost:
            continue
        label = view.words(point["label"]) + (
            view(" (this policy)", " (cette politique)") if point["own"] else ""
        )
        changed, low, high = (to_float(cost[k]) or 0.0 for k in ("changed", "changed_low", "changed_high"))
        value, *ends = (
            (to_float(risk[k]) or 0.0 for k in ("value", "low", "high")) if risk else (None, 0.0, 0.0)
        )
        spots.append(Spot(label, bool(point["own"]), changed, (low, high), value, (ends[0], ends[1])))
    return spots


def _axis(share: float, language: Language) -> str:
    return percent(share, language) if share else "0"


def _alt(view: View, spots: list[Spot], floor: float) -> str:
    told = "; ".join(
        f"{s.label}: {view.share(s.changed)}" + (f" / {view.share(s.risk)}" if s.risk is not None else "")
        for s in spots
    )
    told = told if view.language == "en" else told.replace("; ", " ; ").replace(": ", " : ")
    return view.typo(
        view(
            f"For each protection, messages changed and risk: {told}. Resampling floor: {view.share(floor)}.",
            f"Pour chaque protection, messages changés et risque : {told}. Plancher de rééchantillonnage : {view.share(floor)}.",
        )
    )


def _figure(view: View, body: Body) -> Figure:
    spots, floor = spots_of(view, body), floor_of(body)
    alt = _alt(view, spots, floor)
    caption = view(
        "Risk against messages changed, with 95% intervals", "Risque et messages changés, intervalles à 95 %"
    )

    def draw() -> str:
        with drawn(
            spots, floor, _whose(view, body), view.language, lambda share: _axis(share, view.language)
        ) as figure:
            return to_svg(figure, "cost-range", alt)

    return Figure(draw, alt, caption, _table(view, body))


def _table(view: View, body: Body) -> Table:
    head = (
        view("Protection", "Protection"),
        view("Messages changed", "Messages changés"),
        view("Floor", "Plancher"),
        view("Told the opposite", "Message inverse"),
        view("Error of the middle mark", "Erreur du repère du milieu"),
        view("Worst group", "Pire groupe"),
        view("Risk, everybody", "Risque, tout le monde"),
        view("Risk, fewest look-alikes", "Risque, le moins de semblables"),
    )
    rows = tuple(_row(view, point) for point in body["points"] if point["cost"])
    return Table(
        view("Figures of each protection", "Chiffres de chaque protection"),
        head,
        rows,
        frozenset(range(1, 8)),
    )


def _row(view: View, point: Body) -> tuple[Line, ...]:
    cost, risk = point["cost"], point["risk"]
    name = view.words(point["label"])
    worst = cost["worst_group"]
    few = risk["few_alike"] if risk else None
    return (
        line(Strong(name)) if point["own"] else line(name),
        line(view.share(cost["changed"])),
        line(view.share(cost["floor"])),
        line(view.share(cost["opposite"])),
        line(view.share(cost["reference_error"])),
        line(Code(worst["column"]), f" = {worst['label']} ", view.share(worst["changed"]))
        if worst
        else line("—"),
        line(_with_ends(view, risk)) if risk else line("—"),
        line(_with_ends(view, few)) if few else line("—"),
    )


def _with_ends(view: View, risk: Body) -> str:
    low, high = view.share(risk["low"]), view.share(risk["high"])
    return view(
        f"{view.share(risk['value'])} ({low} to {high})", f"{view.share(risk['value'])} (de {low} à {high})"
    )


def _missing(view: View, body: Body) -> list[Line]:
    """What could not be reached, or measured, with its reason; a reason common to several is said once."""
    reasons: dict[tuple[bool, str], list[str]] = {}
    for point in body["points"]:
        for cost, why in ((True, point["reason"]), (False, point["risk_reason"])):
            if why and (cost or point["cost"]):
                reasons.setdefault((cost, view.words(why)), []).append(view.words(point["label"]))
    lines = []
    for (cost, why), labels in reasons.items():
        lack = (
            view("cost not measured: ", "coût non mesuré : ")
            if cost
            else view("risk not measured: ", "risque non mesuré : ")
        )
        lines.append(line(between([line(Strong(label)) for label in labels]), view(": ", " : "), lack, why))
    return lines
