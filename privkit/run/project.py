"""Where a policy's runs live on disk.

::

    reports/
      ledger.sqlite                    every run of the project, hash-chained
      <policy>/
        .lock                          held while a run is going on
        .staging/<run>/                mode 0700; wiped at the next start if its process died
        <run>/                         a committed run: evidence, reports, outputs/ or held/
        current -> <run>
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from pathlib import Path

OUTPUTS, HELD = "outputs", "held"


def slug(name: str) -> str:
    """A name as a folder: ASCII letters, digits and hyphens.

    >>> slug("Eau – entraînement")
    'eau-entrainement'
    """
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", plain.lower()).strip("-") or "policy"


def projects(reports: Path) -> list[Project]:
    """The policies that have a folder under ``reports``, by name; none when it is not there."""
    if not reports.is_dir():
        return []
    names = (one.name for one in reports.iterdir() if one.is_dir() and not one.name.startswith("."))
    return [Project(reports, name) for name in sorted(names)]


@dataclass(frozen=True)
class Project:
    """The folders of one policy under a reports folder."""

    reports: Path
    policy: str  # slug of the policy's name

    @property
    def folder(self) -> Path:
        return self.reports / self.policy

    @property
    def staging(self) -> Path:
        return self.folder / ".staging"

    @property
    def lock(self) -> Path:
        return self.folder / ".lock"

    @property
    def ledger(self) -> Path:
        return self.reports / "ledger.sqlite"

    def run(self, name: str) -> Path:
        return self.folder / name

    def committed(self) -> list[Path]:
        """The committed runs, oldest first."""
        if not self.folder.is_dir():
            return []
        return sorted(
            one
            for one in self.folder.iterdir()
            if not one.name.startswith(".")
            and not one.is_symlink()  # ``current`` is another name of a run, not a run
            and (one / "manifest.json").is_file()
        )
