"""The conditions: what the policy requires, what was measured, and the nearest setting that would pass."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from privkit.evidence.figures.margins import Margin, drawable, margins
from privkit.evidence.report import labels
from privkit.evidence.report.blocks import (
    Block,
    Break,
    Code,
    Figure,
    Line,
    Paragraph,
    Section,
    Strong,
    Table,
    Tag,
    line,
)
from privkit.evidence.report.labels_conditions import CONDITIONS
from privkit.evidence.report.view import View
from privkit.evidence.report.voice import decimal, percent, to_float


def section(view: View) -> Section:
    """Every condition with its reason, then a picture."""
    intro = Paragraph(
        line(
            view(
                "All must hold, or nothing leaves. A condition that cannot be measured counts as not met.",
                "Toutes doivent être remplies, sinon rien ne sort. Une condition qui ne peut pas être mesurée compte comme "
                "non remplie.",
            )
        )
    )
    blocks: list[Block] = [intro, full_table(view), *picture(view)]
    return Section("conditions", view("The conditions", "Les conditions"), tuple(blocks))


def short_table(view: View) -> Table:
    """For the decision page: condition, required, measured, verdict."""
    head = (
        view("Condition", "Condition"),
        view("Required", "Exigé"),
        view("Measured", "Mesuré"),
        view("Verdict", "Verdict"),
    )
    rows = tuple(
        (name_of(view, one), required(view, one), measured(view, one), verdict(view, one))
        for one in view.evidence["verdicts"]
    )
    return Table(view("Conditions of the policy", "Conditions de la politique"), head, rows, style="verdicts")


def full_table(view: View) -> Table:
    """With what each condition means, why this threshold, and what would pass."""
    head = (
        view("Condition and what it means", "Condition et ce qu'elle veut dire"),
        view("Required", "Exigé"),
        view("Measured", "Mesuré"),
        view("Verdict", "Verdict"),
        view("Why this threshold", "Pourquoi ce seuil"),
    )
    rows = []
    for one in view.evidence["verdicts"]:
        _, meaning = CONDITIONS.get(one["condition"], (None, None))
        name = line(name_of(view, one), Break(), view.words(meaning) if meaning else ())
        because = view.said(one.get("because")) or line(
            view("no reason is written", "aucune raison n'est écrite")
        )
        rows.append(
            (
                name,
                required(view, one),
                line(measured(view, one), _more(view, one)),
                verdict(view, one),
                because,
            )
        )
    return Table(view("Conditions in detail", "Conditions en détail"), head, tuple(rows), style="detail")


def name_of(view: View, one: Mapping[str, Any]) -> Line:
    """The name of a condition, and its output when there are several."""
    name, _ = CONDITIONS.get(one["condition"], (None, None))
    several = len(view.evidence["outputs"]) > 1 and one["output"]
    return line(
        Strong(view.words(name) or str(one["condition"])),
        line(Break(), Code(one["output"])) if several else (),
    )


def verdict(view: View, one: Mapping[str, Any]) -> Line:
    """Met, not met, inconclusive."""
    words, tone, mark = labels.OUTCOMES[one["outcome"]]
    return line(Tag(f"{mark}\N{NO-BREAK SPACE}{view.words(words)}", tone))


def required(view: View, one: Mapping[str, Any]) -> Line:
    """The threshold, in words."""
    if "required" in one:
        return line(view.words(one["required"]))
    bound = to_float(one["figures"].get("required"))
    if bound is None:
        return line("—")
    if one["figures"].get("at_least"):
        return line(view(f"at least {bound:g}", f"au moins {bound:g}"))
    shown = percent(bound, view.language) if "share" in one["figures"] else decimal(bound, 0, view.language)
    return line(view(f"at most {shown}", f"au plus {shown}"))


def measured(view: View, one: Mapping[str, Any]) -> Line:
    """What was found; for the public a rounded share, or only whether the threshold is reached."""
    if "measured" in one:
        return line(view.words(one["measured"]))
    figures, held = one["figures"], one["outcome"] == "held"
    share, bound = (to_float(figures.get(key)) for key in ("share", "required"))
    if one["outcome"] == "inconclusive":
        return line("—")
    if share is None or bound is None:
        return line(view("reached", "atteint") if held else view("not reached", "non atteint"))
    if held == (share <= bound):
        return line(view.share(share))
    # Rounded, the share would contradict the verdict: say on which side of the threshold it is.
    limit = percent(bound, view.language)
    return line(
        view(f"at most {limit}", f"au plus {limit}") if held else view(f"over {limit}", f"plus de {limit}")
    )


def _more(view: View, one: Mapping[str, Any]) -> Line:
    """Interval, note and the nearest setting that would pass (inside only)."""
    if view.public:
        return ()
    out: list[Line] = []
    interval = one.get("interval")
    if interval:
        low, high, level = (view.share(interval[key]) for key in ("low", "high", "confidence"))
        out.append(
            line(
                Break(),
                view(f"{level} interval: {low} to {high}", f"intervalle à {level} : de {low} à {high}"),
            )
        )
    if one.get("note"):
        out.append(line(Break(), view.words(one["note"])))
    if one.get("nearest") and one["outcome"] != "held":
        nearest = view.words(one["nearest"])
        out.append(line(Break(), Strong(view("Would pass: ", "Passerait avec : ")), nearest))
    return line(*out)


def picture(view: View) -> list[Block]:
    """A bar per condition against its threshold; not for the public, whose figures are rounded."""
    found = [] if view.public else [m for one in view.evidence["verdicts"] if (m := _margin(view, one))]
    if not found:
        return []
    alt = ". ".join(
        f"{m.label}: {m.text}" if view.language == "en" else f"{m.label} : {m.text}" for m in found
    )
    caption = view(
        "Measured (bar) against required (line). Blue: met. Red-brown: not met. Ochre: inconclusive.",
        "Mesuré (barre) et exigé (trait). Bleu : remplie. Brun-rouge : non remplie. Ocre : non concluante.",
    )

    def draw() -> str:
        return margins(found, view.language, name="margins", alt=view.typo(alt))

    return [Figure(draw, view.typo(alt), caption)]


def _margin(view: View, one: Mapping[str, Any]) -> Margin | None:
    figures = one["figures"]
    key = next((k for k in ("share", "smallest", "least") if figures.get(k) is not None), None)
    bound = to_float(figures.get("required"))
    value = to_float(figures[key]) if key else None
    if value is None or bound is None:
        return None
    name, _ = CONDITIONS.get(one["condition"], (None, None))
    label = (view.words(name) or str(one["condition"])).split(" (")[0]
    if key == "share":
        text = f"{view.share(value)} / {view.share(bound)}"
        margin = Margin(label, "at_most", value, bound, text, one["outcome"])
    else:
        text = f"{value:g} / {bound:g}"
        margin = Margin(label, "at_least", value, bound, text, one["outcome"])
    return margin if drawable(margin) else None
