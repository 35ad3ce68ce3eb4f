"""The entry of a French local catalogue: one row of the SCDL schema "catalogue", version 0.1.3 (OpenDataFrance)."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from privkit.errors import Problem
from privkit.publication.about import About
from privkit.publication.facts import coverage_in_time, keywords
from privkit.publication.files import Made, csv_text
from privkit.publication.vocabulary import Frequency, Licence, frequency_of, licence_of
from privkit.published import Published, header
from privkit.words import Words

LONGEST = 140  # signs in a name


def scdl_row(published: Published, about: About, files: Sequence[Made]) -> Mapping[str, str]:
    """The columns of the schema in its order. What the policy does not say is left empty, to be filled by hand."""
    days = coverage_in_time(published, about.period)
    frequency = frequency_of(about.frequency) if about.frequency else None
    licence = licence_of(about.licence)
    siret = re.sub(r"\s", "", about.siret)
    issued = about.first_published or about.as_of
    return {
        "COLL_NOM": about.publisher[:LONGEST],
        "COLL_SIRET": siret,
        "ID": header(about.title).replace("_", "-"),
        "TITRE": about.title,
        "DESCRIPTION": about.description or about.title,
        "THEME": about.theme[:LONGEST],
        "PRODUCTEUR_NOM": about.publisher[:LONGEST],
        "PRODUCTEUR_SIRET": siret,
        "COUV_SPAT_MAILLE": about.spatial_grain,
        "COUV_SPAT_NOM": about.spatial[:LONGEST],
        "COUV_TEMP_DEBUT": days.first.isoformat() if days else "",
        "COUV_TEMP_FIN": days.last.isoformat() if days else "",
        "DATE_PUBL": issued.isoformat(),
        "FREQ_MAJ": frequency.scdl if isinstance(frequency, Frequency) else "Inconnue",
        "DATE_MAJ": about.as_of.isoformat(),
        "MOTS_CLES": ";".join(
            dict.fromkeys(header(word).replace("_", "-") for word in keywords(published, about))
        ),
        "LICENCE": licence.scdl if isinstance(licence, Licence) else "Spécifique ou autre",
        "NOMBRE_RESSOURCES": str(len(files)),
        "FORMAT_RESSOURCES": ";".join(dict.fromkeys(made.path.suffix.lstrip(".") for made in files)),
        "URL": about.url,
    }


def wrong_addresses(about: About) -> list[Problem]:
    """PK695 for a SIRET that is not 14 digits, PK696 for a page that is not an address of the web."""
    out = []
    if about.siret and not re.fullmatch(r"\d{14}", re.sub(r"\s", "", about.siret)):
        out.append(
            Problem(
                "PK695",
                Words("the SIRET does not have 14 digits", "le SIRET n'a pas 14 chiffres"),
                instead=Words(
                    "siret: the 9 digits of the SIREN and the 5 of the establishment",
                    "siret: les 9 chiffres du SIREN et les 5 de l'établissement",
                ),
            )
        )
    if about.url and not re.fullmatch(r"https?://[^\s<>\"]+", about.url):
        out.append(
            Problem(
                "PK696",
                Words("the page is not an address of the web", "la page n'est pas une adresse du web"),
                instead=Words("page: https://data.example.org/water", "page: https://data.exemple.fr/eau"),
            )
        )
    return out


def scdl_csv(row: Mapping[str, str]) -> str:
    """The row under its header."""
    return csv_text(list(row), [list(row.values())])
