"""How far to trust a figure: margins, an example read aloud, and why totals add up or not."""

from __future__ import annotations

from privkit.publication.blocks import Part, Section, Table
from privkit.publication.facts import example_row, figure, in_words, mechanism_words, unit_of
from privkit.publication.margins import margins
from privkit.published import MeasureColumn, Published
from privkit.words import Language, Words


def margins_section(published: Published, prose: Language, language: Language) -> Section:
    """The margins and how to read one of them."""
    title = Words("How precise the figures are", "Ce que valent les chiffres").say(language)
    found = list(margins(published))
    if not found:
        how = mechanism_words(published).say(language)
        text = Words(
            f"No margin: {how}. What was rounded, if anything, is said under the rules applied.",
            f"Pas de marge : {how}. Ce qui a été arrondi, s'il y a lieu, est dit dans les règles appliquées.",
        )
        return Section(title, (text.say(language),))
    rows = []
    for one in found:
        decimals, same = one.measure.decimals, one.same
        half = "± " + _with_unit(figure(one.half, decimals, language), one.measure, prose, language)
        if not same:
            half += Words(" (median)", " (médiane)").say(language)
        sizes = [None if s is None else figure(s, decimals, language) for s in (one.meaningless, one.precise)]
        rows.append((f"`{one.measure.name}`", half, *(size or "—" for size in sizes)))
    head = (
        Words("figure", "chiffre"),
        Words("margin (95%)", "marge (95 %)"),
        Words("means nothing below", "ne veut rien dire sous"),
        Words("within 10% from", "à 10 % près à partir de"),
    )
    table = Table(tuple(words.say(language) for words in head), tuple(rows), frozenset({1, 2, 3}))
    return Section(title, (_reading(language), table, *_example(published, prose, language)))


def _reading(language: Language) -> str:
    return Words(
        "For 95 figures in 100, the figure before noise lies within the margin. Below twice its margin a figure is not "
        "known within a half: do not comment on it, and do not compare two figures whose intervals overlap.",
        "Pour 95 chiffres sur 100, le chiffre d'avant le bruit est dans la marge. Sous le double de sa marge, un chiffre "
        "n'est pas connu à moitié près : ne pas le commenter, ni comparer deux chiffres dont les intervalles se chevauchent.",
    ).say(language)


def _example(published: Published, prose: Language, language: Language) -> tuple[Part, ...]:
    row = example_row(published)
    first = published.measures[0]
    if row is None or first.low is None or first.high is None:
        return ()
    where = ", ".join(
        in_words(key, str(published.frame[key.name].iloc[row]), language) for key in published.keys
    )
    where += ", " if where else ""
    said, low, high = (
        _of(published, name, first, row, language) for name in (first.name, first.low, first.high)
    )
    said = _with_unit(said, first, prose, language)
    return (
        Words(
            f"Read aloud: “{where}`{first.name}`: {said}. Before noise it was most likely between {low} and "
            f"{high} (95 chances in 100).”",
            f"À voix haute : « {where}`{first.name}` : {said}. Avant le bruit, il était très "
            f"probablement entre {low} et {high} (95 chances sur 100). »",
        ).say(language),
    )


def _with_unit(text: str, measure: MeasureColumn, prose: Language, language: Language) -> str:
    return f"{text} {unit_of(measure, prose, language)}".rstrip()


def _of(published: Published, name: str, measure: MeasureColumn, row: int, language: Language) -> str:
    return figure(published.frame[name].iloc[row], measure.decimals, language)


def totals(published: Published, language: Language) -> Section:
    """Whether parts add up to their total, and why."""
    if published.adds_up:
        title = Words("Totals add up", "Les totaux se recoupent")
        text = (
            Words(
                "The parts were adjusted together with their totals, after the noise: sums of published figures agree.",
                "Les parties ont été ajustées avec leurs totaux, après le bruit : les sommes des chiffres publiés s'accordent.",
            )
            if published.loss is not None
            else Words(
                "Where all the parts are published, they add up to their total.",
                "Là où toutes les parties sont publiées, leur somme est le total.",
            )
        )
    else:
        title = Words("Totals do not add up", "Les totaux ne se recoupent pas")
        text = (
            Words(
                "Each figure has its own noise: the sum of the parts differs from the published total, and from other "
                "tables. This is no mistake. Use the published total; a sum of many figures gathers many margins.",
                "Chaque chiffre a son propre bruit : la somme des parties diffère du total publié, et d'autres tables. Ce "
                "n'est pas une erreur. Prendre le total publié ; une somme de nombreux chiffres cumule leurs marges.",
            )
            if published.loss is not None
            else Words(
                "Hidden or rounded cells are missing from sums: the parts may not reach the published total.",
                "Les cases masquées ou arrondies manquent aux sommes : les parties peuvent ne pas atteindre le total publié.",
            )
        )
    return Section(title.say(language), (text.say(language),))
