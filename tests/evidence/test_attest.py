"""Statements: the schema of in-toto, verdicts as tests, envelopes whose every byte counts, signatures."""

from __future__ import annotations

import base64
import hashlib
import json
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import sample
import sample_tables
from hypothesis import given
from hypothesis import strategies as st

from privkit.errors import UsageError
from privkit.evidence.asjson import evidence_bytes, to_json
from privkit.evidence.attest.check import SIGNED, SIGNED_UNCHECKED, UNSIGNED, check_bundle
from privkit.evidence.attest.envelope import Envelope, Signature, bundle, read_bundle
from privkit.evidence.attest.keys import PublicKey, signer
from privkit.evidence.attest.statement import statements
from privkit.values import Outcome
from privkit.words import same

TEST_RESULT = "https://in-toto.io/attestation/test-result/v0.1"
CONTENT = b"a,b\n1,2\n"


@pytest.mark.parametrize("run", [sample.record, sample.refused, sample_tables.noisy])
def test_both_are_statements_v1(run: Any) -> None:
    for one in statements(to_json(run())):
        assert set(one) == {"_type", "subject", "predicateType", "predicate"}
        assert one["_type"] == "https://in-toto.io/Statement/v1"
        assert one["subject"]
        for subject in one["subject"]:
            assert set(subject) == {"name", "digest"}
            assert set(subject["digest"]) == {"sha256"}
            assert len(bytes.fromhex(subject["digest"]["sha256"])) == 32
        names = [subject["name"] for subject in one["subject"]]
        assert len(set(names)) == len(names)


def test_subjects_are_the_outputs_and_of_a_refusal_the_evidence() -> None:
    release, tests = statements(to_json(sample.record()))
    assert release["subject"] == tests["subject"]
    assert release["subject"][0]["name"] == "entrainement.parquet"
    assert release["subject"][0]["digest"]["sha256"] == sample.OUTPUTS[0].sha256
    refused = sample.refused()
    (subject,) = statements(to_json(refused))[0]["subject"]
    digest = hashlib.sha256(evidence_bytes(refused)).hexdigest()
    assert subject == {"name": "evidence.json", "digest": {"sha256": digest}}


def test_every_file_that_leaves_is_a_subject_when_files_are_known() -> None:
    files = {"held/entrainement.parquet": "a" * 64, "held/more/reference.json": "b" * 64, "outputs/in.csv": "c" * 64,
             "report.html": "d" * 64}  # fmt: skip
    evidence = to_json(sample.record())
    names = [one["name"] for one in statements(evidence, None, files)[0]["subject"]]
    assert names == ["entrainement.parquet", "in.csv", "more/reference.json"]
    (left,) = statements(evidence, {"decision": "refuse"}, files)[0]["subject"]
    assert left == {"name": "in.csv", "digest": {"sha256": "c" * 64}}


def result(run: Any) -> dict[str, Any]:
    one = statements(to_json(run))[1]
    assert one["predicateType"] == TEST_RESULT
    found: dict[str, Any] = one["predicate"]
    assert found["result"] in ("PASSED", "WARNED", "FAILED")
    assert found["configuration"][0]["digest"] == {"sha256": sample.record().policy_sha256}
    return found


def test_verdicts_are_tests() -> None:
    found = result(sample.record())
    assert found["result"] == "PASSED" and found["failedTests"] == found["warnedTests"] == []
    assert found["passedTests"][:2] == [
        "k_anonymity / jeu_entrainement",
        "l_diversity / jeu_entrainement / volume_annuel",
    ]
    refused = result(sample.refused())
    assert refused["result"] == "FAILED"
    assert refused["failedTests"] == ["k_anonymity / jeu_entrainement", "protection_cost"]


def test_what_could_not_be_measured_did_not_pass() -> None:
    found = result(sample.inconclusive())
    assert found["result"] == "FAILED" and found["failedTests"] == ["protection_cost"]


