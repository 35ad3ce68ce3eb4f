"""Licences and frequencies: what people write, and the terms catalogues expect.

Licences are named by their SPDX identifier; the French administration chooses between the Licence Ouverte
and the ODbL (CRPA, art. D. 323-2-1). Frequencies are those of the European vocabulary used by DCAT-AP and
of the simplified catalogue of the SCDL (OpenDataFrance, schema "catalogue" 0.1.3).
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from privkit.errors import Problem, nearest
from privkit.words import Language, Words

_SPDX = "https://spdx.org/licenses/"
_EU = "http://publications.europa.eu/resource/authority/frequency/"


@dataclass(frozen=True)
class Licence:
    """A licence: its name for a reader, its address, its word in the SCDL catalogue."""

    code: str
    says: Words
    uri: str
    scdl: str


@dataclass(frozen=True)
class Frequency:
    """How often a table comes out: for a reader, in the European vocabulary, in the SCDL catalogue."""

    code: str
    says: Words
    scdl: str

    @property
    def uri(self) -> str:
        return _EU + self.code


def _licence(code: str, en: str, fr: str, scdl: str) -> Licence:
    return Licence(code, Words(en, fr), _SPDX + code, scdl)


_CC, _OTHER = "Creative Commons-CC", "Spécifique ou autre"
LICENCES: dict[str, Licence] = {
    one.code.lower(): one
    for one in (
        _licence("etalab-2.0", "Open Licence 2.0", "Licence Ouverte 2.0", "Licence Ouverte-LO"),
        _licence(
            "ODbL-1.0",
            "Open Database License 1.0 (ODbL)",
            "Open Database License 1.0 (ODbL)",
            "Open Database License-ODBL",
        ),
        _licence("CC-BY-4.0", "Creative Commons Attribution 4.0", "Creative Commons Attribution 4.0", _CC),
        _licence(
            "CC-BY-SA-4.0",
            "Creative Commons Attribution-ShareAlike 4.0",
            "Creative Commons Attribution - Partage dans les mêmes conditions 4.0",
            _CC,
        ),
        _licence("CC0-1.0", "Creative Commons Zero 1.0", "Creative Commons Zero 1.0", _CC),
    )
}
_LICENCE_ALIASES = {
    "lov2": "etalab-2.0",
    "fr-lo": "etalab-2.0",
    "etalab": "etalab-2.0",
    "licence-ouverte": "etalab-2.0",
    "licence-ouverte-2.0": "etalab-2.0",
    "open-licence": "etalab-2.0",
    "open-licence-2.0": "etalab-2.0",
    "odbl": "odbl-1.0",
    "cc-by": "cc-by-4.0",
    "cc-by-sa": "cc-by-sa-4.0",
    "cc0": "cc0-1.0",
}
FREQUENCIES: dict[str, Frequency] = {
    en: Frequency(code, Words(en, fr), scdl)
    for en, fr, code, scdl in (
        ("once", "une seule fois", "NEVER", "Ponctuelle"),
        ("daily", "quotidien", "DAILY", "Quotidienne ou plusieurs fois par jour"),
        ("weekly", "hebdomadaire", "WEEKLY", "Hebdomadaire ou plusieurs fois par semaine"),
        ("monthly", "mensuel", "MONTHLY", "Mensuelle ou plusieurs fois par mois"),
        ("every two months", "bimestriel", "BIMONTHLY", "Bimestrielle"),
        ("quarterly", "trimestriel", "QUARTERLY", "Trimestrielle"),
        ("twice a year", "semestriel", "ANNUAL_2", "Semestrielle"),
        ("yearly", "annuel", "ANNUAL", "Annuelle"),
        ("every two years", "biennal", "BIENNIAL", "Biennale"),
        ("every three years", "triennal", "TRIENNIAL", "Triennale"),
        ("every five years", "quinquennal", "QUINQUENNIAL", "Quinquennale"),
        ("irregular", "irrégulier", "IRREG", "Irrégulière"),
    )
}
_FREQUENCY_ALIASES = {
    "annual": "yearly",
    "annually": "yearly",
    "every year": "yearly",
    "chaque annee": "yearly",
    "tous les ans": "yearly",
    "every month": "monthly",
    "chaque mois": "monthly",
    "tous les mois": "monthly",
    "each quarter": "quarterly",
    "chaque trimestre": "quarterly",
    "never": "once",
    "ponctuel": "once",
    "ponctuelle": "once",
}


def licence_of(text: str) -> Licence | Problem:
    """The licence that ``text`` names, or PK684. The address of another licence is taken as it is."""
    if re.fullmatch(r"https?://[^\s<>\"]+", text.strip()):
        return Licence(text.strip(), Words(text.strip(), text.strip()), text.strip(), _OTHER)
    word = re.sub(r"[\s_]+", "-", _plain(text))
    found = LICENCES.get(_LICENCE_ALIASES.get(word, word))
    if found is not None:
        return found
    near = nearest(word, [*LICENCES, *_LICENCE_ALIASES])
    close = LICENCES[_LICENCE_ALIASES.get(near, near)].code if near else "etalab-2.0"
    others = ", ".join(one.code for one in LICENCES.values())
    return Problem(
        "PK684",
        Words(f"licence `{text}`: not a licence known here", f"licence `{text}` : elle n'est pas connue ici"),
        instead=Words(
            f"licence: {close}   ({others}, or the address of another)",
            f"licence: {close}   ({others}, ou l'adresse d'une autre)",
        ),
        article="CRPA, art. L. 323-2, D. 323-2-1",
    )


def licence_named(text: str, language: Language) -> str:
    """The name of a licence for a reader; nothing when none is given."""
    found = licence_of(text)
    return found.says.say(language) if isinstance(found, Licence) else text


def frequency_of(text: str) -> Frequency | Problem:
    """The frequency that ``text`` names in English or in French, or PK685."""
    word = _plain(text)
    known = {_plain(one.says.fr): key for key, one in FREQUENCIES.items()} | {k: k for k in FREQUENCIES}
    known |= {f"{fr}le" if fr.endswith("el") else f"{fr}e": key for fr, key in known.items()}
    known |= _FREQUENCY_ALIASES
    if word in known:
        return FREQUENCIES[known[word]]
    near = FREQUENCIES[known[nearest(word, list(known)) or "yearly"]].says
    return Problem(
        "PK685",
        Words(f"frequency `{text}`: unknown", f"fréquence `{text}` : inconnue"),
        instead=Words(
            f"frequency: {near.en}   ({', '.join(FREQUENCIES)})",
            f"fréquence: {near.fr}   ({', '.join(f.says.fr for f in FREQUENCIES.values())})",
        ),
    )


def _plain(text: str) -> str:
    bare = unicodedata.normalize("NFKD", text.strip().casefold())
    return re.sub(r"\s+", " ", "".join(c for c in bare if not unicodedata.combining(c)))
