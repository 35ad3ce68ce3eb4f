"""``privkit compare household`` and ``compare batch``: files, options, errors in both languages."""

from __future__ import annotations

import csv
import json
import re
import stat
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from tests.compare.conftest import by_hand

Command = Callable[..., Any]
HEAD = "contract,m3,nb_occupants,logement,previous_1,previous_2,previous_3,zone_mean,objects"
ROWS = (
    '=1+1,"92,5",4,maison,93,"88,5",100,99,non',
    "C2,310,4,maison,93,88.5,100,99,oui",
    "C3,310,4,maison,,,,99,",
    "C4,,4,maison,93,88.5,100,,",
    "C5,92,,maison,,,,,",
    "C6,50,4,maison,50,,,,",
)
HOME = ("nb_occupants=4", "logement=maison")
COLUMNS = ("--columns", "household=contract,volume=m3")


@pytest.fixture
def table(tmp_path: Path) -> Path:
    path = tmp_path / "reference.json"
    path.write_text(by_hand().to_json(), encoding="utf-8")
    return path


@pytest.fixture
def bills(tmp_path: Path) -> Path:
    path = tmp_path / "bills.csv"
    # a comma as decimal mark must be the only one of its column
    rows = [row.replace('"92,5"', "92.5").replace('"88,5"', "88.5") for row in ROWS]
    path.write_text("\n".join((HEAD, *rows)) + "\n", encoding="utf-8")
    return path


def plain(text: str) -> str:
    return re.sub("[\u00a0\u202f]", " ", text)


def test_a_billing_run(table: Path, bills: Path, privkit: Command, tmp_path: Path) -> None:
    out = tmp_path / "messages.csv"
    answer = privkit("compare", "batch", bills, table, "--out", out, *COLUMNS, "--language", "en")
    assert answer.code == 0
    with out.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [row["household"] for row in rows] == [
        "=1+1",
        "C2",
        "C3",
        "C4",
        "C5",
        "C6",
    ]  # the order of the file
    told = [
        (r["state"], r["ratio"], r["reason"], r["abnormal"], r["limb"], r["change_percent"]) for r in rows
    ]
    assert told == [
        ("middle", "1.09", "", "false", "history", "-1"),
        ("", "", "objection", "true", "history", "233"),
        ("high", "3.65", "", "true", "zone", ""),
        ("", "", "no_volume", "", "", ""),
        ("", "", "missing", "", "", ""),
        ("low", "0.59", "", "false", "history", "0"),
    ]
    assert plain(rows[1]["sentence"]) == (
        "Your household used 310 m³ in one year. As you asked, it is not compared. This use is abnormal: more than "
        "twice your mean of the three previous years, 93.8 m³. There may be a leak. Your household used 233% more than "
        "the year before."
    )
    assert [line.split(maxsplit=1) for line in answer.out.splitlines()] == [
        ["6", "households"],
        ["1", "among the lowest"],
        ["1", "between the marks"],
        ["1", "among the highest"],
        ["1", "abnormal use, by the three previous years"],
        ["1", "abnormal use, by comparable homes"],
        ["2", "abnormal use not checked (no history, no mean)"],
        ["1", "not compared: no volume"],
        ["1", "not compared: objection"],
        ["1", "not compared: a value is missing"],
    ]
    assert stat.S_IMODE(out.stat().st_mode) == 0o600  # the messages are personal data
    assert [p.name for p in tmp_path.iterdir() if p.name.startswith(".")] == []
    assert answer.err.splitlines()[0] == (
        "no column own_years: every previous year is taken for the subscriber's own, and may be told to them. If the "
        "years follow the home and not the contract, bring own_years: what others used must not be told"
    )


