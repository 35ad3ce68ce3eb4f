"""Proposed bands as lines of a policy, to paste and correct."""

from __future__ import annotations

from privkit.compare.labels import percent
from privkit.compare.segments.suggest import Suggestion
from privkit.words import Language

_WORDS: dict[str, dict[Language, str]] = {
    "steps": {"en": "steps", "fr": "étapes"},
    "generalise": {"en": "generalise", "fr": "généraliser"},
    "bands": {"en": "into_bands", "fr": "en_tranches"},
    "comparison": {"en": "comparison", "fr": "comparaison"},
    "target": {"en": "target", "fr": "grandeur"},
    "unit": {"en": "unit", "fr": "unité"},
    "groups_by": {"en": "groups_by", "fr": "groupes_par"},
    "at_least": {"en": "at_least", "fr": "au_moins"},
    "marks": {
        "en": "marks: { low: 20 %, middle: 50 %, high: 80 % }",
        "fr": "repères: { bas: 20 %, milieu: 50 %, haut: 80 % }",
    },
    "round_to": {"en": "round_to", "fr": "arrondir_à"},
    "file": {
        "en": "file: outputs/reference_household.json",
        "fr": "fichier: sorties/foyer_de_reference.json",
    },
    "choose": {"en": "to choose", "fr": "à choisir"},
    "explains": {"en": "explains {} of the differences", "fr": "explique {} des écarts"},
}


def fragment(found: Suggestion, unit: str | None = None) -> str:
    """The lines of a policy that declare the bands of ``found``, and its section ``comparison``.

    ``unit`` is the unit of measure of the target; without it, ``?`` stands there, to be chosen.
    """
    language = found.language

    def word(name: str) -> str:
        return _WORDS[name][language]

    lines = []
    if found.bands:
        lines += [f"{word('steps')}:", f"  - {word('generalise')}:"]
        names = {column: f"{_key(column)}:" for column in found.bands}
        width = max(map(len, names.values()))
        for column, bands in found.bands.items():
            written = ", ".join(
                band if _is_plain(band) and _all_plain(bands) else f'"{band}"' for band in bands
            )
            lines.append(f"      {names[column]:<{width}} {{ {word('bands')}: [{written}] }}")
        lines.append("")
    lines += [
        f"{word('comparison')}:",
        f"  {word('target')}: {_key(found.target)}",
        f"  {word('unit')}: {unit}" if unit else f'  {word("unit")}: "?"  # {word("choose")}',
        f"  {word('groups_by')}: [{', '.join(map(_key, found.groups_by))}]",
        f"  {word('at_least')}: {found.at_least}",
        f"  {word('marks')}",
        f"  {word('round_to')}: 5  # {word('choose')}",
        f"  {word('file')}",
    ]
    return "\n".join(lines) + "\n"


def explained_by(found: Suggestion, column: str) -> str:
    """What a column explains, in words."""
    from fractions import Fraction

    share = percent(Fraction(round(found.shares[column] * 1000), 1000), found.language)
    return _WORDS["explains"][found.language].format(share)


def _all_plain(bands: tuple[str, ...]) -> bool:
    return all(map(_is_plain, bands))


def _is_plain(text: str) -> bool:
    """Whether YAML reads it as a number."""
    return text.lstrip("-").replace(".", "", 1).isdigit()


def _key(name: str) -> str:
    """A name as YAML takes it."""
    plain = name.replace("_", "a").isalnum() and not name[0].isdigit()
    return name if plain else '"' + name.replace('"', '\\"') + '"'
