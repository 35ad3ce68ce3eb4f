"""The comparison of a policy, checked without data: its numbers, its groups, the table it is read from."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from importlib.resources import files
from pathlib import Path

import pytest

from privkit.policy.checks import check_document
from privkit.policy.reader import Document

FOLDER = Path(str(files("privkit.demo") / "policies"))
TEXTS = {
    "en": (FOLDER / "water-reference.en.yaml").read_text(encoding="utf-8"),
    "fr": (FOLDER / "eau-reference.fr.yaml").read_text(encoding="utf-8"),
}
ROWS = (FOLDER / "water-training.en.yaml").read_text(encoding="utf-8")
HISTOGRAM = TEXTS["en"][
    TEXTS["en"].index("              histogram:") : TEXTS["en"].index("\nrelease_only_if")
]


def told(document: Document, code: str = "PK64") -> list[str]:
    """What check says of the comparison, in the language of the policy."""
    found = [p for p in check_document(document, date(2026, 11, 24)) if p.code.startswith(code)]
    assert all(p.place is not None for p in found)
    say = "fr" if document.language == "fr" else "en"
    return [f"{p.code} {p.message.say(say)} → {p.instead.say(say) if p.instead else ''}" for p in found]


def changed(text: str, *pairs: tuple[str, str]) -> str:
    for old, new in pairs:
        assert old in text
        text = text.replace(old, new)
    return text


def test_the_ready_policies_are_fine(read: Callable[[str], Document]) -> None:
    assert [told(read(text)) for text in (*TEXTS.values(), ROWS)] == [[], [], []]


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        (
            "at_least: 30 ",
            "at_least: 10 ",
            "PK643 groups of 10 are too small: the marks of fewer than 11 units come near to telling what one of them "
            "uses → write 11 or more, better 30",
        ),
        (
            "low: 20 %, middle: 50 %",
            "low: 50 %, middle: 50 %",
            "PK643 the marks do not rise from the low to the high one, between 0 and 100 % → write { low: 20 %, middle: "
            "50 %, high: 80 % }",
        ),
        ("round_to: 5", "round_to: 0", "PK643 marks are rounded to a number above 0 → write 5"),
    ],
)
def test_numbers(read: Callable[[str], Document], old: str, new: str, message: str) -> None:
    assert message in told(read(changed(TEXTS["en"], (old, new))))


def test_the_floor_is_told_in_french_too(read: Callable[[str], Document]) -> None:
    assert told(read(changed(TEXTS["fr"], ("au_moins: 30 ", "au_moins: 5 ")))) == [
        "PK643 des groupes de 5 sont trop petits : les repères de moins de 11 unités disent presque ce que l'une d'elles "
        "consomme → écrire 11 ou plus, mieux 30"
    ]
    assert told(read(changed(TEXTS["fr"], ("au_moins: 30 ", "au_moins: 11 ")))) == []


def test_groups_made_of_what_is_compared(read: Callable[[str], Document]) -> None:
    old = "groups_by: [nb_occupants"
    assert told(read(changed(ROWS, (old, "groups_by: [yearly_volume"))), "PK644") == [
        "PK644 `yearly_volume` is the quantity compared: everybody would look like their own group → take it out; name "
        "columns that explain it, such as occupants or surface"
    ]
    summed = changed(
        ROWS,
        (
            "        months_read: ",
            "        largest_month: { largest: volume_m3, over: last 12 months }\n        months_read: ",
        ),
        (old, "groups_by: [largest_month"),
    )
    assert told(read(summed), "PK644") == [
        "PK644 `largest_month` is made of what `yearly_volume` is made of: everybody would look like their own group → "
        "take it out; name columns that explain it, such as occupants or surface"
    ]
    banded = changed(
        ROWS,
        (
            "  - generalise:\n",
            "  - generalise:\n      yearly_volume: { into_bands: [0, 100, 200], as: band }\n",
        ),
        (old, "groups_by: [band"),
    )
    assert len(told(read(banded), "PK644")) == 1
    often = changed(ROWS, (old, "groups_by: [months_read"))  # how often says nothing of how much
    assert told(read(often), "PK644") == []


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        (
            "groups_by: [nb_occupants",
            "groups_by: [nb_pieces",
            "PK645 the table `use_by_kind_of_home` is not broken down by `nb_pieces` → add it under `by:` of that table",
        ),
        (
            HISTOGRAM,
            "              count: household\n",
            "PK645 the table `use_by_kind_of_home` has neither a histogram of `yearly_volume` nor its quantiles at every "
            "mark → add the measure { histogram: yearly_volume, bands: [0, 20, 40, …] } to that table",
        ),
        (
            HISTOGRAM,
            "              quantiles: yearly_volume\n              at: [20 %, 50 %, 80 %]\n",
            "PK645 the table `use_by_kind_of_home` has quantiles of `yearly_volume` and no count: nothing says which groups "
            "are large enough → add the measure { histogram: yearly_volume, bands: [0, 20, 40, …] } to that table",
        ),
        (
            HISTOGRAM,
            HISTOGRAM + "      then:\n        - non_negative: [use_by_kind_of_home]\n",
            "PK645 figures of `use_by_kind_of_home` are hidden or brought to 0, and the reference table puts them together "
            "→ leave that table as the noise made it; small groups are merged anyway",
        ),
    ],
)
def test_a_table_that_gives_no_reference(
    read: Callable[[str], Document], old: str, new: str, message: str
) -> None:
    assert message in told(read(changed(TEXTS["en"], (old, new))))


def test_quantiles_at_the_marks_with_a_count_are_enough(read: Callable[[str], Document]) -> None:
    start = TEXTS["en"].index("            households:\n")
    measures = (
        "            households: { count: household }\n"
        "            m3: { quantiles: yearly_volume, at: [20 %, 50 %, 80 %] }\n"
    )
    text = TEXTS["en"][:start] + measures + TEXTS["en"][TEXTS["en"].index("\nrelease_only_if") :]
    assert told(read(text)) == []
    fewer = changed(text, ("groups_by: [nb_occupants, ", "groups_by: ["))
    assert told(read(fewer)) == [
        "PK645 the table `use_by_kind_of_home` has other columns than groups_by, and quantiles of `yearly_volume` do not "
        "add up over them → add the measure { histogram: yearly_volume, bands: [0, 20, 40, …] } to that table"
    ]


def test_statistical_secrecy_gives_no_mark(read: Callable[[str], Document]) -> None:
    secrecy = (FOLDER / "water-secrecy.en.yaml").read_text(encoding="utf-8")
    section = ROWS[ROWS.index("comparison:") : ROWS.index("\nevidence:")]
    (message,) = told(read(secrecy.replace("\nevidence:", f"\n{section}\nevidence:", 1)), "PK645")
    assert message == (
        "PK645 tables of statistical_secrecy tell how many and how much, not how use is spread in a group: no mark can be "
        "read there → publish a histogram under differential_privacy, or compare in a policy of its own, from protected rows"
    )


def test_conditions_on_messages_go_with_tables_that_give_a_reference(read: Callable[[str], Document]) -> None:
    fair = changed(
        TEXTS["en"],
        (
            "  - protection_cost:",
            "  - fairness: { by: [nb_occupants], told_high_at_most: 40 % }\n  - protection_cost:",
        ),
    )
    assert told(read(fair), "PK615") == []
    without = fair[: fair.index("\ncomparison:")] + fair[fair.index("\nevidence:") :]
    assert len(told(read(without), "PK615")) == 2
