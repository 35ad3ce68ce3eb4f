"""The pictures of usefulness, from the plain values the evidence holds (``Usefulness.to_json``)."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from privkit.evidence.figures import columns, courses, learned, pairs
from privkit.evidence.figures.style import Picture, picture
from privkit.words import Language, Words

Body = Mapping[str, Any]
Shown = Callable[[float], str]
_LEARNERS = {"trees": Words("boosted trees", "arbres"), "linear": Words("linear model", "modèle linéaire")}
_METRICS = {"auc": Words("AUC", "AUC"), "r2": Words("R²", "R²")}
_LOSS = Words("loss {} (chance: {})", "perte {} (hasard : {})")
_ALT = {
    "columns": Words(
        "The distribution of each column, real beside released.",
        "La distribution de chaque colonne, réelle à côté de diffusée.",
    ),
    "pairs": Words(
        "The distance of each pair of columns, and what chance alone makes. The furthest: {}, {}.",
        "La distance de chaque paire de colonnes, et ce que fait le seul hasard. La plus éloignée : {}, {}.",
    ),
    "course": Words(
        "The course of a quantity through {} periods, real beside released.",
        "Le cours d'une grandeur sur {} périodes, réel à côté de diffusé.",
    ),
    "models": Words(
        "Scores of models trained on real and on released rows, for people they have not seen.",
        "Scores de modèles appris sur des lignes réelles et diffusées, pour des personnes jamais vues.",
    ),
}


def pictures(body: Body, language: Language, percent: Shown, decimal: Shown) -> tuple[Picture, ...]:
    """Every picture there is something to draw for: columns (when labels were asked for), pairs, courses, models.

    ``percent`` writes a share ("9,8 %"), ``decimal`` a score or a figure of percent without the sign ("0,887").
    """
    made = []
    if body["shares"]:
        with columns.drawn(spreads(body, language), language, percent) as figure:
            made.append(picture(figure, "usefulness-columns", _ALT["columns"].say(language)))
    found = distances_of(body, 2)
    if found:
        worst = max(found, key=lambda pair: pair.value)
        alt = _ALT["pairs"].say(language).format(worst.first, worst.second)
        names = list(dict.fromkeys(name for pair in found for name in (pair.first, pair.second)))
        with pairs.drawn(names, found, language, lambda share: decimal(round(100 * share))) as figure:
            made.append(picture(figure, "usefulness-pairs", alt))
    for number, one in enumerate(body["courses"], start=1):
        three = [_course(one[side]) for side in ("real", "released", "floor")]
        alt = _ALT["course"].say(language).format(len(one["columns"]))
        with courses.drawn(three[0], three[1], three[2], language) as figure:
            made.append(picture(figure, f"usefulness-course-{number}", alt))
    taught = models(body, language, percent)
    if taught:
        with learned.drawn(taught, language, decimal) as figure:
            made.append(picture(figure, "usefulness-models", _ALT["models"].say(language)))
    return tuple(made)


def spreads(body: Body, language: Language) -> list[columns.Spread]:
    """The bars of each column, beside its distance."""
    ways = [way for way in body["distances"]["ways"] if way["order"] == 1]
    each = {one["columns"][0]: one for way in ways for one in way["each"]}
    out = []
    for shares in body["shares"]:
        bars = [
            columns.Bar(b["label"][language], *(float(b[side]) for side in ("real", "released", "floor")))
            for b in shares["bars"]
        ]
        one = each.get(shares["column"], {})
        out.append(
            columns.Spread(shares["column"], bars, _number(one.get("value")), _number(one.get("floor")))
        )
    return out


def distances_of(body: Body, order: int) -> list[pairs.Pair]:
    """The distances of pairs of columns."""
    ways = [way for way in body["distances"]["ways"] if way["order"] == order]
    return [
        pairs.Pair(one["columns"][0], one["columns"][1], float(one["value"]), float(one["floor"]))
        for way in ways
        for one in way["each"]
    ]


def models(body: Body, language: Language, percent: Shown) -> list[learned.Learned]:
    """The first score of each learner on each target."""
    return [
        _learned(model["target"], learner, scores[0], language, percent)
        for model in body["models"]
        for learner, scores in model["scores"].items()
    ]


def _learned(target: str, learner: str, score: Body, language: Language, percent: Shown) -> learned.Learned:
    loss = ""
    if score["loss"] is not None:
        loss = _LOSS.say(language).format(
            *(percent(float(x)) for x in (score["loss"]["value"], score["loss_floor"]))
        )
    values = [float(score[side]) for side in ("real", "resampled", "released", "trivial")]
    metric = f"{_LEARNERS[learner].say(language)}, {_METRICS[score['metric']].say(language)}"
    return learned.Learned(target, metric, values[0], values[1], values[2], values[3], loss)


def _course(body: Body) -> courses.Course:
    by_period: Sequence[Any] = body["by_period"]
    ties = [_number(body[name]) for name in ("amplitude", "lag_1", "lag_year", "own_lag_1")]
    return courses.Course([_number(v) for v in by_period], *ties)


def _number(value: Any) -> float | None:
    return None if value is None else float(value)
