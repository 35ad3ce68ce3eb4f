"""What every section is given: the evidence for one reader, and how to say it in one language."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from privkit.evidence.report import voice
from privkit.evidence.report.blocks import Line, Said, Table, between, line
from privkit.evidence.report.derive import Evidence, Stage, required_k, stages
from privkit.evidence.report.public import public_evidence
from privkit.words import Language, Words


@dataclass(frozen=True)
class View:
    """The evidence as one reader may see it. For the public, ``evidence`` is already reduced and rounded."""

    evidence: Evidence
    reader: str
    language: Language

    @staticmethod
    def of(evidence: Evidence, reader: str, language: Language) -> View:
        return View(public_evidence(evidence) if reader == "public" else evidence, reader, language)

    @property
    def public(self) -> bool:
        return self.reader == "public"

    @property
    def policy(self) -> Mapping[str, Any]:
        found: Mapping[str, Any] = self.evidence["policy"]
        return found

    @property
    def register(self) -> Mapping[str, Any]:
        found: Mapping[str, Any] = self.policy["register"]
        return found

    @property
    def status(self) -> str:
        return str(self.evidence["status"])

    @property
    def left(self) -> bool:
        """True when the outputs left, or may still leave."""
        return self.status in ("released", "held")

    # --- words

    def __call__(self, en: str, fr: str) -> str:
        return self.typo(fr if self.language == "fr" else en)

    def typo(self, text: str) -> str:
        return voice.typographic(text, self.language)

    def words(self, value: Words | Mapping[str, Any] | None) -> str:
        """Words of the program or of the record."""
        if value is None:
            return ""
        if isinstance(value, Words):
            return self.typo(value.say(self.language))
        return self.typo(str(value.get(self.language, "")))

    def label(self, table: Mapping[str, Words], key: Any) -> str:
        """The name of a keyword; a keyword not known here is shown as it is."""
        return self.words(table[key]) if key in table else str(key)

    def said(self, text: Any) -> Line:
        """Words of the policy, quoted in their own language."""
        language: Language = "fr" if self.evidence.get("policy_language") == "fr" else "en"
        return line(Said(voice.typographic(str(text), language), language)) if text else ()

    def listing(self, values: Any) -> Line:
        """Several words of the policy in a row."""
        return between([self.said(v) for v in values or ()])

    # --- numbers

    def count(self, n: Any) -> str:
        """A count; a rounded one says so."""
        if n is None:
            return "—"
        if n == voice.FEW:
            return self("fewer than 11", "moins de 11")
        text = voice.whole(int(n), self.language)
        return self(f"about {text}", f"environ {text}") if self.public else text

    def share(self, value: Any, digits: int = 1) -> str:
        """A share as a percentage."""
        number = voice.to_float(value)
        if number is None:
            return "—"
        if self.public:
            text = voice.percent(number, self.language, 0)
            return self("under 1%", "moins de 1 %") if number < 0.005 else text
        return voice.percent(number, self.language, digits)

    def day(self, iso: Any) -> str:
        return voice.day(str(iso), self.language) if iso else ""

    def duration(self, value: Any) -> str:
        return self.typo(voice.duration(value, self.language)) if value else ""

    @cached_property
    def unit(self) -> str:
        """The name of one privacy unit."""
        name = str(self.policy["data"]["privacy_unit"]["name"])
        return voice.unit_name(name, str(self.evidence["policy_language"]), self.language)

    @cached_property
    def units(self) -> str:
        """The name of several."""
        written = str(self.policy["data"]["privacy_unit"]["name"])
        policy_language: Language = "fr" if self.evidence["policy_language"] == "fr" else "en"
        translated = self.unit != written or policy_language == self.language
        return voice.plural(self.unit, self.language if translated else policy_language)

    def counted(self, n: Any) -> str:
        """A count with the name of the unit."""
        one = isinstance(n, int) and (n == 1 or (n == 0 and self.language == "fr")) and not self.public
        return f"{self.count(n)} {self.unit if one else self.units}"

    # --- figures

    @cached_property
    def stages(self) -> tuple[Mapping[str, Any], ...]:
        """Units before and after each step."""
        if "stages" in self.evidence:
            return tuple(self.evidence["stages"])
        return tuple(_as_mapping(stage) for stage in stages(self.evidence))

    def k(self, output: str | None = None) -> int | None:
        """The group size asked."""
        if self.public:
            found = self.evidence["k"]
            return int(found) if found else None
        return required_k(self.evidence, output)

    def facts(self, caption: str, rows: list[tuple[str, Line, str]], *, article: bool = False) -> Table:
        """A table of names and values; rows without a value are left out."""
        kept = [row for row in rows if row[1]]
        head = [self("Field", "Rubrique"), self("Content", "Contenu")]
        if article:
            head.append(self("Article of the GDPR", "Article du RGPD"))
        cells = tuple((line(n), v, line(f"art. {s}")) if article else (line(n), v) for n, v, s in kept)
        return Table(caption, tuple(head), cells, style="facts")


def _as_mapping(stage: Stage) -> dict[str, Any]:
    return {
        "number": stage.number,
        "step": stage.step,
        "before": stage.before,
        "after": stage.after,
        "removed": stage.removed,
        "share": stage.share,
    }