def test_parquet_in_and_out_keeps_ratios_exact(table: Path, privkit: Command, tmp_path: Path) -> None:
    bills, out = tmp_path / "bills.parquet", tmp_path / "messages.parquet"
    frame = {
        "household": [1, 2],
        "volume": pa.array([Decimal("93.50"), Decimal("60.00")], pa.decimal128(9, 2)),
        "nb_occupants": pa.array([4.0, 3.0]),
        "logement": ["maison", "maison"],
        "is_dwelling": [True, False],
    }
    pq.write_table(pa.table(frame), bills)
    answer = privkit("compare", "batch", bills, table, "--out", out, "--json", "--language", "fr")
    assert answer.code == 0
    assert json.loads(answer.out)["reason:not_a_dwelling"] == 1
    rows = pq.read_table(out)
    assert rows.schema.field("ratio").type == pa.decimal128(18, 2)
    assert rows.column("ratio").to_pylist() == [Decimal("1.10"), None]
    assert rows.column("household").to_pylist() == ["1", "2"]
    assert plain(rows.column("sentence").to_pylist()[1]) == (
        "Ce branchement a consommé 60 m³ en un an. Ce n'est pas le compteur d'un seul logement : il n'est pas comparé."
    )


BAD = {
    "a unit": (
        (), ("--unit", "litres"),
        ["PK579 the bills are in litres, the reference table in m3", "  → bring the volumes in m3"],
        ["PK579 les factures sont en litres, la table de référence en m3", "  → apportez les volumes en m3"],
    ),
    "a period": (
        (), ("--period", "in a quarter"),
        ["PK579 the bills cover “in a quarter”, the reference table “in one year”",
         "  → take the reference table of the same period"],
        ["PK579 les factures couvrent « in a quarter », la table de référence « en un an »",
         "  → prenez la table de référence de la même période"],
    ),
    "a column that is missing": (
        (("nb_occupants", "people"),), (),
        ["PK595 the bills have no column nb_occupants",
         "  → add it, or say which one it is: --columns nb_occupants=…"],
        ["PK595 les factures n'ont pas de colonne nb_occupants",
         "  → ajoutez-la, ou dites laquelle c'est : --columns nb_occupants=…"],
    ),
    "a role that is none": (
        (), ("--columns", "previou_1=m3"),
        ["PK596 --columns: previou_1 is not a role", "  → --columns previous_1=…"],
        ["PK596 --columns : previou_1 n'est pas un rôle", "  → --columns previous_1=…"],
    ),
    "a column that is not there": (
        (), ("--columns", "zone_mean=zone_maen"),
        ["PK596 --columns zone_mean: the bills have no column zone_maen", "  → zone_mean=zone_mean"],
        ["PK596 --columns zone_mean : les factures n'ont pas de colonne zone_maen", "  → zone_mean=zone_mean"],
    ),
    "a column twice": (
        (("previous_1", "zone_mean"),), (),
        ["PK596 the bills have several columns zone_mean",
         "  → say which: --columns …=zone_mean or --columns “…=zone_mean (2)”"],
        ["PK596 les factures ont plusieurs colonnes zone_mean",
         "  → dites laquelle : --columns …=zone_mean ou --columns « …=zone_mean (2) »"],
    ),
    "a household twice": (
        (("C3", "C2"),), (),
        ["PK597 contract does not tell households apart; rows that repeat one, or have none: 1",
         "  → bring one row per household and period, its meters added up"],
        ["PK597 contract ne distingue pas les foyers ; lignes qui en répètent un, ou n'en ont pas : 1",
         "  → apportez une ligne par foyer et par période, ses compteurs additionnés"],
    ),
}  # fmt: skip


@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.parametrize("case", BAD)
def test_what_is_refused(
    table: Path, bills: Path, privkit: Command, tmp_path: Path, case: str, language: str
) -> None:
    changes, words, en, fr = BAD[case]
    text = bills.read_text(encoding="utf-8")
    for old, new in changes:
        text = text.replace(old, new, 1)
    bills.write_text(text, encoding="utf-8")
    out = tmp_path / "messages.csv"
    told = ("--language", language)
    answer = privkit("compare", "batch", bills, table, "--out", out, *COLUMNS, *words, *told)
    assert answer.code == 4
    lines = [plain(line) for line in answer.err.splitlines()]
    assert lines[:-1] == (fr if language == "fr" else en)
    assert answer.out == "" and not out.exists()


