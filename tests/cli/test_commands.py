"""Every command: its help, its answer, its exit code, the next command to type."""

from __future__ import annotations

import ast
import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
COMMANDS = (
    ["demo"],
    ["init"],
    ["check"],
    ["diff"],
    ["explain"],
    ["plan"],
    ["apply"],
    ["release"],
    ["runs"],
    ["purge"],
    ["measure"],
    ["advise"],
    ["compare", "fit"],
    ["compare", "household"],
    ["compare", "batch"],
    ["compare", "cost"],
    ["compare", "suggest"],
    ["budget", "show"],
    ["budget", "verify"],
    ["report"],
    ["verify"],
    ["schema"],
)


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_every_command_has_help(privkit: Callable[..., Any], command: list[str]) -> None:
    answer = privkit(*command, "--help")
    assert answer.code == 0
    assert answer.out.startswith(f"Usage: privkit {' '.join(command)}")
    summary = answer.out.split("\n\n")[1].strip()
    assert len(summary) > 20
    for option in (one.strip() for one in answer.out.splitlines() if one.strip().startswith("--")):
        assert "  " in option, f"{command}: {option} is not explained"


def test_no_command_is_forgotten() -> None:
    from privkit.cli import budget, compare
    from privkit.cli.app import app

    names = [c.name for c in app.registered_commands]
    for group, module in (("compare", compare), ("budget", budget)):
        names += [f"{group} {c.name}" for c in module.commands.registered_commands]
    assert sorted(str(n) for n in names) == sorted(" ".join(c) for c in COMMANDS)


def test_help_is_cheap() -> None:
    """Without pandas, DuckDB or pydantic (``benchmarks/startup.py`` times it)."""
    code = (
        "import sys\nfrom privkit.cli.app import run\nrun(['--help'])\n"
        "heavy = {'pandas', 'numpy', 'duckdb', 'pydantic', 'pyarrow', 'yaml', 'matplotlib', 'rich'}\n"
        "print(sorted(heavy & set(sys.modules)), file=sys.stderr)\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT)
    assert done.returncode == 0
    assert "Usage: privkit" in done.stdout
    assert done.stderr == "[]\n"


def test_the_module_runs_too() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "privkit", "--version"], capture_output=True, text=True, cwd=ROOT
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("privkit 0.")


def answers(tiny: Any, privkit: Callable[..., Any], tmp_path: Path) -> dict[str, Any]:
    """One good answer of each command that works on a small policy."""
    run = tiny.apply().folder
    held = tiny.change(("sharing: internal", "sharing: agreement")).apply().folder
    plan = tmp_path / "plan.json"
    return {
        "demo": privkit("demo", tmp_path / "demo", "--households", 60),
        "init": privkit("init", tmp_path / "first"),
        "check": privkit("check", tiny.policy),
        "explain": privkit("explain", tiny.policy),
        "explain code": privkit("explain", "PK804"),
        "explain word": privkit("explain", "k_anonymity"),
        "plan": privkit("plan", tiny.policy, "--out", plan),
        "apply": privkit("apply", plan),
        "verify": privkit("verify", run),
        "replay": privkit("verify", held, "--replay"),
        "report": privkit("report", run, "--for", "controller", "--format", "markdown"),
        "release": privkit("release", held, "--decision", tiny.decision()),
        "measure": privkit("measure", run / "outputs" / "set.csv", "--as", tiny.policy),
        "schema": privkit("schema"),
    }


