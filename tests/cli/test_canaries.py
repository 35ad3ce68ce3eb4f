"""No data value, and no byte of a key, in anything a command says or leaves: failing commands included."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

POLICY = {"fr": "eau-entrainement.fr.yaml", "en": "water-training.en.yaml"}
AS_OF = ("--as-of", "2026-11-15")


class Watch:
    """What was said, and what must not be."""

    def __init__(self, privkit: Callable[..., Any], town: Any, folder: Path) -> None:
        self.folder, self._privkit = folder, privkit
        self.key = (folder / "secrets" / "cle_entrainement.key").read_text().strip()
        self.secrets = [value for canary in town.canaries for value in canary] + [self.key]
        self.secrets += [word for canary in town.canaries for word in canary.nom_titulaire.split()]

    def __call__(self, *words: object) -> Any:
        """Run a command and look at what it said."""
        answer = self._privkit(*words)
        for value in self.secrets:
            assert value not in answer.out + answer.err, f"{words[0]} tells a data value"
        assert "Traceback" not in answer.err
        return answer

    def look(self) -> int:
        """Look into every file a command left; the number of files seen."""
        left = [
            p for p in self.folder.rglob("*") if p.is_file() and "reports" in p.relative_to(self.folder).parts
        ]
        left += list(self.folder.glob("*.json")) + list(self.folder.glob("draft*.yaml"))
        for path in left:
            content = path.read_bytes()
            for value in self.secrets:
                assert value.encode() not in content, f"{path.name} holds a data value"
                assert bytes.fromhex(self.key) not in content
        return len(left)


@pytest.fixture
def watch(privkit: Callable[..., Any], town: Any, city_folder: Path) -> Watch:
    return Watch(privkit, town, city_folder)


@pytest.mark.parametrize("language", ["fr", "en"])
def test_every_command_that_works(watch: Watch, language: str) -> None:
    policy = watch.folder / POLICY[language]
    assert watch("check", policy).code == 0
    assert watch("explain", policy).code == 0
    assert watch("plan", policy, "--out", watch.folder / "plan.json").code == 0
    assert watch("plan", policy, "--json").code == 0
    assert watch("apply", policy, *AS_OF).code == 0
    run = next((watch.folder / "reports").glob("*/current"))
    assert watch("apply", policy, *AS_OF, "--json").code == 0
    assert watch("verify", run, "--replay").code == 0
    assert watch("runs", watch.folder / "reports", "--html").code == 0
    assert watch("runs", watch.folder / "reports", "--json").code == 0
    assert watch("purge", "--due", "--reports", watch.folder / "reports", "--as-of", "2200-01-01").code == 0
    assert watch("diff", policy, run).code == 0
    for reader in ("dpo", "controller", "public"):
        for form in ("html", "markdown", "json"):
            assert watch("report", run, "--for", reader, "--format", form).code == 0
        for paper in ("register", "notice", "card", "dpv", "sheets", "statement"):
            assert watch("report", run, "--for", reader, "--format", paper).code == 0
    assert watch("compare", "fit", run).code == 0
    assert watch("compare", "cost", run).code == 0
    for document in ("pia", "aipd", "aipd-markdown"):
        for reader in ("dpo", "controller"):
            assert watch("report", run, "--for", reader, "--format", document).code == 0
    home = ("nb_occupants=4", "type_logement=maison", "jardin=oui", "surface_m2=105")
    assert watch("compare", "household", run, *home, "--volume", "96").code == 0
    assert watch("measure", "--as", policy, "--frontier", *AS_OF, "--json").code == 0
    (out,) = (run / "outputs").glob("*.parquet")
    for table in ("factures.parquet", "foncier.csv"):
        raw = watch.folder / "donnees" / table
        assert watch("measure", raw, "--as", policy).code == 0
        pictures = watch.folder / "reports" / f"pictures {table}"
        told = ("--figures", pictures, "--out", watch.folder / f"measured-{table}.json", "--frontier", *AS_OF)
        assert watch("measure", out, "--as", policy, "--against", raw, *told).code == 0
        assert len(list(pictures.iterdir())) >= 4
        assert watch("measure", raw, "--as", policy, "--json").code == 0
        draft = watch.folder / f"draft-{table}.yaml"
        assert watch("init", draft, "--from", watch.folder / "donnees" / table).code == 0
    assert watch.look() > 10


def test_a_held_and_decided_run(watch: Watch) -> None:
    policy = watch.folder / POLICY["fr"]
    policy.write_text(policy.read_text(encoding="utf-8").replace("partage: interne", "partage: convention"))
    assert watch("apply", policy, *AS_OF).code == 8
    (run,) = (p for p in (watch.folder / "reports" / "eau-entrainement").iterdir() if p.name[0] == "2")
    decision = watch.folder / "decision.yaml"
    decision.write_text(
        "décision: diffuser\npar: responsable_de_traitement\nqualité: Directrice\n"
        "date: 2026-11-20\nparce_que: Convention signée.\n",
        encoding="utf-8",
    )
    assert watch("release", run, "--decision", decision).code == 0
    assert watch.look() > 5


def _spoil_bills(folder: Path, act: Callable[[Any], Any]) -> None:
    import pandas as pd

    path = folder / "donnees" / "factures.parquet"
    act(pd.read_parquet(path)).to_parquet(path, index=False)


def _canary_in_a_number(town: Any) -> Callable[[Path], None]:
    """The words of a canary stand where a number, a date or a unit is expected."""

    def spoil(folder: Path) -> None:
        name = town.canaries[0].nom_titulaire
        _spoil_bills(folder, lambda f: f.assign(nb_occupants=name))

    return spoil


def _headless(folder: Path) -> None:
    path = folder / "donnees" / "foncier.csv"
    path.write_text(path.read_text(encoding="utf-8-sig").partition("\n")[2], encoding="utf-8")


FAILURES: dict[str, Callable[[Any], Callable[[Path], Any]]] = {
    "a name for a number": _canary_in_a_number,
    "a name for a date": lambda town: (
        lambda folder: _spoil_bills(folder, lambda f: f.assign(date_releve=town.canaries[1].commentaire))
    ),
    "no unit": lambda town: lambda folder: _spoil_bills(folder, lambda f: f.assign(id_contrat=None)),
    "one more column": lambda town: (
        lambda folder: _spoil_bills(folder, lambda f: f.assign(extra=f["nom_titulaire"]))
    ),
    "no header": lambda town: _headless,
    "doubled register": lambda town: (
        lambda folder: (folder / "donnees" / "foncier.csv").write_text(
            (lambda lines: "\n".join([*lines, *lines[1:]]) + "\n")(
                (folder / "donnees" / "foncier.csv").read_text(encoding="utf-8-sig").splitlines()
            )
        )
    ),
    "no hierarchy": lambda town: lambda folder: shutil.rmtree(folder / "references"),
    "an empty hierarchy": lambda town: (
        lambda folder: (folder / "references" / "iris_vers_secteur.csv").write_text(
            "code_iris,secteur,commune,metropole\nx,a,b,c\n"
        )
    ),
    "requests that cannot be read": lambda town: (
        lambda folder: (folder / "donnees" / "demandes.csv").write_text(
            f"id_contrat;motif\n{town.canaries[0].id_contrat};{town.canaries[0].adresse}\n"
        )
    ),
    "no requests": lambda town: lambda folder: (folder / "donnees" / "demandes.csv").unlink(),
    "an open key": lambda town: lambda folder: (folder / "secrets" / "cle_entrainement.key").chmod(0o644),
    "a key in the policy": lambda town: (
        lambda folder: (folder / POLICY["fr"]).write_text(
            (folder / POLICY["fr"])
            .read_text(encoding="utf-8")
            .replace("secret: secrets/cle_entrainement.key", "secret: secrets/absente.key"),
            encoding="utf-8",
        )
    ),
}


@pytest.mark.parametrize("name", FAILURES)
def test_a_command_that_fails(watch: Watch, town: Any, name: str) -> None:
    FAILURES[name](town)(watch.folder)
    policy = watch.folder / POLICY["fr"]
    answer = watch("apply", policy, *AS_OF)
    assert answer.code == 4, answer.err
    assert answer.out == ""
    watch("plan", policy)
    watch("measure", watch.folder / "donnees" / "factures.parquet", "--as", policy)
    watch("measure", watch.folder / "donnees" / "foncier.csv", "--as", policy)
    watch("measure", "--as", policy, "--frontier", *AS_OF)
    for on in ("id_contrat,nb_occupants", "nowhere"):  # no policy: a first look at whatever is in the file
        for table in ("factures.parquet", "foncier.csv"):
            watch("measure", watch.folder / "donnees" / table, "--on", on, "--frontier", "--json")
    watch("init", watch.folder / "draft.yaml", "--from", watch.folder / "donnees" / "demandes.csv")
    assert list((watch.folder / "reports").glob("*/2*")) == []
    watch.look()


def test_a_refused_run(watch: Watch) -> None:
    policy = watch.folder / POLICY["fr"]
    policy.write_text(policy.read_text(encoding="utf-8").replace("au_plus: 60 %", "au_plus: 1 %"), "utf-8")
    assert watch("apply", policy, *AS_OF).code == 1
    assert watch.look() > 4
    assert not list((watch.folder / "reports").rglob("*.parquet"))


def test_what_a_bug_says(watch: Watch, town: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    from privkit.run import apply as applying

    def broken(*words: Any) -> Any:
        raise RuntimeError(f"no room for {town.canaries[0]}")

    monkeypatch.setattr(applying, "judge_run", broken)
    assert watch("apply", watch.folder / POLICY["fr"], *AS_OF).code == 70
    watch.look()


def test_the_evidence_of_a_value_that_would_show_is_caught(watch: Watch) -> None:
    """The watch itself works: the bills hold the canaries."""
    (watch.folder / "reports").mkdir()
    bills = (watch.folder / "donnees" / "operateurs").rglob("*")
    for number, path in enumerate(p for p in bills if p.is_file()):
        shutil.copy(path, watch.folder / "reports" / f"copy-{number}")
    with pytest.raises(AssertionError, match="holds a data value"):
        watch.look()
