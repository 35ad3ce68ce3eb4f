"""Statements in DSSE envelopes, one per line: the bundle other verifiers of in-toto read.

An envelope holds the exact bytes that were signed, so nobody has to write JSON twice alike. One without a signature
is not a valid DSSE envelope for a verifier, and this is meant: it shows integrity to whoever recomputes fingerprints,
never authorship.

https://github.com/secure-systems-lab/dsse/blob/master/protocol.md
"""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from privkit.ledger.canonical import canonical_json

PAYLOAD_TYPE = "application/vnd.in-toto+json"


@dataclass(frozen=True)
class Signature:
    """The signature of one envelope. ``keyid``: SHA-256 of the public key in DER; it only helps to find the key."""

    keyid: str
    sig: bytes


@dataclass(frozen=True)
class Envelope:
    """Signed bytes, and their signatures."""

    payload: bytes
    signatures: tuple[Signature, ...] = ()

    def signed_bytes(self) -> bytes:
        """What a signature covers: type and payload, each with its length (PAE of DSSE)."""
        kind = PAYLOAD_TYPE.encode()
        return b"DSSEv1 %d %b %d %b" % (len(kind), kind, len(self.payload), self.payload)

    def text(self) -> str:
        """The envelope as one line of JSON."""
        body = {
            "payloadType": PAYLOAD_TYPE,
            "payload": _encoded(self.payload),
            "signatures": [{"keyid": one.keyid, "sig": _encoded(one.sig)} for one in self.signatures],
        }
        return json.dumps(body, separators=(",", ":"))


Signer = Callable[[bytes], Signature]


def bundle(statements: Iterable[dict[str, Any]], sign: Signer | None = None) -> str:
    """Statements sealed one by one, one envelope per line; signed when there is a signer."""
    lines = []
    for one in statements:
        envelope = Envelope(canonical_json(one))
        if sign is not None:
            envelope = Envelope(envelope.payload, (sign(envelope.signed_bytes()),))
        lines.append(envelope.text() + "\n")
    return "".join(lines)


def read_bundle(text: str) -> list[Envelope]:
    """The envelopes of a bundle. ValueError when a line is not one as :func:`bundle` writes it, or there is none.

    Bytes no signature covers (names of fields, spaces) must stand as they were written, so that none can be changed
    unseen.
    """
    if not text.endswith("\n"):
        raise ValueError("the last line is cut")
    return [_envelope(line) for line in text[:-1].split("\n")]


def _envelope(line: str) -> Envelope:
    try:
        body = json.loads(line)
        if body["payloadType"] != PAYLOAD_TYPE:
            raise ValueError("another type of payload")
        signatures = tuple(
            Signature(str(one.get("keyid", "")), _decoded(one["sig"])) for one in body["signatures"]
        )
        found = Envelope(_decoded(body["payload"]), signatures)
    except (KeyError, TypeError, AttributeError, RecursionError) as error:
        raise ValueError("not an envelope") from error
    if found.text() != line:
        raise ValueError("not as it was written")
    return found


def _encoded(content: bytes) -> str:
    return base64.b64encode(content).decode("ascii")


def _decoded(text: Any) -> bytes:
    if not isinstance(text, str):
        raise ValueError("not Base64")
    try:
        return base64.b64decode(text, validate=True)
    except binascii.Error as error:
        raise ValueError("not Base64") from error
