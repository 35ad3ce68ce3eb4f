"""Small tables for people: ruled on a terminal, plain aligned text when the answer goes to a file or a pipe."""

from __future__ import annotations

import io
import os
import shutil
import sys
from dataclasses import dataclass

from privkit.words import Language

NARROWEST = 40


@dataclass(frozen=True)
class Ledger:
    """A table to show: a title, the heads of its columns and its rows. The first columns are names, ``texts`` of
    them; the others figures, aligned to the right."""

    title: str
    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    texts: int = 1


def percent(share: float, language: Language, digits: int = 1) -> str:
    """A share with as many decimals on every line; one that is not nothing never reads 0 %, nor 100 % not all."""
    from privkit.cli.console import percentage

    least = 10.0 ** -(digits + 2)
    gap = "\u00a0" if language == "fr" else ""
    if 0 < share < least / 2:
        return f"<{gap}{percentage(least, language, digits)}"
    if 1 - least / 2 < share < 1:
        return f">{gap}{percentage(1 - least, language, digits)}"
    return percentage(share, language, digits)


def short_percent(share: float, language: Language, digits: int = 1) -> str:
    """A share in a sentence: without useless decimals."""
    from privkit.evidence.report import voice

    return voice.percent(share, language, digits)


def whole(number: int, language: Language) -> str:
    """A whole number, thousands apart."""
    from privkit.evidence.report import voice

    return voice.whole(number, language)


def decimal(number: float, digits: int, language: Language) -> str:
    """A number with at most so many decimals."""
    from privkit.evidence.report import voice

    return voice.decimal(number, digits, language)


def show(table: Ledger, language: Language) -> None:
    """Write a table to stdout."""
    from privkit.cli.console import out

    for line in lines_of(_french(table) if language == "fr" else table, sys.stdout.isatty()):
        out(line)


def lines_of(table: Ledger, terminal: bool, width: int | None = None) -> list[str]:
    """The table as lines of text; ``width`` is that of the terminal unless told."""
    if not terminal:
        return _plain(table)
    return _ruled(table, max(NARROWEST, width or shutil.get_terminal_size((100, 40)).columns))


def _french(table: Ledger) -> Ledger:
    """With the no-break spaces that French wants."""
    from privkit.policy.say import french

    rows = tuple(tuple(french(cell) for cell in row) for row in table.rows)
    return Ledger(french(table.title), tuple(french(h) for h in table.heads), rows, table.texts)


def _plain(table: Ledger) -> list[str]:
    every = [table.heads, *table.rows]
    widths = [max(len(row[i]) for row in every) for i in range(len(table.heads))]
    out = [table.title] if table.title else []
    for row in every if any(table.heads) else table.rows:
        cells = [
            cell.ljust(width) if i < table.texts else cell.rjust(width)
            for i, (cell, width) in enumerate(zip(row, widths, strict=True))
        ]
        out.append("  ".join(cells).rstrip())
    return out


def _ruled(table: Ledger, width: int) -> list[str]:
    from rich.box import SIMPLE_HEAD
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    drawn = Table(
        title=Text(table.title, style="bold") if table.title else None,
        title_justify="left",
        box=SIMPLE_HEAD,
        pad_edge=False,
        padding=(0, 1),
        show_edge=False,
        show_header=any(table.heads),
    )
    for i, head in enumerate(table.heads):
        name = i < table.texts
        drawn.add_column(Text(head), justify="left" if name else "right", overflow="fold", no_wrap=not name)
    for row in table.rows:
        drawn.add_row(*(Text(cell) for cell in row))  # Text: a name with brackets is no markup
    screen = io.StringIO()
    Console(
        file=screen,
        width=width,
        force_terminal=True,
        color_system=None if "NO_COLOR" in os.environ else "standard",
        highlight=False,
        legacy_windows=False,
    ).print(drawn)
    return [line.rstrip() for line in screen.getvalue().rstrip("\n").split("\n")]
