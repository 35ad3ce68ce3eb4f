"""Policies for real files: the parts every policy needs, around the data and steps of one test."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from textwrap import dedent, indent

import pytest

Writer = Callable[..., Path]

HEAD = """\
privkit: 1
language: en
policy:
  name: {name}
  title: Real data, read where they lie
  version: "1.0"
  state: validated
  effective_from: 2026-01-01
  review_before: 2999-12-31
register:
  record: R-1
  controller: Metropolis
  joint_controllers: none
  processors: none
  dpo: dpo@metropolis.example
  purpose: To test a tool on published data.
  legal_basis: {{ ground: public_task, because: The data were published for reuse. }}
  data_subjects: [households]
  data_categories: [consumption, dwelling]
  recipients: [data team]
  transfers_outside_eu: none
  retention:
    duration: 30 years
    from: {date}
    because: A test on old data.
    then: eliminate
  rights: {{ information: Page of the publisher. }}
governance:
  dpo_advice: {{ opinion: favourable, date: 2026-01-01 }}
  decision: {{ by: controller, capacity: Head of department, date: 2026-01-02 }}
evidence: {{ report: [json], readers: [dpo] }}
"""

ORIGIN = "origin: { source: publisher, collection: direct, first_purpose: research }"


@pytest.fixture
def write_policy(tmp_path: Path) -> Writer:
    """Write a policy: ``write_policy("name", "date_column", body)``; ``ORIGIN`` in the body is filled in."""

    def write(name: str, date: str, body: str) -> Path:
        path = tmp_path / f"{name}.yaml"
        text = dedent(body).replace("ORIGIN", ORIGIN)
        path.write_text(HEAD.format(name=name, date=date) + text, encoding="utf-8")
        return path

    return write


@pytest.fixture
def declared() -> Callable[..., str]:
    """The ``columns:`` of a table: each name with its rule, and the rest of the file never read."""

    def columns(rules: dict[str, str], rest: list[str], spaces: int) -> str:
        lines = [f'"{name}": {{ {rule} }}' for name, rule in rules.items()]
        lines += [f'"{name}": {{ role: other, type: text, read: no }}' for name in rest if name not in rules]
        return indent("\n".join(lines), " " * spaces).lstrip()

    return columns
