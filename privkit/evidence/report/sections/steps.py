"""What was done: the steps in words, what each did to the units, and the figures recorded."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from privkit.evidence.figures.kept import Remaining, units_kept
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
    Subheading,
    Table,
    Tag,
    between,
    line,
)
from privkit.evidence.report.naming import base_of, folded
from privkit.evidence.report.view import View
from privkit.evidence.report.voice import decimal, to_float


def section(view: View) -> Section:
    """The list of steps, the picture of what is left, and, inside, the parameters."""
    blocks: list[Block] = [_kinds(view), steps_table(view), *picture(view)]
    if not view.public:
        blocks += _recorded(view)
    return Section("steps", view("What was done", "Ce qui a été fait"), tuple(blocks))


def _kinds(view: View) -> Paragraph:
    return Paragraph(
        line(
            view(
                "Shaping steps choose and arrange the data. Protection steps make people harder to recognise: losses are "
                "measured against the data before the first of them.",
                "Les étapes de mise en forme choisissent et disposent les données. Les étapes de protection rendent les "
                "personnes plus difficiles à reconnaître : les pertes se mesurent par rapport aux données d'avant la première.",
            )
        )
    )


def steps_table(view: View) -> Table:
    """One row per step."""
    head = (
        view("No.", "N°"),
        view("Step", "Étape"),
        view("Units removed", "Unités retirées"),
        view("Units left", "Unités restantes"),
    )
    by_number = {stage["number"]: stage for stage in view.stages}
    rows = tuple(_row(view, step, by_number[step["number"]]) for step in view.evidence["steps"])
    caption = view("Steps, in order, and their effect", "Étapes, dans l'ordre, et leur effet")
    return Table(caption, head, rows, frozenset({2, 3}))


def _row(view: View, step: Mapping[str, Any], stage: Mapping[str, Any]) -> tuple[Line, ...]:
    name, plain = labels.STEPS.get(step["name"], (None, None))
    kind = Tag(view.label(labels.KINDS, step["kind"]), "good" if step["kind"] == "protect" else "calm")
    title = line(Strong(view.words(name) or str(step["name"])), " ", kind)
    said = [line(view.words(step["sentence"]))] if "sentence" in step else [line(view.words(plain))]
    said += [line(view.words(note)) for note in step.get("changes", {}).get("notes", ())]
    what = line(title, Break(), between(said, Break()))
    return line(str(step["number"])), what, _removed(view, step, stage), line(view.count(stage["after"]))


def _removed(view: View, step: Mapping[str, Any], stage: Mapping[str, Any]) -> Line:
    if view.public:
        return line(view.share(stage["share"]) if step["name"] in labels.REMOVING else "—")
    if (
        stage["removed"] is None
        or step["name"] in labels.MAKING
        or (step["name"] not in labels.REMOVING and not stage["removed"])
    ):
        return line("—")
    share = f" ({view.share(stage['share'])})" if stage["share"] else ""
    return line(f"{view.count(stage['removed'])}{share}")


def picture(view: View) -> list[Block]:
    """The share of units left after each step that removes some."""
    people = [s["step"] for s in view.stages]
    people = people[: next((n for n, name in enumerate(people) if name in labels.MAKING), len(people))]
    stages = view.stages[: len(people)]  # the rows a model makes are nobody who is left
    counted = [s for s in stages if isinstance(s["before"], int) and isinstance(s["after"], int)]
    if not counted or not counted[0]["before"]:
        return []
    first = int(counted[0]["before"])
    bars = [Remaining(view("at the start", "au départ"), 1.0, view.count(first))]
    for stage in counted:
        if stage["step"] in labels.REMOVING if view.public else stage["removed"]:
            bars.append(_bar(view, stage, first))
    last = counted[-1]["after"] / first
    alt = view(
        f"Share of {view.units} left after each step: {view.share(last)} at the end.",
        f"Part des {view.units} qui reste après chaque étape : {view.share(last)} à la fin.",
    )
    caption = view(
        f"{view.units.capitalize()} left after each step that removes some.",
        f"{view.units.capitalize()} qui restent après chaque étape qui en retire.",
    )
    return [Figure(lambda: units_kept(bars, name="kept", alt=alt), alt, caption, _values(view, bars))]


def _bar(view: View, stage: Mapping[str, Any], first: int) -> Remaining:
    name, _ = labels.STEPS.get(stage["step"], (None, None))
    share = stage["after"] / first
    text = view.share(share) if view.public else f"{view.count(stage['after'])} ({view.share(share)})"
    return Remaining(view.words(name) or str(stage["step"]), round(share, 2) if view.public else share, text)


def _values(view: View, bars: list[Remaining]) -> Table:
    head = (view("After", "Après"), view("Left", "Restent"))
    return Table(
        view("Figures", "Chiffres"), head, tuple((line(b.label), line(b.text)) for b in bars), frozenset({1})
    )


#: Of use to the next delivery, or told in a section of their own.
_ELSEWHERE = frozenset({"shares", "described"})


def _recorded(view: View) -> list[Block]:
    rows = []
    for step in view.evidence["steps"]:
        parameters, figures = step["parameters"], step["changes"]["figures"]
        figures = {key: value for key, value in figures.items() if key not in _ELSEWHERE}
        if parameters or figures:
            if step["name"] == "minimise":  # the reasons stand beside each column, in the journeys
                parameters = {key: list(value) for key, value in parameters.items()}
            pairs = (_pairs(view, parameters), _pairs(view, figures))
            rows.append((line(f"{step['number']}. ", Code(step["name"])), *pairs))
    if not rows:
        return []
    head = (view("Step", "Étape"), view("Asked", "Demandé"), view("Found", "Constaté"))
    caption = view("Parameters and figures, as recorded", "Paramètres et chiffres, tels qu'enregistrés")
    return [Subheading(caption), Table(caption, head, tuple(rows), style="dense")]


def _pairs(view: View, values: Mapping[str, Any]) -> Line:
    found: dict[str, list[str]] = {}  # what is recorded of each column of a repeated one is told once
    for key, value in values.items():
        found.setdefault(f"{base_of(key)}\0{shown(view, value)}", []).append(key)
    lines = []
    for told, keys in found.items():
        name, _, text = told.partition("\0")
        many = f" ({len(keys)})" if len(keys) > 1 else ""
        value = Code(text) if re.fullmatch(r"[0-9a-f]{32,}", text) else text  # a hash: broken anywhere
        lines.append(line(Code(name if many else keys[0]), many, view(": ", " : "), value))
    return between(lines, Break()) or line("—")


def shown(view: View, value: Any) -> str:
    """A recorded value on one line."""
    if isinstance(value, Mapping):
        if set(value) == {"en", "fr"}:
            return view.words(value)
        return ", ".join(f"{str(key).rstrip('_')} {shown(view, item)}" for key, item in value.items()) or "—"
    if isinstance(value, list):
        return ", ".join(folded([shown(view, item) for item in value])) or "—"
    if value is None:
        return "—"
    if isinstance(value, bool):
        return view("yes", "oui") if value else view("no", "non")
    if isinstance(value, int):
        return view.count(value)
    text = str(value)
    if re.fullmatch(r"\d+/\d+", text):
        return view.share(text)
    number = to_float(text) if re.fullmatch(r"-?\d+\.\d+(e-?\d+)?", text) else None
    if number is None:
        return text
    return decimal(number, 4 if abs(number) >= 0.001 or not number else 12, view.language)
