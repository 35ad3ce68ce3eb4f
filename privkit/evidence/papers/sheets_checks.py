"""What a run shows about each of the CNIL's AI how-to sheets: facts of its evidence, never a judgement of law.

Figures are those the reader of the report may see, in the same words.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from privkit.evidence.papers.entry import special_categories
from privkit.evidence.report import labels
from privkit.evidence.report.html import text_of
from privkit.evidence.report.labels_attacks import ATTACKERS
from privkit.evidence.report.sections.attacks import name_of
from privkit.evidence.report.sections.conditions import measured, required
from privkit.evidence.report.view import View

#: Conditions on what is lost: usefulness is told beside protection.
USEFUL = (
    "information_loss",
    "households_removed",
    "fidelity",
    "usefulness",
    "protection_cost",
    "margin_of_error",
)
_STATE_OF = {"held": "met", "failed": "not_met", "inconclusive": "inconclusive"}


@dataclass(frozen=True)
class Check:
    """One fact, and what it amounts to: see ``sheets.STATES``."""

    text: str
    state: str


def _recorded(view: View, en: str, fr: str, value: Any) -> Check:
    """A part of the policy that is filled, or missing."""
    name = view(en, fr)
    return Check(f"{name}{view(': ', ' : ')}{value}" if value else name, "recorded" if value else "missing")


def _verdicts(view: View, conditions: Iterable[str]) -> list[Check]:
    """Conditions as they were measured, each with what it bounds."""
    wanted = tuple(conditions)
    out = []
    for one in view.evidence["verdicts"]:
        if one["condition"] in wanted:
            several = len(view.evidence["outputs"]) > 1 and one["output"]
            about = f", {one['output']}" if several else ""
            found, bound = text_of(measured(view, one)), text_of(required(view, one))
            told = f"{name_of(view, one)}{about}{view(': ', ' : ')}{found} ({bound})"
            out.append(Check(told, _STATE_OF[one["outcome"]]))
    return out


def _origins(view: View) -> list[Mapping[str, Any]]:
    return [table.get("origin") or {} for table in view.policy["data"]["tables"].values()]


def regime(view: View) -> list[Check]:
    """Sheet 1: the proposed qualification of each output."""
    return [
        Check(
            f"{one['name']}{view(': proposed as ', ' : proposée comme ')}"
            f"{view.label(labels.QUALIFICATIONS, one['qualification'])}{view(', for ', ', pour ')}"
            f"{one['qualification_for']}",
            "recorded",
        )
        for one in view.evidence["outputs"]
    ]


def purpose(view: View) -> list[Check]:
    """Sheet 2: one purpose, a review date, an end for what leaves."""
    review = view.day(view.policy["policy"].get("review_before"))
    out = [
        _recorded(view, "Purpose", "Finalité", view.register.get("purpose")),
        _recorded(view, "To be read again before", "À relire avant", review),
    ]
    for one in view.evidence["outputs"]:
        if one["sharing"] != "public":
            after = view.duration(one.get("eliminate_after"))
            out.append(
                _recorded(
                    view, f"End of keeping ({one['name']})", f"Fin de conservation ({one['name']})", after
                )
            )
    return out


def parties(view: View) -> list[Check]:
    """Sheet 3: who is named, and whether processors have a contract."""
    register = view.register
    joint = ", ".join(register.get("joint_controllers") or ()) or view("none", "aucun")
    out = [
        _recorded(view, "Controller", "Responsable de traitement", register.get("controller")),
        _recorded(view, "Joint controllers", "Responsables conjoints", joint),
    ]
    for one in register.get("processors") or ():
        if view.public:
            out.append(_recorded(view, "Processor", "Sous-traitant", one.get("name")))
        else:
            name = one.get("name")
            out.append(_recorded(view, f"Contract ({name})", f"Contrat ({name})", one.get("contract")))
    return out


def lawfulness(view: View) -> list[Check]:
    """Sheet 4: the legal basis, and why each reuse is compatible."""
    basis = view.register.get("legal_basis") or {}
    ground = view.label(labels.GROUNDS, basis["ground"]) if basis.get("ground") else ""
    out = [_recorded(view, "Legal basis", "Base légale", ground)]
    for origin in _origins(view):
        name = origin.get("source") or view("a source without a name", "une source sans nom")
        if origin.get("collection") in ("indirect", "derived"):
            reason = (origin.get("compatibility") or {}).get("because")
            out.append(
                _recorded(
                    view,
                    f"Why reuse is compatible ({name})",
                    f"Compatibilité de la réutilisation ({name})",
                    reason,
                )
            )
        else:
            first = origin.get("first_purpose")
            out.append(_recorded(view, f"First purpose ({name})", f"Finalité initiale ({name})", first))
    if special := special_categories(view):
        told = view("Special categories read: ", "Données sensibles lues : ")
        out.append(Check(told + ", ".join(special), "recorded"))
    return out


def assessment(view: View) -> list[Check]:
    """Sheet 5: the assessment the policy names, and the DPO's advice."""
    dpia = view.register.get("dpia") or {}
    state = view.label(labels.STATES, dpia.get("state")) if dpia else ""
    advice = (view.policy.get("governance") or {}).get("dpo_advice") or {}
    opinion = view.label(labels.OPINIONS, advice["opinion"]) if advice.get("opinion") else ""
    return [
        _recorded(
            view, "Impact assessment", "Analyse d'impact", f"{dpia['reference']}, {state}" if dpia else ""
        ),
        _recorded(view, "DPO's advice", "Avis du DPO", opinion),
    ]