def test_every_answer_ends_with_the_next_command(
    tiny: Any, privkit: Callable[..., Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PRIVKIT_LANGUAGE", "en")
    found = answers(tiny, privkit, tmp_path)
    for name, answer in found.items():
        assert answer.code == (8 if name == "apply" else 0), f"{name}: {answer.err}"
        assert answer.out.strip(), name
        assert answer.last.startswith("next: privkit "), name
        assert answer.err == f"{answer.last}\n", name  # nothing else on stderr when it is no terminal


@pytest.mark.parametrize(
    "words",
    [
        ("plan", "POLICY", "--json"),
        ("apply", "POLICY", "--json"),
        ("check", "POLICY", "--format", "json"),
        ("verify", "RUN", "--json"),
        ("report", "RUN", "--format", "json"),
        ("measure", "OUTPUT", "--as", "POLICY", "--json"),
        ("measure", "OUTPUT", "--as", "POLICY", "--against", "OUTPUT", "--json"),
        ("measure", "OUTPUT", "--on", "town,people", "--frontier", "--json"),
        ("release", "HELD", "--decision", "DECISION", "--json"),
        ("schema",),
    ],
    ids=" ".join,
)
def test_json_is_json(tiny: Any, privkit: Callable[..., Any], words: tuple[str, ...]) -> None:
    run = tiny.apply().folder
    names = {"POLICY": tiny.policy, "RUN": run, "OUTPUT": run / "outputs" / "set.csv"}
    if "HELD" in words:
        names |= {"HELD": tiny.held().apply().folder, "DECISION": tiny.decision()}
    answer = privkit(*(names.get(word, word) for word in words))
    assert answer.code == 0
    assert json.loads(answer.out) is not None


def test_github_lines_are_one_line_each(tiny: Any, privkit: Callable[..., Any]) -> None:
    tiny.change(("  state: validated", "  stat: validated"))
    answer = privkit("check", tiny.policy, "--format", "github")
    assert answer.code == 3
    assert answer.out == (
        f"::error file={tiny.policy},line=8,col=3,title=PK101::unknown word `stat`%0A→ did you mean `state`?\n"
    )


def test_several_policies_are_checked_at_once(tiny: Any, privkit: Callable[..., Any], tmp_path: Path) -> None:
    wrong = tmp_path / "wrong.yaml"
    wrong.write_text("privkit: 1\nlangue: fr\n", encoding="utf-8")
    answer = privkit("check", wrong, tiny.policy)
    assert answer.code == 3
    assert f"{wrong}:1:1: PK103 il manque `politique`" in answer.out  # each in its own language
    assert answer.out.endswith("to look at\n")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("check", "POLICY", "--format", "xml"), "PK906 --format xml is not known"),
        (("check", "POLICY", "--language", "de"), "PK906 --language is fr or en"),
        (("apply", "POLICY", "--as-of", "15/11/2026"), "PK903 --as-of is not a date"),
        (("apply", "POLICY", "--as-of", "20261115"), "PK903 --as-of is not a date"),
        (("verify", "nowhere"), "PK904 there is no run nowhere"),
        (("verify", "/nowhere/a**b"), "PK904 there is no run /nowhere/a**b"),
        (("verify", ""), "PK904 there is no run "),
        (("report", "RUN", "--format", "pia", "--for", "public"), "PK822 --format pia makes an internal"),
        (("report", "RUN", "--format", "aipd", "--for", "public"), "PK822 --format aipd makes an internal"),
        (("report", "RUN", "--format", "pdf"), "PK906 --format pdf is not known"),
        (("report", "RUN", "--for", "press"), "PK906 --for press is not known"),
        (("report", "RUN", "--out", "/nowhere/r.html"), "PK907 /nowhere/r.html cannot be written"),
        (("plan", "POLICY", "--out", "/nowhere/p.json"), "PK907 /nowhere/p.json cannot be written"),
        (("init", "/nowhere/first"), "PK907 /nowhere/first.yaml cannot be written"),
        (("init", "POLICY"), "PK906 "),
        (("init", "new", "--template", "other"), "PK906 there is no template other"),
        (("explain", "PK000"), "PK901 PK000 is neither a policy file, a code nor a word of the language"),
        (("demo", "DEMO", "--households", "3"), "PK910 3 households: too few or too many for a city"),
        (("compare", "household", "RUN", "town", "--volume", "9"), "PK566 "),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else "",
)
def test_a_wrong_command_line_is_told(
    tiny: Any, privkit: Callable[..., Any], tmp_path: Path, words: tuple[str, ...], said: str
) -> None:
    names = {"POLICY": tiny.policy, "DEMO": tmp_path / "demo"}
    if "RUN" in words:
        names["RUN"] = tiny.apply().folder
    answer = privkit(*(names.get(word, word) for word in words))
    assert answer.code == (4 if said.startswith("PK566") else 2)
    assert answer.err.startswith(said)
    assert answer.last == f"next: privkit explain {said[:5]}"
    assert answer.out == ""


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["chek"], "Error: No such command 'chek'. Did you mean 'check'"),
        (["apply"], "Error: Missing argument 'policy'"),
        (["apply", "p.yaml", "--asof", "x"], "Error: No such option: --asof"),
        (["demo", "x", "--households", "many"], "Error: Invalid value for '--households'"),
    ],
)
def test_an_unknown_word_of_the_command_line_is_two(
    privkit: Callable[..., Any], words: list[str], said: str
) -> None:
    answer = privkit(*words)
    assert answer.code == 2
    assert said in answer.err


