"""``privkit compare household``: what the bill of one household says."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

Reference = Annotated[Path, typer.Argument(help="A reference table, or the folder of a run that has one.")]
Volume = Annotated[str, typer.Option(help="What the household used, exactly, from the billing system.")]
Values = Annotated[
    list[str] | None, typer.Argument(help="column=value for each column of the groups; * when not known.")
]
Previous = Annotated[
    list[str] | None,
    typer.Option(help="What the years before used, the last first; ? when not known. Repeat."),
]
PreviousDays = Annotated[
    list[int] | None,
    typer.Option(min=1, max=10_000, help="Days of each of them, when --days is given and differs. Repeat."),
]
OwnYears = Annotated[
    int, typer.Option(help="How many of them are the subscriber's own: others' are never told.")
]
ZoneMean = Annotated[
    str | None, typer.Option(help="Mean (no median) of comparable dwellings of the zone, for the alert.")
]
ZoneDays = Annotated[
    int | None, typer.Option(min=1, max=10_000, help="Days that mean is of, when not those billed.")
]
Days = Annotated[int | None, typer.Option(min=1, max=10_000, help="Days billed: only a year is compared.")]
Unit = Annotated[str | None, typer.Option(help="Unit of the volume, when it may not be the table's.")]
NoDwelling = Annotated[bool, typer.Option("--not-a-dwelling", help="No comparison, no alert.")]
Objects = Annotated[
    bool, typer.Option("--objects", help="The household objects: no comparison, but the alert stays.")
]
Contact = Annotated[str | None, typer.Option(help="Where to correct the number of occupants.")]
Chart = Annotated[Path | None, typer.Option(help="Write a small chart here (SVG or PNG).")]
Pdf = Annotated[Path | None, typer.Option(help="Write the insert for the bill here (PDF).")]
PageSize = Annotated[str, typer.Option(help="Size of the insert: a4 or third (99 mm high).")]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]
Tongue = Annotated[str | None, typer.Option("--language", help="fr or en.")]


def household(
    reference: Reference,
    volume: Volume,
    values: Values = None,
    previous: Previous = None,
    previous_days: PreviousDays = None,
    own_years: OwnYears = 3,
    zone_mean: ZoneMean = None,
    zone_days: ZoneDays = None,
    days: Days = None,
    unit: Unit = None,
    not_a_dwelling: NoDwelling = False,
    objects: Objects = False,
    contact: Contact = None,
    chart: Chart = None,
    pdf: Pdf = None,
    page: PageSize = "a4",
    json: AsJson = False,
    language: Tongue = None,
) -> None:
    """Say where one household stands among similar homes, its trend, and whether its use is abnormal.

    Exact volumes come from the billing system only, and stay on this machine: nothing is sent anywhere.
    """
    from privkit.cli.arguments import one_of
    from privkit.cli.compare_reading import amount, load, pairs
    from privkit.cli.console import language_of, next_step, out_json
    from privkit.compare.bill.household import Bill
    from privkit.compare.bill.place import before_placing
    from privkit.compare.bill.tell import bill_message
    from privkit.words import same

    one_of("--page", page, ("a4", "third"))
    table = load(reference)
    told = language_of(language or table.spec.language)
    bill = Bill(
        pairs(values or []),
        amount(volume),
        tuple(None if year.strip() == "?" else amount(year, "--previous") for year in previous or ()),
        own_years,
        None if zone_mean is None else amount(zone_mean, "--zone-mean"),
        days,
        tuple(previous_days or ()),
        zone_days,
        unit,
        not not_a_dwelling,
        objects,
    )
    if before_placing(table, bill) is None:
        table.place(bill.home)  # whoever types is told at once of a column missing or a value unknown
    found = bill_message(table, bill, contact)
    _draw(found, table, told, chart, pdf, page)
    if json:
        out_json(found.to_json(told))
    else:
        _say(found, told)
    next_step(same(f"privkit compare fit {reference}"), told)


def _say(found: Any, told: Any) -> None:
    """The message in words, and the bar."""
    from privkit.cli.console import out, say
    from privkit.compare.bar import bar

    say(found.sentence.say(told), told)
    for line in (found.approval, *(_advice(a) for a in found.advice), found.invitation):
        if line is not None:
            say(line.say(told), told)
    if found.case.state is not None:
        out(bar(found.message, language=told))


def _advice(advice: Any) -> Any:
    from privkit.words import same

    return same("- ") + advice.text + same(" (") + advice.source + same(")")


def _draw(found: Any, table: Any, told: Any, chart: Path | None, pdf: Path | None, page: str) -> None:
    """The pictures asked for."""
    from privkit.cli.console import save
    from privkit.compare.chart import chart as draw

    if chart is not None and chart.suffix.lower() == ".png":
        from privkit.compare.bill.strip import strip_png

        save(chart, strip_png(found, table, told))
    elif chart is not None:
        save(chart, draw(found.message, table, told))
    if pdf is not None:
        from privkit.compare.bill.insert import insert_pdf

        save(pdf, insert_pdf(found, table, told, "third" if page == "third" else "a4"))
