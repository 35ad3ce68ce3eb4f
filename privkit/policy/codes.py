"""Every code of the policy room, for ``privkit explain PK104``.

PK0xx the file and its YAML · PK1xx its words · PK2xx the register · PK3xx the columns · PK5xx the
conditions · PK6xx the outputs (from PK617 repeated columns, synthesis and attacks, from PK643 the comparison,
from PK650 the budget).
"""

from __future__ import annotations

from collections.abc import Mapping

from privkit.policy.code_page import Codes
from privkit.policy.codes_budget import BUDGET
from privkit.policy.codes_comparison import COMPARISON
from privkit.policy.codes_outputs import OUTPUTS
from privkit.policy.codes_reading import READING
from privkit.policy.codes_register import REGISTER
from privkit.policy.codes_synthesis import SYNTHESIS

CODES: Mapping[str, Codes] = {**READING, **REGISTER, **OUTPUTS, **SYNTHESIS, **BUDGET, **COMPARISON}

__all__ = ["CODES", "Codes"]