def design(view: View) -> list[Check]:
    """Sheet 6: the protections applied, and what they cost in usefulness."""
    kinds = dict.fromkeys(
        step["name"]
        for step in view.evidence["steps"]
        if step["kind"] == "protect" or step["name"] in ("minimise", "pseudonymise")
    )
    names = [view.words(labels.STEPS[name][0]) for name in kinds if name in labels.STEPS]
    out = [_recorded(view, "Protections applied", "Protections appliquées", ", ".join(names))]
    useful = _verdicts(view, USEFUL)
    nothing = view("Usefulness after protection", "Utilité après protection")
    return [*out, *(useful or [Check(nothing, "not_measured")])]


def collection(view: View) -> list[Check]:
    """Sheet 7: columns never read, columns kept without a reason, retention."""
    fates = [one["fate"] for one in view.evidence["journeys"]]
    unread, leave = fates.count("unread"), fates.count("kept") + fates.count("changed")
    bare = [
        str(one["column"])
        for one in view.evidence["journeys"]
        if one["fate"] in ("kept", "changed") and not one.get("because")
    ]
    out = [
        Check(
            view(
                f"Columns never read: {unread}; columns that leave: {leave}",
                f"Colonnes jamais lues : {unread} ; colonnes qui sortent : {leave}",
            ),
            "recorded",
        )
    ]
    told = view("Reason to keep every column", "Raison de garder chaque colonne")
    missing = f" ({', '.join(bare)})" if bare else ""
    out.append(Check(told + missing, "missing" if bare else "recorded"))
    old = any(step["name"] == "drop_older_than" for step in view.evidence["steps"])
    applied = view(
        "Retention period applied to the source rows", "Durée de conservation appliquée aux lignes sources"
    )
    return [*out, Check(applied, "recorded" if old else "missing")]


def interests(view: View) -> list[Check]:
    """Sheet 8: whether legitimate interests are relied on at all."""
    ground = (view.register.get("legal_basis") or {}).get("ground")
    if ground == "legitimate_interests":
        told = view(
            "Legitimate interests are relied on: their balance",
            "Intérêt légitime invoqué : sa mise en balance",
        )
        return [Check(told, "not_measured")]
    return [Check(view("Legitimate interests are not relied on", "Intérêt légitime non invoqué"), "recorded")]


