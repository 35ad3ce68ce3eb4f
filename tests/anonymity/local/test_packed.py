"""Packed labels cost what the boxes they stand for cost."""

from __future__ import annotations

import numpy as np
import pytest

from privkit.anonymity.builders import flat, from_rows
from privkit.anonymity.local import packed as module
from privkit.anonymity.local.packed import packed
from privkit.anonymity.local.space import Space, space_of


def made() -> Space:
    rng = np.random.default_rng(4)
    hierarchies = [
        from_rows("age", [(str(i), f"a{i // 5}", f"b{i // 10}", f"c{i // 20}") for i in range(50)]),
        flat([str(i) for i in range(4)], name="kind"),
        from_rows("place", [(str(i), f"d{i % 3}") for i in range(12)]),
        flat(["0", "1"], name="owner"),
    ]
    codes = np.stack([rng.integers(0, len(h.values), 60) for h in hierarchies], axis=1).astype(np.int32)
    return space_of(hierarchies, codes, [1.0, 2.0, 1.0, 0.0], 4.0)


@pytest.mark.parametrize("most", [module.MOST, 0], ids=["tables", "levels"])
def test_the_joint_label_of_any_set_costs_what_its_box_does(
    most: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "MOST", most)
    space = made()
    groups = packed(space)
    assert len(groups) == 4 if most == 0 else len(groups) < 4
    rng = np.random.default_rng(5)
    for size in (1, 2, 3, 8):
        sets = np.stack([rng.permutation(space.points)[:size] for _ in range(40)])
        cost = np.zeros(40, np.float32)
        for group in groups:
            codes = group.code[sets]
            labels = group.labels(codes[:, 0], codes)
            for column in range(size):
                group.join(labels, labels[:, column].copy())
            assert (labels == labels[:, :1]).all()  # all are joined with all
            cost += group.price.take(labels[:, 0])
        at = space.at[:, sets]
        assert np.allclose(cost, space.cost(at.min(axis=2), at.max(axis=2)), atol=1e-6)
