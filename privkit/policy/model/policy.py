"""The whole policy."""

from __future__ import annotations

from privkit.policy.model.budget import PrivacyBudget
from privkit.policy.model.conditions import Condition
from privkit.policy.model.data import Data
from privkit.policy.model.outputs import Comparison, Evidence, Output, Technical
from privkit.policy.model.register import About, Governance, Register
from privkit.policy.model.steps import Step
from privkit.policy.terms import Choice, Section, term


class LanguageVersion(Choice):
    ONE = "1", "1"


class PolicyLanguage(Choice):
    ENGLISH = "en", "en"
    FRENCH = "fr", "fr"


class Policy(Section):
    """A policy file, read and checked."""

    privkit: LanguageVersion = term(
        "privkit", "Version of the policy language.", "Version du langage de politique."
    )
    language: PolicyLanguage = term(
        "langue", "en or fr, for the whole file.", "en ou fr, pour tout le fichier."
    )
    policy: About = term("politique", "Name, version, life.", "Nom, version, vie.")
    register_: Register = term(
        "registre",
        "Entry of the record of processing (GDPR art. 30).",
        "Fiche du registre (RGPD, article 30).",
    )
    governance: Governance | None = term(
        "gouvernance", "Advice and decision.", "Avis et décision.", default=None
    )
    data: Data = term("données", "Tables that come in.", "Tables qui entrent.")
    privacy_budget: PrivacyBudget | None = term(
        "budget_de_confidentialité",
        "Budget of differential privacy.",
        "Budget de confidentialité différentielle.",
        default=None,
    )
    steps: tuple[Step, ...] = term("étapes", "What is done, in order.", "Ce qui est fait, dans l'ordre.")
    release_only_if: tuple[Condition, ...] = term(
        "diffuser_seulement_si",
        "What must hold, or nothing leaves.",
        "Ce qui doit être vrai, sinon rien ne sort.",
    )
    outputs: tuple[Output, ...] = term("sorties", "What leaves.", "Ce qui sort.")
    comparison: Comparison | None = term(
        "comparaison", "Reference-household table.", "Table du foyer de référence.", default=None
    )
    technical: Technical = term(
        "réglages_techniques", "Seed and limits.", "Graine et limites.", default=Technical()
    )
    evidence: Evidence = term("preuves", "Reports and readers.", "Rapports et lecteurs.")
