"""Attacks made on the outputs of a run: each is made once, whatever number of conditions rest on it."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from privkit.errors import DataError
from privkit.gates.stage import Stage, Untold, stage_of
from privkit.policy.model.conditions import ATTACKS
from privkit.risk.attacks.result import AttackResult, Orders
from privkit.risk.attacks.scene import Scene

if TYPE_CHECKING:
    from privkit.gates.base import Trial
    from privkit.gates.exhibit import Exhibit

Attack = Callable[[Scene, Orders], AttackResult]


@dataclass(frozen=True)
class Tried:
    """One attack on the release and, by the same attacker, on the unprotected data (positive control)."""

    release: AttackResult
    unprotected: AttackResult


@dataclass
class Runs:
    """What was made so far: stages by output, results by output, attack and orders."""

    stages: dict[str, Stage | Untold] = field(default_factory=dict)
    made: dict[tuple[Hashable, ...], Any] = field(default_factory=dict)

    def stage(self, exhibit: Exhibit, trial: Trial) -> Stage | Untold:
        """The stage of an output, set once."""
        if exhibit.output not in self.stages:
            self.stages[exhibit.output] = stage_of(exhibit, trial)
        return self.stages[exhibit.output]

    def first(self, key: tuple[Hashable, ...]) -> bool:
        """Whether nobody asked this before."""
        fresh = key not in self.made
        self.made[key] = True
        return fresh

    def once(self, key: tuple[Hashable, ...], make: Callable[[], Any]) -> Any:
        """The result under a key; data that do not fit an attack are a reason, and not an error of the run."""
        if key not in self.made:
            try:
                self.made[key] = make()
            except DataError as error:
                first = error.problems[0]
                self.made[key] = Untold(first.message, first.instead)
        return self.made[key]


def tried(
    exhibit: Exhibit,
    trial: Trial,
    key: tuple[Hashable, ...],
    attack: Attack,
    scenes: tuple[Scene, Scene],
    orders: Orders,
) -> Tried | Untold:
    """An attack on ``scenes``: the release, then the unprotected data in its place."""

    def make() -> Tried:
        release, raw = scenes
        return Tried(attack(release, orders), attack(raw, orders))

    found: Tried | Untold = trial.runs.once((exhibit.output, *key, orders), make)
    return found


def comparisons(output: str, trial: Trial) -> int:
    """How many conditions of the policy attack an output: the error is shared among them (Bonferroni)."""
    if trial.context is None:
        return 1
    rules = [
        rule
        for condition in trial.context.policy.release_only_if
        for name in ATTACKS
        if (rule := getattr(condition, name)) is not None
    ]
    return max(1, sum(rule.output in (None, output) for rule in rules))


def orders_of(output: str, trial: Trial, confidence: float) -> Orders:
    """How attacks on an output are run for one condition."""
    technical = trial.context.policy.technical if trial.context else None
    attacks = technical.attacks if technical else 2000
    return Orders(attacks, confidence, comparisons(output, trial), trial.seed)
