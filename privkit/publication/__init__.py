"""The files published beside a table: its schema, dictionary, margins, notes, catalogue entry, pictures."""

from __future__ import annotations

from privkit.publication.about import About
from privkit.publication.frame import columns_to_publish, frame_to_publish
from privkit.publication.package import check_package, write_package

__all__ = ["About", "check_package", "columns_to_publish", "frame_to_publish", "write_package"]
