"""Pictures of a run, as inline SVG: no script, no outside file, text kept as text."""
