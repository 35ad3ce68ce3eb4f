"""Messages of a reference table made from synthetic households, on a simulated city of 20,000 households.

    python benchmarks/synthetic_city.py [HOUSEHOLDS] [SEEDS]

A city is simulated in a temporary folder; each household with twelve readings in the last year is one row (commune,
occupants, dwelling, surface, garden, a monthly volume clipped to 60 m3). The private generator is fitted to it, neighbours being
tables with one household in the place of another. Printed for each epsilon, delta being 1e-6: the share of households
told another message than by the real table, beside the floor (real households drawn again), and what is kept of
courses through time. CPU seconds of fit and sample.
"""

from __future__ import annotations

import resource
import sys
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from tempfile import TemporaryDirectory
from time import process_time

import numpy as np
import pandas as pd

from privkit.compare.cost import protection_cost
from privkit.compare.spec import ComparisonSpec
from privkit.demo import make_city
from privkit.dp.noise import open_noise
from privkit.dp.zcdp import epsilon_of_rho
from privkit.synth.domain import Attribute, Domain, Kind, Profile
from privkit.synth.marginals import Neighbours, fit_marginals, plan_marginals

DELTA = Fraction(1, 10**6)
MONTHS = tuple(f"volume_{n}" for n in range(1, 13))
OCCUPANTS = ("1", "2", "3 to 4", "5 and more")
SURFACES = ("0 to 40", "40 to 60", "60 to 80", "80 to 100", "100 to 130", "130 and more")
GROUPS = ("occupants", "dwelling", "garden")


def households(folder: Path, wanted: int) -> pd.DataFrame:
    """One row per household of the simulated city."""
    make_city(folder, households=round(wanted * 1.3), seed=5, months=13)
    bills = pd.read_parquet(next(folder.rglob("factures.parquet")))
    bills = bills[bills["usage"] == "domestique"]
    month = pd.to_datetime(bills["date_releve"]).dt.to_period("M")
    bills = bills[month > month.max() - 12].assign(month=month)
    bills = bills.drop_duplicates(["id_contrat", "month", "volume_m3"])
    year = bills.pivot_table(index="id_contrat", columns="month", values="volume_m3", aggfunc="sum").dropna()
    year.columns = pd.Index(MONTHS)
    home = bills.groupby("id_contrat")[["id_local", "nb_occupants"]].first()
    found = next(folder.rglob("foncier.csv"))
    register = pd.read_csv(found, sep=";", dtype=str, encoding="utf-8-sig")
    made = year.clip(0, 60).join(home).merge(register, on="id_local", how="left").head(wanted)
    people, surface = made["nb_occupants"], pd.to_numeric(made["surface_m2"].str.replace(",", "."))
    bands = pd.cut(surface, [0, 40, 60, 80, 100, 130, np.inf], labels=list(SURFACES), right=False).astype(
        object
    )
    return made[list(MONTHS)].assign(
        commune=made["code_commune"].astype(object).where(made["code_commune"].notna(), None),
        occupants=np.select([people == 1, people == 2, people <= 4], OCCUPANTS[:3], OCCUPANTS[3]),
        dwelling=made["type_logement"].astype(object).where(made["type_logement"].notna(), None),
        surface=bands.where(bands.notna(), None),
        garden=made["jardin"].map({"oui": True, "non": False}).astype(object),
    )


def domain_of(communes: tuple[str, ...]) -> Domain:
    """What is public of these households."""
    return Domain(
        (
            Attribute("commune", Kind.CATEGORY, values=communes),
            Attribute("occupants", Kind.ORDERED, values=OCCUPANTS, nullable=False),
            Attribute("dwelling", Kind.CATEGORY, values=("appartement", "maison")),
            Attribute("surface", Kind.ORDERED, values=SURFACES),
            Attribute("garden", Kind.YES_NO),
            *(Attribute(m, Kind.NUMBER, low=0, high=60, decimals=3, nullable=False) for m in MONTHS),
        ),
        (Profile("volume", MONTHS),),
    )


def rho_for(epsilon: float) -> Fraction:
    """The most zCDP that is (epsilon, DELTA)."""
    low, high = 0.0, epsilon
    for _ in range(50):
        middle = (low + high) / 2
        fits = epsilon_of_rho(Fraction(middle).limit_denominator(10**9), DELTA) <= epsilon
        low, high = (middle, high) if fits else (low, middle)
    return Fraction(low).limit_denominator(10**9)


def messages(real: pd.DataFrame, made: pd.DataFrame) -> tuple[float, float]:
    """The share of households told something else, and the floor."""
    spec = ComparisonSpec(
        "year", "m3", GROUPS, 50, Fraction(1, 5), Fraction(1, 2), Fraction(4, 5), Decimal(1), "en"
    )
    tables = [
        t.assign(year=t[list(MONTHS)].sum(axis=1), garden=t["garden"].map({True: "yes", False: "no"}))
        for t in (real, made)
    ]
    before, after = (t.astype({"garden": object}).where(t.notna(), None) for t in tables)
    cost = protection_cost(before, before, after, spec, {"occupants": OCCUPANTS}, np.random.default_rng(1))
    return cost.changed_share, cost.floor_share


def courses(frame: pd.DataFrame) -> str:
    """Season amplitude, mean correlations of months 1, 6 and 11 apart, spread between households, mean of a year."""
    volumes = frame[list(MONTHS)].to_numpy(np.float64)
    apart = [
        np.mean([np.corrcoef(volumes[:, i], volumes[:, i + k])[0, 1] for i in range(12 - k)])
        for k in (1, 6, 11)
    ]
    level, season = volumes.mean(axis=1), volumes.mean(axis=0)
    figures = (np.ptp(season), *apart, np.log(np.maximum(level, 0.01)).std(), 12 * level.mean())
    return " ".join(f"{f:7.3f}" for f in figures)


def main(wanted: int, seeds: int) -> None:
    with TemporaryDirectory() as folder:
        real = households(Path(folder) / "city", wanted)
    domain = domain_of(tuple(sorted(real["commune"].dropna().unique())))
    print(f"{len(real)} households{'':22} changed   floor  season   lag-1   lag-6  lag-11 between    year")
    print(f"{'real':53} {courses(real)}")
    for epsilon in (1.0, 3.0, 10.0):
        for focus in ((), ("volume", *GROUPS)):
            for seed in range(seeds):
                started = process_time()
                plan = plan_marginals(domain, rho_for(epsilon), Fraction(0), Neighbours.REPLACE_ONE, focus)
                model = fit_marginals(real, plan, open_noise("diffprivlib"), np.random.default_rng(seed))
                made = model.sample(len(real), np.random.default_rng(seed + 100))
                cpu = process_time() - started
                changed, floor = messages(real, made)
                said = f"epsilon {epsilon:4.1f}{' focus' if focus else '':6} seed {seed} {cpu:5.2f} s"
                print(f"{said:35} {changed:8.2%} {floor:7.2%} {courses(made)}")
    print(f"peak {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")


if __name__ == "__main__":
    main(*[int(a) for a in (sys.argv[1:] + ["20000", "3"][len(sys.argv) - 1 :])])