def scraping(view: View) -> list[Check]:
    """Sheet 8 bis: the sources named; how they were gathered cannot be seen in a file."""
    names = dict.fromkeys(str(one["source"]) for one in _origins(view) if one.get("source"))
    sources = _recorded(view, "Sources", "Sources", ", ".join(names))
    told = view("Whether a source was scraped", "Si une source a été moissonnée")
    return [sources, Check(told, "not_measured")]


def information(view: View) -> list[Check]:
    """Sheet 9: how persons are told, and whether some data come from elsewhere."""
    told = (view.register.get("rights") or {}).get("information")
    indirect = any(one.get("collection") in ("indirect", "derived") for one in _origins(view))
    article = view("GDPR 13 and 14", "RGPD 13 et 14") if indirect else view("GDPR 13", "RGPD 13")
    return [
        _recorded(view, "How persons are told", "Information des personnes", told),
        _recorded(view, "Articles that apply", "Articles applicables", article),
    ]


def rights(view: View) -> list[Check]:
    """Sheet 10: requests applied before anything else."""
    names = [step["name"] for step in view.evidence["steps"]]
    told = view("Requests of persons applied by this run", "Demandes des personnes appliquées par ce passage")
    first = view("Applied before any other step", "Appliquées avant toute autre étape")
    applied = "apply_requests" in names
    out = [Check(told, "recorded" if applied else "missing")]
    return [*out, Check(first, "met" if names[0] == "apply_requests" else "not_met")] if applied else out


def annotation(view: View) -> list[Check]:
    """Sheet 11: free text and special categories that could label people."""
    free = [
        one["column"]
        for one in view.evidence["journeys"]
        if one["role"] == "free_text" and one["fate"] != "unread"
    ]
    leaves = [one for one in view.evidence["journeys"] if one["role"] == "free_text" and one["becomes"]]
    out = [Check(view("No free text leaves", "Aucun texte libre ne sort"), "not_met" if leaves else "met")]
    if free:
        told = view("Free text read: ", "Textes libres lus : ")
        out.append(Check(told + ", ".join(free), "recorded"))
    by_hand = view("Labels given by people", "Annotations faites par des personnes")
    return [*out, Check(by_hand, "not_measured")]


def security(view: View) -> list[Check]:
    """Sheet 12: fingerprints, ledger, pseudonyms, identifiers left."""
    whole = view(
        "Fingerprints of files and a chained ledger kept",
        "Empreintes des fichiers et registre chaîné conservés",
    )
    out = [Check(whole, "recorded")]
    if any(step["name"] == "pseudonymise" for step in view.evidence["steps"]):
        told = view("Pseudonyms made with a secret key", "Pseudonymes faits avec une clé secrète")
        out.append(Check(told, "recorded"))
    left = _verdicts(view, ["direct_identifiers_left"])
    return [*out, *(left or [Check(view("Identifiers left", "Identifiants restants"), "not_measured")])]


def model(view: View) -> list[Check]:
    """Sheet 13: the attacks made on what leaves; a model trained on it later is not seen here."""
    attacks = _verdicts(view, ATTACKERS)
    out = attacks or [Check(view("Attacks on what leaves", "Attaques sur ce qui sort"), "not_measured")]
    if view.evidence.get("budget") or _epsilon(view):
        told = view(
            "Differential privacy bounds what leaves", "La confidentialité différentielle borne ce qui sort"
        )
        out.append(Check(told, "recorded"))
    later = view("Models trained on an output", "Modèles entraînés sur une sortie")
    return [*out, Check(later, "not_measured")]


def _epsilon(view: View) -> bool:
    return any(
        step["name"] == "synthesise" and (step.get("parameters") or {}).get("epsilon") is not None
        for step in view.evidence["steps"]
    ) or bool((view.evidence.get("synthesis") or {}).get("epsilon"))
