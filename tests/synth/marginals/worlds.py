"""Random domains, with tables that keep to them and tables that do not."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from hypothesis import strategies as st

from privkit.synth.domain import Attribute, Domain, Kind, Profile


@st.composite
def attributes(draw: st.DrawFn, name: str) -> Attribute:
    """Any column."""
    kind, nullable = draw(st.sampled_from(list(Kind))), draw(st.booleans())
    if kind in (Kind.CATEGORY, Kind.ORDERED):
        public = draw(st.booleans())
        values = tuple(f"v{i}" for i in range(draw(st.integers(1, 6)))) if public else None
        return Attribute(name, kind, values=values, nullable=nullable)
    if kind is Kind.YES_NO:
        return Attribute(name, kind, nullable=nullable)
    low, width = draw(st.integers(-50, 50)), draw(st.integers(0, 400))
    decimals = draw(st.integers(0, 2)) if kind is Kind.NUMBER else 0
    bins = draw(st.sampled_from([None, 3, 40]))
    return Attribute(name, kind, low=low, high=low + width, decimals=decimals, bins=bins, nullable=nullable)


@st.composite
def domains(draw: st.DrawFn, profiles: bool = True) -> Domain:
    """Up to four columns, and perhaps a profile of two to four periods."""
    columns = [draw(attributes(f"c{i}")) for i in range(draw(st.integers(1, 4)))]
    if not (profiles and draw(st.booleans())):
        return Domain(tuple(columns))
    nullable, periods = draw(st.booleans()), draw(st.integers(2, 4))
    months = [
        Attribute(f"m{i}", Kind.NUMBER, low=0, high=50, decimals=1, nullable=nullable) for i in range(periods)
    ]
    return Domain((*columns, *months), (Profile("p", tuple(m.name for m in months)),))


def values(attribute: Attribute, rows: int, rng: np.random.Generator) -> list[Any]:
    """Values of a column: most within its domain, some outside it, some missing."""
    if attribute.kind is Kind.YES_NO:
        out: list[Any] = rng.choice([True, False], rows).tolist()
    elif attribute.kind in (Kind.CATEGORY, Kind.ORDERED):
        out = [f"v{i}" for i in rng.integers(0, 8, rows)]
    else:
        low, high = attribute.low or 0.0, attribute.high or 0.0
        numbers = np.round(rng.uniform(low - 2, high + 2, rows), attribute.decimals)
        numbers[rng.random(rows) < 0.2] = low
        out = numbers.tolist()
        if attribute.kind is Kind.DATE:
            out = [pd.Timestamp("1970-01-01") + pd.Timedelta(days=int(d)) for d in numbers]
    gone = rng.random(rows) < 0.15
    return [None if g else v for g, v in zip(gone, out, strict=True)]


def frame_of(domain: Domain, rows: int, seed: int) -> pd.DataFrame:
    """A table of any rows for a domain."""
    rng = np.random.default_rng(seed)
    made = {}
    for attribute in domain.attributes:
        column = values(attribute, rows, rng)
        number = attribute.kind in (Kind.NUMBER, Kind.INTEGER)
        made[attribute.name] = pd.Series(column, dtype="float64" if number else object)
        if attribute.kind is Kind.DATE:
            made[attribute.name] = pd.to_datetime(made[attribute.name])
    return pd.DataFrame(made)
