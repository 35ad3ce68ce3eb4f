"""Rows of the originals planted in a release that otherwise says nothing of them."""

from __future__ import annotations

import pytest

from privkit.risk.attacks import inference, linkability, singling_out
from privkit.risk.attacks.result import Orders
from tests.risk.attacks.worlds import copied

ORDERS = Orders(attacks=2000)


@pytest.mark.parametrize(
    ("kind", "control", "share"),
    [("numbers", 6000, 0.02), ("numbers", 1500, 0.02), ("mixed", 6000, 0.02), ("mixed", 1500, 0.05)],
)
@pytest.mark.parametrize("seed", range(4))
def test_a_planted_copy_is_singled_out(kind: str, control: int, share: float, seed: int) -> None:
    found = singling_out.attack(copied(kind, seed, 6000, control, share), ORDERS)
    assert any(part.risk.low > 0 for part in (found, *found.groups))


@pytest.mark.parametrize("share", [0.1, 0.3, 0.7])
def test_the_risk_is_the_share_copied(share: float) -> None:
    """Of numbers, where nothing happens by chance, and with a control a quarter of the size."""
    scene = copied("numbers", 1, 4000, 1000, share)
    single = singling_out.attack(scene, ORDERS, kind="multivariate")
    assert single.risk.low <= share <= single.risk.high
    assert single.risk.value == pytest.approx(share, abs=0.04)
    guessed = inference.attack(scene, ORDERS, "a", list("bcdef"))
    assert guessed.risk.value == pytest.approx(share, abs=0.06)
    linked = linkability.attack(scene, ORDERS, list("abc"), list("def"))
    assert linked.risk.value == pytest.approx(share, abs=0.06)


def test_the_risk_grows_with_the_share_among_ties() -> None:
    found = [singling_out.attack(copied("mixed", 1, 4000, 1000, s), ORDERS) for s in (0, 0.1, 0.5, 1)]
    values = [part.risk.value for part in found]
    assert values == sorted(values)
    assert values[2] == pytest.approx(0.5, abs=0.12)
