"""Every check that needs no data and does not follow the steps."""

from __future__ import annotations

from datetime import date

from privkit.errors import Problem
from privkit.policy.check_budget import check_budget
from privkit.policy.check_columns import check_columns
from privkit.policy.check_comparison import check_comparison
from privkit.policy.check_conditions import check_conditions
from privkit.policy.check_domain import check_domain
from privkit.policy.check_outputs import check_outputs
from privkit.policy.check_register import check_register
from privkit.policy.check_synthesis import check_synthesis
from privkit.policy.places import by_position
from privkit.policy.reader import Document
from privkit.policy.repeated import counts_of, folded


def check_document(document: Document, today: date) -> list[Problem]:
    """All problems of a policy that was read, errors and warnings, in the order of the file.

    ``today`` is the day against which review dates and rights of use are judged. The warnings of the
    reading itself come first in their place.
    """
    found = [
        *document.warnings,
        *check_register(document, today),
        *check_columns(document),
        *check_budget(document),
        *check_synthesis(document),
        *check_domain(document),
        *check_conditions(document),
        *check_outputs(document),
        *check_comparison(document),
    ]
    return sorted(folded(found, counts_of(document.policy)), key=by_position)
