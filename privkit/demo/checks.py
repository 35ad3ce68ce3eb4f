"""What is asked for a simulated city, checked before anything is written."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from privkit.errors import DataError, Place, Problem, UsageError
from privkit.words import Words

FEWEST_HOUSEHOLDS = 50
MOST_HOUSEHOLDS = 2_000_000
FEWEST_MONTHS, MOST_MONTHS = 3, 120


def check_request(*, households: int, seed: int, months: int, last_month: str) -> None:
    """Refuse, all at once, figures no city can be made of."""
    problems = [*_households(households), *_months(months), *_last_month(last_month), *_seed(seed)]
    if problems:
        raise UsageError(*problems)


@contextmanager
def check_folder(folder: Path) -> Iterator[None]:
    """Refuse a folder that holds something, and tell a disk's refusal without a traceback."""
    try:
        if folder.is_file() or (folder.is_dir() and any(folder.iterdir())):
            raise DataError(
                Problem(
                    "PK914",
                    Words("the folder is not empty", "le dossier n'est pas vide"),
                    Place(str(folder)),
                    Words(
                        "choose an empty folder, or a new name",
                        "choisissez un dossier vide, ou un nouveau nom",
                    ),
                )
            )
        yield
    except OSError as error:
        raise DataError(
            Problem(
                "PK915",
                Words("the simulated city cannot be written", "la ville simulée ne peut pas être écrite"),
                Place(str(folder)),
                Words(
                    f"check the rights on the folder and the space left on the disk ({type(error).__name__})",
                    f"vérifiez les droits sur le dossier et la place sur le disque ({type(error).__name__})",
                ),
            )
        ) from None


def _households(households: int) -> Iterator[Problem]:
    if not FEWEST_HOUSEHOLDS <= households <= MOST_HOUSEHOLDS:
        yield Problem(
            "PK910",
            Words(
                f"{households} households: too few or too many for a city",
                f"{households} foyers : trop peu ou trop pour une ville",
            ),
            instead=Words(
                f"ask for {FEWEST_HOUSEHOLDS} to {MOST_HOUSEHOLDS} households",
                f"demandez de {FEWEST_HOUSEHOLDS} à {MOST_HOUSEHOLDS} foyers",
            ),
        )


def _months(months: int) -> Iterator[Problem]:
    if not FEWEST_MONTHS <= months <= MOST_MONTHS:
        yield Problem(
            "PK911",
            Words(f"{months} months: out of range", f"{months} mois : hors limites"),
            instead=Words(
                f"ask for {FEWEST_MONTHS} to {MOST_MONTHS} months",
                f"demandez de {FEWEST_MONTHS} à {MOST_MONTHS} mois",
            ),
        )


def _last_month(last_month: str) -> Iterator[Problem]:
    if not re.fullmatch(r"(19|20)\d\d-(0[1-9]|1[0-2])", last_month):
        yield Problem(
            "PK912",
            Words("the last month is not a month", "le dernier mois n'est pas un mois"),
            instead=Words("write it as in 2026-10", "écrivez-le comme 2026-10"),
        )


def _seed(seed: int) -> Iterator[Problem]:
    if seed < 0:
        yield Problem(
            "PK913",
            Words(f"the seed {seed} is below zero", f"la graine {seed} est négative"),
            instead=Words("write a whole number from 0 up", "écrivez un nombre entier à partir de 0"),
        )
