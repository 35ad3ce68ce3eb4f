"""The data dictionary: one line per column, what it holds and how it was protected."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import astuple, dataclass

from privkit.evidence.report.voice import typographic
from privkit.publication.blocks import Table
from privkit.publication.facts import half_width, mechanism_words
from privkit.publication.files import csv_text
from privkit.published import STATUS_WORDS, CellStatus, KeyColumn, MeasureColumn, Published
from privkit.words import Language, Words

MANY = 12  # a longer list of values is counted, not told

HEAD = Words(
    "name,title,type,unit,meaning,protection,margin_95,allowed_values",
    "nom,titre,type,unite,signification,protection,marge_95,valeurs_admises",
)
TITLES = (
    Words("Column", "Colonne"),
    Words("Title", "Titre"),
    Words("Type", "Type"),
    Words("Unit", "Unité"),
    Words("Meaning", "Signification"),
    Words("Protection", "Protection"),
    Words("95% margin", "Marge à 95 %"),
    Words("Allowed values", "Valeurs admises"),
)
KINDS: dict[str, Words] = {
    "code": Words("code (text)", "code (texte)"),
    "category": Words("category (text)", "catégorie (texte)"),
    "day": Words("date (YYYY-MM-DD)", "date (AAAA-MM-JJ)"),
    "month": Words("month (YYYY-MM)", "mois (AAAA-MM)"),
    "quarter": Words("quarter (text)", "trimestre (texte)"),
    "year": Words("year (YYYY)", "année (AAAA)"),
    "band": Words("band (text)", "tranche (texte)"),
}
STATUS_MEANING: dict[CellStatus, Words] = {
    CellStatus.PUBLISHED: Words("the figures are given", "les chiffres sont donnés"),
    CellStatus.SECRET: Words(
        "hidden by statistical secrecy; this does not mean zero",
        "masqué par le secret statistique ; cela ne veut pas dire zéro",
    ),
    CellStatus.NOT_SIGNIFICANT: Words(
        "left empty: too few or too uncertain to mean anything",
        "laissé vide : trop peu nombreux ou trop incertain pour avoir un sens",
    ),
    CellStatus.NOT_APPLICABLE: Words(
        "this figure does not exist there", "ce chiffre n'existe pas à cet endroit"
    ),
}
_LISTED = Words(
    "public list, fixed beforehand: every value has its row",
    "liste publique, fixée d'avance : chaque valeur a sa ligne",
)
_CHOSEN = Words(
    "chosen by a noisy count: rare values are absent",
    "choisies par un comptage bruité : les valeurs rares manquent",
)


@dataclass(frozen=True)
class Entry:
    """One column, in words."""

    name: str
    title: str
    type: str
    unit: str
    meaning: str
    protection: str
    margin: str
    allowed: str


def dictionary(published: Published, language: Language) -> tuple[Entry, ...]:
    """The columns in the order of the table."""
    out: list[Entry] = []
    for key in published.keys:
        out += _key(key, language)
    for measure in published.measures:
        out += _measure(published, measure, language)
    title = Words("Status of the cell", "Statut de la case")
    meaning = Words(
        "why the figures of the row are there, or are not; never empty",
        "pourquoi les chiffres de la ligne y sont, ou non ; jamais vide",
    )
    out.append(_status(published.status, title, meaning, language))
    return tuple(out)


def _status(name: str, title: Words, meaning: Words, language: Language) -> Entry:
    words = [f"{STATUS_WORDS[s].say(language)} = {STATUS_MEANING[s].say(language)}" for s in CellStatus]
    allowed = Words("; ", " ; ").say(language).join(words)
    type = Words("word (text)", "mot (texte)").say(language)
    entry = Entry(name, title.say(language), type, "", meaning.say(language), "", "", allowed)
    return _polished(entry, language)


def dictionary_csv(entries: Sequence[Entry], language: Language) -> str:
    """The dictionary as CSV."""
    return csv_text(HEAD.say(language).split(","), [astuple(entry) for entry in entries])


def dictionary_table(entries: Sequence[Entry], language: Language) -> Table:
    """The dictionary as a table of a text."""
    head = tuple(title.say(language) for title in TITLES)
    return Table(head, tuple((f"`{e.name}`", *astuple(e)[1:]) for e in entries))


def title_of(name: str) -> str:
    """A column's name as a title.

    >>> title_of("volume_m3")
    'Volume m3'
    """
    words = name.replace("_", " ")
    return words[:1].upper() + words[1:]


def heading_of(measure: MeasureColumn, language: Language) -> str:
    """What a picture of a measure is called; a ratio has no better words than its name."""
    text = title_of(measure.name) if measure.kind == "ratio" else measure.says.say(language).replace("_", " ")
    return typographic(text[:1].upper() + text[1:], language)


def _key(key: KeyColumn, language: Language) -> list[Entry]:
    chosen = key.listed_in == "private"
    meaning = Words(
        f"says which cell the row is about; from `{key.column}`",
        f"dit de quelle case parle la ligne ; tirée de `{key.column}`",
    ).say(language)
    if key.total is not None:
        meaning += Words(f"; `{key.total}` stands for all", f" ; `{key.total}` vaut pour l'ensemble").say(
            language
        )
    if len(key.values) <= MANY:
        allowed = ", ".join(key.values)
    else:
        n, first, last = len(key.values), key.values[0], key.values[-1]
        allowed = Words(f"{n} values, {first} to {last}", f"{n} valeurs, de {first} à {last}").say(language)
    protection = (_CHOSEN if chosen else _LISTED).say(language)
    out = [
        Entry(
            key.name, title_of(key.name), KINDS[key.kind].say(language), "", meaning, protection, "", allowed
        )
    ]
    if key.label_name is not None:
        label = Words(f"label of `{key.name}`", f"libellé de `{key.name}`").say(language)
        text = Words("text", "texte").say(language)
        out.append(Entry(key.label_name, title_of(key.label_name), text, "", label, "", "", ""))
    return [_polished(entry, language) for entry in out]


def _measure(published: Published, measure: MeasureColumn, language: Language) -> list[Entry]:
    type = _type(measure.decimals).say(language)
    found = half_width(published, measure)
    margin = ""
    if found is not None:
        half, same = found
        margin = f"{half:.{measure.decimals}f}"
        if not same:
            margin += Words(" (median)", " (médiane)").say(language)
    how = mechanism_words(published).say(language)
    title = title_of(measure.name)
    out = [Entry(measure.name, title, type, measure.unit, measure.says.say(language), how, margin, "")]
    bounds = (
        (measure.low, Words("lower bound", "borne basse")),
        (measure.high, Words("upper bound", "borne haute")),
    )
    for name, words in bounds:
        if name is not None:
            meaning = words + Words(
                f" of the 95% interval of `{measure.name}`", f" de l'intervalle à 95 % de `{measure.name}`"
            )
            worked = Words("worked out from the noise alone", "calculée d'après le bruit seul").say(language)
            out.append(Entry(name, title_of(name), type, measure.unit, meaning.say(language), worked, "", ""))
    out = [_polished(entry, language) for entry in out]
    if measure.status is not None:
        own = Words(f"Status of {measure.name}", f"Statut de {measure.name}")
        why = Words(
            f"why `{measure.name}` is there, or is not; never empty",
            f"pourquoi `{measure.name}` y est, ou non ; jamais vide",
        )
        out.append(_status(measure.status, own, why, language))
    return out


def _type(decimals: int) -> Words:
    if not decimals:
        return Words("whole number", "nombre entier")
    en, fr = ("decimal", "décimale") if decimals == 1 else ("decimals", "décimales")
    return Words(f"number, {decimals} {en}, decimal point", f"nombre, {decimals} {fr}, point décimal")


def _polished(entry: Entry, language: Language) -> Entry:
    name, *rest = astuple(entry)
    return Entry(name, *(typographic(text, language) for text in rest))
