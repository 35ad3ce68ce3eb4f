"""One file per section of the report: each makes blocks from a :class:`~privkit.evidence.report.view.View`."""
