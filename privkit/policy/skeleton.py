"""First policies: ready templates, and a draft made from the columns of a file."""

from __future__ import annotations

import re
from collections.abc import Sequence
from importlib.resources import files
from typing import Literal

from privkit.policy.guesses import ColumnProfile, guess_date, guess_role, guess_unit
from privkit.policy.model.data import ColumnRole, ColumnType
from privkit.policy.model.levels import DatePart, LevelRule
from privkit.policy.proposals import LevelProposal
from privkit.policy.scalars import plain_name
from privkit.policy.shapes import keywords
from privkit.values import Role, Type
from privkit.words import Language, Words

Kind = Literal["training", "open-data", "synthetic"]

_PLAIN = re.compile(r"[^\W\d_](?:[\w-]*\w)?")
_NEEDS_QUOTES = {"null", "~"}


def template(kind: Kind, language: Language, name: str) -> str:
    """The text of a ready policy, to be completed."""
    return _text(kind, language).replace("__NAME__", quoted(name))


def quoted(text: str) -> str:
    """A name as YAML: as it is when plain, else between double quotes.

    >>> quoted("code_iris"), quoted("n° : 1")
    ('code_iris', '"n° : 1"')
    """
    plain = _PLAIN.fullmatch(text) and text.lower() not in _NEEDS_QUOTES
    return text if plain else '"' + "".join(_escaped(c) for c in text) + '"'


def _escaped(character: str) -> str:
    if character in ('"', "\\"):
        return "\\" + character
    return character if character.isprintable() else f"\\U{ord(character):08x}"


def skeleton_from(
    profiles: Sequence[ColumnProfile],
    *,
    name: str,
    file: str,
    language: Language = "fr",
    table: str = "table",
) -> str:
    """A draft policy for one file: every column with a guessed role, each marked to be confirmed.

    The draft is read without error; ``check`` refuses it until a person has confirmed the roles.
    """
    unique = list({plain_name(p.name): p for p in reversed(profiles)}.values())[::-1]
    kept = [p for p in unique if guess_role(p) not in (Role.DIRECT_IDENTIFIER, Role.FREE_TEXT)]
    kept = kept or unique[:1]
    parts = {
        "__NAME__": quoted(name),
        "__FILE__": quoted(file),
        "__TABLE__": quoted(table),
        "__UNIT__": quoted(guess_unit(unique)),
        "__DATE__": quoted(guess_date(unique)),
        "__COLUMNS__": "\n".join(_column(p, language) for p in unique),
        "__KEEP__": "\n".join(_keep(p, language) for p in kept),
        "__STEPS__": "\n".join(_steps(kept, language)),
        "__CONDITIONS__": "\n".join(_conditions(kept, language)),
    }
    marks = re.compile("|".join(parts))
    text = marks.sub(lambda found: parts[found[0]], _text("skeleton", language))
    return re.sub(r"\n{3,}", "\n\n", text)


def _text(kind: str, language: Language) -> str:
    folder = files("privkit.policy") / "templates"
    return (folder / f"{kind}.{language}.yaml").read_text(encoding="utf-8")


def _column(profile: ColumnProfile, language: Language) -> str:
    role = ColumnRole[guess_role(profile).name].say(language)
    kind = ColumnType[profile.type.name].say(language)
    name = quoted(profile.name)
    if language == "fr":
        return f"        {name}: {{ rôle: {role}, type: {kind}, à_confirmer: oui }}"
    return f"        {name}: {{ role: {role}, type: {kind}, to_confirm: yes }}"


def _keep(profile: ColumnProfile, language: Language) -> str:
    because = "parce_que: À compléter." if language == "fr" else "because: To complete."
    return f"        {quoted(profile.name)}:\n          {because}"


def _steps(kept: Sequence[ColumnProfile], language: Language) -> list[str]:
    fr = language == "fr"
    lines: list[str] = []
    dates = [quoted(p.name) for p in kept if p.type in (Type.DATE, Type.DATETIME)]
    if dates:
        lines.append("  - généraliser:" if fr else "  - generalise:")
        lines += [
            f"      {name}: {{ au: mois }}" if fr else f"      {name}: {{ to: month }}" for name in dates
        ]
    columns = [p for p in kept if guess_role(p) is Role.QUASI_IDENTIFIER]
    if columns:
        quasi = ", ".join(quoted(p.name) for p in columns)
        lines += [
            "  - rendre_k_anonyme:" if fr else "  - make_k_anonymous:",
            "      k: 11",
            f"      sur: [{quasi}]" if fr else f"      on: [{quasi}]",
            "      retirer_au_plus: 5 %" if fr else "      remove_at_most: 5 %",
            *levels_lines(columns, language),
        ]
    return lines


def levels_lines(columns: Sequence[ColumnProfile], language: Language) -> list[str]:
    """The levels proposed for quasi-identifiers, each with why; nothing when nothing was proposed."""
    rules: list[str] = []
    for profile in columns:
        proposal, name = profile.levels, quoted(profile.name)
        because = proposal.because if proposal else _NO_LEVELS
        if not proposal or not proposal.fields:
            rules.append(
                f"        # {name} : {because.fr}" if language == "fr" else f"        # {name}: {because.en}"
            )
            continue
        rules.append(f"        {name}: {rule_text(proposal, language)}  # {because.say(language)}")
    if not any(profile.levels and profile.levels.fields for profile in columns):
        return []
    return [
        *(f"      # {line}" for line in _LEVELS_SAID.say(language).split("\n")),
        _LEVELS.say(language),
        *rules,
    ]


_LEVELS = Words("      levels:", "      niveaux:")
_LEVELS_SAID = Words(
    "Levels proposed from the first rows of the file; nothing is decided: review each one.\n"
    "Bounds are round numbers and no rare value is named.",
    "Niveaux proposés d'après les premières lignes du fichier ; rien n'est décidé : relire chacun.\n"
    "Les bornes sont des nombres ronds et aucune valeur rare n'est citée.",
)
_NO_LEVELS = Words(
    "no value is shared by many: a hierarchy file would help (privkit init --hierarchy)",
    "aucune valeur n'est commune à beaucoup : un fichier de hiérarchie aiderait (privkit init --hierarchy)",
)


def rule_text(proposal: LevelProposal, language: Language) -> str:
    """A proposal as the rule of a policy: ``{ widths: [5, 10, 20], lower_bound: 0 }``."""
    words = keywords(LevelRule)
    parts = []
    for field, value in proposal.fields.items():
        if isinstance(value, Words):
            shown = quoted(value.say(language))
        elif isinstance(value, str):
            shown = value
        elif field == "dates":
            shown = f"[{', '.join(DatePart[part.upper()].say(language) for part in value)}]"
        else:
            shown = f"[{', '.join(quoted(item) if field == 'common' else item for item in value)}]"
        parts.append(f"{words[field].word.say(language)}: {shown}")
    return "{ " + ", ".join(parts) + " }"


def _conditions(kept: Sequence[ColumnProfile], language: Language) -> list[str]:
    fr = language == "fr"
    lines = ["  - k_anonymat: { au_moins: 11 }" if fr else "  - k_anonymity: { at_least: 11 }"]
    for profile in kept:
        if guess_role(profile) is Role.CONFIDENTIAL:
            name = quoted(profile.name)
            lines.append(
                f"  - l_diversité: {{ colonne: {name}, au_moins: 3 }}"
                if fr
                else f"  - l_diversity: {{ column: {name}, at_least: 3 }}"
            )
    return lines
