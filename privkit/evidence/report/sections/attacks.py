"""Attacks made on the rows: what they gain on the unprotected data, through the release, and on strangers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from privkit.evidence.figures.attacks import Triple, triples
from privkit.evidence.report import labels
from privkit.evidence.report.blocks import (
    Block,
    Break,
    Figure,
    Line,
    Paragraph,
    Strong,
    Subheading,
    Table,
    Tag,
    between,
    line,
)
from privkit.evidence.report.labels_attacks import ATTACKERS, CRITERIA, KINDS_OF_COPIES, group_label
from privkit.evidence.report.labels_conditions import CONDITIONS
from privkit.evidence.report.naming import folded
from privkit.evidence.report.view import View
from privkit.evidence.report.voice import decimal, to_float, whole

Verdict = Mapping[str, Any]


def attacked(view: View) -> list[Verdict]:
    """The verdicts on attacks that were made, each with its bars."""
    return [one for one in view.evidence["verdicts"] if one["figures"].get("bars")]


def made_by_a_model(view: View) -> bool:
    """Whether rows were made: no row is the row of someone, and groups of alike rows say nothing of anybody."""
    return any(step["name"] == "synthesise" for step in view.evidence["steps"])


def name_of(view: View, one: Verdict) -> str:
    """The short name of a condition, and what it is about when several are alike."""
    name, _ = CONDITIONS.get(one["condition"], (None, None))
    told = (view.words(name) or str(one["condition"])).split(" (")[0]
    secret = one["figures"].get("secret")
    return f"{told} ({secret})" if secret else told


def attack_blocks(view: View) -> list[Block]:
    """The three criteria in bars, in figures, and what each attacker had; nothing when no attack was made."""
    found = attacked(view)
    if not found:
        return [*copies(view), *_not_made(view)]
    blocks: list[Block] = [
        Subheading(view("Attacks made, and what they gained", "Attaques menées, et ce qu'elles ont gagné")),
        Paragraph(line(_how(view))),
        picture(view, found),
    ]
    if not view.public:
        blocks += [
            _figures(view, found),
            _attackers(view, found),
            Paragraph(line(_confidence(view, found)), "note"),
        ]
    return [*blocks, *copies(view), *_not_made(view)]


def _how(view: View) -> str:
    return view(
        "Each attack is made three times by the same attacker: on the unprotected data, which it must open (positive "
        "control); through the release; and, through the release, on people who were set aside and were not in it. What "
        "works on strangers as well is knowledge of the population, not a leak: only what is gained on the people of the "
        "release counts, and the upper bound of its interval is what must not pass the threshold.",
        "Chaque attaque est menée trois fois par le même attaquant : sur les données non protégées, qu'elle doit savoir "
        "ouvrir (témoin positif) ; à travers la sortie ; et, à travers la sortie, sur des personnes mises de côté qui n'y "
        "étaient pas. Ce qui marche aussi sur des absents relève de la connaissance de la population, pas d'une fuite : seul "
        "compte ce qui est gagné sur les personnes de la sortie, et c'est la borne haute de son intervalle qui ne doit pas "
        "dépasser le seuil.",
    )


def picture(view: View, found: list[Verdict]) -> Figure:
    """Three bars per attack: everybody, and the worst group when it is another."""
    items = [item for one in found for item in _triples(view, one)]
    colon = view(": ", " : ")
    alt = ". ".join(f"{i.label}{colon}{', '.join(t for t in i.texts if t)}" for i in items)
    caption = view(
        "Share of attempts that succeed. Line: where the threshold stands. Thin mark: the interval of what is gained on the "
        "people of the release. Blue: met. Red-brown: not met. Ochre: inconclusive.",
        "Part des tentatives qui réussissent. Trait : le seuil. Marque fine : l'intervalle de ce qui est gagné sur les "
        "personnes de la sortie. Bleu : remplie. Brun-rouge : non remplie. Ocre : non concluante.",
    )

    def draw() -> str:
        return triples(items, view.language, name="attacks", alt=view.typo(alt))

    return Figure(draw, view.typo(alt), caption)


def _triples(view: View, one: Verdict) -> list[Triple]:
    bars = one["figures"]["bars"]
    shown = [bars[0]]
    told = {one["figures"].get(key) for key in ("worst_group", "widest_group")} - {""}
    shown += [bar for bar in bars[1:] if bar["group"] in told]
    return [_triple(view, one, bar) for bar in shown]


def _triple(view: View, one: Verdict, bar: Mapping[str, Any]) -> Triple:
    def at(value: Any) -> float:
        return to_float(value) or 0.0

    label = name_of(view, one)
    if bar["group"]:
        label += view(": ", " : ") + group_label(view, bar["group"])
    before = to_float(bar["unprotected"]["rate"]) if bar.get("unprotected") else None
    high = view.share(bar["high"])
    gain = "" if view.public else view(f" (gain: at most {high})", f" (gain : au plus {high})")
    texts = (
        view.share(before) if before is not None else "",
        view.share(bar["release"]["rate"]) + gain,
        view.share(bar["control"]["rate"]),
    )
    return Triple(
        label,
        before,
        at(bar["release"]["rate"]),
        at(bar["control"]["rate"]),
        at(bar["from"]),
        at(bar["to"]),
        at(bar["limit"]),
        texts,
        str(one["outcome"]),
    )


def _figures(view: View, found: list[Verdict]) -> Table:
    head = (
        view("Attack, and who is attacked", "Attaque, et qui est attaqué"),
        view("Unprotected", "Non protégées"),
        view("Release", "Sortie"),
        view("Not in it", "Absents"),
        view("Gained, with its interval", "Gagné, avec son intervalle"),
        view("Threshold", "Seuil"),
    )
    rows = []
    for one in found:
        for bar in one["figures"]["bars"]:
            rows.append(_row(view, one, bar))
    caption = view(
        "Attempts that succeed, of those really made", "Tentatives réussies, sur celles vraiment faites"
    )
    return Table(caption, head, tuple(rows), frozenset({1, 2, 3, 4, 5}), style="dense")


def _row(view: View, one: Verdict, bar: Mapping[str, Any]) -> tuple[Line, ...]:
    who = group_label(view, bar["group"])
    if bar["group"] and bar["group"] == one["figures"].get("worst_group"):
        who += view(" (decides)", " (décide)")
    first = line(Strong(name_of(view, one)), Break(), who)
    counts = tuple(line(_count(view, bar.get(k))) for k in ("unprotected", "release", "control"))
    if not bar["release"]["attacks"]:
        few = view("too few to attack", "trop peu pour attaquer")
        return (first, *counts, line(few), line(view.share(one["figures"]["required"])))
    value, low, high = (view.share(bar[k]) for k in ("risk", "low", "high"))
    gained = view(f"{value} ({low} to {high})", f"{value} (de {low} à {high})")
    return (first, *counts, line(gained), line(view.share(one["figures"]["required"])))


def _count(view: View, tally: Mapping[str, Any] | None) -> str:
    if not tally or not tally["attacks"]:
        return "—"
    return f"{whole(tally['successes'], view.language)} / {whole(tally['attacks'], view.language)}"


def _attackers(view: View, found: list[Verdict]) -> Table:
    head = (
        view("Attack", "Attaque"),
        view("What the attacker has and wants", "Ce que l'attaquant a et veut"),
        view("Attempts", "Tentatives"),
    )
    rows = tuple(
        (
            line(Strong(name_of(view, one))),
            line(view.label(ATTACKERS, one["condition"]), *_known(view, one)),
            line(whole(int(one["figures"]["made"]), view.language)),
        )
        for one in found
    )
    return Table(view("The attackers", "Les attaquants"), head, rows, frozenset({2}), style="dense")


def _known(view: View, one: Verdict) -> Line:
    known = one["figures"].get("known")
    if not known:
        return ()
    lists = known if isinstance(known[0], list) else [known]
    told = view(" Columns known: ", " Colonnes connues : ")
    if one["condition"] == "singling_out":
        told = view(" Columns described: ", " Colonnes décrites : ")
    return line(told, between([line(", ".join(folded(names))) for names in lists], " | "), ".")


def _confidence(view: View, found: list[Verdict]) -> str:
    figures = found[0]["figures"]
    level, asked = view.share(figures["confidence"]), whole(int(figures["asked"]), view.language)
    shared, seed = whole(int(figures["comparisons"]), view.language), figures["seed"]
    return view(
        f"“At most” is a bound on one side, at {level}; since every condition must hold, their number asks for no "
        f"correction. A gain is proved at {level} over the {shared} attack conditions and the groups of each together "
        f"(Bonferroni). {asked} attempts of each kind were asked for, with the seed {seed}; those really made are counted. "
        "A group decides "
        "when it is attacked as often as everybody, when a gain is proved on it, or when the policy asks for it.",
        f"« Au plus » est une borne d'un seul côté, à {level} ; comme toutes les conditions doivent tenir, leur nombre ne "
        f"demande pas de correction. Un gain est prouvé à {level} sur les {shared} conditions d'attaque et les groupes de "
        f"chacune pris ensemble (Bonferroni). {asked} tentatives de chaque sorte étaient demandées, avec la graine {seed} ; "
        "seules celles vraiment "
        "menées sont comptées. Un groupe décide s'il est attaqué aussi souvent que tout le monde, si un gain y est prouvé, "
        "ou si la politique le demande.",
    )


def copies(view: View) -> list[Block]:
    """Records found again in the release, and distances to the closest record, which prove nothing."""
    out: list[Block] = []
    for one in view.evidence["verdicts"]:
        if one["condition"] != "copied_records" or view.public:
            continue
        if one["figures"].get("kinds"):
            out.append(_copied(view, one))
        if one["figures"].get("distances"):
            out += _distances(view, one["figures"]["distances"])
    return out


def _copied(view: View, one: Verdict) -> Table:
    head = (
        view("Records", "Enregistrements"),
        view("Of people in the data", "De personnes des données"),
        view("Of people not in it", "De personnes absentes"),
        view("Copies beyond chance", "Copies au-delà du hasard"),
    )
    rows = []
    for kind in one["figures"]["kinds"]:
        between_ = view(f"{kind['low']} to {kind['high']}", f"de {kind['low']} à {kind['high']}")
        rows.append(
            (
                line(view.label(KINDS_OF_COPIES, kind["name"])),
                line(_count(view, kind["originals"])),
                line(_count(view, kind["control"])),
                line(between_ if kind["originals"]["attacks"] else "—"),
            )
        )
    caption = view("Records found again in the release, of those looked for", "Enregistrements retrouvés dans la sortie, sur "
                   "ceux cherchés")  # fmt: skip
    return Table(caption, head, tuple(rows), frozenset({1, 2, 3}))


def _distances(view: View, found: Mapping[str, Any]) -> list[Block]:
    rows = []
    names = (
        (
            "dcr",
            view(
                "Distance to the closest record (median)",
                "Distance à l'enregistrement le plus proche (médiane)",
            ),
        ),
        ("nndr", view("Closest over second closest (median)", "Plus proche rapporté au second (médiane)")),
    )
    for key, label in names:
        if key in found:
            cells = (to_float(found[key].get(side)) for side in ("originals", "control"))
            rows.append(
                (line(label), *(line("—" if x is None else decimal(x, 3, view.language)) for x in cells))
            )
    if not rows:
        return []
    head = (
        view("Description only", "Description seule"),
        view("To people in the data", "Aux personnes des données"),
        view("To people not in it", "Aux personnes absentes"),
    )
    told = view(
        "Distances to the closest record (DCR, NNDR) are shown as description only. They prove no protection: releases that "
        "pass such tests have been shown to give people away (arXiv:2505.01524). No condition rests on them.",
        "Les distances à l'enregistrement le plus proche (DCR, NNDR) ne sont montrées qu'à titre descriptif. Elles ne prouvent "
        "aucune protection : on a montré que des données qui passent ces tests trahissent des personnes (arXiv:2505.01524). "
        "Aucune condition ne s'appuie sur elles.",
    )
    table = Table(view("Distances", "Distances"), head, tuple(rows), frozenset({1, 2}), style="narrow")
    return [table, Paragraph(line(told), "note")]


def _not_made(view: View) -> list[Block]:
    """Conditions on attacks that could not be judged, and why."""
    found = [
        one
        for one in view.evidence["verdicts"]
        if one["condition"] in ATTACKERS and one["outcome"] == "inconclusive" and "measured" in one
    ]
    if not found:
        return []
    words, tone, _ = labels.OUTCOMES["inconclusive"]
    rows = tuple(
        (
            line(Strong(name_of(view, one)), " ", Tag(view.words(words), tone)),
            line(view.words(one["measured"])),
        )
        for one in found
    )
    head = (view("Attack", "Attaque"), view("Why it shows nothing", "Pourquoi elle ne montre rien"))
    return [Table(view("Attacks that show nothing", "Attaques qui ne montrent rien"), head, rows)]


def criterion(view: View, name: str) -> Line | None:
    """For one of the three criteria, what the attacks on it gained at most; None when none was asked."""
    found = [one for one in view.evidence["verdicts"] if one["condition"] in CRITERIA[name]]
    if not found:
        return None
    return between([_gained(view, one) for one in found], Break())


def _gained(view: View, one: Verdict) -> Line:
    words, tone, _ = labels.OUTCOMES[one["outcome"]]
    told: Line = line(name_of(view, one), view(": ", " : "))
    if one["figures"].get("bars") and one["outcome"] != "inconclusive":
        bar = one["figures"]["bars"][0]
        high = view.share(one["figures"]["share"])
        before = view.share(bar["unprotected_risk"]) if "unprotected_risk" in bar else "—"
        told = line(
            told,
            view(
                f"at most {high} gained ({before} on unprotected data) ",
                f"au plus {high} de gagné ({before} sur les données non protégées) ",
            ),
        )
    elif isinstance(one["figures"].get("copies"), int):
        proved = view.count(one["figures"]["copies"])
        told = line(told, view(f"{proved} proved beyond chance ", f"{proved} prouvé(s) au-delà du hasard "))
    return line(told, Tag(view.words(words), tone))
