"""The ready policies of the simulated city, copied beside its data."""

from __future__ import annotations

import secrets
from pathlib import Path

SOURCE = Path(__file__).resolve().parent
KEY = "secrets/cle_entrainement.key"


def write_policies(folder: Path) -> list[Path]:
    """Copy the ready policies into a city's folder and make its demonstration key (mode 0600).

    In a real city the key is made and held by the security officer, never beside the data.
    """
    written = []
    for source in sorted(SOURCE.glob("*.yaml")):
        target = folder / source.name
        target.write_bytes(source.read_bytes())
        written.append(target)
    key = folder / KEY
    key.parent.mkdir(mode=0o700, exist_ok=True)
    key.touch(mode=0o600, exist_ok=True)
    key.chmod(0o600)
    key.write_text(secrets.token_hex(32) + "\n", encoding="ascii")
    return written
