"""What the candidates stand on: the steps of the policy up to the protection, and the columns they leave."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, Literal

from privkit.policy.model.steps import Step
from privkit.run.quiet import varied
from privkit.steps.build import build_steps, opening_schemas, step_name
from privkit.steps.walk import flow
from privkit.values import Role, Schema, Type

if TYPE_CHECKING:
    from privkit.policy.model.policy import Policy
    from privkit.policy.reader import Document
    from privkit.steps.base import Schemas

Family = Literal["rows", "made", "tables"]

#: Steps that say whose rows and which columns: they are not protection.
SHAPE = ("apply_requests", "drop_older_than", "keep_rows", "pseudonymise", "link", "summarise", "minimise")
#: Bands and bounds that the policy declares itself, known before the data are read.
DECLARED = ("generalise", "top_code", "bottom_code", "round")


@dataclass(frozen=True)
class Ground:
    """A policy, seen as what any protection of its data would start from."""

    document: Document

    @property
    def policy(self) -> Policy:
        return self.document.policy

    def kept(self, names: Iterable[str]) -> tuple[Step, ...]:
        """The steps of these kinds, in order."""
        wanted = set(names)
        return tuple(item for item in self.policy.steps if step_name(item) in wanted)

    @property
    def shape(self) -> tuple[Step, ...]:
        """Whose rows, and which columns."""
        return self.kept(SHAPE)

    @property
    def banded(self) -> tuple[Step, ...]:
        """The same with the bands and bounds that the policy declares."""
        return self.kept((*SHAPE, *DECLARED))

    @cached_property
    def family(self) -> Family:
        """What leaves under the policy as it is."""
        if self.own("aggregate") is not None:
            return "tables"
        return "rows" if self.own("synthesise") is None else "made"

    def own(self, kind: str) -> Any:
        """The body of the policy's own step of a kind, or None."""
        return next((body for item in self.policy.steps if (body := getattr(item, kind)) is not None), None)

    def schemas(self, steps: tuple[Step, ...]) -> Schemas:
        """The tables that these steps leave; problems are for whoever runs them to tell."""
        document = varied(self.document, lambda policy: policy.model_copy(update={"steps": steps}))
        found = flow(build_steps(document), opening_schemas(document.policy), lambda problem: None)
        return found.final

    def table(self, steps: tuple[Step, ...]) -> str | None:
        """The table of the units: the policy's own, else the first with one row per unit, else the first of units."""
        schemas = self.schemas(steps)
        named = [self.policy.comparison.from_ if self.policy.comparison else None]
        named += [output.from_ for output in self.policy.outputs]
        held = [name for name, schema in schemas.items() if schema.unit is not None]
        once = [name for name in held if schemas[name].one_row_per_unit]
        return next((n for n in named if n in held), None) or next(iter((*once, *held)), None)

    def columns(self, steps: tuple[Step, ...]) -> Columns:
        """What may leave of the table of the units."""
        name = self.table(steps)
        schema = self.schemas(steps)[name] if name else Schema(())
        return Columns(schema, self._target(schema))

    def _target(self, schema: Schema) -> str | None:
        """What is compared, else the first confidential number, else the first confidential column."""
        compared = self.policy.comparison.target if self.policy.comparison else None
        if compared in {c.name for c in schema.kept}:
            return compared
        secret = [c for c in schema.kept if c.role is Role.CONFIDENTIAL and c.name != schema.unit]
        numbers = [c.name for c in secret if c.type.is_numeric]
        return next(iter((*numbers, *(c.name for c in secret))), None)

    def renamed(self) -> Mapping[str, str]:
        """Columns by the name that the policy's bands give them, to the name they had."""
        rules = [rule for item in self.policy.steps if item.generalise for rule in item.generalise.items()]
        return {rule.as_: name for name, rule in rules if rule.as_}


@dataclass(frozen=True)
class Columns:
    """The columns of the units that may leave: what tells who somebody is, and what is looked for."""

    schema: Schema
    target: str | None

    @property
    def quasi(self) -> tuple[str, ...]:
        """Quasi-identifiers, without the privacy unit and pseudonyms."""
        return tuple(
            c.name
            for c in self.schema.kept
            if c.role is Role.QUASI_IDENTIFIER and c.name != self.schema.unit and not c.pseudonym
        )

    @property
    def others(self) -> tuple[str, ...]:
        """All that an attacker may know but the target."""
        left = (c for c in self.schema.kept if c.name != self.schema.unit and not c.pseudonym)
        return tuple(c.name for c in left if c.name != self.target)

    @property
    def number(self) -> bool:
        """Whether the target can be added up."""
        return self.target is not None and self.schema[self.target].type in (Type.NUMBER, Type.INTEGER)
