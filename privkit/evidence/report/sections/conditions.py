"""The conditions: what the policy requires, what was measured, and the nearest setting that would pass."""

from __future__ import annotations

import re
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
from privkit.evidence.report.labels_attacks import group_label
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
        (name_of(view, one, " "), short_of(required(view, one)), brief(view, one), verdict(view, one))
        for one in view.evidence["verdicts"]
    )
    return Table(view("Conditions of the policy", "Conditions de la politique"), head, rows, style="verdicts")


def full_table(view: View) -> Table:
    """With what each condition means, why this threshold, and what would pass."""
    found = view.evidence["verdicts"]
    reasons = any(one.get("because") for one in found)
    head = (
        view("Condition and what it means", "Condition et ce qu'elle veut dire"),
        view("Required", "Exigé"),
        view("Measured", "Mesuré"),
        view("Verdict", "Verdict"),
        *([view("Why this threshold", "Pourquoi ce seuil")] if reasons else []),
    )
    rows = []
    for one in found:
        _, meaning = CONDITIONS.get(one["condition"], (None, None))
        name = line(name_of(view, one), Break(), view.words(meaning) if meaning else ())
        because = view.said(one.get("because")) or line("—")
        cells = (name, required(view, one), line(_told(view, one), _more(view, one)), verdict(view, one))
        rows.append((*cells, because) if reasons else cells)
    caption = view("Conditions in detail", "Conditions en détail")
    if not reasons and found:
        caption = view(
            "Conditions in detail. The policy gives no reason for its thresholds.",
            "Conditions en détail. La politique ne dit pas pourquoi ces seuils.",
        )
    return Table(caption, head, tuple(rows), style="detail")


def _told(view: View, one: Mapping[str, Any]) -> Line:
    """What was found. Of an attack that was made, its bound: the section on risk tells the rest."""
    figures = one["figures"]
    if not figures.get("bars") or one["outcome"] == "inconclusive":
        return measured(view, one)
    worst = figures.get("worst_group") or ""
    group = f" ({group_label(view, worst)})" if worst else ""
    return line(brief(view, one), group)


def brief(view: View, one: Mapping[str, Any]) -> Line:
    """What was found, in few words: of an attack, the bound that is judged; else what comes before any detail."""
    figures = one["figures"]
    if figures.get("bars") and one["outcome"] != "inconclusive":
        high = view.share(figures["share"])
        return line(view(f"at most {high} gained", f"au plus {high} de gagné"))
    told, floor = short_of(measured(view, one)), to_float(figures.get("floor"))
    share = view.share(figures.get("share"))
    if floor is not None and one["condition"] in ("fidelity", "usefulness"):
        words = {
            "fidelity": view(f"{share} apart", f"{share} d'écart"),
            "usefulness": view(f"{share} lost", f"{share} de perdu"),
        }
        told = line(words[one["condition"]])
    if floor is None:
        return told
    chance = view.share(floor)
    return line(told, view(f" (chance alone: {chance})", f" (hasard seul : {chance})"))


def short_of(told: Line) -> Line:
    """A line without what stands in brackets at its end or after a semicolon: the section tells it."""
    text = re.sub(r"\s?;.*$", "", "".join(getattr(piece, "text", " ") for piece in told), flags=re.S)
    text = re.sub(r"\s\([^()]{12,}\)$", "", text)
    # A symbol and its number stay on one line.
    return line(
        re.sub(
            r"(?<=\de)-(?=\d)", "\N{MINUS SIGN}", text.replace(" = ", "\N{NO-BREAK SPACE}=\N{NO-BREAK SPACE}")
        )
    )


def name_of(view: View, one: Mapping[str, Any], before_output: str | Break = Break()) -> Line:  # noqa: B008 (frozen)
    """The name of a condition, and its output when there are several."""
    name, _ = CONDITIONS.get(one["condition"], (None, None))
    several = len(view.evidence["outputs"]) > 1 and one["output"]
    return line(
        Strong(view.words(name) or str(one["condition"])),
        line(before_output, Code(one["output"])) if several else (),
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
        # The interval of an attack is that of everybody, also when a group decides.
        of = view(" (everybody)", " (tout le monde)") if one["figures"].get("worst_group") else ""
        out.append(
            line(
                Break(),
                view(
                    f"{level} interval{of}: {low} to {high}", f"intervalle à {level}{of} : de {low} à {high}"
                ),
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
