"""The comparison of a run: its quality goes to the evidence, and one that rests on chance is refused."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from privkit.compare.reference import reference_from_json
from privkit.run.existing import Committed

POLICY = "water-training.en.yaml"


def test_quality_is_in_the_evidence_and_in_the_report(city_folder: Path, privkit: Callable[..., Any]) -> None:
    assert privkit("apply", city_folder / POLICY, "--as-of", "2026-11-15").code == 0
    run = (city_folder / "reports" / "water-training" / "current").resolve()
    reference = Committed.read(run).evidence["reference"]
    groups, one = (reference["quality"][name] for name in ("groups", "one_reference"))
    assert float(groups["explained"]) > float(one["explained"])
    assert all(float(g) < float(o) for g, o in zip(groups["pinball"], one["pinball"], strict=True))
    assert 0.45 < float(groups["coverage"]) < 0.75
    for language, words in (
        ("en", "stand between the low and the high mark"),
        ("fr", "entre les repères bas et haut"),
    ):
        page = privkit("report", run, "--for", "dpo", "--format", "markdown", "--language", language)
        assert words in page.out


def test_messages_of_chance_refuse_the_run(
    city_folder: Path, privkit: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    from privkit.compare.segments import quality

    monkeypatch.setattr(quality, "MOST_FLOOR", 0.001)
    answer = privkit("apply", city_folder / POLICY, "--as-of", "2026-11-15")
    assert answer.code == 1
    folder = city_folder / "reports" / "water-training"
    (run,) = [p.parent for p in folder.glob("*/evidence.json") if not p.parent.is_symlink()]
    evidence = Committed.read(run).evidence
    assert evidence["reference"] is None
    (refused,) = [v for v in evidence["verdicts"] if v["condition"] == "comparison"]
    assert refused["outcome"] == "failed"
    assert refused["figures"] == {"code": "PK557"}
    assert not (run / "outputs").exists()


def test_fairness_reads_a_column_that_never_leaves(city_folder: Path, privkit: Callable[..., Any]) -> None:
    path = city_folder / POLICY
    text = path.read_text(encoding="utf-8")
    line = next(one for one in text.splitlines() if one.strip().startswith("tarif_social:"))
    text = text.replace(line, line.replace("read: no", "use: fairness_check_only"))
    start, end = text.index("  - fairness:"), text.index("  - successive_references:")  # the policy's own
    rule = "  - fairness: { by: [tarif_social, nb_occupants, jardin], told_high_at_most: 40 % }\n"
    text = text[:start] + rule + text[end:]
    path.write_text(text, encoding="utf-8")
    answer = privkit("apply", path, "--as-of", "2026-11-15")
    assert answer.code == 0, answer.err + answer.out
    run = (city_folder / "reports" / "water-training" / "current").resolve()
    evidence = Committed.read(run).evidence
    verdicts = [v for v in evidence["verdicts"] if v["condition"] == "fairness"]
    assert [v["figures"]["column"] for v in verdicts] == ["tarif_social", "nb_occupants", "jardin"]
    labels = {g["label"] for g in verdicts[0]["figures"]["groups"]}
    assert labels <= {"yes", "no", "*"}
    assert {g["label"] for g in verdicts[1]["figures"]["groups"]} <= {"1", "2", "3 to 4", "5 and more", "*"}
    total = sum(g["units"] for g in verdicts[2]["figures"]["groups"])
    assert 0 < total <= evidence["reference"]["units"] * 1.2
    for file in (run / "outputs").rglob("*"):
        if file.is_file():
            assert b"tarif_social" not in file.read_bytes()
    journey = next(j for j in evidence["journeys"] if j["column"] == "tarif_social")
    assert journey["fate"] == "used"
    assert journey["becomes"] == []


def test_a_second_table_keeps_the_bands_of_the_first(city_folder: Path, privkit: Callable[..., Any]) -> None:
    path = city_folder / POLICY
    text = path.read_text(encoding="utf-8")
    start, end = text.index("  - successive_references:"), text.index("outputs:\n  - name")
    text = text[:start] + "  - successive_references: { gain_at_most: 20 % }\n\n" + text[end:]
    path.write_text(text, encoding="utf-8")
    first = privkit("apply", path, "--as-of", "2026-11-15")
    assert first.code == 0, first.err + first.out
    (verdict,) = found(city_folder, "successive_references")
    assert verdict["outcome"] == "held"
    assert verdict["figures"]["previous"] is False
    assert float(verdict["figures"]["not_rounded"]["gain"]) >= float(verdict["figures"]["share"])
    path.write_text(text.replace("gain_at_most: 20 %", "gain_at_most: 21 %"), encoding="utf-8")
    again = privkit("apply", path, "--as-of", "2026-11-15")
    assert again.code == 0, again.err + again.out
    verdicts = found(city_folder, "successive_references")
    assert sorted(v["figures"]["previous"] for v in verdicts) == [False, True]
    path.write_text(text.replace("[0, 40, 60, 80, 100, 130]", "[0, 40, 65, 80, 100, 130]"), encoding="utf-8")
    second = privkit("apply", path, "--as-of", "2026-11-15")
    assert second.code == 1, second.err + second.out
    refused = [v for v in found(city_folder, "successive_references") if v["outcome"] == "failed"]
    assert [v["figures"] for v in refused] == [{"code": "PK558"}]


def test_a_table_of_pseudonymised_rows_reads_yes_and_no(
    city_folder: Path, privkit: Callable[..., Any]
) -> None:
    path = city_folder / POLICY
    text = path.read_text(encoding="utf-8")
    start, end = text.index("  - make_k_anonymous:"), text.index("release_only_if:")
    outputs = text.index("outputs:\n  - name")
    rules = "\nrelease_only_if:\n  - direct_identifiers_left: { at_most: 0 }\n\n"
    text = (text[:start] + rules + text[outputs:]).replace("nature: generalised", "nature: pseudonymised")
    assert start < end < outputs
    path.write_text(text, encoding="utf-8")
    answer = privkit("apply", path, "--as-of", "2026-11-15")
    assert answer.code == 0, answer.err + answer.out
    run = (city_folder / "reports" / "water-training" / "current").resolve()
    table = reference_from_json((run / "outputs" / "reference_household.json").read_text(encoding="utf-8"))
    at = table.spec.groups_by.index("jardin")
    assert {label for group in table.groups for label in group.labels[at]} <= {"yes", "no", "*"}
    home = {"nb_occupants": "2", "type_logement": "maison", "surface_m2": "95"}
    assert table.place({**home, "jardin": "oui"}) == table.place({**home, "jardin": "yes"})
    (cost,) = [Committed.read(run).evidence["cost"]]
    assert float(cost["changed"]) == 0  # the same rows, the same groups


def found(folder: Path, condition: str) -> list[Any]:
    """The verdicts of a condition in every run."""
    runs = [
        p.parent
        for p in (folder / "reports" / "water-training").glob("*/evidence.json")
        if not p.parent.is_symlink()
    ]
    return [
        v for run in runs for v in Committed.read(run).evidence["verdicts"] if v["condition"] == condition
    ]
