"""What a run does not prove, from the steps and conditions it used: short, for the decision page.

The full limits, as recorded with the run, are in a section of their own.
"""

from __future__ import annotations

from typing import Any

from privkit.evidence.report import labels
from privkit.evidence.report.blocks import Line, line
from privkit.evidence.report.labels_attacks import ATTACKERS, CRITERIA
from privkit.evidence.report.sections.attacks import made_by_a_model, name_of
from privkit.evidence.report.sections.risk_tables import kind_of
from privkit.evidence.report.sections.synthesis import synthesis_of
from privkit.evidence.report.view import View


def not_proved(view: View) -> tuple[Line, ...]:
    """One short sentence per thing that nobody should read into the run."""
    found = [*_attacks(view), *_steps(view), *_tables(view), _people(view)]
    return tuple(line(text) for text in dict.fromkeys(text for text in found if text))


def _attacks(view: View) -> list[str]:
    if kind_of(view) is not None:
        return []
    asked = {one["condition"] for one in view.evidence["verdicts"]}
    out = []
    if told := _not_attacked(view, asked):
        out.append(told)
    unsure = [
        name_of(view, one)
        for one in view.evidence["verdicts"]
        if one["condition"] in ATTACKERS and one["outcome"] == "inconclusive"
    ]
    if unsure:
        told = ", ".join(dict.fromkeys(unsure))
        out.append(view(f"Showed nothing: {told}.", f"N'ont rien montré : {told}."))
    if asked & set(ATTACKERS):
        out.append(
            view(
                "An attack that fails shows that this attacker fails, no more.",
                "Une attaque qui échoue montre que cet attaquant échoue, rien de plus.",
            )
        )
    return out


def _not_attacked(view: View, asked: set[str]) -> str:
    names = {
        "linkability": view("linkability", "corrélation"),
        "inference": view("inference", "inférence"),
    }
    left = [key for key in names if not asked & set(CRITERIA[key])]
    if not left:
        return ""
    told = view(" and ", " et ").join(names[key] for key in left)
    checked = "inference" in left and asked & labels.INFERENCE
    more = view(" (the diversity of groups is checked)", " (la diversité des groupes est vérifiée)")
    last = f"{told}{more if checked else ''}."
    many = "Non attaquées" if len(left) > 1 else "Non attaquée"
    return view(f"Not attacked: {last}", f"{many} : {last}")


def _steps(view: View) -> list[str]:
    steps = {step["name"]: step for step in view.evidence["steps"]}
    aggregated = "aggregate" in steps
    out = []
    if "pseudonymise" in steps and not aggregated and not made_by_a_model(view):
        out.append(_key_holder(view))
    if "link" in steps:
        out.append(_unlinked(view, steps["link"]))
    if "make_k_anonymous" in steps and not made_by_a_model(view):
        out.append(
            view(
                "Groups of k hide who is who, not what a whole group has in common.",
                "Des groupes de k cachent qui est qui, non ce que tout un groupe a en commun.",
            )
        )
    if {"microaggregate", "swap", "add_noise", "post_randomise"} & set(steps):
        out.append(
            view(
                "Values changed on purpose set no bound on what is learnt of one person.",
                "Des valeurs modifiées à dessein ne bornent pas ce qu'on apprend d'une personne.",
            )
        )
    if "sample" in steps:
        out.append(
            view(
                "A sample does not hide whoever is known to be in it.",
                "Un échantillon ne cache pas qui est connu pour y être.",
            )
        )
    if made_by_a_model(view):
        out += _made(view)
    return out


def _key_holder(view: View) -> str:
    rules = [step.get("pseudonymise") for step in view.policy.get("steps") or ()]
    holders = [
        str(rule["key"]["held_by"]) for rule in rules if rule and (rule.get("key") or {}).get("held_by")
    ]
    who = f" ({', '.join(dict.fromkeys(holders))})" if holders else ""
    return view(
        f"Whoever holds the key{who} can still find who is who.",
        f"Qui détient la clé{who} peut encore retrouver qui est qui.",
    )


def _unlinked(view: View, step: Any) -> str:
    figures = (step.get("changes") or {}).get("figures") or {}
    rows, matched = figures.get("rows"), figures.get("rows_matched")
    share = ""
    if rows and isinstance(matched, int) and not view.public:
        share = f" ({view.share((rows - matched) / rows)})"
    return view(
        f"Nothing is said of rows without a match between the tables{share}.",
        f"Rien n'est dit des lignes sans correspondance entre les tables{share}.",
    )


def _made(view: View) -> list[str]:
    out = [
        view(
            "A row made by a model may still look like somebody's.",
            "Une ligne faite par un modèle peut ressembler à celle de quelqu'un.",
        )
    ]
    if not (synthesis_of(view.evidence) or {}).get("epsilon"):
        out.append(
            view(
                "Nothing bounds what the model learnt of one person.",
                "Rien ne borne ce que le modèle a appris d'une personne.",
            )
        )
    elif not view.public:
        out.append(
            view(
                "The budget covers the rows, not the figures of this report, measured on real people.",
                "Le budget couvre les lignes, non les chiffres de ce rapport, mesurés sur de vraies personnes.",
            )
        )
    return out


def _tables(view: View) -> list[str]:
    kind = kind_of(view)
    if kind == "differential_privacy":
        return [
            view(
                f"Noise hides one {view.unit} at a time, not what a whole area has in common.",
                f"Le bruit cache une unité ({view.unit}) à la fois, non ce que tout un secteur a en commun.",
            ),
            view(
                "Releases of other periods, or from another ledger, add up with this one.",
                "Les diffusions d'autres périodes, ou d'un autre registre, s'ajoutent à celle-ci.",
            ),
        ]
    if kind == "statistical_secrecy":
        return [
            view(
                "Secrecy sets no bound on what other files add (linkability, inference).",
                "Le secret ne borne pas ce que d'autres fichiers ajoutent (corrélation, inférence).",
            )
        ]
    return []


def _people(view: View) -> str:
    return view(
        "Severity, acceptance of the risk, lawfulness, final qualification: people judge these, no figure does.",
        "Gravité, acceptation du risque, licéité, qualification retenue : des personnes en jugent, aucun chiffre ne le fait.",
    )
