"""What is done on published figures only: it costs no budget, for it reads no data."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING

import numpy as np

from privkit.errors import PolicyError
from privkit.policy.model.aggregation import After, Consistent, Ratio
from privkit.policy.model.aggregation import Aggregate as Rule
from privkit.published import header
from privkit.steps.aggregate.draft import Draft
from privkit.steps.aggregate.layout import RATIO_DECIMALS
from privkit.steps.aggregate.settled import Settled
from privkit.steps.base import Spot
from privkit.words import Words

if TYPE_CHECKING:
    from privkit.dp.figures import Figures, Whole

Drafts = dict[str, Draft]


def after(drafts: Mapping[str, Draft], rule: Rule, settled: Settled, spot: Spot) -> Drafts:
    """The drafts after every item of ``then``, in order. PolicyError, located, when one cannot be done."""
    done = dict(drafts)
    for number, step in enumerate(rule.then):
        try:
            done = _one(step, done, settled)
        except PolicyError as error:
            problem = spot.problem("", Words("", ""), at=("then", number))
            raise PolicyError(
                *(
                    p if p.place else replace(p, place=problem.place, line_text=problem.line_text)
                    for p in error.problems
                )
            ) from None
    return done


def _one(step: After, drafts: Drafts, settled: Settled) -> Drafts:
    from privkit.dp import after as dp

    if step.consistent:
        return _consistent(step.consistent, drafts, settled)
    if step.ratio:
        return _ratio(step.ratio, drafts)
    if step.non_negative is not None:
        changed = {
            n: {f: dp.non_negative(v) for f, v in drafts[n].figures.items()} for n in step.non_negative
        }
        return {**drafts, **{n: drafts[n].having(f) for n, f in changed.items()}}
    if step.hide_below:
        return _hide_below(drafts, step.hide_below.table, step.hide_below.at_least)
    if step.hide_uncertain:
        name, share = step.hide_uncertain.table, step.hide_uncertain.margin_over
        figures = {f: dp.hide_uncertain(v, share) for f, v in drafts[name].figures.items()}
        return {**drafts, name: drafts[name].having(figures)}
    assert step.round is not None
    return {name: _rounded(draft, step.round) for name, draft in drafts.items()}


def _rounded(draft: Draft, multiples: Mapping[str, Decimal]) -> Draft:
    from privkit.dp.after import round_to

    changed = {}
    for figure in draft.layout.figures:
        names = (figure.name, figure.spec.name, figure.spec.word) if figure.spec else (figure.name,)
        multiple = next(
            (to for name, to in multiples.items() if header(name) in names or name in names), None
        )
        if multiple is not None:
            changed[figure.name] = round_to(draft.figures[figure.name], multiple)
    return draft.having(changed)


def _hide_below(drafts: Drafts, name: str, at_least: int) -> Drafts:
    """Hide what a table's count makes insignificant, there and in every table that is cut finer or the same."""
    from privkit.dp.after import hide_below

    counts = drafts[name]
    figure = next(f for f in counts.layout.figures if f.kind in ("count_units", "count_rows"))
    held = counts.figures[figure.name]
    out = dict(drafts)
    for other, draft in drafts.items():
        places = within(draft, counts)
        if places is not None and (other == name or any(f.kind == "ratio" for f in draft.layout.figures)):
            local = taken(held, places)
            ratios = {f.name for f in draft.layout.figures if f.kind == "ratio"}
            figures = {
                f: hide_below(v, local, at_least) if other == name or f in ratios else v
                for f, v in draft.figures.items()
            }
            out[other] = draft.having(figures)
    return out


def _ratio(rule: Ratio, drafts: Drafts) -> Drafts:
    from privkit.dp.ratio import ratio

    top, bottom = drafts[rule.of], drafts[rule.to]
    places = within(top, bottom)
    assert places is not None
    over = taken(measured(bottom, rule.over), places)
    grid = Decimal(1).scaleb(-RATIO_DECIMALS)
    made = ratio(measured(top, rule.measure), over, grid, independent=rule.of != rule.to)
    return {**drafts, rule.of: top.having({header(rule.as_): made})}


def measured(draft: Draft, word: str | None) -> Figures:
    """The figure of a measure: the one named, or the first."""
    for figure in draft.layout.figures:
        if figure.spec and (word is None or word in (figure.spec.word, figure.spec.name, figure.name)):
            return draft.figures[figure.name]
    raise AssertionError("checked with the policy")


def _consistent(rule: Consistent, drafts: Drafts, settled: Settled) -> Drafts:
    from privkit.dp.consistency import Grain, consistent

    finest, coarser = drafts[rule.tables[0]], [drafts[name] for name in rule.tables[1:]]
    out = dict(drafts)
    figures = {name: dict(drafts[name].figures) for name in rule.tables}
    for number, figure in enumerate(finest.layout.figures):
        if figure.kind not in ("count_units", "count_rows", "sum", "histogram"):
            continue
        grains, names = [], []
        for draft in coarser:
            places = within(finest, draft)
            assert places is not None
            name = draft.layout.figures[number].name
            grains.append(Grain(draft.figures[name], places))
            names.append(name)
        fine, rest = consistent(finest.figures[figure.name], grains)
        figures[rule.tables[0]][figure.name] = fine
        for table, name, one in zip(rule.tables[1:], names, rest, strict=True):
            figures[table][name] = one
    return {**out, **{name: drafts[name].having(found) for name, found in figures.items()}}


def within(fine: Draft, coarse: Draft) -> Whole | None:
    """For each cell of a table the cell of a coarser one that holds it; None when it is not coarser.

    A key column of the coarser table is one of the finer table, or groups one of them in its public list.
    """
    columns = [_column(fine, domain.column) for domain in coarse.domains]
    if any(column is None for column in columns):
        return None
    index = {keys: n for n, keys in enumerate(zip(*coarse.keys, strict=True))} if coarse.keys else {(): 0}
    cells = zip(*[c for c in columns if c is not None], strict=True) if columns else [()] * fine.cells
    places = np.array([index.get(tuple(keys), -1) for keys in cells], dtype=np.int64)
    return places if (places >= 0).all() else None


def _column(fine: Draft, wanted: str) -> Sequence[str | None] | None:
    for domain, texts in zip(fine.domains, fine.keys, strict=True):
        if domain.column == wanted:
            return texts
        if wanted in domain.parents:
            above = domain.parents[wanted]
            return [above.get(str(t)) for t in texts]
    return None


def taken(figures: Figures, places: Whole) -> Figures:
    """The figures of a coarser table, repeated over the cells of a finer one."""
    return replace(
        figures,
        value=figures.value[places],
        low=figures.low[places],
        high=figures.high[places],
        status=figures.status[places].copy(),
    )
