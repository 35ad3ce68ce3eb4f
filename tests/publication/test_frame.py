from __future__ import annotations

import csv
import re
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pandas as pd
import published_sample as sample
import pytest
from hypothesis import given
from hypothesis import strategies as st

from privkit.engine import open_engine
from privkit.errors import InternalError, PolicyError
from privkit.publication import columns_to_publish, frame_to_publish
from privkit.published import CellStatus, KeyColumn, MeasureColumn, Published
from privkit.values import Schema
from privkit.words import Language, Words


def table(rows: list[tuple[Any, ...]], bounds: bool = False, decimals: int = 0) -> Published:
    low, high = ("n_low", "n_high") if bounds else (None, None)
    measure = MeasureColumn("n", "sum", "v", "m3", decimals, Words("water", "eau"), low, high)
    names = ["area", *[n for n in ("n", low, high) if n], "cell_status"]
    return Published(
        "t",
        (KeyColumn("area", "area", "code", tuple(dict.fromkeys(str(r[0]) for r in rows))),),
        (measure,),
        pd.DataFrame(rows, columns=names, dtype=object),
        "differential_privacy",
        "household",
    )


def test_codes_and_labels_then_figures_and_bounds_then_the_status() -> None:
    frame = frame_to_publish(sample.by_month("fr"), "fr")
    assert list(frame.columns) == [
        "commune", "commune_libelle", "mois", "volume_m3", "volume_m3_min", "volume_m3_max", "statut_case",
    ]  # fmt: skip
    first = frame.iloc[0].tolist()
    assert first == [
        "01053", "Bourg-en-Bresse", "2025-01", Decimal("2000.5"), Decimal("1690.1"), Decimal("2310.9"), "publié",
    ]  # fmt: skip
    assert frame.iloc[3].tolist()[3:] == [None, None, None, "non_significatif"]
    assert set(frame["statut_case"]) == {"publié", "non_significatif", "sans_objet"}


@pytest.mark.parametrize("language", ["en", "fr"])
def test_the_words_of_the_status_follow_the_language_whichever_they_came_in(language: Language) -> None:
    words = {
        "en": "secret published not_significant not_applicable",
        "fr": "secret publié non_significatif sans_objet",
    }
    for given_in in words.values():
        rows = [(n, 1 if s in ("published", "publié") else None, s) for n, s in enumerate(given_in.split())]
        assert frame_to_publish(table(rows), language)["cell_status"].tolist() == words[language].split()


FIGURES = st.none() | st.integers(-(10**9), 10**9) | st.decimals(-(10**6), 10**6, places=2)


@given(
    st.lists(st.tuples(FIGURES, st.sampled_from([*CellStatus, None, "", "oops"])), min_size=1, max_size=8),
    st.integers(0, 2),
    st.sampled_from(["en", "fr"]),
)
def test_no_blank_without_a_reason_and_no_figure_in_a_secret_cell(
    cells: list[tuple[Any, Any]], decimals: int, language: Language
) -> None:
    given = table([(n, value, status) for n, (value, status) in enumerate(cells)], decimals=decimals)
    sound = all(
        status in list(CellStatus)
        and not (status == CellStatus.SECRET and value is not None)
        and not (status == CellStatus.PUBLISHED and value is None)
        for value, status in cells
    )
    if not sound:
        with pytest.raises(InternalError):
            frame_to_publish(given, language)
        return
    out = frame_to_publish(given, language)
    assert (out["cell_status"] != "").all() and out["cell_status"].notna().all()
    assert len(out) == len(cells)
    for (value, status), shown in zip(cells, out["n"], strict=True):
        assert pd.isna(shown) == (value is None)
        if status == CellStatus.SECRET:
            assert pd.isna(shown)