def test_a_note_is_a_warning_and_no_test_is_no_pass() -> None:
    noted = replace(sample.VERDICTS[0], note=same("close to the threshold"))
    found = result(sample.record(verdicts=(noted,)))
    assert (found["result"], found["warnedTests"]) == ("WARNED", ["k_anonymity / jeu_entrainement"])
    assert result(sample.record(verdicts=()))["result"] == "WARNED"
    failed = replace(noted, outcome=Outcome.FAILED)
    assert result(sample.record(verdicts=(failed,)))["warnedTests"] == []


def test_alike_conditions_keep_names_apart() -> None:
    found = result(sample.record(verdicts=(sample.VERDICTS[0],) * 2))
    assert found["passedTests"] == ["k_anonymity / jeu_entrainement", "k_anonymity / jeu_entrainement #2"]


def test_a_decision_is_stated_without_the_name_of_who_took_it() -> None:
    decision = {
        "decision": "refuse",
        "by": "controller",
        "capacity": "Jane Roe",
        "date": "2026-12-05",
        "because": "no",
    }
    release, _ = statements(to_json(sample.record()), decision)
    assert release["predicate"]["decision"] == {
        "decision": "refuse",
        "by": "controller",
        "date": "2026-12-05",
    }
    assert release["predicate"]["status"] == "refused"
    assert release["subject"][0]["name"] == "evidence.json"
    assert "Jane" not in json.dumps(release)
    recorded = statements(to_json(sample.released()))[0]["predicate"]["decision"]
    assert recorded == {"decision": "release", "by": "controller", "date": "2026-11-10"}


def test_the_budget_is_exact_text() -> None:
    found = statements(to_json(sample_tables.noisy()))[0]["predicate"]["budget"]
    assert found["amount"] == {"epsilon": "2.9", "delta": "0.0000005"}
    assert "ledger" not in found


def test_the_bytes_signed_are_those_of_the_protocol() -> None:
    """The example of the DSSE protocol, with the payload type of in-toto."""
    assert Envelope(b"hello world").signed_bytes() == b"DSSEv1 28 application/vnd.in-toto+json 11 hello world"


@given(
    st.binary(max_size=50),
    st.lists(st.tuples(st.text("0123456789abcdef"), st.binary(max_size=64)), max_size=2),
)
def test_an_envelope_reads_back(payload: bytes, signatures: list[tuple[str, bytes]]) -> None:
    envelope = Envelope(payload, tuple(Signature(*one) for one in signatures))
    assert read_bundle(envelope.text() + "\n") == [envelope]


@pytest.mark.parametrize(
    "text",
    ["", "\n", "{}\n", "[]\n", "null\n", "not json\n", '{"payloadType":"x","payload":"","signatures":[]}\n'],
)
def test_what_is_not_a_bundle_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        read_bundle(text)


@pytest.fixture
def run(tmp_path: Path) -> tuple[Path, dict[str, Any]]:
    """The folder of a held run with its output, and its evidence."""
    folder = tmp_path / "run"
    (folder / "held").mkdir(parents=True)
    (folder / "held" / "entrainement.parquet").write_bytes(CONTENT)
    output = replace(sample.OUTPUTS[0], sha256=hashlib.sha256(CONTENT).hexdigest(), size=len(CONTENT))
    record = sample.record(outputs=(output,))
    (folder / "evidence.json").write_bytes(evidence_bytes(record))
    return folder, to_json(record)


