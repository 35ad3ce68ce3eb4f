"""The page that lists the runs of a policy."""

from __future__ import annotations

from privkit.evidence.index.page import IndexPage, IndexRun, Link, render_index

__all__ = ["IndexPage", "IndexRun", "Link", "render_index"]
