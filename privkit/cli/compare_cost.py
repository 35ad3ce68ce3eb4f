"""``privkit compare cost``: what protection costs the people compared, in a run or over a range of protections."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from privkit.words import Language


def cost(
    run: Annotated[str, typer.Argument(help="The folder of a run; with --range, a policy.")],
    range_: Annotated[
        bool, typer.Option("--range", help="Vary the policy's protection, beside one measured risk.")
    ] = False,
    values: Annotated[
        str | None, typer.Option("--values", help="With --range, the values to try: 5,11,30,50,100.")
    ] = None,
    as_of: Annotated[
        str | None, typer.Option("--as-of", help="With --range, the date of the data: 2026-11-24.")
    ] = None,
    out: Annotated[
        Path | None, typer.Option("--out", help="With --range, a file: .html, .svg or .json.")
    ] = None,
    json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
    language: Annotated[str | None, typer.Option("--language", help="fr or en.")] = None,
) -> None:
    """What protection changes to what households are told, beside the resampling floor.

    With --range, the policy is tried in memory at several values of its setting, and nothing is kept of the runs: the
    figures are internal, and no privacy budget pays for them.
    """
    from privkit.cli.compare_range import Asked, stray, tell_range

    if range_:
        tell_range(Asked(Path(run), values, as_of, out, json, language))
        return
    stray({"--values": values, "--as-of": as_of, "--out": out})
    _of_run(run, json, language)


def _of_run(run: str, json: bool, language: str | None) -> None:
    from privkit.cli.arguments import run_folder
    from privkit.cli.console import language_of, next_step, out_json, say
    from privkit.errors import DataError, Problem
    from privkit.run.existing import Committed
    from privkit.words import Words, same

    evidence = Committed.read(run_folder(run)).evidence
    told = language_of(language or str(evidence["policy_language"]))
    found = evidence["cost"]
    if found is None:
        raise DataError(
            Problem(
                "PK568",
                Words("this run made no comparison", "ce passage n'a pas fait de comparaison"),
                instead=Words(
                    "add a comparison section to the policy", "ajoutez une section comparaison à la politique"
                ),
            )
        )
    if json:
        out_json(found)
    else:
        for line in lines(found, told):
            say(line, told)
    next_step(same(f"privkit report {run} --for controller"), told)


def lines(cost: Mapping[str, Any], language: Language) -> list[str]:
    """The cost of a run, one measure a line, each beside its floor; measures an old run does not have are left out."""
    from privkit.words import Words

    changed, floor, none = (_share(cost[k], language) for k in ("changed", "floor", "no_message"))
    told = [
        Words(
            f"{changed} of households get another message (of which {none} get none any more)",
            f"{changed} des foyers reçoivent un autre message (dont {none} n'en reçoivent plus)",
        ),
        Words(
            f"{floor} would, if the raw data were merely drawn again (resampling floor)",
            f"{floor} en changeraient par un simple nouveau tirage des données brutes (plancher de rééchantillonnage)",
        ),
        *_bearer(cost.get("worst_group"), "changed", language),
    ]
    if "opposite" in cost:
        opposite, by_chance = _share(cost["opposite"], language), _share(cost["opposite_floor"], language)
        told.append(
            Words(
                f"{opposite} are told the opposite, low for high or high for low (floor {by_chance})",
                f"{opposite} s'entendent dire l'inverse, bas pour haut ou haut pour bas (plancher {by_chance})",
            )
        )
        told += _bearer(cost["worst_opposite"], "opposite", language)
    if cost.get("reference_error") is not None:
        error = _share(cost["reference_error"], language)
        by_chance = _share(cost["reference_error_floor"] or 0, language)
        told.append(
            Words(
                f"{error} median error of the middle mark (floor {by_chance})",
                f"{error} d'erreur médiane du repère du milieu (plancher {by_chance})",
            )
        )
        told += _bearer(cost["worst_error"], "reference_error", language)
    if cost.get("rank_correlation") is not None:
        rank = _decimal(cost["rank_correlation"], language)
        by_chance = _decimal(cost["rank_correlation_floor"] or 0, language)
        told.append(
            Words(
                f"{rank} rank correlation of households, by use over reference (floor {by_chance}; 1: same order)",
                f"{rank} de corrélation des rangs des foyers, par consommation sur référence (plancher {by_chance} ; "
                "1 : même ordre)",
            )
        )
    return [words.say(language) for words in told]


def _bearer(worst: Mapping[str, Any] | None, measure: str, language: Language) -> list[Any]:
    from privkit.words import Words

    if not worst or not float(worst[measure]):
        return []
    who, value = f"{worst['column']} = {worst['label']}", _share(worst[measure], language)
    by_chance = "" if worst.get("floor") is None else _share(worst["floor"], language)
    floor = Words(f" (floor {by_chance})", f" (plancher {by_chance})") if by_chance else Words("", "")
    return [Words(f"  most of all {who}: {value}{floor.en}", f"  surtout {who} : {value}{floor.fr}")]


def _share(share: Any, language: Language) -> str:
    from privkit.cli.console import percentage

    return percentage(float(share), language)


def _decimal(value: Any, language: Language) -> str:
    text = f"{float(value):.3f}"
    return text.replace(".", ",") if language == "fr" else text
