"""What changed since the last version: the policy, stronger or weaker in words, the data, the figures measured."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from privkit.evidence.report import labels
from privkit.evidence.report.blocks import (
    Block,
    Break,
    Bullets,
    Code,
    Line,
    Paragraph,
    Section,
    Strong,
    Table,
    Tag,
    between,
    line,
)
from privkit.evidence.report.labels_conditions import CONDITIONS
from privkit.evidence.report.view import View
from privkit.evidence.report.voice import decimal, to_float
from privkit.words import Words

#: How a change is called: one, several, and its tone.
EFFECTS: Mapping[str, tuple[Words, Words, Any]] = {
    "weaker": (Words("weaker", "plus faible"), Words("weaker", "plus faibles"), "bad"),
    "different": (Words("to be looked at", "à regarder"), Words("to be looked at", "à regarder"), "unsure"),
    "stronger": (Words("stronger", "plus forte"), Words("stronger", "plus fortes"), "good"),
}
_SHOWN = 3  # changes told on the decision page; the others have a section


def known(view: View) -> bool:
    """Whether the evidence says what changed: evidence of an older version does not."""
    return view.evidence.get("since") is not None


def title_of_since(view: View) -> str:
    """Named after the version compared with."""
    before = view.evidence["since"]["before"]
    if not before:
        return view("Since the last version", "Depuis la dernière version")
    version, day = before["version"], view.day(before["day"])
    word = labels.STATUSES[before["status"]][0]
    status = "" if before["status"] == "released" else f", {view.words(word).lower()}"
    return view(f"Since version {version} ({day}{status})", f"Depuis la version {version} ({day}{status})")


def short(view: View) -> Line:
    """For the decision page: first version; or what changed, weaker first, and the figures that moved most."""
    since = view.evidence["since"]
    if not since["before"]:
        return line(
            view("First version: nothing to compare with.", "Première version : rien à quoi comparer.")
        )
    if view.public:
        return line(*_counts(view, since["effects"])) or _nothing(view)
    lines = [_policy(view, since), _data(view, since), _moved(view, since)]
    return between([one for one in lines if one], Break()) or _nothing(view)


def _nothing(view: View) -> Line:
    if view.public:
        return line(view("The policy is the same.", "La politique est la même."))
    return line(view("Nothing changed.", "Rien n'a changé."))


def _counts(view: View, effects: Mapping[str, int]) -> list[Line]:
    """The policy: 1 weaker, 2 stronger."""
    tags = []
    for name, (one, many, tone) in EFFECTS.items():
        if number := effects.get(name, 0):
            tags.append(
                line(Tag(f"{number}\N{NO-BREAK SPACE}{view.words(one if number == 1 else many)}", tone))
            )
    return [line(view("Policy: ", "Politique : "), between(tags, " "), ".")] if tags else []


def _policy(view: View, since: Mapping[str, Any]) -> Line:
    if not since["changes"]:
        return ()
    # The number of the version always changes; the section tells it, the page has no room for it.
    telling = [c for c in since["changes"] if not _version_only(c)] or since["changes"]
    more = len(since["changes"]) - len(telling[:_SHOWN])
    rest = view(f" {more} more below.", f" {more} autres plus bas." if more > 1 else " 1 autre plus bas.")
    shown = between(
        [line(Tag(*_tag(view, c)), " ", view.words(c["words"]), ".") for c in telling[:_SHOWN]], Break()
    )
    return line(shown, rest) if more else shown


def _version_only(change: Mapping[str, Any]) -> bool:
    return str(change["words"]["en"]).casefold().startswith("policy, version:")


def _tag(view: View, change: Mapping[str, Any]) -> tuple[str, Any]:
    one, _, tone = EFFECTS.get(str(change["effect"]), EFFECTS["different"])
    return view.words(one), tone


def _moved(view: View, since: Mapping[str, Any]) -> Line:
    found = [
        one for one in since["figures"] if one["name"] == "units" or one["outcomes"][0] != one["outcomes"][1]
    ]
    rest = [one for one in since["figures"] if one not in found]
    told = [*found, *rest][:4]
    return line(between([_figure(view, one) for one in told], view("; ", " ; ")), ".") if told else ()


def _figure(view: View, one: Mapping[str, Any]) -> Line:
    before, after = (_value(view, one, one[key]) for key in ("before", "after"))
    return line(name_of_figure(view, one), " ", f"{before} → {after}")


def name_of_figure(view: View, one: Mapping[str, Any]) -> str:
    """What a figure is of: units, or a condition with its column."""
    if one["name"] == "units":
        return view.units
    words, _ = CONDITIONS.get(one["name"], (None, None))
    name = (view.words(words) or str(one["name"])).split(" (")[0]
    name = name[:1].lower() + name[1:]
    return f"{name} ({one['about']})" if one["about"] else name


def _value(view: View, one: Mapping[str, Any], value: Any) -> str:
    number = to_float(value)
    if number is None:
        return "—"
    if one["measure"] == "share":
        return view.share(number)
    return view.count(value) if isinstance(value, int) else decimal(number, 2, view.language)


def _data(view: View, since: Mapping[str, Any]) -> Line:
    names = between([line(Code(str(name))) for name in since["tables"]])
    return line(view("New data: ", "Nouvelles données : "), names, ".") if names else ()


def section(view: View) -> Section:
    """Every change, one by one; nothing for a first version, nor for the public."""
    title = view("What changed since the last version", "Ce qui a changé depuis la dernière version")
    since = view.evidence.get("since")
    if not since or not since["before"] or view.public:
        return Section("since", title, ())
    before = since["before"]
    compared = line(
        view("Compared with the run ", "Comparé au passage "),
        Code(before["run"]),
        view(f", version {before['version']}, {view.day(before['day'])}.", f", version {before['version']}, {view.day(before['day'])}."),
    )  # fmt: skip
    blocks: list[Block] = [Paragraph(compared)]
    if since["changes"]:
        blocks.append(_changes(view, since["changes"]))
    if since["figures"]:
        blocks.append(_figures(view, since["figures"], several=len(view.evidence["outputs"]) > 1))
    if since["other"]:
        blocks.append(Bullets(tuple(line(view.words(words)) for words in since["other"])))
    if len(blocks) == 1:
        blocks.append(Paragraph(line(view("Nothing changed.", "Rien n'a changé."))))
    return Section("since", title, tuple(blocks))


def _changes(view: View, changes: Any) -> Table:
    head = (view("Protection", "Protection"), view("Change", "Changement"))
    rows = tuple((line(Tag(*_tag(view, one))), line(view.words(one["words"]))) for one in changes)
    caption = view("The policy, weaker first", "La politique, le plus faible d'abord")
    return Table(caption, head, rows, style="effects")


def _figures(view: View, figures: Any, *, several: bool) -> Table:
    head = (
        view("Figure", "Mesure"),
        view("Before", "Avant"),
        view("Now", "Maintenant"),
        view("Verdict", "Verdict"),
    )
    rows = []
    for one in figures:
        name = name_of_figure(view, one)
        first = line(
            Strong(name[:1].upper() + name[1:]),
            line(Break(), Code(one["output"])) if several and one["output"] else (),
        )
        rows.append(
            (first, *(line(_value(view, one, one[key])) for key in ("before", "after")), _outcome(view, one))
        )
    caption = view("Figures measured in both, that differ", "Mesures faites dans les deux, qui diffèrent")
    return Table(caption, head, tuple(rows), frozenset({1, 2}))


def _outcome(view: View, one: Mapping[str, Any]) -> Line:
    """The verdict now; both when it is another."""
    tags = []
    for outcome in dict.fromkeys(one["outcomes"]):
        if outcome in labels.OUTCOMES:
            words, tone, mark = labels.OUTCOMES[outcome]
            tags.append(line(Tag(f"{mark}\N{NO-BREAK SPACE}{view.words(words)}", tone)))
    return between(tags, " → ") or line("—")
