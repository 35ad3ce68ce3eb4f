"""The page of any problem code, from the rooms that raise it."""

from __future__ import annotations

from privkit.words import Words, joined, same


def code_page(code: str) -> Words | None:
    """What a code means and what to do, or None when there is no such code."""
    from privkit.policy.codes import CODES

    page, title = CODES.get(code), other_codes().get(code)
    lines = []
    if page is not None:
        lines += [same(f"{code} ") + page.title, page.why, same("→ ") + page.fix]
        if page.article:
            lines.append(same(f"({page.article})"))
    if title is not None:  # a code two rooms use has both meanings told
        lines.append(same(f"{code} ") + title)
    return joined(lines, "\n") if lines else None


def other_codes() -> dict[str, Words]:
    """Titles of the codes of every other room."""
    from privkit.advice.codes import CODES as ADVICE
    from privkit.anonymity.local.codes import CODES as LOCAL
    from privkit.anonymity.perturbation.codes import CODES as PERTURBATION
    from privkit.compare.segments.codes import CODES as SEGMENTS
    from privkit.dp.codes import CODES as DP
    from privkit.dp.codes_measures import CODES as MEASURES
    from privkit.engine.codes import CODES as ENGINE
    from privkit.evidence.codes import CODES as EVIDENCE
    from privkit.evidence.papers.codes import CODES as PAPERS
    from privkit.ledger.codes import CODES as LEDGER
    from privkit.ledger.codes_budget import CODES as BUDGET
    from privkit.publication.codes import CODES as PUBLICATION
    from privkit.risk.codes import CODES as RISK
    from privkit.run.codes import CODES as RUN
    from privkit.secrecy.codes import CODES as SECRECY
    from privkit.steps.codes import CODES as STEPS
    from privkit.steps.codes_levels import CODES as LEVELS
    from privkit.steps.codes_synthesis import CODES as SYNTHESIS
    from privkit.steps.codes_tables import CODES as TABLES
    from privkit.synth.codes import CODES as SYNTH
    from privkit.synth.codes_marginals import CODES as MARGINALS
    from privkit.usefulness.codes import CODES as USEFULNESS

    out: dict[str, Words] = {}
    for table in (
        ADVICE,
        BUDGET,
        DP,
        ENGINE,
        EVIDENCE,
        LEDGER,
        LEVELS,
        LOCAL,
        MARGINALS,
        MEASURES,
        PAPERS,
        PERTURBATION,
        PUBLICATION,
        RISK,
        RUN,
        SECRECY,
        SEGMENTS,
        STEPS,
        SYNTH,
        SYNTHESIS,
        TABLES,
        USEFULNESS,
    ):
        for code, page in table.items():
            out[code] = page if isinstance(page, Words) else page.title
    return out
