"""Published tables for the tests: made-up figures, as a release would hand them on."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import pandas as pd

from privkit.publication import About, frame_to_publish
from privkit.published import CellStatus, KeyColumn, Loss, MeasureColumn, Published
from privkit.words import Language, Words

AREAS = {"01053": "Bourg-en-Bresse", "44109": "Nantes", "44143": "Rezé", "2A004": "Ajaccio"}
MONTHS = tuple(f"2025-{month:02d}" for month in range(1, 13))
PROTECTS = Words("one household, with all its readings of 2025", "un foyer, avec tous ses relevés de 2025")


def about(language: Language = "en", **more: Any) -> About:
    """Who publishes the table, and how."""
    prose: Mapping[str, Mapping[str, Any]] = {
        "en": {
            "title": "Monthly water use by commune, 2025",
            "publisher": "Metropolis, Water Cycle Department",
            "description": "Water used by households, by commune and by month.",
            "purpose": "Inform the public about water use",
            "frequency": "yearly",
            "errata": "A corrected file replaces the wrong one, with a new version number.",
        },
        "fr": {
            "title": "Consommation d'eau par commune et par mois, 2025",
            "publisher": "Métropole, direction du cycle de l'eau",
            "description": "L'eau consommée par les foyers, par commune et par mois.",
            "purpose": "Informer le public de la consommation d'eau",
            "frequency": "annuel",
            "errata": "Un fichier corrigé remplace le fichier fautif, avec un nouveau numéro de version.",
        },
    }
    given: dict[str, Any] = {
        "licence": "etalab-2.0",
        "as_of": date(2026, 2, 1),
        "language": language,
        "contact": "opendata@metropolis.example",
        "period": "2025",
        "geography_year": "2025",
        **prose[language],
        **more,
    }
    return About(**given)


def by_month(language: Language = "en", **more: Any) -> Published:
    """Noisy volumes by commune and month; some cells without a figure."""
    fr = language == "fr"
    code, month = ("commune", "mois") if fr else ("commune", "month")
    label = f"{code}_{'libelle' if fr else 'label'}"
    low, high = ("volume_m3_min", "volume_m3_max") if fr else ("volume_m3_low", "volume_m3_high")
    rows = []
    for i, (area, name) in enumerate(AREAS.items()):
        for j, when in enumerate(MONTHS):
            value = Decimal(2000 + 900 * i + 37 * j * (1 + i) % 700) + Decimal("0.5")
            status = CellStatus.NOT_SIGNIFICANT if (i, j) in {(0, 3), (2, 7)} else CellStatus.PUBLISHED
            status = CellStatus.NOT_APPLICABLE if (i, j) == (3, 11) else status
            shown = value if status is CellStatus.PUBLISHED else None
            ends = (value - Decimal("310.4"), value + Decimal("310.4")) if shown is not None else (None, None)
            rows.append((area, name, when, shown, *ends, status.value))
    columns = [code, label, month, "volume_m3", low, high, "statut_case" if fr else "cell_status"]
    measure = MeasureColumn(
        "volume_m3", "sum", "volume", "m3", 1,
        Words("water used, all households together", "eau consommée, tous foyers réunis"),
        low, high, margin=Decimal("310.4"),
    )  # fmt: skip
    given: dict[str, Any] = {
        "name": "volume_by_commune_and_month",
        "keys": (
            KeyColumn(code, "commune", "code", tuple(AREAS), AREAS, label, "communes.csv"),
            KeyColumn(month, "reading_date", "month", MONTHS),
        ),
        "measures": (measure,),
        "frame": pd.DataFrame(rows, columns=columns, dtype=object),
        "protection": "differential_privacy",
        "unit_name": "foyer" if fr else "household",
        "status": columns[-1],
        "loss": Loss(Fraction(29, 10), Fraction(1, 10_000_000), PROTECTS, "2025", Fraction(3)),
        "mechanism": "discrete_gaussian",
        "notes": (
            Words(
                "At most 12 readings of a household are counted.",
                "Au plus 12 relevés d'un foyer sont comptés.",
            ),
            Words(
                "Cells of fewer than 30 households are left empty.",
                "Les cases de moins de 30 foyers sont laissées vides.",
            ),
        ),
        **more,
    }
    return Published(**given)


def by_area(language: Language = "en", number: int = 24, **more: Any) -> Published:
    """Counts under statistical secrecy, by area; some hidden."""
    fr = language == "fr"
    status, name = ("statut_case", "foyers") if fr else ("cell_status", "households")
    codes = tuple(f"{44000 + n}" for n in range(number))
    found = [
        (code, None if n % 7 == 3 else 40 + 13 * n, "secret" if n % 7 == 3 else "published")
        for n, code in enumerate(codes)
    ]
    says = Words("households with a meter", "foyers équipés d'un compteur")
    given: dict[str, Any] = {
        "name": "households_by_area",
        "keys": (KeyColumn("zone" if fr else "area", "area", "code", codes),),
        "measures": (MeasureColumn(name, "count_units", None, "foyers" if fr else "households", 0, says),),
        "frame": pd.DataFrame(found, columns=["zone" if fr else "area", name, status], dtype=object),
        "protection": "statistical_secrecy",
        "unit_name": "foyer" if fr else "household",
        "status": status,
        "adds_up": True,
        "coverage": {name: Fraction(9, 10)},
        "notes": (Words("Fewer than 11 households: hidden.", "Moins de 11 foyers : masqué."),),
        **more,
    }
    return Published(**given)


def two_figures(language: Language = "en", **more: Any) -> Published:
    """A count and a mean by area, each with its own status: some means are left out where counts are not."""
    fr = language == "fr"
    own, row = ("_statut", "statut_case") if fr else ("_status", "cell_status")
    low, high = ("_min", "_max") if fr else ("_low", "_high")
    rows = []
    for n, area in enumerate(AREAS):
        count, mean = 100 + n, Decimal("9.125") + n
        seen = n != 2
        rows.append(
            (area, count, count - 8, count + 8, "published")
            + ((mean, mean - n, mean + n, "published") if seen else (None, None, None, "not_significant"))
            + ("published" if seen else "not_significant",)
        )
    names = ("foyers", "moyenne") if fr else ("households", "mean")
    columns = ["commune", *(n + e for n in names for e in ("", low, high, own)), row]
    measures = (
        MeasureColumn(
            names[0], "count_units", None, "foyer" if fr else "household", 0, Words("number of households", "nombre de foyers"),
            names[0] + low, names[0] + high, status=names[0] + own, margin=Decimal(8),
        ),
        MeasureColumn(
            names[1], "mean", "volume", "m3", 3, Words("mean of volume", "moyenne de volume"),
            names[1] + low, names[1] + high, status=names[1] + own,
        ),
    )  # fmt: skip
    given: dict[str, Any] = {
        "name": "means",
        "keys": (KeyColumn("commune", "commune", "code", tuple(AREAS), AREAS, None, "communes.csv"),),
        "measures": measures,
        "frame": pd.DataFrame(rows, columns=columns, dtype=object),
        "protection": "differential_privacy",
        "unit_name": "foyer" if fr else "household",
        "status": row,
        "loss": Loss(Fraction(1), Fraction(0), PROTECTS, "2025", Fraction(3)),
        "mechanism": "geometric, discrete_gaussian",
        **more,
    }
    return Published(**given)


def written(published: Published, folder: Path, language: Language, name: str = "water") -> Path:
    """The table's CSV as the run would leave it."""
    path = folder / f"{name}.csv"
    frame_to_publish(published, language).to_csv(path, index=False, lineterminator="\n")
    return path