def sealed(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8", newline="")
    return path


def test_an_unsigned_bundle_shows_integrity_only(run: Any, tmp_path: Path) -> None:
    folder, evidence = run
    file = sealed(tmp_path / "s.jsonl", bundle(statements(evidence)))
    found = check_bundle(file, folder, evidence, None)
    assert found.problems == () and found.signature is UNSIGNED
    assert UNSIGNED.en == "unsigned: shows integrity, not authorship"


def test_a_statement_made_before_the_decision_still_holds(run: Any, tmp_path: Path) -> None:
    folder, evidence = run
    file = sealed(tmp_path / "s.jsonl", bundle(statements(evidence)))
    (folder / "held").rename(folder / "outputs")
    decision = {"decision": "release", "by": "controller", "date": "2026-12-05"}
    assert check_bundle(file, folder, evidence, decision).problems == ()
    after = sealed(tmp_path / "after.jsonl", bundle(statements(evidence, decision)))
    assert check_bundle(after, folder, evidence, decision).problems == ()
    assert len(check_bundle(after, folder, evidence, None).problems) == 1  # the decision is not known


def test_every_byte_changed_is_found(run: Any, tmp_path: Path) -> None:
    folder, evidence = run
    text = bundle(statements(evidence))
    for position in range(0, len(text), 7):
        other = "A" if text[position] != "A" else "B"
        file = sealed(tmp_path / "s.jsonl", text[:position] + other + text[position + 1 :])
        found = check_bundle(file, folder, evidence, None)
        assert found.problems and {one.code for one in found.problems} == {"PK839"}, position


@pytest.mark.parametrize(
    ("harm", "told"),
    [
        (
            lambda f: (f / "held" / "entrainement.parquet").write_bytes(b"x"),
            "the file entrainement.parquet is missing",
        ),
        (
            lambda f: (f / "held" / "entrainement.parquet").unlink(),
            "the file entrainement.parquet is missing",
        ),
    ],
)
def test_a_file_that_is_not_the_one_stated_is_named(run: Any, tmp_path: Path, harm: Any, told: str) -> None:
    folder, evidence = run
    file = sealed(tmp_path / "s.jsonl", bundle(statements(evidence)))
    harm(folder)
    first, second = check_bundle(file, folder, evidence, None).problems
    assert first.lines("en")[0].startswith(f"{file}:1: PK839 {told}")
    assert second.lines("fr")[0].endswith("manque, ou n'est pas celui de la déclaration")


def test_the_statements_of_another_run_are_not_of_this_one(run: Any, tmp_path: Path) -> None:
    folder, evidence = run
    file = sealed(tmp_path / "s.jsonl", bundle(statements({**evidence, "seed": 2})))
    (one,) = check_bundle(file, folder, evidence, None).problems  # the tests of both had the same outcomes
    assert one.lines("en") == [
        f"{file}:1: PK839 this statement is not one of this run, or was changed since",
        "  → make it again: privkit report RUN --format statement",
    ]


def test_one_statement_alone_is_not_enough(run: Any, tmp_path: Path) -> None:
    folder, evidence = run
    file = sealed(tmp_path / "s.jsonl", bundle(statements(evidence)[:1]))
    (one,) = check_bundle(file, folder, evidence, None).problems
    assert "a statement is missing" in one.message.en


@pytest.mark.parametrize("use", [signer, PublicKey])
def test_without_the_extra_it_is_named(use: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in list(sys.modules):
        if name.split(".")[0] == "cryptography":
            monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "cryptography", None)
    with pytest.raises(UsageError) as caught:
        use(Path("key.pem"))
    assert caught.value.text("en") == [
        "PK902 the package cryptography is not installed",
        "  → pip install 'privkit[sign]'",
    ]


@pytest.fixture
def keys(tmp_path: Path) -> tuple[Path, Path]:
    """A private key and its public half, in PEM."""
    pytest.importorskip("cryptography")
    from cryptography.hazmat.primitives import serialization as form
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    return _pair(tmp_path, "a", Ed25519PrivateKey.from_private_bytes(b"a" * 32), form)


def _pair(folder: Path, name: str, key: Any, form: Any) -> tuple[Path, Path]:
    private, public = folder / f"{name}.pem", folder / f"{name}.pub.pem"
    private.write_bytes(key.private_bytes(form.Encoding.PEM, form.PrivateFormat.PKCS8, form.NoEncryption()))
    public.write_bytes(
        key.public_key().public_bytes(form.Encoding.PEM, form.PublicFormat.SubjectPublicKeyInfo)
    )
    return private, public


def test_a_signature_shows_who_made_it(run: Any, keys: Any, tmp_path: Path) -> None:
    folder, evidence = run
    private, public = keys
    text = bundle(statements(evidence), signer(private))
    assert text == bundle(statements(evidence), signer(private))  # Ed25519 draws nothing
    file = sealed(tmp_path / "s.jsonl", text)
    checked = check_bundle(file, folder, evidence, None, PublicKey(public))
    assert checked.problems == () and checked.signature is SIGNED
    unread = check_bundle(file, folder, evidence, None)
    assert unread.problems == () and unread.signature is SIGNED_UNCHECKED
    secret = "".join(private.read_text().splitlines()[1:-1])
    inside = b"".join(base64.b64decode(json.loads(line)["payload"]) for line in text.splitlines())
    assert secret not in text and b"a" * 32 not in inside and b"pem" not in inside


def test_every_byte_of_a_signed_bundle_counts(run: Any, keys: Any, tmp_path: Path) -> None:
    folder, evidence = run
    private, public = keys
    text, key = bundle(statements(evidence), signer(private)), PublicKey(public)
    for position in range(0, len(text), 11):
        other = "A" if text[position] != "A" else "B"
        file = sealed(tmp_path / "s.jsonl", text[:position] + other + text[position + 1 :])
        assert check_bundle(file, folder, evidence, None, key).problems, position


def test_the_signature_of_somebody_else_is_refused(run: Any, keys: Any, tmp_path: Path) -> None:
    from cryptography.hazmat.primitives import serialization as form
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    folder, evidence = run
    theirs, _ = _pair(tmp_path, "b", Ed25519PrivateKey.from_private_bytes(b"b" * 32), form)
    file = sealed(tmp_path / "s.jsonl", bundle(statements(evidence), signer(theirs)))
    found = check_bundle(file, folder, evidence, None, PublicKey(keys[1])).problems
    assert [one.message.en for one in found] == [
        "this statement is not signed by this key, or was changed since"
    ] * 2


def test_an_unsigned_statement_does_not_pass_for_signed(run: Any, keys: Any, tmp_path: Path) -> None:
    folder, evidence = run
    file = sealed(tmp_path / "s.jsonl", bundle(statements(evidence)))
    found = check_bundle(file, folder, evidence, None, PublicKey(keys[1]))
    assert [one.message.en for one in found.problems] == ["this statement is not signed"] * 2
    assert found.signature is UNSIGNED


def test_keys_of_another_kind_are_refused(keys: Any, tmp_path: Path) -> None:
    from cryptography.hazmat.primitives import serialization as form
    from cryptography.hazmat.primitives.asymmetric import ec
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    private, public = keys
    other, other_public = _pair(tmp_path, "ec", ec.generate_private_key(ec.SECP256R1()), form)
    locked = tmp_path / "locked.pem"
    locked.write_bytes(
        Ed25519PrivateKey.from_private_bytes(b"c" * 32).private_bytes(
            form.Encoding.PEM, form.PrivateFormat.PKCS8, form.BestAvailableEncryption(b"word")
        )
    )
    rubbish = sealed(tmp_path / "rubbish.pem", "nothing")
    for path in (other, locked, rubbish, public):
        with pytest.raises(UsageError) as caught:
            signer(path)
        assert caught.value.text("en") == [
            f"{path}: PK838 this is not a private Ed25519 key in PEM, without a password",
            "  → openssl genpkey -algorithm ed25519 -out private.pem",
        ]
    for path in (other_public, rubbish, private):
        with pytest.raises(UsageError, match="PK838 this is not a public Ed25519 key in PEM"):
            PublicKey(path)
    with pytest.raises(UsageError, match="PK838 the key cannot be read"):
        signer(tmp_path / "none.pem")