@pytest.mark.parametrize("column", [1, 2, 3])
def test_a_secret_cell_may_not_keep_a_figure_nor_a_bound(column: int) -> None:
    row: list[Any] = ["a", None, None, None, "secret"]
    row[column] = 5
    with pytest.raises(InternalError) as error:
        frame_to_publish(table([tuple(row)], bounds=True), "en")
    name = ["n", "n_low", "n_high"][column - 1]
    assert error.value.text("en") == [f"PK690 table `t`: `{name}` has figures in cells declared secret"]
    assert error.value.text("fr") == [
        f"PK690 table `t` : `{name}` porte des chiffres dans des cases déclarées secrètes"
    ]


def test_each_figure_answers_for_itself() -> None:
    frame = frame_to_publish(sample.two_figures("fr"), "fr")
    assert list(frame.columns) == [
        "commune", "foyers", "foyers_min", "foyers_max", "foyers_statut",
        "moyenne", "moyenne_min", "moyenne_max", "moyenne_statut", "statut_case",
    ]  # fmt: skip
    assert frame["foyers_statut"].tolist() == ["publié"] * 4
    assert frame["moyenne_statut"].tolist() == ["publié", "publié", "non_significatif", "publié"]
    good = sample.two_figures("en")
    secret = good.frame.copy()
    secret.loc[0, ["households_status", "cell_status"]] = "secret"
    with pytest.raises(InternalError, match="PK690 table `means`: `households` has figures"):
        frame_to_publish(replace(good, frame=secret), "en")
    untold = good.frame.copy()
    untold.loc[2, "cell_status"] = "published"  # a figure of the row is not
    with pytest.raises(InternalError, match="PK689 table `means`: 1 cells `mean` are blank"):
        frame_to_publish(replace(good, frame=untold), "en")


def test_a_blank_needs_a_reason() -> None:
    with pytest.raises(InternalError) as error:
        frame_to_publish(table([("a", float("nan"), "published"), ("b", 1, "published")]), "en")
    assert error.value.text("en") == ["PK689 table `t`: 1 cells `n` are blank and no status says why"]
    with pytest.raises(InternalError) as error:
        frame_to_publish(table([("a", 1, None), ("b", 1, "")]), "fr")
    assert error.value.text("fr") == ["PK689 table `t` : 2 cases sont vides et aucun statut ne dit pourquoi"]


def test_names_that_portals_refuse_are_refused_before() -> None:
    good = table([("a", 1, "published")])
    key = replace(good.keys[0], name="Été", label_name="n")
    with pytest.raises(PolicyError) as error:
        columns_to_publish(replace(good, keys=(key,)))
    assert error.value.text("en") == [
        "PK691 table `t`: columns `n`, `Été` cannot be published under these names, or twice",
        "  → give each its own name: lower-case letters without accents, digits and _",
    ]


@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.parametrize("make", [sample.by_month, sample.by_area, sample.two_figures])
def test_an_engine_writes_it_as_it_is(make: Any, language: Language, tmp_path: Path) -> None:
    published = make(language)
    frame = frame_to_publish(published, language)
    with open_engine("duckdb", spill=tmp_path / "spill") as engine:
        uploaded = engine.upload(frame, columns_to_publish(published))
        engine.write(uploaded, Schema(columns_to_publish(published)), tmp_path / "t.csv", "csv")
    text = (tmp_path / "t.csv").read_bytes()
    assert not text.startswith(b"\xef\xbb\xbf") and b"\r" not in text
    head, *rows = list(csv.reader(text.decode("utf-8").splitlines()))
    assert head == list(frame.columns) and all(re.fullmatch(r"[a-z][a-z0-9_]*", name) for name in head)
    expected = sorted(["" if pd.isna(v) else str(v) for v in row] for row in frame.itertuples(index=False))
    trimmed = [[re.sub(r"\.0$", "", v) if n > 1 else v for n, v in enumerate(row)] for row in expected]
    assert sorted(rows) == sorted(trimmed)
    assert all(row[-1] for row in rows)
