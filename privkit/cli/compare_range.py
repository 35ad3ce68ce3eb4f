"""``privkit compare cost POLICY --range``: what each protection costs, beside the risk that it leaves."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from decimal import Decimal

    from privkit.cli.tables import Ledger
    from privkit.words import Language, Words

ENDINGS = (".html", ".svg", ".json")


@dataclass(frozen=True)
class Asked:
    """What was typed."""

    policy: Path
    values: str | None
    as_of: str | None
    out: Path | None
    json: bool
    language: str | None


def stray(options: Mapping[str, Any]) -> None:
    """UsageError (PK906) for an option that means nothing without --range."""
    from privkit.errors import Problem, UsageError
    from privkit.words import Words, same

    for name, value in options.items():
        if value is not None:
            raise UsageError(
                Problem(
                    "PK906",
                    Words(f"{name} goes with --range", f"{name} va avec --range"),
                    instead=same(f"privkit compare cost POLICY --range {name} …"),
                )
            )


def tell_range(asked: Asked) -> None:
    """Try the policy at every value, and show what came of it."""
    from privkit.cli.arguments import day
    from privkit.cli.console import Progress, language_of, next_step, note, out_json, say
    from privkit.cli.tables import show
    from privkit.evidence.report.sections.cost_range import missing_of, view_of
    from privkit.policy.reader import read_document
    from privkit.run.cost_range import cost_range
    from privkit.run.dials import dial_of
    from privkit.words import Words, same

    _ending(asked.out)
    document = read_document(asked.policy)
    told = language_of(asked.language, document)
    dial = dial_of(document.policy)
    values = _values(asked.values, whole=dial is not None and dial.whole)
    body = cost_range(document, day(asked.as_of), values, progress=Progress(told)).as_json()
    if asked.json:
        out_json(body)
    else:
        show(_table(body, told), told)
        for words in missing_of(view_of(body, told), body):
            say(words, told)
        note(_internal().say(told))
    if asked.out is not None:
        _write(asked.out, body, told)
        note(Words(f"written: {asked.out}", f"écrit : {asked.out}").say(told))
    if asked.out is not None and asked.out.suffix == ".json":
        next_step(same(f"privkit report RUN --cost-range {asked.out}"), told)
    else:
        next_step(same(f"privkit compare cost {asked.policy} --range --out range.json"), told)


def _internal() -> Words:
    from privkit.words import Words

    return Words(
        "these figures read the data and no budget paid for them: keep them inside, do not publish them",
        "ces chiffres lisent les données et aucun budget ne les a payés : gardez-les à l'intérieur, ne les publiez pas",
    )


def _ending(out: Path | None) -> None:
    from privkit.cli.arguments import one_of

    if out is not None:
        one_of("--out", out.suffix, ENDINGS)


def _values(text: str | None, *, whole: bool) -> tuple[Decimal, ...] | None:
    """Numbers between commas, above 0, whole ones for a k. UsageError (PK906) otherwise."""
    from decimal import Decimal, InvalidOperation

    from privkit.errors import Problem, UsageError
    from privkit.words import Words, same

    if text is None:
        return None
    try:
        found = tuple(Decimal(word.strip()) for word in text.split(","))
    except InvalidOperation:
        found = ()
    fit = [v.is_finite() and 0 < v <= 1_000_000 and (not whole or v == int(v)) for v in found]
    if not fit or not all(fit):
        raise UsageError(
            Problem(
                "PK906",
                Words("--values cannot be read", "--values est illisible"),
                instead=same("--values 5,11,30,50,100"),
            )
        )
    return found


def _table(body: Mapping[str, Any], language: Language) -> Ledger:
    """One row per value; the policy's own is marked."""
    from privkit.cli.tables import Ledger, percent
    from privkit.words import Words

    never = Words("not measured", "non mesuré").say(language)
    rows = []
    for point in body["points"]:
        cost, risk, worst = point["cost"], point["risk"], None
        name = f"{point['label'][language]}{' ◂' if point['own'] else '  '}"
        figures = [never, "–", "–", "–", "–"]
        if cost:
            keys = ("changed", "floor", "opposite", "reference_error")
            figures = ["–" if cost[k] is None else percent(float(cost[k]), language) for k in keys]
            worst = cost["worst_group"]
            figures.append(percent(float(worst["changed"]), language) if worst else "–")
        rows.append((name, *figures, *(_gained(one, language) for one in (risk, risk and risk["few_alike"]))))
    title = Words(
        "What each protection costs, and the risk it leaves (◂ this policy)",
        "Ce que coûte chaque protection, et le risque qu'elle laisse (◂ cette politique)",
    )
    heads = Words(
        "|messages changed|floor|opposite|middle mark|worst group|risk|fewest look-alikes",
        "|messages changés|plancher|inverses|repère du milieu|pire groupe|risque|le moins de semblables",
    )
    return Ledger(title.say(language), tuple(heads.say(language).split("|")), tuple(rows))


def _gained(risk: Mapping[str, Any] | None, language: Language) -> str:
    """A risk with its interval."""
    from privkit.cli.tables import percent

    if not risk:
        return "–"
    value, low, high = (percent(float(risk[k]), language) for k in ("value", "low", "high"))
    return f"{value} ({low} – {high})"


def _write(out: Path, body: Mapping[str, Any], language: Language) -> None:
    """The page, the picture alone, or the figures to be joined to a report."""
    import json

    from privkit.cli.console import save
    from privkit.evidence.report.sections.cost_range import page_of, picture_of

    if out.suffix == ".json":
        save(out, json.dumps(body, ensure_ascii=False, indent=1, sort_keys=True) + "\n")
    elif out.suffix == ".svg":
        save(out, picture_of(body, language).svg)
    else:
        from privkit.evidence.report.html import to_html

        save(out, to_html(page_of(body, language)))
