"""What was spent: each noisy answer as a frozen value that a ledger keeps and any accounting can read again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from privkit.dp.codes import misuse
from privkit.words import Words


@dataclass(frozen=True)
class Geometric:
    """Geometric noise (two-sided, the discrete Laplace) on a vector: pure ``epsilon``.

    A unit changes at most ``groups`` cells, each by at most ``per_cell`` integer units; the scale is
    groups × per_cell / epsilon. With the defaults the event is any mechanism of pure epsilon: that is what
    it costs at worst.
    """

    epsilon: Fraction
    groups: int = 1
    per_cell: int = 1

    def to_body(self) -> dict[str, str | int]:
        """The event as JSON without floats."""
        return {
            "mechanism": "geometric",
            "epsilon": str(self.epsilon),
            "groups": self.groups,
            "per_cell": self.per_cell,
        }


@dataclass(frozen=True)
class DiscreteGaussian:
    """Discrete Gaussian noise of Canonne, Kamath and Steinke (2020): ``rho`` = L2² / (2 σ²).

    ``sigma_squared`` is in squared integer units of one cell. Without it only rho is known, and accounting
    by privacy loss counts no better than zCDP.
    """

    rho: Fraction
    sigma_squared: Fraction | None = None

    def to_body(self) -> dict[str, str | int]:
        """The event as JSON without floats."""
        body: dict[str, str | int] = {"mechanism": "discrete_gaussian", "rho": str(self.rho)}
        return body if self.sigma_squared is None else body | {"sigma_squared": str(self.sigma_squared)}


@dataclass(frozen=True)
class Exponential:
    """One choice among candidates by the exponential mechanism or permute-and-flip: pure ``epsilon``."""

    epsilon: Fraction

    def to_body(self) -> dict[str, str | int]:
        """The event as JSON without floats."""
        return {"mechanism": "exponential", "epsilon": str(self.epsilon)}


@dataclass(frozen=True)
class Threshold:
    """Keys chosen by a threshold on their geometric noisy count of units, and those counts: (``epsilon``, ``delta``).

    A unit counts under at most ``groups`` keys; ``delta`` bounds the chance that a key it alone holds is
    shown. The keys it shares with others tell it by the noise, its own by that chance only, and the two are
    independent: the event composes as geometric noise and, apart, a mechanism of (0, delta).
    """

    epsilon: Fraction
    delta: Fraction
    groups: int = 1

    def to_body(self) -> dict[str, str | int]:
        """The event as JSON without floats."""
        return {
            "mechanism": "threshold",
            "epsilon": str(self.epsilon),
            "delta": str(self.delta),
            "groups": self.groups,
        }


@dataclass(frozen=True)
class GaussianThreshold:
    """Keys chosen by a threshold on their discrete Gaussian noisy count of units, and those counts.

    As for :class:`Threshold`: it composes as the noise and, apart, a mechanism of (0, delta).
    """

    rho: Fraction
    sigma_squared: Fraction
    delta: Fraction

    def to_body(self) -> dict[str, str | int]:
        """The event as JSON without floats."""
        return {
            "mechanism": "gaussian_threshold",
            "rho": str(self.rho),
            "sigma_squared": str(self.sigma_squared),
            "delta": str(self.delta),
        }


Event = Geometric | DiscreteGaussian | Exponential | Threshold | GaussianThreshold


def from_body(body: Mapping[str, str | int]) -> Event:
    """The event of :meth:`to_body`. Raises InternalError (PK520) for a mechanism it does not know."""
    mechanism = body["mechanism"]
    if mechanism == "geometric":
        groups, per_cell = int(body.get("groups", 1)), int(body.get("per_cell", 1))
        return Geometric(Fraction(body["epsilon"]), groups, per_cell)
    if mechanism == "discrete_gaussian":
        sigma = body.get("sigma_squared")
        return DiscreteGaussian(Fraction(body["rho"]), None if sigma is None else Fraction(sigma))
    if mechanism == "exponential":
        return Exponential(Fraction(body["epsilon"]))
    if mechanism == "threshold":
        groups = int(body.get("groups", 1))
        return Threshold(Fraction(body["epsilon"]), Fraction(body["delta"]), groups)
    if mechanism == "gaussian_threshold":
        rho, sigma_squared, delta = (Fraction(body[key]) for key in ("rho", "sigma_squared", "delta"))
        return GaussianThreshold(rho, sigma_squared, delta)
    raise misuse(Words(f"unknown event: {mechanism}", f"événement inconnu : {mechanism}"))
