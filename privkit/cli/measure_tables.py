"""The figures of ``measure`` as tables for people: before, after, change."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, TypeAlias

from privkit.cli.tables import Ledger, decimal, percent, short_percent, whole
from privkit.words import Language, Words, same

if TYPE_CHECKING:
    from privkit.run.measured import Detail, Estimate, Matches, Measurement, Measurements

Value: TypeAlias = "int | float | Words"
Line: TypeAlias = "tuple[Words, Callable[[Measurement], Value]]"
MOST_SETS = 3  # sets of known facts shown of each size


def unit_words(counted_in: str) -> Words:
    """What is counted, in the plural."""
    from privkit.steps.base import plural

    known = {"row": Words("rows", "lignes"), "unit": Words("units", "unités")}
    return known.get(counted_in, Words(plural(counted_in), plural(counted_in)))


def opening(found: Measurements) -> Iterator[Words]:
    """What was looked at: the quasi-identifiers, and what is counted."""
    kinds = Words("quasi-identifiers", "quasi-identifiants")
    yield kinds + Words(": ", " : ") + _listed(found.after.quasi_identifiers)
    before = found.before
    if before is not None and before.quasi_identifiers != found.after.quasi_identifiers:
        yield kinds + Words(" before: ", " avant : ") + _listed(before.quasi_identifiers)
    for one, when in _each(found):
        counted = unit_words(one.counted_in)
        start = Words("", "") if when is None else when + Words(": ", " : ")
        if one.counted_in == "row":
            yield start + Words(
                "rows are counted: the file has no column of units",
                "les lignes sont comptées : le fichier n'a pas de colonne d'unités",
            )
        elif not one.once:
            yield start + Words(
                f"{whole(one.units, 'en')} {counted.en} on {whole(one.rows, 'en')} rows: each is counted once in "
                "each group it is in",
                f"{whole(one.units, 'fr')} {counted.fr} sur {whole(one.rows, 'fr')} lignes : on compte une fois "
                "dans chaque groupe",
            )


def notes(found: Measurements) -> Iterator[Words]:
    """What could not be measured and why; then the direct identifiers, last."""
    for one, when in _each(found):
        start = Words("", "") if when is None else when + Words(": ", " : ")
        if one.known.up_to and not any(s.unique for s in one.known.sets):
            yield start + _nobody(one.known.up_to)
        reasons = [one.known.reason, *(d.reason for d in one.diversity), *(_why(e) for e in one.estimates)]
        for reason in dict.fromkeys(r for r in reasons if r is not None):
            yield start + reason
    if found.detail and found.detail.reason:
        yield Words("loss: ", "perte : ") + found.detail.reason
    if found.matches:
        yield _found_again(found.matches)
    yield Words("direct identifiers: ", "identifiants directs : ") + _listed(found.after.identifying_columns)


def _found_again(seen: Matches) -> Words:
    """Rows alone in the original that the file holds as they were, and those that only seem to."""
    share = seen.matched / seen.unique if seen.unique else 0.0
    share_en, share_fr = percent(share, "en"), percent(share, "fr")
    out = Words(
        f"unique exact matches: {seen.matched} of {seen.unique} rows of the original that are alone over the "
        f"{len(seen.columns)} columns both files hold ({share_en}; {seen.records} rows in all)",
        f"correspondances exactes uniques : {seen.matched} des {seen.unique} lignes de l'original qui sont seules sur les "
        f"{len(seen.columns)} colonnes communes aux deux fichiers ({share_fr} ; {seen.records} lignes en tout)",
    )
    if seen.apparent is None:
        return out
    return out + Words(
        f"; apparent matches over the quasi-identifiers: {seen.apparent}",
        f" ; correspondances apparentes sur les quasi-identifiants : {seen.apparent}",
    )


def _nobody(up_to: int) -> Words:
    if up_to == 1:
        return Words(
            "no quasi-identifier singles out anybody by itself",
            "aucun quasi-identifiant n'isole seul quelqu'un",
        )
    return Words(
        f"no set of {up_to} quasi-identifiers or fewer singles out anybody",
        f"aucun ensemble de {up_to} quasi-identifiants ou moins n'isole quelqu'un",
    )


def _why(estimate: Estimate) -> Words | None:
    return None if estimate.reason is None else estimate.label + Words(": ", " : ") + estimate.reason


def _listed(names: Sequence[str]) -> Words:
    return same(", ".join(names)) if names else Words("none", "aucun")


def tables(found: Measurements, language: Language) -> Iterator[Ledger]:
    """Every table there is something to say in."""
    after = found.after
    yield _compared(Words("Groups and uniqueness", "Groupes et unicité"), _groups(found), found, language)
    yield _compared(
        Words("Risk of re-identification", "Risque de réidentification"), _risks(after), found, language
    )
    if after.estimates:
        yield _estimates(found, language)
    for one, when in _each(found):
        if any(s.unique for s in one.known.sets):
            yield _facts(one, when, language)
    if any(one.diversity for one, _ in _each(found)):
        yield _diversity(found, language)
    if found.detail and found.detail.columns:
        yield _detail(found.detail, language)
    if any(one.identifiers for one, _ in _each(found)):
        yield _identifiers(found, language)


def _each(found: Measurements) -> list[tuple[Measurement, Words | None]]:
    if found.before is None:
        return [(found.after, None)]
    return [(found.before, Words("before", "avant")), (found.after, Words("after", "après"))]


def _groups(found: Measurements) -> list[Line]:
    each = [one for one, _ in _each(found)]
    kinds = {one.counted_in for one in each}
    units = unit_words(kinds.pop() if len(kinds) == 1 else "unit")
    # with several rows per unit, a unit is counted once in each group it is in
    places = units if all(one.once for one in each) else Words("places", "présences")
    lines: list[Line] = [
        (Words("rows", "lignes"), lambda m: m.rows),
        *([] if all(one.counted_in == "row" for one in each) else [(units, _units)]),
        (units + Words(", entirely suppressed (*)", " : * partout"), lambda m: m.suppressed),
        (Words("groups of equal values", "groupes de valeurs égales"), lambda m: m.groups.classes),
        (Words("smallest group", "plus petit groupe"), lambda m: m.groups.smallest),
        (Words("median group", "groupe médian"), lambda m: m.median_group),
    ]
    lines += [
        (
            places + Words(f" in groups under {k}", f", groupes de moins de {k}"),
            lambda m, k=k: m.groups.units_below(k),  # type: ignore[misc]
        )
        for k in found.after.ks
    ]
    return [
        *lines,
        (units + Words(" alone in their group", " sans semblable"), lambda m: m.unique),
        (Words("share alone in their group", "part sans semblable"), lambda m: m.unique_share),
    ]


def _units(found: Measurement) -> Value:
    return found.units


def _risks(found: Measurement) -> list[Line]:
    lines: list[Line] = [
        (
            Words(
                "highest, target known to be there (prosecutor)", "maximum, cible connue présente (procureur)"
            ),
            lambda m: m.groups.prosecutor().highest,
        ),
        (Words("average (prosecutor)", "moyenne (procureur)"), lambda m: m.groups.prosecutor().average),
    ]
    for threshold in found.thresholds:
        over = Words(short_percent(threshold, "en", 2), short_percent(threshold, "fr", 2))
        lines.append(
            (
                Words("share at a risk above ", "part dont le risque dépasse ") + over,
                lambda m, t=threshold: m.at_risk(t),  # type: ignore[misc]
            )
        )
    return [
        *lines,
        (
            Words(
                "highest, target not known to be there (journalist)",
                "maximum, présence inconnue (journaliste)",
            ),
            lambda m: m.groups.journalist().highest,
        ),
        (
            Words(
                "expected share re-identified (marketer)", "part attendue de réidentifications (prospecteur)"
            ),
            lambda m: m.groups.marketer,
        ),
    ]


def _compared(title: Words, lines: list[Line], found: Measurements, language: Language) -> Ledger:
    heads = ["", *([] if found.before is None else [_w("before", "avant", language)])]
    heads += [_w("after", "après", language), _w("change", "écart", language)] if found.before else [""]
    rows = []
    for label, value in lines:
        new = value(found.after)
        row = [label.say(language)]
        if found.before is not None:
            old = value(found.before)
            row += [shown(old, language), shown(new, language), change(old, new, language)]
        else:
            row.append(shown(new, language))
        rows.append(tuple(row))
    return Ledger(title.say(language), tuple(heads), tuple(rows))


def _estimates(found: Measurements, language: Language) -> Ledger:
    """More figures of risk; each may not be estimable, for a reason."""
    heads = ["", *(when.say(language) if when else "" for _, when in _each(found))]
    rows = []
    for one in found.after.estimates:
        row = [one.label.say(language)]
        for measured, _ in _each(found):
            held = next((e for e in measured.estimates if e.key == one.key), None)
            row.append(_estimate(held, language))
        rows.append(tuple(row))
    return Ledger(
        _w("Risk beyond the groups", "Risque au-delà des groupes", language), tuple(heads), tuple(rows)
    )


def _estimate(one: Estimate | None, language: Language) -> str:
    if one is None:
        return ""
    if one.value is None or one.reason is not None:
        return _w("not estimable", "non estimable", language)
    if one.share:
        return percent(float(one.value), language, 2)
    few = isinstance(one.value, float) and one.value < 100
    return decimal(one.value, 1, language) if few else whole(round(one.value), language)


def _facts(found: Measurement, when: Words | None, language: Language) -> Ledger:
    title = _w("Who knows this singles out", "Qui sait cela isole", language)
    title += f" ({when.say(language)})" if when else ""
    rows = []
    for size in range(1, found.known.up_to + 1):
        telling = [s for s in found.known.sets if len(s.columns) == size and s.unique]
        best = telling[:MOST_SETS]
        rows += [(" + ".join(s.columns), whole(s.unique, language), percent(s.share, language)) for s in best]
    share = _w("share", "part", language)
    return Ledger(title, ("", unit_words(found.counted_in).say(language), share), tuple(rows))


def _diversity(found: Measurements, language: Language) -> Ledger:
    rows = []
    for one, when in _each(found):
        for d in one.diversity:
            name = d.column + (f" ({when.say(language)})" if when else "")
            same_as = decimal(math.exp(d.least_entropy), 1, language)
            distances = (d.largest_distance, d.largest_ordered_distance)
            rows.append(
                (
                    name,
                    whole(d.least_distinct, language),
                    same_as,
                    *("–" if x is None else decimal(x, 2, language) for x in distances),
                )
            )
    heads = Words("|values|entropy (l)|t equal|t ordered", "|valeurs|entropie (l)|t égale|t ordonnée")
    return Ledger(
        _w("Confidential columns, worst group", "Colonnes confidentielles, pire groupe", language),
        tuple(heads.say(language).split("|")),
        tuple(rows),
    )


def _detail(detail: Detail, language: Language) -> Ledger:
    rows = []
    for c in detail.columns:
        name = c.column if c.column == c.before else f"{c.column} ← {c.before}"
        lost = "–" if c.loss is None else percent(c.loss, language)
        values = f"{whole(c.values_before, language)} → {whole(c.values_after, language)}"
        rows.append((name, values, percent(c.entropy_kept, language), lost))
    if detail.loss is not None:
        rows.append((_w("mean", "moyenne", language), "", "", percent(detail.loss, language)))
    heads = Words("|values|entropy kept|loss", "|valeurs|entropie gardée|perte")
    return Ledger(
        _w("Detail lost", "Détail perdu", language), tuple(heads.say(language).split("|")), tuple(rows)
    )


def _identifiers(found: Measurements, language: Language) -> Ledger:
    from privkit.gates.identifiers import DETECTOR_WORDS

    rows = []
    for one, when in _each(found):
        for f in one.identifiers:
            values = whole(f.values_found, language) if f.values_found else "–"
            name = f.column + (f" ({when.say(language)})" if when else "")
            rows.append((name, DETECTOR_WORDS[f.detector].say(language), values, whole(f.rows, language)))
    heads = Words("|why|values|rows", "|pourquoi|valeurs|lignes")
    return Ledger(
        _w("Direct identifiers left", "Identifiants directs restants", language),
        tuple(heads.say(language).split("|")),
        tuple(rows),
        texts=2,
    )


def shown(value: Value, language: Language) -> str:
    """A count, or a share as a percentage."""
    if isinstance(value, Words):
        return value.say(language)
    return percent(value, language, 2) if isinstance(value, float) else whole(value, language)


def change(old: Value, new: Value, language: Language) -> str:
    """The difference, with its sign; shares in percentage points."""
    if isinstance(old, Words) or isinstance(new, Words):
        return ""
    if isinstance(old, float) or isinstance(new, float):
        points = round((new - old) * 100, 2)
        if not points:
            return "="
        return f"{points:+.2f} pt".replace(".", "," if language == "fr" else ".").replace("-", "−")
    gap = new - old
    return "=" if not gap else ("+" if gap > 0 else "−") + whole(abs(gap), language)


def _w(en: str, fr: str, language: Language) -> str:
    return Words(en, fr).say(language)
