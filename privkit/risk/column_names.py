"""Names of columns that suggest a direct identifier, in French and in English."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True)
class NameFinding:
    """A column whose name suggests a direct identifier.

    ``weight`` is ``note`` for a name that identifies only with others (a full date of birth).
    """

    column: str
    suggests: str  # a key of SUGGESTIONS
    weight: Literal["identifier", "note"] = "identifier"


#: What a name suggests → the words, in a row, that suggest it. The first that fits wins: `adresse_ip` is
#: an IP address and `adresse_mail` an e-mail before either is an address.
SUGGESTIONS: dict[str, tuple[str, ...]] = {
    "ip_address": ("ip",),
    "email": ("e mail", "email", "mail", "courriel", "emails", "mails", "courriels"),
    "social_security_number": (
        "nir", "nirpp", "secu", "securite sociale", "social security", "ssn", "numsecu", "numerosecu", "nss",
    ),
    "identity_document": ("passeport", "passport", "carte identite", "piece identite", "cni", "permis conduire"),
    "bank_account": ("iban", "rib", "bic", "compte bancaire", "bank account"),
    "telephone": ("telephone", "tel", "phone", "portable", "gsm", "fax", "telephones", "cellphone"),
    "vehicle": ("immatriculation", "plaque", "license plate", "licence plate"),
    "date_of_birth": ("date naissance", "datenaissance", "ddn", "birth date", "birthdate", "date birth", "dob"),
    "first_name": ("prenom", "prenoms", "first name", "firstname", "given name", "forename"),
    "name": (
        "nom", "noms", "patronyme", "surname", "last name", "lastname", "full name", "fullname", "name",
        "family name", "nomprenom",
    ),
    "address": ("adresse", "adresses", "address", "addresses", "adr", "rue", "voie", "street"),
}  # fmt: skip
_NOTES = frozenset({"date_of_birth"})
_LITTLE_WORDS = frozenset(("de", "du", "des", "d", "la", "le", "les", "l", "of", "the"))
#: A count or a share of something is not the thing: `nb_telephones`.
_COUNTS = frozenset(
    ("nb", "nbr", "nbre", "nombre", "count", "number", "taux", "part", "share", "has", "type", "nature")
)
#: Things and places have names too: `nom_commune`, `file name`.
_THINGS = frozenset((
    "commune", "communes", "ville", "quartier", "iris", "departement", "region", "epci", "canton",
    "secteur", "reseau", "agglomeration", "pays", "zone", "bassin", "station", "compteur", "produit",
    "offre", "tarif", "fichier", "variable", "colonne", "table", "champ", "service", "organisme",
    "entreprise", "societe", "etablissement", "logiciel", "modele", "classe", "categorie", "niveau",
    "groupe", "city", "town", "district", "country", "county", "state", "company", "product", "file",
    "column", "field", "variable", "service", "class", "group", "level", "dep", "depcom", "reg", "com",
    "arr", "deleguee",
))  # fmt: skip
# A code or a kind of street points to a street, not to a dwelling.
_NOT_AN_ADDRESS = frozenset({"code", "type", "nature", "largeur", "longueur"})


def scan_name(name: str) -> NameFinding | None:
    """What the name of a column suggests, if anything. Whole words only: `nombre` and `tribunal` are fine.

    Words are told apart by case (`NomUsage`), by anything but a letter, and accents are dropped. Codes of
    contracts or households are direct identifiers by their role, not by their name; SIRET and SIREN are
    numbers of companies.
    """
    words = _words(name)
    if not words or (words[0] in _COUNTS and words != ["number"] and len(words) > 1):
        return None
    text = f" {' '.join(words)} "
    for suggests, rows in SUGGESTIONS.items():
        if any(f" {row} " in text for row in rows) and not _excused(suggests, words):
            return NameFinding(name, suggests, "note" if suggests in _NOTES else "identifier")
    return None


def _excused(suggests: str, words: list[str]) -> bool:
    if suggests == "name":
        return not _THINGS.isdisjoint(words)
    if suggests == "address":
        return not _NOT_AN_ADDRESS.isdisjoint(words)
    return False


def _words(name: str) -> list[str]:
    """The words of a name, lower case, without accents, digits or little words."""
    plain = unicodedata.normalize("NFKD", name)
    plain = "".join(c for c in plain if not unicodedata.combining(c))
    plain = re.sub(r"(?<=[a-z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", " ", plain)
    words = re.findall(r"[a-z]+", plain.lower())
    return [word for word in words if word not in _LITTLE_WORDS]
