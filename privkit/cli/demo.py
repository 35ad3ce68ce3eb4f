"""``privkit demo``: a simulated city, so that the first command works with no data."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer


def register(app: typer.Typer) -> None:
    app.command("demo")(demo)


def demo(
    folder: Annotated[Path, typer.Argument(help="An empty folder to fill.")],
    households: Annotated[int, typer.Option(help="Number of households.")] = 20_000,
    seed: Annotated[int, typer.Option(help="Seed of the simulation.")] = 1,
) -> None:
    """Make a simulated city: bills, property register, geography, requests, policies."""
    from privkit.cli.console import next_step, out
    from privkit.demo import make_city
    from privkit.demo.policies import write_policies
    from privkit.words import Words

    report = make_city(folder, households=households, seed=seed)
    policies = write_policies(folder)
    out(f"{report.households} households, {report.readings} readings in {folder} (simulated)")
    out(f"{report.households} foyers, {report.readings} relevés dans {folder} (simulés)")
    for path in policies:
        out(f"  {path}")
    first = next(p for p in policies if p.name.startswith("eau-entrainement"))
    next_step(Words(f"privkit explain {first}", f"privkit explain {first}"), "en")
