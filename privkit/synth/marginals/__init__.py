"""A differentially private generator from noisy marginals: planned and paid for first, then fitted, then sampled."""

from privkit.synth.marginals.fit import fit_marginals
from privkit.synth.marginals.measurement import Measurement
from privkit.synth.marginals.model import MarginalModel
from privkit.synth.marginals.neighbours import Neighbours
from privkit.synth.marginals.noise import IntegerNoise
from privkit.synth.marginals.plan import MarginalPlan, plan_marginals

__all__ = [
    "IntegerNoise",
    "MarginalModel",
    "MarginalPlan",
    "Measurement",
    "Neighbours",
    "fit_marginals",
    "plan_marginals",
]
