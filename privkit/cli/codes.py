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
    from privkit.engine.codes import CODES as ENGINE
    from privkit.evidence.codes import CODES as EVIDENCE
    from privkit.ledger.codes import CODES as LEDGER
    from privkit.risk.codes import CODES as RISK
    from privkit.run.codes import CODES as RUN

    out: dict[str, Words] = {}
    for table in (ENGINE, EVIDENCE, LEDGER, RISK, RUN):
        for code, page in table.items():
            out[code] = page if isinstance(page, Words) else page.title
    return out
