"""``set_aside``: a random part of the units that no model sees and no output holds, to judge the release on."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from privkit.policy.model.perturbation import Sample as SampleRule
from privkit.policy.model.synthesis import SetAside as Rule
from privkit.steps.base import Context, Done, Kind, Report, Schemas, Spot, Tables, plural, shown_share
from privkit.steps.perturbed import full_stop
from privkit.steps.sample import DrawnUnits, Sample
from privkit.values import Changes
from privkit.words import Words


@dataclass(frozen=True)
class SetAside:
    """Takes units out of every table that holds the unit; attacks compare the release with them.

    A *shape* step: the baseline loses the same units, so that they do not count as removed by protection.

    ``private``: rows are then made under differential privacy. Each unit is then drawn by itself, with randomness of
    the operating system, and not as many as asked to the unit, by a generator that depends on all the rows: changing
    one unit must not change who the others are.
    """

    spot: Spot
    rule: Rule
    unit_name: str
    private: bool = False
    name: str = "set_aside"
    kind: Kind = "shape"
    changes_rows: bool = True
    sets_aside: bool = True

    @cached_property
    def _sample(self) -> Sample:
        rule = SampleRule.model_construct(share=self.rule.share, by=(), because=None)
        return Sample(self.spot, rule, self.unit_name)

    def say(self) -> Words:
        share, many = shown_share(self.rule.share), plural(self.unit_name)
        return Words(
            f"Set aside {share.en} of {many}, drawn at random: they are in no output, and tell how well "
            "an attacker does without the release",
            f"Mettre de côté {share.fr} des {many}, tirés au hasard : aucune sortie ne les contient, et ils disent ce que "
            "réussit un attaquant sans la sortie",
        ) + full_stop(self.rule.because)

    def fate(self, schemas: Schemas, report: Report) -> Schemas:
        return self._sample.fate(schemas, report)

    def run(self, tables: Tables, schemas: Schemas, context: Context) -> Done:
        if context.drawn_aside is None:
            context.drawn_aside = self._draw(tables, schemas, context)
        drawn = context.drawn_aside
        out, aside = dict(tables), {}
        for name, schema in schemas.items():
            if schema.unit == drawn.unit:
                units = drawn.chosen(context)
                kept = tables[name].join(units, on=drawn.unit, how="anti")
                taken = tables[name].join(units, on=drawn.unit, how="semi")
                out[name] = context.engine.checkpoint(kept.select(*schema.names))
                aside[name] = context.engine.checkpoint(taken.select(*schema.names))
        context.aside = aside
        return Done(out, Changes({"units_before": drawn.of, "units_set_aside": drawn.size}))

    def _draw(self, tables: Tables, schemas: Schemas, context: Context) -> DrawnUnits:
        if not self.private:
            return self._sample.draw(tables, schemas, context)
        import pyarrow as pa

        unit, column, units = self._sample.units(tables, schemas, context)
        draws = np.random.default_rng(secrets.randbits(128)).random(units.num_rows)
        chosen = units.filter(pa.array(draws < float(self.rule.share)))
        return DrawnUnits(unit, column, chosen, units.num_rows, chosen.num_rows, 1)

    def parameters(self) -> Mapping[str, Any]:
        return {"share": str(self.rule.share), "name": self.rule.name}
