"""``privkit measure``: what it tells, in a table, in JSON and in pictures, and what it refuses."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from privkit.cli.tables import Ledger, lines_of, percent

Command = Callable[..., Any]


@pytest.fixture
def applied(city_folder: Path, privkit: Command) -> tuple[Path, Path, Path]:
    """A policy, its output and one of its raw files."""
    policy = city_folder / "water-training.en.yaml"
    assert privkit("apply", policy, "--as-of", "2026-11-15").code == 0
    run = city_folder / "reports" / "water-training" / "current"
    return policy, run / "outputs" / "training.parquet", city_folder / "donnees" / "factures.parquet"


def blocks(out: str) -> dict[str, list[str]]:
    """The tables of an answer: their rows by title."""
    found = {}
    for block in out.split("\n\n"):
        title, *rows = block.splitlines()
        found[title] = rows
    return found


def test_a_raw_and_a_protected_file_side_by_side(applied: tuple[Path, Path, Path], privkit: Command) -> None:
    policy, out, raw = applied
    answer = privkit("measure", out, "--as", policy, "--against", raw)
    assert answer.code == 0
    lines = answer.out.splitlines()
    assert lines[0].startswith("quasi-identifiers: code_iris, nb_occupants, type_logement")
    assert lines[1] == "quasi-identifiers before: code_iris, nb_occupants, date_releve"
    assert lines[2].startswith("before: ") and lines[2].endswith(
        "each is counted once in each group it is in"
    )
    assert lines[3] == "after: rows are counted: the file has no column of units"
    assert lines[-1] == "direct identifiers: none"
    told = blocks(answer.out)
    for title in ("Groups and uniqueness", "Risk of re-identification"):
        assert told[title][0].split() == ["before", "after", "change"]
        assert len({len(row) for row in told[title]}) == 1  # the columns are aligned
    assert answer.last == f"next: privkit measure --as {policy} --frontier"


def test_the_change_is_the_difference(tiny: Any, privkit: Command, tmp_path: Path) -> None:
    after = tmp_path / "after.csv"
    lines = tiny.bills.read_text().splitlines()
    after.write_text("\n".join(lines[:31]) + "\n")
    rows = blocks(privkit("measure", after, "--as", tiny.policy, "--against", tiny.bills).out)
    found = {row.rsplit(maxsplit=3)[0].strip(): row.split()[-3:] for row in rows["Groups and uniqueness"]}
    assert found["households"] == ["60", "30", "−30"]
    assert found["smallest group"] == ["10", "5", "−5"]
    assert found["groups of equal values"] == ["6", "6", "="]
    assert found["households in groups under 10"] == ["0", "30", "+30"]
    detail = blocks(privkit("measure", after, "--as", tiny.policy, "--against", tiny.bills).out)[
        "Detail lost"
    ]
    assert detail[-1].split() == ["mean", "50.0%"]


def test_the_keys_of_the_json_stay(tiny: Any, privkit: Command, tmp_path: Path) -> None:
    """Programs read these: none may go or change its meaning."""
    saved = tmp_path / "measured.json"
    answer = privkit("measure", tiny.bills, "--as", tiny.policy, "--json", "--out", saved)
    told = json.loads(answer.out)
    first = (
        "counted_in", "rows", "units", "quasi_identifiers", "groups", "smallest_group", "unique", "unique_share",
        "below", "prosecutor_highest", "prosecutor_average", "marketer", "direct_identifiers",
    )  # fmt: skip
    assert tuple(told)[: len(first)] == first
    assert (told["counted_in"], told["units"], told["below"]) == (
        "household", 60, {"2": 0, "3": 0, "5": 0, "10": 0, "11": 60},
    )  # fmt: skip
    assert json.loads(saved.read_text(encoding="utf-8")) == told
    both = json.loads(
        privkit("measure", tiny.bills, "--as", tiny.policy, "--against", tiny.bills, "--json").out
    )
    assert both["before"] == both["after"] == told
    assert (both["detail"]["information_loss"], both["detail"]["units_removed"]) == (0.0, 0)


def test_a_first_look_without_a_policy(tiny: Any, privkit: Command) -> None:
    answer = privkit(
        "measure", tiny.bills, "--quasi-identifiers", "town, people", "--confidential", "volume", "--unit",
        "contract", "--k", "11,20", "--threshold", "5%,20 %",
    )  # fmt: skip
    assert answer.code == 0
    groups = blocks(answer.out)["Groups and uniqueness"]
    assert [row.split() for row in groups if "under" in row] == [
        ["units", "in", "groups", "under", "11", "60"],
        ["units", "in", "groups", "under", "20", "60"],
    ]
    assert "share at a risk above 5%" in answer.out
    assert answer.last == f"next: privkit init policy.yaml --from {tiny.bills}"


def test_on_restricts_the_quasi_identifiers_of_a_policy(tiny: Any, privkit: Command) -> None:
    told = json.loads(privkit("measure", tiny.bills, "--as", tiny.policy, "--on", "town", "--json").out)
    assert (told["quasi_identifiers"], told["groups"]) == (["town"], 3)


@pytest.mark.parametrize("language", ["en", "fr"])
def test_the_frontier_marks_the_policy_s_choice(
    city_folder: Path, privkit: Command, language: str, tmp_path: Path
) -> None:
    policy = city_folder / "water-training.en.yaml"
    answer = privkit(
        "measure", "--as", policy, "--frontier", "--as-of", "2026-11-15", "--k", "2,20", "--remove", "0%,5 %",
        "--loss", "99%", "--language", language, "--figures", tmp_path / "pictures",
    )  # fmt: skip
    assert answer.code == 0
    rows = answer.out.splitlines()
    assert sum("◂" in row for row in rows) == 2  # in the title and on one line
    own = next(row for row in rows[2:] if "◂" in row)
    assert own.split()[0].startswith("5")
    assert rows[-1].startswith("Removing at most 5%" if language == "en" else "En retirant au plus 5")
    assert sorted(p.name for p in (tmp_path / "pictures").iterdir()) == ["frontier.png", "frontier.svg"]
    assert answer.last.endswith(f"privkit plan {policy}")


def test_a_loss_that_no_k_keeps_and_a_k_out_of_reach(tiny: Any, privkit: Command) -> None:
    told = privkit(
        "measure", tiny.bills, "--on", "town,people", "--frontier", "--k", "20,90", "--loss", "10%", "--remove", "0%"
    ).out  # fmt: skip
    assert "no k tried keeps the loss within 10%: k = 20 already loses 50%." in told
    assert "not reached" in told


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        ((), 2, "PK906 no file to measure"),
        (("--frontier",), 2, "PK906 no file to measure"),
        (("FILE",), 4, "PK853 the roles of the columns are not known"),
        (("FILE", "--on", "town", "--k", "0"), 2, "PK906 --k cannot be read"),
        (("FILE", "--on", "town", "--k", "two"), 2, "PK906 --k cannot be read"),
        (("FILE", "--on", "town", "--threshold", "120%"), 2, "PK906 --threshold cannot be read"),
        (
            ("FILE", "--on", "town", "--sampling-fraction", "0%"),
            2,
            "PK906 --sampling-fraction cannot be read",
        ),
        (("FILE", "--on", "town,peple"), 4, "PK852 the file has no column peple"),
        (("FILE", "--on", "town", "--unit", "contrat"), 4, "PK852 the file has no column contrat"),
        (("FILE", "--on", "town", "--weight", "town"), 0, ""),
        (("--as", "POLICY", "--frontier"), 3, "PK854 the policy has no step make_k_anonymous"),
        (("FILE", "--on", "town", "--figures", "FILE"), 2, "PK907 the folder"),
        (("nowhere.csv", "--on", "town"), 4, "PK401 nowhere.csv is not a file"),
    ],
)
def test_what_cannot_be_measured_is_told(
    tiny: Any, privkit: Command, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...], code: int, said: str
) -> None:
    monkeypatch.setenv("PRIVKIT_LANGUAGE", "en")
    names = {"FILE": tiny.bills, "POLICY": tiny.policy}
    answer = privkit("measure", *(names.get(word, word) for word in words))
    assert answer.code == code, answer.err
    assert said in answer.err
    assert "Traceback" not in answer.err


TABLE = Ledger(
    "A title", ("", "a [red]head[/]", "b"), (("a long name of a figure", "1 234", "5.0%"), ("x", "–", ""))
)


def test_a_table_is_aligned_where_it_is_piped() -> None:
    assert lines_of(TABLE, terminal=False) == [
        "A title",
        "                         a [red]head[/]     b",
        "a long name of a figure           1 234  5.0%",
        "x                                     –",
    ]


@pytest.mark.parametrize("width", [40, 80, 120])
def test_a_table_fits_the_terminal(width: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    lines = lines_of(TABLE, terminal=True, width=width)
    assert all(len(line) <= width for line in lines)
    assert "[red]head[/]" in "\n".join(lines)  # a name of a column is no markup
    assert not any("\x1b[3" in line for line in lines)


def test_a_share_that_is_not_nothing_never_reads_nothing() -> None:
    assert [percent(x, "en") for x in (0.0, 0.0004, 0.25, 0.9999, 1.0)] == [
        "0.0%",
        "<0.1%",
        "25.0%",
        ">99.9%",
        "100.0%",
    ]
    assert percent(0.0004, "fr") == "<\u00a00,1\u00a0%"
