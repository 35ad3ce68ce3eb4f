"""The note for readers, in two minutes: what the table says, how people are protected, how far to trust it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction

from privkit.evidence.figures.style import Picture
from privkit.evidence.report.voice import day, percent, typographic, whole
from privkit.publication.about import About
from privkit.publication.blocks import Items, Lead, Part, Prose, Section, Table, Text
from privkit.publication.dictionary import STATUS_MEANING
from privkit.publication.facts import status_counts
from privkit.publication.note_margins import margins_section, totals
from privkit.publication.note_protection import protection
from privkit.publication.vocabulary import Frequency, Licence, frequency_of, licence_named, licence_of
from privkit.published import STATUS_WORDS, Published
from privkit.words import Language, Words

_STEP = Fraction(1, 20)  # of the coverage told


def note(published: Published, about: About, language: Language, chart: Picture | None = None) -> Text:
    """The note in ``language``; prose of the policy stays in its own language."""
    sections = [
        _says(published, about, language, chart),
        protection(published, about.language, language),
        margins_section(published, about.language, language),
        totals(published, language),
        _statuses(published, about, language),
    ]
    if published.coverage:
        sections.append(_coverage(published, language))
    if published.notes:
        title = Words("Rules applied", "Règles appliquées").say(language)
        sections.append(Section(title, (Items(tuple(rule.say(language) for rule in published.notes)),)))
    sections.append(_terms(about, language))
    made = Text(about.title, _under(about, language), tuple(sections), language, about.language)
    return _typeset(made)


def _under(about: About, language: Language) -> str:
    on = day(about.as_of.isoformat(), language)
    return Words(
        f"{about.publisher} · made on {on}, version {about.version}",
        f"{about.publisher} · établi le {on}, version {about.version}",
    ).say(language)


def _says(published: Published, about: About, language: Language, chart: Picture | None) -> Section:
    parts: list[Part] = [Prose(about.description)] if about.description else []
    period = Words(f" It covers {about.period}.", f" Elle porte sur {about.period}.").say(language)
    gives = Words(" Each row gives:", " Chaque ligne donne :").say(language)
    parts.append(_rows(published, language) + (period if about.period else "") + gives)
    colon = ": " if language == "en" else " : "
    parts.append(Items(tuple(f"`{m.name}`{colon}{m.says.say(language)}." for m in published.measures)))
    if chart is not None:
        parts.append(chart)
    return Section(Words("What this table says", "Ce que dit cette table").say(language), tuple(parts))


def _rows(published: Published, language: Language) -> str:
    if not published.keys:
        return Words("The table has one row.", "La table a une ligne.").say(language)
    rows = whole(published.cells, language)
    by = _listed([f"`{key.name}`" for key in published.keys], language)
    return Words(
        f"The table has {rows} rows, one for each {by}.", f"La table a {rows} lignes, une pour chaque {by}."
    ).say(language)


def _statuses(published: Published, about: About, language: Language) -> Section:
    counts = status_counts(published)
    rows = tuple(
        (f"`{STATUS_WORDS[s].say(about.language)}`", STATUS_MEANING[s].say(language), whole(n, language))
        for s, n in counts.items()
    )
    head = (
        f"`{published.status}`",
        Words("what it means", "ce que cela veut dire").say(language),
        Words("rows", "lignes").say(language),
    )
    text = Words(
        f"A blank is never a zero: column `{published.status}` says of each row why a figure is there or not.",
        f"Une case vide n'est jamais un zéro : la colonne `{published.status}` dit, pour chaque ligne, pourquoi "
        "un chiffre y est ou non.",
    )
    parts: list[Part] = [text.say(language), Table(head, rows, frozenset({2}))]
    own = [f"`{m.status}`" for m in published.measures if m.status is not None]
    if own:
        each = Words(
            f"The row is published when all its figures are; each figure has its own status too: {_listed(own, language)}.",
            f"La ligne est publiée quand tous ses chiffres le sont ; chaque chiffre a aussi son statut : {_listed(own, language)}.",
        )
        parts.append(each.say(language))
    title = Words("When a figure is missing", "Quand un chiffre manque").say(language)
    return Section(title, tuple(parts))


def _coverage(published: Published, language: Language) -> Section:
    rows = tuple((f"`{name}`", _covered(share, language)) for name, share in published.coverage.items())
    head = (
        Words("figure", "chiffre").say(language),
        Words("share of the total that is published", "part du total qui est publiée").say(language),
    )
    return Section(
        Words("Coverage", "Taux de couverture").say(language), (Table(head, rows, frozenset({1})),)
    )


def _covered(share: Fraction, language: Language) -> str:
    """A share rounded down to steps of 5 %: a finer one, beside the published total, would tell the hidden one."""
    if share == 1:
        return percent(1.0, language)
    if share < _STEP:
        return Words("under ", "moins de ").say(language) + percent(float(_STEP), language, 0)
    least = percent(float(share // _STEP * _STEP), language, 0)
    return Words(f"at least {least}", f"au moins {least}").say(language)


def _terms(about: About, language: Language) -> Section:
    return Section(
        Words("Good to know", "Bon à savoir").say(language), (Items(tuple(_lines(about, language))),)
    )


def _lines(about: About, language: Language) -> Iterator[str]:
    colon = ": " if language == "en" else " : "

    def line(en: str, fr: str, value: str) -> Iterator[str]:
        if value:
            yield Words(en, fr).say(language) + colon + _ended(value)

    licence = licence_of(about.licence)
    yield from line("Purpose", "Finalité", about.purpose)
    yield from line("Areas", "Zones", _year_of_areas(about, language))
    yield from line("How often it comes out", "Rythme de parution", _rhythm(about, language))
    yield from line("If an error is found", "Si une erreur est trouvée", about.errata)
    words = licence_named(about.licence, language)
    address = licence.uri if isinstance(licence, Licence) and licence.uri != words else ""
    yield from line("Licence", "Licence", f"{words} ({address})" if address else words)
    yield from line("Questions", "Questions", about.contact)


def _year_of_areas(about: About, language: Language) -> str:
    if not about.geography_year:
        return ""
    return Words(
        f"as they were drawn in {about.geography_year}", f"dans leur découpage de {about.geography_year}"
    ).say(language)


def _rhythm(about: About, language: Language) -> str:
    found = frequency_of(about.frequency) if about.frequency else None
    return found.says.say(language) if isinstance(found, Frequency) else about.frequency


def _ended(text: str) -> str:
    return text if text.rstrip().endswith((".", "!", "?", "…")) else text.rstrip() + "."


def _listed(names: list[str], language: Language) -> str:
    if len(names) == 1:
        return names[0]
    return ", ".join(names[:-1]) + (" and " if language == "en" else " et ") + names[-1]


def _typeset(text: Text) -> Text:
    """French spaces and apostrophes everywhere but in pictures."""

    def say(words: str) -> str:
        return typographic(words, text.language)

    def part(one: Part) -> Part:
        if isinstance(one, Lead | Prose):
            return replace(
                one, text=typographic(one.text, text.prose if isinstance(one, Prose) else text.language)
            )
        if isinstance(one, Items):
            return Items(tuple(map(say, one.texts)))
        if isinstance(one, Table):
            rows = tuple(tuple(map(say, row)) for row in one.rows)
            return Table(tuple(map(say, one.head)), rows, one.numbers)
        return say(one) if isinstance(one, str) else one

    sections = tuple(Section(say(s.title), tuple(map(part, s.parts))) for s in text.sections)
    return replace(text, title=typographic(text.title, text.prose), under=say(text.under), sections=sections)
