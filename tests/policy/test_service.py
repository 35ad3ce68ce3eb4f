"""``comparison.service`` against its unit, and how it is read aloud."""

from __future__ import annotations

from datetime import date
from importlib.resources import files
from pathlib import Path

import pytest

from privkit.policy.checks import check_document
from privkit.policy.reader import read_document

READY = Path(str(files("privkit.demo") / "policies")) / "energy-training.en.yaml"


@pytest.mark.parametrize(
    ("service", "unit", "said"),
    [
        ("drinking_water", "kWh", "drinking water is compared in volumes, not in kWh"),
        ("drinking_water", "m3", None),
        ("energy", "€", "energy is used in kWh, not in €: advice on use does not fit a price"),
        ("energy", "m3", None),
        ("other", "€", None),
    ],
)
def test_a_service_goes_with_its_unit(tmp_path: Path, service: str, unit: str, said: str | None) -> None:
    text = READY.read_text(encoding="utf-8")
    text = text.replace("unit: kWh\n  service: energy", f"unit: {unit}\n  service: {service}")
    path = tmp_path / "policy.yaml"
    path.write_text(text, encoding="utf-8")
    found = [p for p in check_document(read_document(path), date(2026, 11, 24)) if p.code == "PK648"]
    assert len(found) == (said is not None)
    if said is not None:
        assert found[0].message.en.startswith(said)