@pytest.mark.parametrize(
    ("column", "bad"), [("310", "31O"), ("88.5", "88.5 or so"), ("99,oui", "99,perhaps")]
)
def test_a_bad_number_is_told_by_its_row_never_its_value(
    table: Path, bills: Path, privkit: Command, tmp_path: Path, column: str, bad: str
) -> None:
    bills.write_text(
        bills.read_text().replace(column, bad, 1)
        if column != "310"
        else bills.read_text().replace("C3,310", f"C3,{bad}")
    )
    out = tmp_path / "messages.csv"
    out.write_text("before")
    answer = privkit("compare", "batch", bills, table, "--out", out, *COLUMNS, "--language", "fr")
    assert answer.code == 4
    assert answer.err.startswith("PK402 ")
    assert re.search(r"ligne [2-4] ", answer.err), answer.err
    assert plain(answer.err.splitlines()[1]) == (
        "  → corrigez cette ligne du fichier : un nombre a au plus 6 décimales, oui et non s'écrivent oui et non"
    )
    assert bad.split(",")[-1] not in answer.err + answer.out
    assert out.read_text() == "before"  # nothing half-written
    assert sorted(p.name for p in tmp_path.iterdir()) == ["bills.csv", "messages.csv", "reference.json"]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--out", "messages.xlsx"), "PK906 --out is neither a .csv nor a .parquet file"),
        (("--out", "/nowhere/messages.csv"), "PK907 /nowhere/messages.csv cannot be written"),
        (
            ("--out", "messages.csv", "--columns", "volume"),
            "PK906 --columns is not role=column, each role once",
        ),
        (
            ("--out", "m.csv", "--columns", "volume=m3,volume=m3"),
            "PK906 --columns is not role=column, each role once",
        ),
    ],
)
def test_a_wrong_command_line(
    table: Path, bills: Path, privkit: Command, words: tuple[str, ...], said: str
) -> None:
    more = COLUMNS if "--columns" not in words else ()
    answer = privkit("compare", "batch", bills, table, *words, *more, "--language", "en")
    assert answer.code == 2
    assert answer.err.startswith(said)


@pytest.mark.parametrize(("language", "said"), [("en", "PK906 --out is bills.csv itself, which is read"),
                                                ("fr", "PK906 --out est bills.csv, le fichier même qui est lu")])  # fmt: skip
def test_the_bills_are_never_written_over(
    table: Path, bills: Path, privkit: Command, language: str, said: str
) -> None:
    before = bills.read_bytes()
    answer = privkit("compare", "batch", bills, table, "--out", bills, *COLUMNS, "--language", language)
    assert answer.code == 2 and answer.err.splitlines()[0] == said
    assert bills.read_bytes() == before


def test_a_messy_file_of_bills(table: Path, privkit: Command, tmp_path: Path) -> None:
    """Semicolons, Windows-1252, decimal commas, spaces in thousands; leading zeros stay; counts only on the screen."""
    bills, out = tmp_path / "factures.csv", tmp_path / "messages.csv"
    text = (
        "numéro;volume;nb_occupants;logement;previous_1;own_years\r\n"
        "0007;1\u00a0234,5;4;maison;93,5;3\r\n0008;92;4;péniche;90;1\r\n0009;-12,5;4;maison;;\r\n"
    )
    bills.write_bytes(text.encode("cp1252"))
    told = ("--columns", "household=numéro", "--language", "en", "--json")
    answer = privkit("compare", "batch", bills, table, "--out", out, *told)
    assert answer.code == 0
    counts = json.loads(answer.out)
    assert all(isinstance(n, int) for n in counts.values()) and counts["households"] == 3
    assert not re.search("0007|0008|1,?234|93.5", answer.out + answer.err)
    with out.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [(r["household"], r["state"], r["ratio"], r["reason"]) for r in rows] == [
        ("0007", "high", "14.52", ""),
        ("0008", "", "", "outside_bands"),
        ("0009", "", "", "negative_volume"),
    ]


