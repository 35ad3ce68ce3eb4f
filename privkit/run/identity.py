"""What makes two runs the same: the policy, the bytes of its inputs, the as-of date, the code."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from datetime import date
from functools import cache
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING, Any

from privkit.ledger.canonical import canonical_json

if TYPE_CHECKING:
    from privkit.policy.model.anonymity import MakeKAnonymous
    from privkit.policy.reader import Document
    from privkit.run.inputs import Input

LIBRARIES = ("pandas", "pyarrow", "numpy", "scipy", "duckdb", "narwhals", "pydantic", "matplotlib", "pyspark")


@cache
def code_version() -> str:
    """The version of privkit and the first 12 hexadecimal digits of the SHA-256 of its source files."""
    root = Path(__file__).resolve().parents[1]
    total = hashlib.sha256()
    for path in sorted(root.rglob("*")):
        if path.suffix in (".py", ".yaml", ".j2", ".css") and "__pycache__" not in path.parts:
            total.update(str(path.relative_to(root)).encode() + b"\0" + path.read_bytes() + b"\0")
    from privkit import __version__

    return f"{__version__}+{total.hexdigest()[:12]}"


def library_versions() -> dict[str, str]:
    """Versions of the libraries results depend on, and of Python."""
    import platform

    found = {"python": platform.python_version()}
    for name in LIBRARIES:
        try:
            found[name] = metadata.version(name)
        except metadata.PackageNotFoundError:
            continue
    return found


def reference_files(document: Document) -> list[Path]:
    """Files other than tables that a policy names: requests and hierarchies."""
    policy, folder = document.policy, document.path.parent
    names: list[str] = []
    if policy.register_.rights.requests and any(s.apply_requests for s in policy.steps):
        names.append(policy.register_.rights.requests.list)
    for step in policy.steps:
        if step.generalise:
            names += [g.with_hierarchy for g in step.generalise.values() if g.with_hierarchy]
        if step.make_k_anonymous:
            names += files_of(step.make_k_anonymous)
        if step.aggregate:
            names += [
                k.known_list for t in step.aggregate.tables.values() for k in t.by.values() if k.known_list
            ]
        if step.synthesise:
            names += [k.known_list for k in step.synthesise.domain.values() if k.known_list]
            names += [r.combinations.known_list for r in step.synthesise.must_respect if r.combinations]
    names += [c.linking_attack.register_ for c in policy.release_only_if if c.linking_attack]
    names += [o.publication.geometry for o in policy.outputs if o.publication and o.publication.geometry]
    names += [
        c.t_closeness.hierarchy for c in policy.release_only_if if c.t_closeness and c.t_closeness.hierarchy
    ]
    return [folder / name for name in dict.fromkeys(names)]


def files_of(rule: MakeKAnonymous) -> list[str]:
    """Files a step ``make_k_anonymous`` reads: hierarchies, and the population."""
    names = [*rule.hierarchies.values(), *(c.hierarchy for c in rule.confidential.values() if c.hierarchy)]
    names += [one.file for one in rule.levels.values() if one.file]
    return names + ([rule.population.file] if rule.population and rule.population.file else [])


def policy_bytes(document: Document) -> bytes:
    """The policy as written. PolicyError when its file is gone, DataError (PK809) when it changed since it was read."""
    from privkit.errors import DataError, Place, Problem
    from privkit.policy.source import read_bytes, text_of
    from privkit.words import Words

    raw = read_bytes(document.path)
    if text_of(document.path, raw) != document.text:
        raise DataError(
            Problem(
                "PK809",
                Words("the policy changed after it was read", "la politique a changé après avoir été lue"),
                Place(str(document.path)),
                instead=Words("start again", "recommencez"),
            )
        )
    return raw


def policy_sha256(document: Document) -> str:
    """SHA-256 of the policy as written."""
    return hashlib.sha256(policy_bytes(document)).hexdigest()


def identity(
    document: Document,
    inputs: Sequence[Input],
    references: Sequence[tuple[str, str]],
    as_of: date,
    engine: str,
    frozen: Mapping[str, Any] | None = None,
) -> str:
    """SHA-256 over the policy, the fingerprints of inputs, references and keys, the as-of date, the engine, the code.

    Levels kept from an earlier run are part of it. A new key gives new pseudonyms, hence another run: the
    fingerprint of a key is an HMAC of a constant.
    """
    parts = [policy_sha256(document), as_of.isoformat(), engine, code_version()]
    parts += [f"{one.table}={one.fingerprint.sha256}" for one in inputs]
    parts += [f"{name}={digest}" for name, digest in references]
    parts += [f"{name}={digest}" for name, digest in _keys(document)]
    if frozen is not None:
        parts.append(canonical_json(frozen).decode())
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()


def _keys(document: Document) -> list[tuple[str, str]]:
    """Each key the policy names, with its fingerprint. DataError as ``apply`` would raise."""
    from privkit.engine.hashing import key_fingerprint
    from privkit.steps.secret import read_secret

    names = [s.pseudonymise.key.secret for s in document.policy.steps if s.pseudonymise]
    folder = document.path.resolve().parent
    return [(name, key_fingerprint(read_secret(name, folder))) for name in dict.fromkeys(names)]