@pytest.mark.parametrize(
    ("spoil", "code"),
    [
        ((), 0),
        (("at_least: 5,", "at_least: 50,"), 1),
        (("state: validated", "stat: validated"), 3),
        (("data/bills.csv", "data/nothing.csv"), 4),
        (("sharing: internal", "sharing: agreement"), 8),
    ],
)
def test_exit_codes_of_apply(
    tiny: Any, privkit: Callable[..., Any], spoil: tuple[str, str], code: int
) -> None:
    if spoil:
        tiny.change(spoil)
    answer = privkit("apply", tiny.policy)
    assert answer.code == code


def test_a_refusal_says_what_would_pass(tiny: Any, privkit: Callable[..., Any]) -> None:
    tiny.change(("at_least: 5,", "at_least: 50,"))
    answer = privkit("apply", tiny.policy)
    assert answer.out.startswith(
        "REFUSED. Technical conditions not met: no output was kept.\n"
        "  ✗ k_anonymity [set]: smallest group: 10 households (at least 50)\n"
        "      → would pass with "
    )
    (run,) = tiny.runs
    assert answer.last == f"next: privkit report {run} --for dpo"


def test_a_bug_is_told_in_two_lines_without_a_value(
    tiny: Any, privkit: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    from privkit.run import apply as applying

    def broken(*words: Any) -> Any:
        raise ValueError("Zzyx0 lives here")

    monkeypatch.setattr(applying, "judge_run", broken)
    answer = privkit("apply", tiny.policy)
    assert answer.code == 70
    first, second = answer.err.splitlines()
    assert first.startswith(
        "PK999 this is a bug in privkit / c'est un défaut de privkit (ValueError, privkit/"
    )
    assert second.startswith("  → nothing was released; report this line, without any data / ")
    assert "Zzyx" not in answer.err
    assert tiny.runs == []


def test_stopping_a_run_releases_nothing(
    tiny: Any, privkit: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    from privkit.run import apply as applying

    def stopped(*words: Any) -> Any:
        raise KeyboardInterrupt

    monkeypatch.setattr(applying, "judge_run", stopped)
    answer = privkit("apply", tiny.policy)
    assert answer.code == 130
    assert answer.err == "stopped: nothing more was released / arrêté : rien de plus n'est sorti\n"
    assert tiny.runs == []
    assert [e.kind for e in tiny.rows()] == ["reserved"]


def test_stopping_a_run_while_a_query_computes_is_no_bug(
    tiny: Any, privkit: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    """DuckDB turns Ctrl-C into an error of its own: a RuntimeError of these words (seen with DuckDB 2.0)."""
    from privkit.run import apply as applying

    def interrupted(*words: Any) -> Any:
        raise RuntimeError("Query interrupted")

    monkeypatch.setattr(applying, "judge_run", interrupted)
    answer = privkit("apply", tiny.policy)
    assert answer.code == 130
    assert answer.err == "stopped: nothing more was released / arrêté : rien de plus n'est sorti\n"
    assert tiny.runs == []


def test_a_reader_that_goes_away_changes_no_exit_code(tiny: Any) -> None:
    """``privkit apply … | head -0``: the run is refused, and says so."""
    tiny.change(("at_least: 5,", "at_least: 50,"))
    here, there = os.pipe()
    os.close(here)
    done = subprocess.run(
        [sys.executable, "-m", "privkit", "apply", str(tiny.policy)],
        stdout=there,
        stderr=subprocess.PIPE,
        text=True,
        cwd=ROOT,
    )
    os.close(there)
    assert done.returncode == 1
    assert done.stderr.startswith("next: privkit report ")
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("template", ["training", "open-data", "synthetic"])
@pytest.mark.parametrize("language", ["fr", "en"])
def test_init_writes_a_policy_that_reads(
    privkit: Callable[..., Any], tmp_path: Path, template: str, language: str
) -> None:
    path = tmp_path / "premiere.yaml"
    answer = privkit("init", path, "--template", template, "--language", language)
    assert answer.code == 0
    assert answer.out == (f"{path} écrit\n" if language == "fr" else f"wrote {path}\n")
    assert answer.last == f"{'ensuite : ' if language == 'fr' else 'next: '}privkit check {path}"
    checked = privkit("check", path)
    assert checked.code in (0, 3)
    assert "PK101" not in checked.out


@pytest.mark.parametrize(
    ("language", "said"),
    [("fr", "une personne doit confirmer le rôle"), ("en", "a person must confirm the role")],
)
def test_init_from_a_file_guesses_and_asks_for_confirmation(
    tiny: Any, privkit: Callable[..., Any], language: str, said: str
) -> None:
    path = tiny.folder / "draft.yaml"
    assert privkit("init", path, "--from", tiny.bills, "--language", language).code == 0
    text = path.read_text(encoding="utf-8")
    assert "data/bills.csv" in text
    for column in ("contract", "holder", "town", "people", "read_on", "volume"):
        assert f"{column}:" in text
    assert "Zzyx" not in text
    checked = privkit("check", path)
    assert checked.code == 3
    assert checked.out.count(said) == 6


def test_init_from_a_file_proposes_levels(tmp_path: Path, privkit: Callable[..., Any]) -> None:
    data = tmp_path / "d.csv"
    rows = [f"c{i:03};{18 + i % 77};{75000 + i % 20};{1 + i % 28:02}/03/2024" for i in range(300)]
    data.write_text("contrat;age;code_postal;jour\n" + "\n".join(rows) + "\n", encoding="utf-8")
    path = tmp_path / "draft.yaml"
    assert privkit("init", path, "--from", data, "--language", "en").code == 0
    text = path.read_text(encoding="utf-8")
    assert "        age: { widths: [5, 10, 20], lower_bound: 0, upper_bound: 100 }  # round bounds" in text
    assert "        code_postal: { first_characters: [3, 2] }  # postcode" in text
    assert "        jour: { dates: [quarter, year] }  # the month" in text
    assert "code_postal: { role: quasi_identifier, type: code, to_confirm: yes }" in text


@pytest.mark.parametrize("language", ["fr", "en"])
def test_init_writes_a_hierarchy_to_edit(tmp_path: Path, privkit: Callable[..., Any], language: str) -> None:
    from privkit.anonymity.hierarchy_file import read_hierarchy_file

    data, path = tmp_path / "d.csv", tmp_path / "h.csv"
    rows = [f"{18 + i % 77};{75000 + i % 20};s{i % 30};{1 + i % 28:02}/03/2024" for i in range(300)]
    data.write_text("age;code_postal;rue;jour\n" + "\n".join(rows) + "\n*;*;*;\n", encoding="utf-8")
    answer = privkit("init", path, "--hierarchy", "code_postal", "--from", data, "--language", language)
    assert answer.code == 0
    assert answer.out == (
        f"{path} écrit : 20 valeurs, 4 niveaux\n"
        if language == "fr"
        else f"wrote {path}: 20 values, 4 levels\n"
    )
    assert ("contient des valeurs" if language == "fr" else "holds values of the data") in answer.err
    assert path.read_text(encoding="utf-8").splitlines()[0] == "75000;750;75;*"
    for column, levels in {"age": 5, "rue": 3, "jour": 5}.items():
        path = tmp_path / f"{column}.csv"
        assert privkit("init", path, "--hierarchy", column, "--from", data, "--language", language).code == 0
        assert read_hierarchy_file(path, column=column).height == levels - 1
    assert (
        (tmp_path / "jour.csv").read_text(encoding="utf-8").startswith("2024-03-01;2024-03;2024-Q1;2024;*\n")
    )


def test_init_says_what_a_hierarchy_needs(tmp_path: Path, privkit: Callable[..., Any]) -> None:
    data, path = tmp_path / "d.csv", tmp_path / "h.csv"
    data.write_text("age;blank\n18;\n", encoding="utf-8")
    for arguments, told in [
        (("--hierarchy", "age"), "PK906 --hierarchy needs a data file"),
        (("--hierarchy", "ages", "--from", data), "PK906 there is no column ages"),
        (("--hierarchy", "blank", "--from", data), "PK906 the column blank has no value"),
    ]:
        answer = privkit("init", path, *arguments, "--language", "en")
        assert answer.code == 2
        assert told in answer.err
        assert not path.exists()
    path.write_text("mine", encoding="utf-8")
    answer = privkit("init", path, "--hierarchy", "age", "--from", data, "--language", "en")
    assert f"PK906 {path} is there already" in answer.err
    assert path.read_text(encoding="utf-8") == "mine"


def test_a_plan_is_applied_from_anywhere(
    tiny: Any, privkit: Callable[..., Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tiny.folder)
    (tmp_path / "plans").mkdir()
    plan = tmp_path / "plans" / "plan.json"
    assert privkit("plan", "tiny.yaml", "--as-of", "2026-11-15", "--out", plan).code == 0
    assert not tiny.reports.exists()  # a plan writes nothing else
    assert str(tmp_path) not in plan.read_text()
    monkeypatch.chdir(tmp_path)
    answer = privkit("apply", plan)
    assert answer.code == 0
    assert tiny.runs[0].is_dir()
    assert json.loads((tiny.runs[0] / "evidence.json").read_text())["as_of"] == "2026-11-15"


@pytest.mark.parametrize("language", ["en", "fr"])
def test_a_plan_is_refused_when_something_moved(
    tiny: Any, privkit: Callable[..., Any], language: str
) -> None:
    (tiny.folder / "refs").mkdir()
    towns = tiny.folder / "refs" / "town.csv"
    towns.write_text("town,region,all\n01053,a,z\n02053,a,z\n03053,b,z\n")
    generalise = "  - generalise:\n      town: { with_hierarchy: refs/town.csv, level: region }\n"
    tiny.change(("release_only_if:", f"{generalise}\nrelease_only_if:"))
    plan = tiny.folder / "plan.json"
    privkit("plan", tiny.policy, "--out", plan)
    tiny.change(("title: A small set", "title: Another"))
    tiny.bills.write_text(tiny.bills.read_text() + "\n")
    towns.write_text(towns.read_text().replace("b,z", "c,z"))
    answer = privkit("apply", plan, "--language", language)
    assert answer.code == 4
    assert answer.err.startswith(
        "PK862 modifié depuis le plan : la politique, la table bills, refs/town.csv\n"
        "  → refaites le plan et relisez-le\n"
        if language == "fr"
        else "PK862 changed since the plan was made: the policy, the table bills, refs/town.csv\n"
        "  → make the plan again and read it\n"
    )


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"plan": 2}', '{"plan": 1, "policy_file": "p.yaml"}', "x"])
def test_another_file_is_no_plan(privkit: Callable[..., Any], tmp_path: Path, text: str) -> None:
    plan = tmp_path / "plan.json"
    plan.write_text(text)
    answer = privkit("apply", plan)
    assert answer.code == 4
    assert answer.err.startswith("PK861 plan.json is not a plan\n  → privkit plan POLICY --out plan.json\n")


def test_a_run_is_named_by_its_name_too(
    tiny: Any, privkit: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    run = tiny.apply().folder
    monkeypatch.chdir(tiny.folder)
    assert privkit("verify", run.name).code == 0
    assert privkit("verify", "current").code == 0


def test_errors_speak_the_language_of_the_run(city_folder: Path, privkit: Callable[..., Any]) -> None:
    policy = city_folder / "eau-entrainement.fr.yaml"
    policy.write_text(policy.read_text(encoding="utf-8").replace("partage: interne", "partage: convention"))
    assert privkit("apply", policy, "--as-of", "2026-11-15").code == 8
    (run,) = (p for p in (city_folder / "reports" / "eau-entrainement").iterdir() if p.name[0] == "2")
    answer = privkit("release", run, "--decision", "absente.yaml")
    assert answer.err.startswith("PK832 le fichier de décision absente.yaml est absent\n")
    assert answer.last == "ensuite : privkit explain PK832"
    (run / "report.html").write_text("")
    assert "n'est pas celui que le passage a écrit" in privkit("verify", run).err


def test_each_command_lives_in_a_file_that_imports_nothing_heavy() -> None:
    for path in (ROOT / "privkit" / "cli").glob("*.py"):
        for node in ast.parse(path.read_text(encoding="utf-8")).body:
            if isinstance(node, ast.ImportFrom):
                module = node.module or ""
                rooms = ("privkit.errors", "privkit.words", "privkit.cli", "privkit.evidence.record")
                assert module.split(".")[0] not in ("pandas", "numpy", "duckdb", "pydantic", "yaml", "rich")
                assert not module.startswith("privkit.") or module.startswith(rooms), f"{path.name}: {module}"


def test_a_plan_speaks_the_language_asked_for(tiny: Any, privkit: Callable[..., Any]) -> None:
    french, english = (
        privkit("plan", tiny.held().policy if n == 0 else tiny.policy, "--language", word).out
        for n, word in enumerate(("fr", "en"))
    )
    assert "\n  set\u00a0: town, people, volume (convention\u202f; attend une décision)\n" in french
    assert (
        '\n  bills\u00a0: data/bills.csv (format csv, encodage utf-8, séparateur ",", séparateur décimal ".", '
        in french
    )
    assert "\n  set: town, people, volume (agreement; waits for a decision)\n" in english


@pytest.mark.parametrize(("language", "percent"), [("fr", "\u00a0%"), ("en", "%")])
def test_the_commands_of_the_comparison(
    city_folder: Path, privkit: Callable[..., Any], language: str, percent: str
) -> None:
    policy = city_folder / "eau-entrainement.fr.yaml"
    assert privkit("apply", policy, "--as-of", "2026-11-15").code == 0
    run = city_folder / "reports" / "eau-entrainement" / "current"
    home = ("nb_occupants=4", "type_logement=maison", "jardin=oui", "surface_m2=105")
    fit = privkit("compare", "fit", run, "--language", language)
    head = fit.out.splitlines()[0].split("  ")
    assert [h.strip() for h in head if h.strip()][4:7] == [f"{n}{percent}" for n in (20, 50, 80)]
    cost = privkit("compare", "cost", run, "--language", language)
    chart = city_folder / "chart.svg"
    place = privkit(
        "compare", "household", run, *home, "--volume", "96,5", "--chart", chart, "--language", language
    )
    assert chart.read_text(encoding="utf-8").startswith(("<svg", "<?xml"))
    for answer in (fit, cost, place):
        assert answer.code == 0
        assert answer.last.startswith("ensuite : privkit" if language == "fr" else "next: privkit")
    for words in (
        ("compare", "fit", run),
        ("compare", "cost", run),
        ("compare", "household", run, *home, "--volume", "96"),
    ):
        assert json.loads(privkit(*words, "--json").out)
    assert privkit("compare", "household", run, *home, "--volume", "nan").code == 2
    assert privkit("compare", "household", run, "maison", "--volume", "9").code == 2


def test_a_refused_run_with_groups_tells_where_to_see_what_each_k_costs(tiny, privkit):
    step = "\n  - make_k_anonymous: { k: 5, on: [town, people], remove_at_most: 0 % }\n\nrelease_only_if:\n"
    tiny.change(("\nrelease_only_if:\n", step), ("k_anonymity: { at_least: 5", "k_anonymity: { at_least: 50"))
    answer = privkit("apply", tiny.policy, "--as-of", "2026-11-15")
    assert answer.code == 1
    command = f"privkit measure --as {tiny.policy} --frontier"
    assert f"what each k would cost: {command}\n" in answer.out
    frontier = privkit(*command.split()[1:])
    assert frontier.code == 0
    assert "what each k costs" in frontier.out
