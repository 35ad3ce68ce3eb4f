"""``aggregate``: tables of counts, sums, means, histograms, quantiles, with noise or under statistical secrecy."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from privkit.policy.model.aggregation import MEASURES, Method, PrivacyModel, Ratio, TableWanted
from privkit.policy.model.aggregation import Aggregate as Rule
from privkit.policy.model.policy import Policy
from privkit.steps.aggregate.settled import Settled, domains_of, settle
from privkit.steps.aggregate.wanted import ROWS, written_measures
from privkit.steps.base import (
    Context,
    Done,
    Kind,
    Report,
    Schemas,
    Spot,
    Tables,
    listed,
    listing_of,
    plural,
    shown_share,
)
from privkit.values import Changes
from privkit.words import Words, joined, same

if TYPE_CHECKING:
    from privkit.steps.aggregate.noise_plan import NoisePlan
    from privkit.steps.aggregate.outcome import Aggregated


@dataclass(frozen=True)
class Aggregate:
    """Replaces all tables of rows by published tables; nothing of a row is left."""

    spot: Spot
    rule: Rule
    policy: Policy
    number: int
    name: str = "aggregate"
    kind: Kind = "protect"
    changes_rows: bool = True
    aggregates: bool = True

    @property
    def noisy(self) -> bool:
        return self.rule.privacy_model is PrivacyModel.DIFFERENTIAL_PRIVACY

    def say(self) -> Words:
        tables = joined([_said(name, wanted) for name, wanted in self.rule.tables.items()], " ; ")
        unit = self.policy.data.privacy_unit.name
        if self.noisy:
            how = Words(
                f"random noise hides each {unit} (differential privacy)",
                f"un bruit aléatoire cache chaque unité ({unit}), par confidentialité différentielle",
            )
        else:
            how = self._secrecy()
        return Words(
            f"Make tables: {tables.en}; {how.en}. Rows are not kept.",
            f"Faire des tableaux : {tables.fr} ; {how.fr}. Les lignes ne sont pas gardées.",
        ) + _then(self.rule)

    def _secrecy(self) -> Words:
        from privkit.steps.aggregate.secrecy_rules import least_units

        rules = self.rule.secrecy
        least = least_units(rules) if rules else None
        units = plural(self.policy.data.privacy_unit.name)
        small = Words(
            f"cells of fewer than {least} {units} are secret",
            f"les cases de moins de {least} {units} sont secrètes",
        )
        if rules and rules.method is Method.CONTROLLED_ROUNDING:
            small = Words(
                f"every figure is rounded to a multiple of {rules.base or least}",
                f"chaque chiffre est arrondi à un multiple de {rules.base or least}",
            )
        if rules and rules.dominance:
            share = shown_share(rules.dominance.at_most)
            largest = rules.dominance.largest
            small += (
                Words(
                    f", and those where the largest contributor holds more than {share.en}",
                    f", et celles où le plus grand contributeur tient plus de {share.fr}",
                )
                if largest == 1
                else Words(
                    f", and those where the {largest} largest contributors hold more than {share.en}",
                    f", et celles où les {largest} plus grands contributeurs tiennent plus de {share.fr}",
                )
            )
        return small + Words(
            ", with enough others so that none can be worked out",
            ", avec assez d'autres pour qu'aucune ne se déduise",
        )

    def fate(self, schemas: Schemas, report: Report) -> Schemas:
        settled = settle(self.rule, self.policy, self.number, self.spot, schemas, report)
        if settled is None:
            return schemas
        return {name: layout.schema(settled.schema) for name, layout in settled.layouts.items()}

    def settled(self, schemas: Schemas) -> Settled:
        """The step over schemas that were checked."""
        found = settle(self.rule, self.policy, self.number, self.spot, schemas, lambda problem: None)
        assert found is not None
        return found

    def noise(self, schemas: Schemas, folder: Path) -> NoisePlan | None:
        """The noise of every figure and its cost, from the policy and its public lists alone; None without noise."""
        if not self.noisy:
            return None
        from privkit.steps.aggregate.noise_plan import noise_plan

        settled = self.settled(schemas)
        return noise_plan(
            self.policy, self.rule, settled, domains_of(settled, self.rule, self.spot, folder), self.spot
        )

    def run(self, tables: Tables, schemas: Schemas, context: Context) -> Done:
        made = self.make(tables, schemas, context, reserved=True)
        context.aggregated = made
        out: Tables = {}
        for name, outcome in made.tables.items():
            columns = outcome.layout.schema(self.settled(schemas).schema).columns
            frame = outcome.published.frame[[c.name for c in columns]]
            out[name] = context.engine.checkpoint(context.engine.upload(frame, columns))
        figures: dict[str, Any] = {name: dict(t.private) for name, t in made.tables.items()}
        notes = tuple(dict.fromkeys(note for t in made.tables.values() for note in t.published.notes))
        return Done(out, Changes({"tables": figures}, notes))

    def make(
        self, tables: Tables, schemas: Schemas, context: Context, *, reserved: bool = False
    ) -> Aggregated:
        """The tables, as published, with what conditions must know of them.

        ``reserved``: refuse noise that the run did not reserve (PK797). Always so in a run; audits draw without.
        """
        settled = self.settled(schemas)
        domains = domains_of(settled, self.rule, self.spot, context.folder)
        table = tables[settled.source]
        if self.noisy:
            from privkit.steps.aggregate.noise_plan import noise_plan
            from privkit.steps.aggregate.noisy import make_noisy
            from privkit.steps.aggregate.paid import refuse_unpaid

            plan = noise_plan(self.policy, self.rule, settled, domains, self.spot)
            if reserved:
                refuse_unpaid(plan, context)
            return make_noisy(table, settled, domains, plan, self.rule, self.policy, context, self.spot)
        from privkit.steps.aggregate.secret import make_secret

        return make_secret(table, settled, domains, self.rule, context, self.spot, self.number)

    def parameters(self) -> Mapping[str, Any]:
        return {
            "privacy_model": self.rule.privacy_model.value,
            "tables": {name: list(wanted.by) for name, wanted in self.rule.tables.items()},
        }


#: Measures, read aloud before what they are about.
MEASURED = {
    "count": Words("number of", "nombre de"),
    "sum": Words("sum of", "somme de"),
    "mean": Words("mean of", "moyenne de"),
    "variance": Words("variance of", "variance de"),
    "histogram": Words("histogram of", "histogramme de"),
    "quantiles": Words("quantiles of", "quantiles de"),
}


def _said(name: str, wanted: TableWanted) -> Words:
    """A table: its measures, by its keys."""
    measures = []
    for measure in written_measures(wanted).values():
        kind = next(word for word in MEASURES if getattr(measure, word) is not None)
        of = str(getattr(measure, kind))
        what = same(plural(of) if kind == "count" else of)
        what = Words("rows", "lignes") if kind == "count" and of in ROWS.values() else what
        measures.append(MEASURED[kind] + same(" ") + what)
    told, keys = listing_of(measures), listed(list(wanted.by))
    by = Words(f" by {keys.en}", f" par {keys.fr}") if wanted.by else same("")
    return Words(f"{name} ({told.en}{by.en})", f"{name} ({told.fr}{by.fr})")


def _divided(rule: Ratio) -> Words:
    top, bottom = (f"{m} of {t}" if m else t for m, t in ((rule.measure, rule.of), (rule.over, rule.to)))
    haut, bas = (f"{m} de {t}" if m else t for m, t in ((rule.measure, rule.of), (rule.over, rule.to)))
    return Words(f"{rule.as_} is {top} divided by {bottom}", f"{rule.as_} est {haut} divisé par {bas}")


def _then(rule: Rule) -> Words:
    """What is done on published figures."""
    parts: list[Words] = []
    for step in rule.then:
        if step.consistent:
            parts.append(Words("tables are made to add up", "les tableaux sont rendus cohérents"))
        if step.non_negative is not None:
            parts.append(Words("negative figures become 0", "les chiffres négatifs deviennent 0"))
        if step.ratio:
            parts.append(_divided(step.ratio))
        if step.hide_below:
            least, table = step.hide_below.at_least, step.hide_below.table
            parts.append(
                Words(
                    f"counts of {table} below {least} are not shown, nor ratios over them",
                    f"les nombres de {table} sous {least} ne sont pas montrés, ni les rapports sur eux",
                )
            )
        if step.hide_uncertain:
            share = shown_share(step.hide_uncertain.margin_over)
            parts.append(
                Words(
                    f"figures with a margin over {share.en} are not shown",
                    f"les chiffres de marge au-delà de {share.fr} ne sont pas montrés",
                )
            )
        if step.round:
            names = listed(list(step.round))
            verb = "are" if len(step.round) > 1 else "is"
            parts.append(Words(f"{names.en} {verb} rounded", f"arrondi de {names.fr}"))
    if not parts:
        return Words("", "")
    told = joined(parts, " ; ")
    return Words(f" Then, on published figures: {told.en}.", f" Puis, sur les chiffres publiés : {told.fr}.")
