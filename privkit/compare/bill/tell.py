"""The message of one bill: all that is told to a household, in both languages."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from privkit.compare.bill.abnormal import Abnormal, abnormal_use
from privkit.compare.bill.advice import Advice, advice_for, approval_for, invitation
from privkit.compare.bill.household import YEARS, Bill, sensible
from privkit.compare.bill.phrases import Case, alert, filled, spaced, template, trend
from privkit.compare.bill.place import Standing, standing_of
from privkit.compare.bill.trend import change_of, direction_of
from privkit.compare.labels import number
from privkit.compare.message import Message, ratio_of
from privkit.compare.reference import ReferenceTable
from privkit.words import Language, Words


@dataclass(frozen=True)
class BillMessage:
    """``message`` is the comparison as the charts draw it (of a volume 0 when there is none: only words are drawn).

    ``years`` are the subscriber's own previous years, the last one first. ``change`` is in whole percents of
    the year before. ``alert`` and ``trend`` are parts of ``sentence``, for who lays them out apart.
    """

    case: Case
    standing: Standing
    ratio: Decimal | None
    abnormal: Abnormal
    change: int | None
    years: tuple[Decimal | None, ...]
    sentence: Words
    alert: Words | None
    trend: Words | None
    approval: Words | None
    advice: tuple[Advice, ...]
    invitation: Words | None
    message: Message

    def to_json(self, language: Language) -> dict[str, Any]:
        """Plain JSON values; numbers as text, exact."""

        def say(words: Words | None) -> str | None:
            return None if words is None else spaced(words.say(language), language)

        return {
            "state": self.case.state,
            "ratio": None if self.ratio is None else str(self.ratio),
            "reason": self.case.reason,
            "missing": list(self.case.missing),
            "abnormal": {
                "found": self.abnormal.found,
                "limb": self.abnormal.limb,
                "mean": None if self.abnormal.mean is None else format(self.abnormal.mean, "f"),
            },
            "trend": {
                "change_percent": self.change,
                "previous": [None if year is None else format(year, "f") for year in self.years],
            },
            "sentence": self.sentence.say(language),
            "approval": say(self.approval),
            "advice": [{"text": say(a.text), "source": a.source.say(language)} for a in self.advice],
            "invitation": say(self.invitation),
            "alt": say(alt(self)),
            "language": language,
        }


def bill_message(reference: ReferenceTable, bill: Bill, contact: str | None = None) -> BillMessage:
    """What to tell the household of a bill.

    ``contact`` is where to write, for the invitation to correct the number of occupants. DataError PK595 when
    a column of the groups is not given, PK579 when days are given to a table that is not of one year.
    """
    found = standing_of(reference, bill)
    service = reference.spec.service
    use, change = abnormal_use(bill, service), change_of(bill)
    case = case_of(bill, found, use, change)
    ratio = ratio_of(found.group, bill.volume) if case.state and bill.volume is not None else None
    sentence = _both(
        lambda language: _filled(
            template(reference, found.group, case, language), bill, use, change, language
        )
    )
    drawn = bill.volume if bill.usable and bill.volume is not None else Decimal(0)
    message = Message(case.state, ratio, found.group, sentence, drawn, case.unit or reference.spec.unit)

    def part(text: Words) -> Words:
        return _both(
            lambda language: _filled(spaced(text.say(language), language), bill, use, change, language)
        )

    direction = case.direction
    return BillMessage(
        case,
        found,
        ratio,
        use,
        change,
        bill.own if bill.dwelling else (),
        sentence,
        part(_both(lambda tongue: alert(reference, case, tongue))) if case.alert else None,
        part(_both(lambda tongue: trend(direction, service, tongue))) if direction else None,
        approval_for(case, service),
        advice_for(case, service),
        invitation(case, contact, service),
        message,
    )


def case_of(bill: Bill, found: Standing, use: Abnormal, change: int | None) -> Case:
    """What the words depend on."""
    days = None if bill.of_a_year else bill.days
    return Case(
        found.state,
        found.reason,
        found.missing,
        bill.unit.strip() if bill.unit and found.reason == "other_unit" else None,
        days if days is None or sensible(days) else 0,
        use.limb if use.found else None,
        bool(use.found and use.mean is not None),
        not use.found or use.limb != "history" or use.years == YEARS,
        direction_of(change),
    )


def alt(told: BillMessage) -> Words:
    """The picture in words: its sentence, and what goes with it."""
    parts = [told.sentence, told.approval, *(a.text for a in told.advice), told.invitation]
    said = [p for p in parts if p is not None]
    return Words(" ".join(p.en for p in said), " ".join(p.fr for p in said))


def _filled(text: str, bill: Bill, use: Abnormal, change: int | None, language: Language) -> str:
    def shown(value: Decimal | None) -> str:
        return "" if value is None else number(value, language)

    return filled(
        text, shown(bill.volume), shown(use.mean), "" if change is None else shown(Decimal(abs(change)))
    )


def _both(say: Any) -> Words:
    return Words(say("en"), say("fr"))
