"""``direct_identifiers_left``: columns that still name people."""

from __future__ import annotations

from privkit.gates.base import Trial
from privkit.policy.model.conditions import DirectIdentifiersLeft
from privkit.risk.identifiers import DETECTORS
from privkit.values import Outcome, Verdict
from privkit.words import Words, joined

DETECTOR_WORDS = {
    "role": Words("declared as one", "déclarée comme tel"),
    "name": Words("by its name", "d'après son nom"),
    **{key: detector.label for key, detector in DETECTORS.items()},
}


def judge(rule: DirectIdentifiersLeft, trial: Trial) -> list[Verdict]:
    """Held when at most so many columns of the output look like direct identifiers: by role, name or content."""
    out = []
    for exhibit in trial.concerned(rule.output):
        columns = sorted({f.column for f in exhibit.identifiers})
        held = len(columns) <= rule.at_most
        seen = [
            Words(
                f"{f.column} ({DETECTOR_WORDS[f.detector].en})",
                f"{f.column} ({DETECTOR_WORDS[f.detector].fr})",
            )
            for f in exhibit.identifiers
        ]
        n = len(columns)
        count = Words(f"{n} column{'s' * (n != 1)}", f"{n} colonne{'s' * (n > 1)}")
        names = ", ".join(columns)
        out.append(
            Verdict(
                "direct_identifiers_left",
                exhibit.output,
                Outcome.HELD if held else Outcome.FAILED,
                count + (Words(": ", " : ") + joined(seen) if seen else Words("", "")),
                Words(f"at most {rule.at_most}", f"au plus {rule.at_most}"),
                {"columns": columns, "required": rule.at_most},
                rule.because,
                None
                if held
                else Words(f"remove {names} from minimise: keep", f"retirez {names} de minimiser : garder"),
            )
        )
    return out
