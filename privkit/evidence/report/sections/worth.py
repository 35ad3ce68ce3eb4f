"""What the rows are still worth: each column, pairs, courses through time, models, rare categories, each with its floor."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from privkit.evidence.figures import columns as columns_figure
from privkit.evidence.figures import courses as courses_figure
from privkit.evidence.figures import learned as learned_figure
from privkit.evidence.figures import pairs as pairs_figure
from privkit.evidence.figures.style import to_svg
from privkit.evidence.report.blocks import (
    Block,
    Code,
    Figure,
    Line,
    Paragraph,
    Subheading,
    Table,
    between,
    line,
)
from privkit.evidence.report.labels_worth import METRICS, learner_name
from privkit.evidence.report.view import View
from privkit.evidence.report.voice import decimal, to_float, whole

Worth = Mapping[str, Any]


def worth_blocks(view: View) -> list[Block]:
    """What was measured for the conditions fidelity and usefulness, output by output; inside only."""
    out: list[Block] = []
    if view.public:
        return out
    for one in view.evidence["verdicts"]:
        worth = one["figures"].get("worth")
        if worth:
            title = view(
                f"What the rows are still worth: {one['output']}",
                f"Ce que valent encore les lignes : {one['output']}",
            )
            out += [Subheading(title), Paragraph(line(_how(view)), "note")]
            out += [_ways(view, worth), *_columns(view, worth), *_pairs(view, worth), *_courses(view, worth)]
            out += [*_models(view, worth), *_rare(view, worth), *_unmeasured(view, worth)]
    return out


def _how(view: View) -> str:
    return view(
        "Two samples of the same people already differ: each figure stands beside its floor, what chance alone makes of it. "
        "No single score sums this up.",
        "Deux échantillons des mêmes personnes diffèrent déjà : chaque chiffre est à côté de son plancher, ce que le seul "
        "hasard en fait. Aucune note unique ne résume cela.",
    )


def _ways(view: View, worth: Worth) -> Table:
    names = {
        1: view("columns one by one", "colonnes une à une"),
        2: view("pairs of columns", "paires de colonnes"),
        3: view("triples of columns", "triplets de colonnes"),
    }
    rows = []
    for way in worth["distances"]["ways"]:
        worst = way["worst"]
        rows.append(
            (
                line(names.get(way["order"], str(way["order"]))),
                line(view.share(way["mean"])),
                line(view.share(way["floor_mean"])),
                line(view.share(worst["value"])),
                line(view.share(way["floor_worst"])),
                between([line(Code(c)) for c in worst["columns"]]),
            )
        )
    head = (
        view("Distributions of", "Répartitions de"),
        view("Distance (mean)", "Distance (moyenne)"),
        view("Floor", "Plancher"),
        view("Worst", "La pire"),
        view("Its floor", "Son plancher"),
        view("Columns of the worst", "Colonnes de la pire"),
    )
    caption = view(
        "Total variation distance, 0%: alike, 100%: nothing in common",
        "Distance en variation totale, 0 % : pareil, 100 % : rien de commun",
    )
    return Table(caption, head, tuple(rows), frozenset({1, 2, 3, 4}))


def _drawn(
    view: View, name: str, alt: str, caption: str, open_: Callable[[], Any], values: Table | None = None
) -> Figure:
    def draw() -> str:
        with open_() as figure:
            return to_svg(figure, name, view.typo(alt))

    return Figure(draw, view.typo(alt), caption, values)


def _columns(view: View, worth: Worth) -> list[Block]:
    spreads, single = [], _single(worth)
    courses = {name for one in worth.get("courses") or () for name in one["columns"]}
    for column in worth.get("shares") or ():
        if column["column"] in courses:  # told through time, below
            continue
        bars = [
            columns_figure.Bar(
                view.words(b["label"]), *(to_float(b[k]) or 0.0 for k in ("real", "released", "floor"))
            )
            for b in column["bars"]
        ]
        distance, floor = single.get(column["column"], (None, None))
        spreads.append(columns_figure.Spread(column["column"], bars, distance, floor))
    if not spreads:
        return []
    alt = view(
        "Distribution of each column, real and released: ",
        "Répartition de chaque colonne, réelle et diffusée : ",
    ) + ", ".join(f"{s.name} {view.share(s.distance)}" if s.distance is not None else s.name for s in spreads)
    caption = view(
        "Each column: real, released, and other real people. No bar stands for fewer than ten people.",
        "Chaque colonne : réel, diffusé, et d'autres personnes réelles. Aucune barre ne porte sur moins de dix personnes.",
    )
    return [
        _drawn(
            view,
            "columns",
            alt,
            caption,
            lambda: columns_figure.drawn(spreads, view.language, lambda x: view.share(x)),
        )
    ]


def _single(worth: Worth) -> dict[str, tuple[float | None, float | None]]:
    ways = [w for w in worth["distances"]["ways"] if w["order"] == 1]
    return {d["columns"][0]: (to_float(d["value"]), to_float(d["floor"])) for w in ways for d in w["each"]}


def _pairs(view: View, worth: Worth) -> list[Block]:
    ways = [w for w in worth["distances"]["ways"] if w["order"] == 2 and w["each"]]
    if not ways or len(ways[0]["each"]) < ways[0]["of"]:
        return []
    each = ways[0]["each"]
    names = list(dict.fromkeys(c for d in each for c in d["columns"]))
    if not 2 < len(names) <= 24:
        return []
    found = [
        pairs_figure.Pair(
            d["columns"][0], d["columns"][1], to_float(d["value"]) or 0.0, to_float(d["floor"]) or 0.0
        )
        for d in each
    ]
    worst = max(found, key=lambda p: p.value)
    alt = view(
        f"Distance of each pair of columns. The furthest: {worst.first} and {worst.second}, {view.share(worst.value)} "
        f"(chance: {view.share(worst.floor)}).",
        f"Distance de chaque paire de colonnes. La plus grande : {worst.first} et {worst.second}, {view.share(worst.value)} "
        f"(hasard : {view.share(worst.floor)}).",
    )
    caption = view(
        "Pairs of columns: the paler, the nearer.", "Paires de colonnes : plus c'est pâle, plus c'est proche."
    )

    def shown(x: float) -> str:
        return decimal(100 * x, 0, view.language)

    return [
        _drawn(view, "pairs", alt, caption, lambda: pairs_figure.drawn(names, found, view.language, shown))
    ]


def _courses(view: View, worth: Worth) -> list[Block]:
    out: list[Block] = []
    for number, one in enumerate(worth.get("courses") or ()):
        real, released, fresh = (_course(one[k]) for k in ("real", "released", "floor"))
        name = str(one["columns"][0]).rpartition("_")[0] or str(one["columns"][0])
        total, floor = view.share(one["total"]), view.share(one["total_floor"])
        alt = view(
            f"{name} through time: real, released, and other real people.",
            f"{name} au fil du temps : réel, diffusé, et d'autres personnes réelles.",
        )
        caption = view(
            f"{name} through time. Distribution of the total: at {total} from the real one (chance: {floor}).",
            f"{name} au fil du temps. Répartition du total : à {total} de la vraie (hasard : {floor}).",
        )

        def open_(r: Any = real, s: Any = released, f: Any = fresh) -> Any:
            return courses_figure.drawn(r, s, f, view.language)

        out.append(_drawn(view, f"course-{number}", alt, caption, open_, _course_table(view, one)))
    return out


def _course(found: Mapping[str, Any]) -> courses_figure.Course:
    figures = (to_float(found[k]) for k in ("amplitude", "lag_1", "lag_year", "own_lag_1"))
    return courses_figure.Course([to_float(v) for v in found["by_period"]], *figures)


def _course_table(view: View, one: Mapping[str, Any]) -> Table:
    names = {
        "amplitude": view("Season over the mean", "Saison sur la moyenne"),
        "lag_1": view("Correlation with the next period", "Corrélation avec la période suivante"),
        "lag_year": view("Correlation a year later", "Corrélation un an après"),
        "own_lag_1": view(
            "Memory of each from one period to the next", "Mémoire de chacun d'une période à l'autre"
        ),
        "between_sd": view("Spread between units", "Écart entre unités"),
        "within_sd": view("Spread within a unit", "Écart au sein d'une unité"),
        "zero": view("Share of zeros", "Part de zéros"),
        "missing": view("Share missing", "Part manquante"),
    }
    rows = []
    for key, name in names.items():
        cells = (to_float(one[side].get(key)) for side in ("real", "released", "floor"))
        rows.append((line(name), *(line("—" if x is None else decimal(x, 3, view.language)) for x in cells)))
    head = (
        view("Figure", "Mesure"),
        view("Real", "Réel"),
        view("Released", "Diffusé"),
        view("Other real people", "D'autres personnes réelles"),
    )
    return Table(
        view("Through time, in figures", "Au fil du temps, en chiffres"),
        head,
        tuple(rows),
        frozenset({1, 2, 3}),
    )


def _models(view: View, worth: Worth) -> list[Block]:
    found = []
    for model in worth.get("models") or ():
        for learner, scores in model["scores"].items():
            if scores:
                found.append(_learned(view, model, learner, scores[0]))
    if not found:
        return []
    alt = ". ".join(
        f"{m.label} ({m.metric}){view(': ', ' : ')}{decimal(m.real, 3, view.language)} / "
        f"{decimal(m.again, 3, view.language)} / {decimal(m.released, 3, view.language)}"
        for m in found
    )
    caption = view(
        "Models trained on real people, on real people drawn again, and on the release, all tested on people set aside.",
        "Modèles entraînés sur de vraies personnes, sur de vraies personnes tirées de nouveau, et sur la sortie, tous éprouvés "
        "sur des personnes mises de côté.",
    )

    def open_() -> Any:
        return learned_figure.drawn(found, view.language, lambda x: decimal(x, 3, view.language))

    return [_drawn(view, "models", alt, caption, open_)]


def _learned(
    view: View, model: Mapping[str, Any], learner: str, score: Mapping[str, Any]
) -> learned_figure.Learned:
    real, again, released, trivial = (
        to_float(score[k]) or 0.0 for k in ("real", "resampled", "released", "trivial")
    )
    loss = score.get("loss")
    told = ""
    if loss:
        shown = view.share(loss["value"])
        told = view(f"loss {shown}", f"perte {shown}")
    what = f"{learner_name(view, learner)}, {view.label(METRICS, score['metric'])}"
    return learned_figure.Learned(str(model["target"]), what, real, again, released, trivial, told)


def _rare(view: View, worth: Worth) -> list[Block]:
    rare = worth.get("rare") or {}
    rows = []
    for one in rare.get("categories") or ():
        cells = (whole(int(one[k]), view.language) for k in ("enough", "lost", "scarce"))
        shares = (view.share(one[k]) for k in ("invented", "invented_floor"))
        rows.append((line(Code(one["column"])), *(line(c) for c in (*cells, *shares))))
    if not rows:
        return []
    head = (
        view("Column", "Colonne"),
        view("Categories looked for", "Modalités cherchées"),
        view("Lost", "Perdues"),
        view("Scarce", "Raréfiées"),
        view("Rows with a new one", "Lignes avec une nouvelle"),
        view("Floor", "Plancher"),
    )
    caption = view("Rare categories", "Modalités rares")
    table = Table(caption, head, tuple(rows), frozenset({1, 2, 3, 4, 5}), style="narrow")
    covered, unseen, floor = (rare.get(k) for k in ("covered", "unseen", "unseen_floor"))
    if covered is None:
        return [table]
    text = view(
        f"Of the combinations of two columns that enough people hold, {view.share(covered)} are still there; "
        f"{view.share(unseen)} of the rows are in a combination that none of these people has (people set aside: "
        f"{view.share(floor)}).",
        f"Des combinaisons de deux colonnes que portent assez de personnes, {view.share(covered)} sont encore là ; "
        f"{view.share(unseen)} des lignes sont dans une combinaison qu'aucune de ces personnes n'a (personnes mises de côté : "
        f"{view.share(floor)}).",
    )
    return [table, Paragraph(line(text))]


def _unmeasured(view: View, worth: Worth) -> list[Block]:
    found: Sequence[Mapping[str, Any]] = worth.get("unmeasured") or ()
    if not found:
        return []
    told: list[Line] = [
        line(Code(str(one["what"])), view(": ", " : "), view.words(one["because"])) for one in found
    ]
    return [
        Paragraph(
            line(view("Not measured: ", "Non mesuré : "), between(told, view("; ", " ; ")), "."), "note"
        )
    ]
