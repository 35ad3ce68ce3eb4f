"""``privkit compare batch``: the message of every household of a billing run."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer


def batch(
    bills: Annotated[Path, typer.Argument(help="The bills: CSV or Parquet, one row per household.")],
    reference: Annotated[
        Path, typer.Argument(help="A reference table, or the folder of a run that has one.")
    ],
    out: Annotated[Path, typer.Option(help="Write the messages here (.csv or .parquet).")],
    columns: Annotated[
        list[str] | None,
        typer.Option(
            help="role=column, between commas; repeat. Roles: household, volume, previous_1, previous_2, previous_3, "
            "own_years, zone_mean, days, previous_days_1 to _3, zone_days, unit, is_dwelling, objects, and the columns of the groups."
        ),
    ] = None,
    unit: Annotated[str | None, typer.Option(help="Unit of the volumes, held against the table's.")] = None,
    period: Annotated[
        str | None, typer.Option(help="Period of the volumes, as the table says it: “in one year”.")
    ] = None,
    json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
    language: Annotated[str | None, typer.Option("--language", help="fr or en.")] = None,
) -> None:
    """Write what every household of a billing run is told: state, ratio, abnormal use, sentence.

    Run it where the bills are: exact volumes come from the billing system only, and are never sent anywhere. The
    result is personal data; the file is readable by its owner only.
    """
    from privkit.cli.compare_reading import load
    from privkit.cli.console import language_of, next_step, note, out_json, say, unwritable
    from privkit.compare.bill.run import BatchOrder, tell_bills
    from privkit.words import Words, same

    _kind(out)
    _apart(out, bills, reference)
    table = load(reference)
    told = language_of(language or table.spec.language)
    mapping = _mapping(columns or [])
    order = BatchOrder(bills, out, told, mapping, unit, period, warn=lambda words: note(words.say(told)))
    try:
        counts = tell_bills(table, order)
    except OSError:
        raise unwritable(out) from None
    if json:
        out_json(counts)
    else:
        for line in _lines(counts, told, table.spec.service):
            say(line, told)
    note(Words(f"written: {out} (personal data)", f"écrit : {out} (données personnelles)").say(told))
    next_step(same(f"privkit compare household {reference} … --volume … --pdf …"), told)


def _kind(out: Path) -> None:
    from privkit.errors import Problem, UsageError
    from privkit.words import Words, same

    if out.suffix.lower() not in (".csv", ".parquet"):
        raise UsageError(
            Problem(
                "PK906",
                Words(
                    "--out is neither a .csv nor a .parquet file",
                    "--out n'est ni un fichier .csv ni un fichier .parquet",
                ),
                instead=same("--out messages.csv"),
            )
        )


def _apart(out: Path, *read: Path) -> None:
    """The messages never take the place of what they are made from."""
    from privkit.errors import Problem, UsageError
    from privkit.words import Words, same

    for path in read:
        if path.exists() and out.exists() and out.samefile(path):
            raise UsageError(
                Problem(
                    "PK906",
                    Words(
                        f"--out is {path.name} itself, which is read",
                        f"--out est {path.name}, le fichier même qui est lu",
                    ),
                    instead=same("--out messages.csv"),
                )
            )


def _mapping(columns: list[str]) -> dict[str, str]:
    from privkit.errors import Problem, UsageError
    from privkit.words import Words, same

    out: dict[str, str] = {}
    for pair in (pair for text in columns for pair in text.split(",") if pair.strip()):
        role, sign, name = (part.strip() for part in pair.partition("="))
        if not (role and sign and name) or role in out:
            raise UsageError(
                Problem(
                    "PK906",
                    Words(
                        "--columns is not role=column, each role once",
                        "--columns n'est pas rôle=colonne, chaque rôle une fois",
                    ),
                    instead=same("--columns household=contract,volume=m3"),
                )
            )
        out[role] = name
    return out


def _lines(counts: dict[str, int], language: str, service: Any) -> list[str]:
    """What was told, to how many."""
    from privkit.policy.model.outputs import Service
    from privkit.words import Words

    names = {
        "households": Words("households", "foyers"),
        "state:low": Words("among the lowest", "parmi les plus bas"),
        "state:middle": Words("between the marks", "entre les repères"),
        "state:high": Words("among the highest", "parmi les plus hauts"),
        "abnormal:history": Words(
            "abnormal use, by the three previous years",
            "consommation anormale, d'après les trois années précédentes",
        ),
        "abnormal:zone": Words(
            "abnormal use, by comparable homes", "consommation anormale, d'après les logements comparables"
        ),
        "abnormal:hint": Words(
            "unusual rise, by their own three previous years (a hint, no rule of law)",
            "hausse inhabituelle, d'après leurs trois années précédentes (un signalement, pas une règle de droit)",
        ),
        "abnormal:unchecked": Words(
            "abnormal use not checked (no history, no mean)",
            "consommation anormale non vérifiée (ni historique, ni moyenne)",
        ),
        "reason:no_volume": Words("not compared: no volume", "sans comparaison : pas de volume"),
        "reason:negative_volume": Words("not compared: negative", "sans comparaison : volume négatif"),
        "reason:objection": Words("not compared: objection", "sans comparaison : opposition"),
        "reason:not_a_dwelling": Words("not compared: no dwelling", "sans comparaison : pas un logement"),
        "reason:other_unit": Words("not compared: other unit", "sans comparaison : autre unité"),
        "reason:partial_year": Words("not compared: part of a year", "sans comparaison : année incomplète"),
        "reason:other_period": Words("not compared: over a year", "sans comparaison : plus d'un an"),
        "reason:outside_bands": Words(
            "not compared: a value in no group", "sans comparaison : une valeur hors de tout groupe"
        ),
        "reason:missing": Words("not compared: a value is missing", "sans comparaison : une valeur manque"),
        "reason:too_few": Words(
            "not compared: too few similar homes", "sans comparaison : trop peu de logements"
        ),
        "reason:alike": Words("not compared: marks too close", "sans comparaison : repères trop proches"),
    }
    always = ["households", "state:low", "state:middle", "state:high"]
    if service is Service.DRINKING_WATER:
        always += ["abnormal:history", "abnormal:zone"]
    elif service is Service.ENERGY:
        always += ["abnormal:hint"]
        names["abnormal:unchecked"] = Words(
            "rise not looked at (no history of their own)", "hausse non examinée (pas d'historique à eux)"
        )
    shown = [name for name in names if counts.get(name) or name in always]
    return [
        f"{counts.get(name, 0):>10}  {names[name].say('fr' if language == 'fr' else 'en')}" for name in shown
    ]
