"""``synthesise``: rows of persons replaced by rows that a model made from them."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.random import Philox

from privkit.policy.model.policy import Policy
from privkit.policy.model.synthesis import OF_SDV, SynthesisLoss
from privkit.policy.model.synthesis import Synthesise as Rule
from privkit.steps.base import Context, Done, Kind, Report, Schemas, Spot, Tables, shown_number
from privkit.steps.perturbed import full_stop
from privkit.steps.synthesise.made import Made
from privkit.steps.synthesise.settled import Settled, after, settle
from privkit.values import Changes
from privkit.words import Words

if TYPE_CHECKING:
    from privkit.steps.synthesise.wanted import Wanted
    from privkit.synth.marginals.plan import MarginalPlan
    from privkit.synth.rules import Rule as HardRule


@dataclass(frozen=True)
class Synthesise:
    """Replaces the tables of the units; nothing of a row is left, and no made row is the row of someone."""

    spot: Spot
    rule: Rule
    policy: Policy
    number: int
    name: str = "synthesise"
    kind: Kind = "protect"
    changes_rows: bool = True

    @property
    def loss(self) -> SynthesisLoss | None:
        """The differential privacy asked for, if any."""
        return self.rule.privacy_model.differential_privacy

    def say(self) -> Words:
        unit, method = self.policy.data.privacy_unit.name, self.rule.method
        words = Words(
            f"Replace all rows by rows that a model made ({method.value})",
            f"Remplacer toutes les lignes par des lignes qu'un modèle a faites ({method.fr})",
        )
        if self.loss is not None:
            epsilon = shown_number(self.loss.epsilon)
            words += Words(
                f"; random noise on what it learns hides each {unit} (differential privacy, epsilon {epsilon.en})",
                f" ; un bruit aléatoire sur ce qu'il apprend cache chaque unité ({unit}), par confidentialité "
                f"différentielle (epsilon {epsilon.fr})",
            )
        else:
            words += Words(
                "; nothing bounds what it learns of one person: the attacks measured say what is learnt",
                " ; rien ne borne ce qu'il apprend d'une personne : les attaques mesurées disent ce qui s'apprend",
            )
        return words + full_stop(self.rule.because)

    def fate(self, schemas: Schemas, report: Report) -> Schemas:
        settled = settle(self.rule, self.spot, schemas, report)
        if settled is None:
            return schemas
        wanted = self.wanted(settled, schemas, None, report)
        self.rules(wanted, None, report)
        return after(settled, schemas)

    def settled(self, schemas: Schemas) -> Settled:
        """The step over schemas that were checked."""
        found = settle(self.rule, self.spot, schemas, lambda problem: None)
        assert found is not None
        return found

    def wanted(self, settled: Settled, schemas: Schemas, folder: Path | None, report: Report) -> Wanted:
        """What is to be made; public lists are read from ``folder``, not opened without."""
        from privkit.steps.synthesise.wanted import wanted

        return wanted(self.rule, self.policy, self.number, settled, schemas, self.spot, folder, report)

    def rules(self, wanted: Wanted, folder: Path | None, report: Report) -> tuple[HardRule, ...]:
        """What holds in every row; public lists are read from ``folder``, and rules on them left out without."""
        if not self.rule.must_respect:
            return ()
        from privkit.steps.synthesise.rules import rules_of

        return rules_of(self.rule.must_respect, wanted, self.spot, folder, report)

    def noise(self, schemas: Schemas, folder: Path) -> MarginalPlan | None:
        """The noise of every answer, from the policy and its public lists alone; None without noise."""
        if self.loss is None:
            return None
        from privkit.steps.synthesise.privacy import planned

        wanted = self.wanted(self.settled(schemas), schemas, folder, lambda problem: None)
        return planned(wanted.domain, self.loss, self.policy, wanted.focus)

    def run(self, tables: Tables, schemas: Schemas, context: Context) -> Done:
        from privkit.steps.synthesise.making import make

        settled = self.settled(schemas)
        wanted = self.wanted(settled, schemas, context.folder, lambda problem: None)
        plan = self.noise(schemas, context.folder)
        if plan is not None:
            self._refuse_unpaid(plan, context)
        made, facts = make(self, settled, wanted, plan, tables, schemas, context)
        context.made = facts
        context.profiles = {p.name: p.columns for p in wanted.domain.profiles}
        return Done(made, Changes(facts.figures(), (*self._licence(), *_notes(facts))))

    def _licence(self) -> tuple[Words, ...]:
        """What must be known of the library that makes the rows."""
        if self.rule.method not in OF_SDV:
            return ()
        from privkit.synth.sdv import LICENCE_NOTE

        return (LICENCE_NOTE,)

    def _refuse_unpaid(self, plan: MarginalPlan, context: Context) -> None:
        """With a budget, nothing is drawn that the run did not reserve (PK797)."""
        if self.policy.privacy_budget is None:
            return
        from privkit.steps.aggregate.paid import refuse_unreserved
        from privkit.steps.synthesise.privacy import events_of

        refuse_unreserved([event.to_body() for event in events_of(plan.measurements)], context)

    def public_rng(self) -> np.random.Generator:
        """Draws that depend on the policy alone: what is done after the noise may be done again by anyone."""
        text = f"privkit synthesise\n{self.policy.technical.seed}\n{self.number}\n"
        return np.random.Generator(
            Philox(key=int.from_bytes(hashlib.sha256(text.encode()).digest()[:16], "big"))
        )

    def parameters(self) -> Mapping[str, Any]:
        out: dict[str, Any] = {"method": self.rule.method.value, "rows": self.rule.rows}
        if self.loss is not None:
            out |= {
                "epsilon": str(self.loss.epsilon),
                "delta": str(self.loss.delta),
                "neighbours": self.loss.neighbours.value,
            }
        return out


def _notes(facts: Made) -> tuple[Words, ...]:
    repaired = sum(facts.repaired.values())
    if not repaired:
        return ()
    return (
        Words(
            f"rows changed so that a hard rule holds: {repaired}",
            f"lignes changées pour qu'une règle impérative tienne : {repaired}",
        ),
    )
