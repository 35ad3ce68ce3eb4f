"""What protection costs over a range of protections: each point is what the policy at that value would do."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import numpy as np
import pandas as pd
import pytest

from privkit.errors import DataError, PolicyError
from privkit.policy.reader import Document, read_document, read_text
from privkit.risk.attacks.scene import Field, Scene
from privkit.run.cost_range import CostRange, Point, cost_range
from privkit.run.cost_range_file import of_run, read_range
from privkit.run.dials import EPSILONS, KS, dial_of
from privkit.run.range_attack import FEW_ALIKE, few_alike
from tests.conftest import DAY, POLICY, Tiny

STEPS = """\
        volume: { because: The quantity compared. }
  - make_k_anonymous:
      k: 11
      counted_in: household
      on: [town, people]
      remove_at_most: 20 %
"""
COMPARISON = """\
comparison:
  target: volume
  unit: m3
  groups_by: [people]
  at_least: 30
  marks: { low: 20 %, middle: 50 %, high: 80 % }
  round_to: 5
  file: outputs/reference.json

evidence:
"""
ASIDE = "  - set_aside: { share: 25 % }\n  - make_k_anonymous:"


def write_homes(folder: Path, rows: int = 1200) -> None:
    """Homes of eighty small towns; the more people, the more water."""
    rng = np.random.default_rng(4)
    people, town = rng.integers(1, 6, rows), rng.integers(0, 80, rows)
    volume = 25 + 35 * people * rng.gamma(8, 1 / 8, rows)
    lines = ["contract,holder,town,people,read_on,volume"]
    lines += [
        f"C{n:04d},Zzyx{n},{town[n] // 20 + 1:02d}{town[n]:03d},{people[n]},2026-03-15,{volume[n]:.1f}"
        for n in range(rows)
    ]
    (folder / "data" / "bills.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")


def text_of_policy() -> str:
    text = POLICY.replace("        volume: { because: The quantity compared. }\n", STEPS)
    return text.replace("evidence:\n", COMPARISON)


@dataclass(frozen=True)
class Homes:
    tiny: Tiny
    range: CostRange

    @property
    def points(self) -> dict[int, Point]:
        return {int(p.value): p for p in self.range.points}


@pytest.fixture(scope="module")
def homes(tmp_path_factory: pytest.TempPathFactory, tiny_at: Callable[[Path], Tiny]) -> Homes:
    tiny = tiny_at(tmp_path_factory.mktemp("range") / "tiny")
    write_homes(tiny.folder)
    tiny.policy.write_text(text_of_policy(), encoding="utf-8")
    values = [Decimal(k) for k in (2, 60, 5000)]
    found = cost_range(read_document(tiny.policy), DAY, values)
    assert sorted(p.name for p in tiny.folder.iterdir()) == ["data", "tiny.yaml"]  # nothing was written
    return Homes(tiny, found)


@pytest.fixture(scope="module")
def ran(homes: Homes) -> Any:
    return homes.tiny.apply()


def test_the_policys_own_value_is_tried_and_marked(homes: Homes) -> None:
    assert [(int(p.value), p.own) for p in homes.range.points] == [
        (2, False),
        (11, True),
        (60, False),
        (5000, False),
    ]


def test_the_point_of_the_policy_is_what_its_run_measures(homes: Homes, ran: Any) -> None:
    body = homes.range.as_json()
    assert body["points"][1]["cost"] == ran.evidence["cost"]
    assert body["policy_sha256"] == ran.evidence["policy_sha256"]
    assert body["inputs"] == {one["table"]: one["sha256"] for one in ran.evidence["inputs"]}


def test_the_risk_is_that_of_guessing_what_is_compared(homes: Homes) -> None:
    risk = homes.points[11].risk
    assert risk is not None
    assert (risk["secret"], risk["known"]) == ("volume", ["town", "people"])
    assert risk["unprotected"] > 0.2 > risk["value"]
    assert risk["few_alike"]["attacks"] >= 30


def test_those_attacked_apart_have_the_fewest_rows_alike() -> None:
    """Counted by hand: one released row of "b", nine of "a"; who has no row alike ("c") is left out."""
    release = pd.DataFrame({"town": ["a"] * 9 + ["b"]})
    originals, control = (pd.DataFrame({"town": list(t)}) for t in ("aaaaaaaaabc", "abc"))
    scene = Scene(release, originals, control, (Field("town", "category"),))
    people, strangers = few_alike(scene, ["town"])[FEW_ALIKE]
    assert people.tolist() == [False] * 9 + [True, False]
    assert strangers.tolist() == [False, True, False]


def test_a_value_out_of_reach_is_told_and_the_others_stay(homes: Homes) -> None:
    far = homes.points[5000]
    assert (far.cost, far.risk) == (None, None)
    assert far.reason is not None
    assert far.reason.en == "k = 5000 cannot be reached: privacy units in the table: 1200"
    assert far.reason.fr.startswith("k = 5000 est hors d'atteinte")
    assert all(homes.points[k].cost for k in (2, 11, 60))


def test_a_policy_that_sets_people_aside_is_attacked_as_it_is(homes: Homes, tmp_path: Path) -> None:
    text = text_of_policy().replace("  - make_k_anonymous:", ASIDE)
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "bills.csv").write_bytes(homes.tiny.bills.read_bytes())
    found = cost_range(read_text(text, tmp_path / "tiny.yaml"), DAY, [Decimal(11)])
    (point,) = found.points
    assert found.aside and not homes.range.aside
    assert point.cost is not None and point.risk is not None
    assert point.removed is not None and point.removed < 0.05  # those set aside are not removed


def test_too_few_people_to_attack_leave_the_cost(tmp_path: Path, tiny_at: Callable[[Path], Tiny]) -> None:
    tiny = tiny_at(tmp_path / "tiny")
    write_homes(tiny.folder, 300)
    tiny.policy.write_text(text_of_policy(), encoding="utf-8")
    (point,) = cost_range(read_document(tiny.policy), DAY, [Decimal(11)]).points
    assert point.cost is not None and point.risk is None
    assert point.risk_reason is not None
    assert point.risk_reason.en == "only 60 households set aside: too few to tell"


def document(text: str) -> Document:
    return read_text(text, Path("tiny.yaml"))


def test_a_policy_without_a_comparison_has_no_cost() -> None:
    with pytest.raises(PolicyError) as told:
        cost_range(document(POLICY), DAY)
    assert told.value.text("en")[-1] == "  → add a comparison section to the policy"
    assert [(p.code, p.message.fr) for p in told.value.problems] == [
        ("PK568", "la politique ne compare rien")
    ]


def test_a_policy_without_a_setting_has_nothing_to_vary() -> None:
    text = text_of_policy()
    start, end = text.index("  - make_k_anonymous:"), text.index("release_only_if:")
    with pytest.raises(PolicyError) as told:
        cost_range(document(text[:start] + "\n" + text[end:]), DAY)
    (problem,) = told.value.problems
    assert (problem.code, problem.message.en, problem.message.fr) == (
        "PK646",
        "no step has a setting to vary",
        "aucune étape n'a de réglage à faire varier",
    )


def test_an_error_of_every_value_is_the_answer(tiny: Tiny) -> None:
    tiny.policy.write_text(text_of_policy(), encoding="utf-8")
    tiny.bills.unlink()
    with pytest.raises(DataError) as told:
        cost_range(read_document(tiny.policy), DAY, [Decimal(11)])
    assert len(told.value.problems) == 1


# --- the setting that is varied


def test_k_is_varied_in_every_step_that_has_it() -> None:
    policy = document(text_of_policy()).policy
    dial = dial_of(policy)
    assert dial is not None
    assert (dial.name, dial.step, dial.own, dial.usual) == ("k", "make_k_anonymous", Decimal(11), KS)
    assert dial.values(None) == KS
    assert dial.values([Decimal(3)]) == (Decimal(3), Decimal(11))
    changed = dial.change(policy, Decimal(30))
    assert [s.make_k_anonymous.k for s in changed.steps if s.make_k_anonymous] == [30]
    assert [s.make_k_anonymous.k for s in policy.steps if s.make_k_anonymous] == [11]


def test_epsilon_is_varied_with_the_budget_it_would_need() -> None:
    from privkit.demo.policies import SOURCE

    policy = read_document(SOURCE / "water-synthetic.en.yaml").policy
    dial = dial_of(policy)
    assert dial is not None
    assert (dial.name, dial.step, dial.own, dial.usual) == ("epsilon", "synthesise", Decimal(3), EPSILONS)
    for value in (Decimal("0.3"), Decimal(10)):
        changed = dial.change(policy, value)
        (rule,) = [s.synthesise for s in changed.steps if s.synthesise]
        assert rule.privacy_model.differential_privacy is not None
        assert rule.privacy_model.differential_privacy.epsilon == value
        assert changed.privacy_budget is not None
        assert changed.privacy_budget.this_release.epsilon == value <= changed.privacy_budget.total.epsilon
    assert dial.said(Decimal("0.30")).fr == "ε = 0,3"


def test_noise_is_varied_by_its_strength() -> None:
    noise = "  - add_noise: { columns: [volume], strength: 10 % }\n"
    text = text_of_policy()
    start, end = text.index("  - make_k_anonymous:"), text.index("release_only_if:")
    policy = document(text[:start] + noise + "\n" + text[end:]).policy
    dial = dial_of(policy)
    assert dial is not None and (dial.name, dial.own) == ("strength", Decimal("0.1"))
    changed = dial.change(policy, Decimal("0.2"))
    assert [s.add_noise.strength for s in changed.steps if s.add_noise] == [Fraction(1, 5)]
    assert (dial.said(dial.own).en, dial.said(dial.own).fr) == ("noise 10%", "bruit 10 %")


# --- the file, the picture, the commands


@pytest.fixture(scope="module")
def file(homes: Homes) -> Path:
    path = homes.tiny.folder / "range.json"
    path.write_text(json.dumps(homes.range.as_json()), encoding="utf-8")
    return path


def test_the_range_is_shown_in_the_report_of_its_run(ran: Any, file: Path, privkit: Any) -> None:
    answer = privkit("report", ran.folder, "--cost-range", file, "--language", "en")
    assert answer.code == 0
    assert "What more, or less, protection would cost" in answer.out
    assert "k = 11 (this policy)" in answer.out
    assert "k = 5000 cannot be reached" in answer.out
    assert "cost-range-" in answer.out and "<script" not in answer.out
    without = privkit("report", ran.folder, "--language", "en").out
    assert "protection would cost" not in without
    french = privkit("report", ran.folder, "--cost-range", file, "--format", "markdown", "--language", "fr")
    assert "Ce que coûterait plus, ou moins, de protection" in french.out


def test_a_range_of_another_policy_or_other_data_is_refused(ran: Any, file: Path) -> None:
    body = read_range(file)
    assert of_run(body, ran.evidence, file) is body
    for other, why in (
        ({**body, "policy_sha256": "0" * 64}, "it was measured on another policy"),
        ({**body, "inputs": {"bills": "0" * 64}}, "it was measured on other data"),
    ):
        with pytest.raises(DataError) as told:
            of_run(other, ran.evidence, file)
        assert told.value.text("en") == [
            f"PK647 range.json is not of this run: {why}",
            "  → measure it again on the policy and the files of the run",
        ]


@pytest.mark.parametrize(
    ("content", "why"),
    [
        ("{", "it is not JSON"),
        ("[]", "it is not one"),
        ('{"format": "privkit-cost-range-1"}', "parts are missing"),
        (None, "it cannot be read"),
    ],
)
def test_a_file_that_is_no_range_is_refused(tmp_path: Path, content: str | None, why: str) -> None:
    path = tmp_path / "x.json"
    if content is not None:
        path.write_text(content, encoding="utf-8")
    with pytest.raises(DataError) as told:
        read_range(path)
    assert told.value.text("en") == [
        f"PK647 x.json is no range of costs: {why}",
        "  → make it: privkit compare cost POLICY --range --out range.json",
    ]


def test_parts_of_the_wrong_kind_are_refused(file: Path, tmp_path: Path) -> None:
    whole, path = json.loads(file.read_text(encoding="utf-8")), tmp_path / "x.json"
    for spoil in (
        lambda b: b["points"][0]["cost"].update(changed="much"),
        lambda b: b["points"][0]["risk"].pop("low"),
        lambda b: b["points"][0].update(label="k"),
        lambda b: b.update(points=[]),
        lambda b: b.update(policy_language="de"),
    ):
        body = json.loads(json.dumps(whole))
        spoil(body)
        path.write_text(json.dumps(body), encoding="utf-8")
        with pytest.raises(DataError, match="PK647"):
            read_range(path)


def test_a_range_is_never_shown_to_the_public(ran: Any, file: Path, privkit: Any) -> None:
    for more in (("--for", "public"), ("--format", "pia")):
        answer = privkit("report", ran.folder, "--cost-range", file, "--language", "en", *more)
        assert answer.code == 2
        assert "PK906 --cost-range is for a report to the DPO or the controller" in answer.err


@pytest.mark.parametrize("language", ["fr", "en"])
def test_the_picture_stands_alone_and_says_what_it_shows(homes: Homes, language: Any) -> None:
    from privkit.evidence.report.html import to_html
    from privkit.evidence.report.sections.cost_range import page_of, picture_of

    body = homes.range.as_json()
    found = picture_of(body, language)
    root = ElementTree.fromstring(found.svg)
    assert root.get("aria-label") == found.alt
    assert ("Plancher de rééchantillonnage" if language == "fr" else "Resampling floor") in found.alt
    texts = re.findall(r">([^<>]+)</text>", found.svg)
    for label in (
        "k = 2",
        "k = 60",
        "k = 11 (cette politique)" if language == "fr" else "k = 11 (this policy)",
    ):
        assert label in texts
    page = to_html(page_of(body, language))
    whose = {"fr": "ayant le moins de semblables, devinés à cause de la sortie",
             "en": "with fewest look-alikes, guessed because of the release"}  # fmt: skip
    assert any(text.endswith(whose[language]) for text in texts)
    assert {*texts} <= {*re.findall(r">([^<>]+)</text>", page)}
    assert "<script" not in page and "http://" not in page.replace("http://www.w3.org", "")


def test_nothing_of_the_file_is_taken_for_markup(homes: Homes) -> None:
    from privkit.evidence.report.html import to_html
    from privkit.evidence.report.sections.cost_range import page_of

    body = json.loads(json.dumps(homes.range.as_json()))
    planted = "<img src=x onerror=alert(1)>"
    body |= {"policy": planted, "target": planted, "unit": planted}
    for point in body["points"]:
        point["label"] = {"en": planted, "fr": planted}
        point["reason"] = {"en": planted, "fr": planted}
    assert "<img" not in to_html(page_of(body, "en"))


def test_without_any_risk_the_points_stand_in_order(homes: Homes) -> None:
    from privkit.evidence.report.markdown import to_markdown
    from privkit.evidence.report.sections.cost_range import page_of, picture_of

    body = json.loads(json.dumps(homes.range.as_json()))
    for point in body["points"]:
        point |= {"risk": None, "risk_reason": {"en": "nobody was set aside", "fr": "personne de côté"}}
    svg = picture_of(body, "en").svg
    assert "protection (risk not measured)" in svg
    assert re.findall(r">(k = \d+)[^<]*</text>", svg) == ["k = 11", "k = 2", "k = 60"]
    assert "risk not measured: nobody was set aside" in to_markdown(page_of(body, "en"))


def test_the_command_tells_each_value_and_writes_what_is_asked(homes: Homes, privkit: Any) -> None:
    out = homes.tiny.folder / "one.svg"
    answer = privkit(
        "compare", "cost", homes.tiny.policy, "--range", "--values", "60", "--as-of", DAY, "--language", "en",
        "--out", out,
    )  # fmt: skip
    assert answer.code == 0
    lines = answer.out.splitlines()
    assert lines[0] == "What each protection costs, and the risk it leaves (◂ this policy)"
    assert [line.split("  ")[0] for line in lines[2:]] == ["k = 11 ◂", "k = 60"]
    assert "do not publish them" in answer.err
    assert answer.last == f"next: privkit compare cost {homes.tiny.policy} --range --out range.json"
    assert out.read_text(encoding="utf-8").startswith("<svg ")
    assert "Zzyx" not in answer.out + out.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("--range", "--values", "5,x"), "PK906 --values cannot be read"),
        (("--range", "--values", "0"), "PK906 --values cannot be read"),
        (("--range", "--values", "2.5"), "PK906 --values cannot be read"),
        (("--range", "--out", "x.pdf"), "PK906 --out .pdf is not known"),
        (("--values", "5"), "PK906 --values goes with --range"),
        (("--out", "x.svg"), "PK906 --out goes with --range"),
    ],
)
def test_words_that_mean_nothing_are_refused(
    homes: Homes, privkit: Any, words: tuple[str, ...], told: str
) -> None:
    answer = privkit("compare", "cost", homes.tiny.policy, *words, "--language", "en")
    assert answer.code == 2
    assert told in answer.err
