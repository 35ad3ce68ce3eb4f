"""The worst that was measured, in one sentence a person can weigh, and who bears most.

Of 100 units, how many an attacker reaches at most because of the release (the upper bound that the condition judges),
and how many on unprotected data (the positive control). Without an attack on rows that are left as they are: one over
the size of the smallest group (El Emam's prosecutor). Under differential privacy: the bound on odds.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from privkit.evidence.report.blocks import Break, Code, Line, between, line
from privkit.evidence.report.labels_attacks import group_label
from privkit.evidence.report.naming import folded
from privkit.evidence.report.sections.attacks import attacked, made_by_a_model, name_of
from privkit.evidence.report.sections.risk_tables import attack_on_tables, kind_of
from privkit.evidence.report.sections.synthesis import bound_on_made
from privkit.evidence.report.view import View
from privkit.evidence.report.voice import decimal, to_float, whole


def title_of_worst(view: View) -> str:
    """Above the one sentence of the decision page."""
    bounded = worst_sentence(view) is None and bound_on_made(view) is not None
    if kind_of(view) == "differential_privacy" or bounded:
        return view("The worst any attack could do", "Le pire que puisse une attaque")
    return view("The worst attack measured", "La pire attaque mesurée")


def worst_attack(view: View) -> tuple[Line, ...]:
    """The sentence: what bounds every attack on tables, the worst attack on rows, the bound, or one over k."""
    if told := attack_on_tables(view):
        return told
    found = worst_sentence(view) or bound_on_made(view)
    return (found or _alike(view),)


def worst_sentence(view: View) -> Line | None:
    """The attack that gains most, of 100 units; None when none was made."""
    found = [one for one in attacked(view) if one["outcome"] != "inconclusive"]
    if not found:
        return None
    worst = max(found, key=lambda one: to_float(one["figures"]["share"]) or 0.0)
    figures = worst["figures"]
    group = figures.get("worst_group") or ""
    bar = next((bar for bar in figures["bars"] if bar["group"] == group), figures["bars"][0])
    most, before = _of_hundred(view, figures["share"]), _before(view, bar, figures["bars"][0])
    bound = decimal(100 * (to_float(figures["required"]) or 0.0), 1, view.language)
    asked = view(f"; the policy allows {bound}.", f" ; la politique en admet {bound}.")
    among = f" ({group_label(view, group)})" if group else ""
    start = view(f"Of 100 {view.units}{among}, ", f"Sur 100 {view.units}{among}, ")
    if worst["condition"] == "singling_out":
        start = view("Of 100 descriptions tried", "Sur 100 descriptions essayées")
        start += f"{among}, "
    return line(start, _reach(view, worst, most), before, asked)


def _of_hundred(view: View, share: Any) -> str:
    """A share as a number of a hundred, rounded up: at most is never less than what was measured."""
    return decimal(math.ceil(round(100 * (to_float(share) or 0.0), 6)), 0, view.language)


def _before(view: View, bar: Mapping[str, Any], everybody: Mapping[str, Any]) -> str:
    """On the unprotected data, the positive control; nothing when it was not measured."""
    share = to_float(bar.get("unprotected_risk", everybody.get("unprotected_risk")))
    if share is None:
        return ""
    number = decimal(round(100 * share), 0, view.language)
    return view(f"; without protection, {number}", f" ; sans protection, {number}")


def _reach(view: View, one: Mapping[str, Any], most: str) -> Line:
    """What the attacker knows and finds; the numbers of a hundred follow."""
    known, secret = _known(view, one), one["figures"].get("secret")
    hidden = line(Code(str(secret))) if secret else line(view("a secret", "un secret"))
    told = {
        "known_readings": line(
            view(
                f"a neighbour who knows a few readings of each finds the others of at most {most} because of this file",
                f"un voisin qui connaît quelques relevés de chacun trouve les autres pour {most} au plus du fait de ce fichier",
            )
        ),
        "inference": line(
            view("somebody who knows ", "quelqu'un qui connaît "),
            known or view("some traits of each", "des traits de chacun"),
            view(" finds ", " trouve "),
            hidden,
            view(
                f" for at most {most} because of this file",
                f" pour {most} au plus du fait de ce fichier",
            ),
        ),
        "linkability": line(
            view(
                f"somebody who holds two files on the same {view.units} links the lines of at most {most} through this one",
                f"quelqu'un qui a deux fichiers sur les mêmes {view.units} relie les lignes de {most} au plus par celui-ci",
            )
        ),
        "linking_attack": line(
            view(
                f"somebody who has a register of names puts the right name on at most {most}",
                f"quelqu'un qui a un annuaire met le bon nom sur {most} au plus",
            )
        ),
        "singling_out": line(
            view(
                f"at most {most} fit one {view.unit} alone because of this file",
                f"{most} au plus ne conviennent qu'à une unité ({view.unit}) du fait de ce fichier",
            )
        ),
        "membership": line(
            view(
                f"somebody who knows each whole record tells whether it was in the data for at most {most} more than by chance",
                f"quelqu'un qui connaît chaque fiche entière dit si elle était dans les données pour {most} au plus de mieux "
                "que le hasard",
            )
        ),
    }
    other = view(
        f"the attack “{name_of(view, one)}” reaches at most {most} because of this file",
        f"l'attaque « {name_of(view, one)} » en atteint {most} au plus du fait de ce fichier",
    )
    return told.get(str(one["condition"]), line(other))


def _known(view: View, one: Mapping[str, Any]) -> Line:
    names = one["figures"].get("known") or ()
    if not names or isinstance(names[0], list):
        return ()
    return _few(view, names)


def _few(view: View, names: Any) -> Line:
    """Names of columns, those of a repeated one told once; the first five, and how many more."""
    found = folded(list(names))
    told = between([line(Code(name)) for name in found[:5]])
    more = len(found) - 5
    return line(told, view(f" and {more} more", f" et {more} autres")) if more > 0 else told


def _alike(view: View) -> Line:
    """Without an attack: one over the size of the smallest group, where rows are left as they are."""
    if view.public:
        return line(_alike_for_public(view))
    if made_by_a_model(view):
        text = view(
            "Rows were made by a model, and no attack on them could be judged.",
            "Les lignes ont été faites par un modèle, et aucune attaque sur elles n'a pu être jugée.",
        )
        return line(text)
    found = [one for one in view.evidence["measures"] if one["after"] and one["after"]["smallest"]]
    if not found:
        nothing = view(
            "No attack was measured: no output holds a column an attacker could know.",
            "Aucune attaque n'a été mesurée : aucune sortie ne porte de colonne qu'un attaquant pourrait connaître.",
        )
        return line(nothing)
    one = max(found, key=lambda one: to_float(one["after"]["prosecutor_highest"]) or 0.0)
    size = one["after"]["smallest"]
    known = _few(view, one["after"]["on"]) or line(view("nothing of them", "rien d'eux"))
    of = view(
        f"Of {whole(size, view.language)} {view.units} alike",
        f"Sur {whole(size, view.language)} {view.units} semblables",
    )
    if size == 1:
        of = view(f"Of some {view.units}", f"De certains {view.units}")
    return line(
        of,
        view(
            ", somebody who knows they are in the file and knows ",
            ", qui les sait dans le fichier et connaît ",
        ),
        known,
        _picked(view, size, one),
    )


def _picked(view: View, size: int, one: Mapping[str, Any]) -> str:
    found = (
        view(" finds the right row of 1 at best", " retrouve la bonne ligne pour 1 au mieux")
        if size > 1
        else view(
            " finds the right row: nobody is like them",
            " retrouve la bonne ligne : nul autre n'a les mêmes traits",
        )
    )
    before = one.get("before")
    if not before or not before["units"]:
        return found + "."
    alone = view.share(before["unique_units"] / before["units"])
    return found + view(
        f"; without protection, {alone} of {view.units} are like no other, and found.",
        f" ; sans protection, {alone} des {view.units} ne ressemblent à nul autre, et sont à découvert.",
    )


def _alike_for_public(view: View) -> str:
    k = view.k()
    groups = [one["after"] for one in view.evidence["measures"] if one["after"]]
    if not k or not groups:
        return view("Not told in the public report.", "Non communiquée dans le rapport public.")
    if all(one["reached"] for one in groups):
        return view(
            f"Of {k} {view.units} alike, somebody who knows they are in the file, and every trait one could know of them, "
            "finds the right row of 1 at best.",
            f"Sur {k} {view.units} semblables, qui les sait dans le fichier et connaît tous les traits qu'on peut en connaître "
            "retrouve la bonne ligne pour 1 au mieux.",
        )
    return view(
        f"Some groups are smaller than the {k} required: this is why nothing left.",
        f"Des groupes sont plus petits que les {k} exigés : c'est pourquoi rien n'est sorti.",
    )


def who_bears_most(view: View) -> Line:
    """The group most exposed to attacks, the one whose messages change most, the least sure figure; inside only."""
    if view.public:
        return ()
    found = [one for one in (_exposed(view), _told_wrong(view), _told_high(view), _least_sure(view)) if one]
    if not found:
        nothing = view(
            "No attack, cost or margin was measured group by group.",
            "Ni attaque, ni coût, ni marge n'a été mesuré groupe par groupe.",
        )
        return line(nothing)
    return between(found, Break())


def _exposed(view: View) -> Line:
    """The group on which an attack may gain most, beside everybody."""
    bars = [
        (to_float(bar["high"]) or 0.0, one, bar)
        for one in attacked(view)
        if one["outcome"] != "inconclusive"
        for bar in one["figures"]["bars"]
        if bar["group"] and bar["group"] in (one["figures"].get("worst_group"), one["figures"].get("widest_group"))
        and bar["release"]["attacks"]
    ]  # fmt: skip
    if not bars:
        return ()
    _, one, bar = max(bars, key=lambda found: found[0])
    high, all_ = view.share(bar["high"]), view.share(one["figures"]["bars"][0]["high"])
    few, name = bar["release"]["attacks"], name_of(view, one)
    name = name[:1].lower() + name[1:]
    return line(
        view("Attacks: ", "Attaques : "),
        view(
            f"{group_label(view, bar['group'])}, at most {high} gained in {whole(few, view.language)} attempts (everybody: "
            f"{all_}; {name}).",
            f"{group_label(view, bar['group'])}, au plus {high} de gagné en {whole(few, view.language)} tentatives (tout le "
            f"monde : {all_} ; {name}).",
        ),
    )


def _told_wrong(view: View) -> Line:
    cost = view.evidence.get("cost") or {}
    worst = cost.get("worst_group")
    if not worst:
        return ()
    most, all_ = view.share(worst["changed"]), view.share(cost["changed"])
    return line(
        view("Messages changed: ", "Messages changés : "),
        Code(str(worst["column"])),
        f" = {worst['label']}, ",
        view(f"{most} (everybody: {all_}).", f"{most} (tout le monde : {all_})."),
    )


def _told_high(view: View) -> Line:
    """The group that the comparison most often tells to be among the highest."""
    found = [
        (to_float(group["share"]) or 0.0, str(one["figures"]["column"]), group)
        for one in view.evidence["verdicts"]
        if one["condition"] == "fairness"
        for group in one["figures"].get("groups") or ()
    ]
    if not found:
        return ()
    share, column, group = max(found, key=lambda one: one[0])
    return line(
        view("Told to use much: ", "Dits forts consommateurs : "),
        Code(column),
        f" = {group['label']}, {view.share(share)}.",
    )


def _least_sure(view: View) -> Line:
    """The published figure whose margin is widest beside its usual one."""
    found = [
        (worst / usual, one, worst, usual)
        for table in view.evidence.get("tables") or ()
        if table["protection"] == "differential_privacy"
        for one in table["figures"]
        if (worst := to_float(one.get("worst"))) and (usual := to_float(one.get("median"))) and worst > usual
    ]
    if not found:
        return ()
    _, one, worst, usual = max(found, key=lambda each: each[0])
    digits = int(one["decimals"]) + 1
    unit = f" {one['unit']}" if one["unit"] else ""
    most, half = (decimal(x, digits, view.language) + unit for x in (worst, usual))
    told = view(
        f", up to ± {most} in the smallest cells (usual: ± {half}).",
        f", jusqu'à ± {most} dans les plus petites cases (d'ordinaire : ± {half}).",
    )
    return line(view("Margins: ", "Marges : "), Code(str(one["name"])), told)