def test_help_says_where_volumes_stay(privkit: Command) -> None:
    for command in ("batch", "household"):
        said = re.sub(r"\s+", " ", privkit("compare", command, "--help").out)
        assert "exact volumes come from the billing system only" in said.lower()
        assert "sent anywhere" in said


# ------------------------------------------------------------------------------------- one household


def test_one_household_in_json_and_pictures(table: Path, privkit: Command, tmp_path: Path) -> None:
    years = ("--previous", "93", "--previous", "88,5", "--previous", "100")
    files = [tmp_path / name for name in ("a.svg", "b.png", "c.pdf")]
    more = ("--chart", files[0], "--pdf", files[2], "--page", "third", "--contact", "02 40 00 00 00")
    answer = privkit("compare", "household", table, *HOME, "--volume", "310", *years, *more, "--json")
    assert answer.code == 0
    told = json.loads(answer.out)
    assert (told["state"], told["ratio"], told["reason"]) == ("high", "3.65", None)
    assert told["abnormal"] == {"found": True, "limb": "history", "mean": "93.8"}
    assert told["trend"] == {"change_percent": 233, "previous": ["93", "88.5", "100"]}
    assert told["language"] == "fr" and len(told["advice"]) == 3
    assert told["alt"].endswith("la comparaison sera corrigée\u00a0: 02\u00a040\u00a000\u00a000\u00a000.")
    assert privkit("compare", "household", table, *HOME, "--volume", "310", "--chart", files[1]).code == 0
    starts = [path.read_bytes()[:4] for path in files]
    assert starts == [b"<svg", b"\x89PNG", b"%PDF"]


def test_one_household_in_words(table: Path, privkit: Command) -> None:
    answer = privkit("compare", "household", table, *HOME, "--volume", "50", "--language", "en")
    assert plain(answer.out).splitlines()[:3] == [
        "Your household used 50 m³ in one year: this is already among the lowest 20% of similar homes "
        "(3 à 4 personnes, maison). Thank you. Middle mark: 85 m³.",
        "You use little water for a home like yours: nothing needs to change.",
        "Has the number of people in your home changed? Tell us, and the comparison will be corrected.",
    ]


@pytest.mark.parametrize(
    ("words", "reason"),
    [(("--objects",), "objection"), (("--not-a-dwelling",), "not_a_dwelling"), (("--days", "90"), "partial_year"),
     (("--unit", "kWh"), "other_unit")],
)  # fmt: skip
def test_no_comparison_needs_no_attribute(
    table: Path, privkit: Command, words: tuple[str, ...], reason: str
) -> None:
    answer = privkit("compare", "household", table, "--volume", "92", *words, "--json")
    assert json.loads(answer.out)["reason"] == reason


def test_a_negative_volume_is_no_comparison(table: Path, privkit: Command) -> None:
    answer = privkit("compare", "household", table, *HOME, "--volume", "-3", "--json")
    assert json.loads(answer.out)["reason"] == "negative_volume"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--previous", "lots"), "PK906 --previous is not a number"),
        (("--zone-mean", "lots"), "PK906 --zone-mean is not a number"),
        (("--page", "a5"), "PK906 --page a5 is not known"),
        (("--pdf", "/nowhere/a.pdf"), "PK907 /nowhere/a.pdf cannot be written"),
    ],
)
def test_a_wrong_option(table: Path, privkit: Command, words: tuple[str, ...], said: str) -> None:
    answer = privkit("compare", "household", table, *HOME, "--volume", "92", *words, "--language", "en")
    assert answer.code == 2
    assert answer.err.startswith(said)


def test_whoever_types_is_told_of_a_missing_column_or_an_unknown_value(table: Path, privkit: Command) -> None:
    answer = privkit("compare", "household", table, "logement=maison", "--volume", "92")
    assert answer.code == 4 and answer.err.startswith("PK564 ")
    answer = privkit("compare", "household", table, "nb_occupants=4", "logement=péniche", "--volume", "92")
    assert answer.code == 4 and answer.err.startswith("PK565 ")
