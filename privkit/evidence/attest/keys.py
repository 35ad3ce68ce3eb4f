"""Ed25519 keys in PEM files: signing and checking. Needs the extra ``sign``; nothing else here does.

A private key is read, used and forgotten: no byte of it, and no name of its file, enters a paper.
"""

from __future__ import annotations

import hashlib
from importlib import import_module
from pathlib import Path
from typing import Any

from privkit.errors import Place, Problem, UsageError, missing_extra
from privkit.evidence.attest.envelope import Envelope, Signature, Signer
from privkit.words import Words

_ED25519 = "cryptography.hazmat.primitives.asymmetric.ed25519"
_SERIALIZATION = "cryptography.hazmat.primitives.serialization"


def signer(path: Path) -> Signer:
    """What signs with the private key of a PEM file (PKCS#8, without a password).

    Raises UsageError: PK902 when the extra ``sign`` is not installed, PK838 when the file is not such a key.
    """
    kinds, serialization = _library(_ED25519), _library(_SERIALIZATION)
    try:
        key = serialization.load_pem_private_key(_read(path), password=None)
    except (ValueError, TypeError):  # TypeError: the key has a password
        raise _not_a_key(path, private=True) from None
    except Exception as error:
        raise _unsupported(error, path, private=True) from None
    if not isinstance(key, kinds.Ed25519PrivateKey):
        raise _not_a_key(path, private=True)
    keyid = _keyid(key.public_key(), serialization)
    return lambda content: Signature(keyid, key.sign(content))


class PublicKey:
    """A public key of a PEM file: says whether an envelope was signed with its private half.

    Raises UsageError as :func:`signer`.
    """

    def __init__(self, path: Path) -> None:
        kinds, serialization = _library(_ED25519), _library(_SERIALIZATION)
        try:
            key = serialization.load_pem_public_key(_read(path))
        except ValueError:
            raise _not_a_key(path, private=False) from None
        except Exception as error:
            raise _unsupported(error, path, private=False) from None
        if not isinstance(key, kinds.Ed25519PublicKey):
            raise _not_a_key(path, private=False)
        self._key, self.keyid = key, _keyid(key, serialization)

    def signed(self, envelope: Envelope) -> bool:
        """Whether one of the signatures of an envelope is of this key, and says so."""
        content = envelope.signed_bytes()
        named = (one for one in envelope.signatures if one.keyid == self.keyid)
        return any(self._verifies(one.sig, content) for one in named)

    def _verifies(self, signature: bytes, content: bytes) -> bool:
        wrong = _library("cryptography.exceptions").InvalidSignature
        try:
            self._key.verify(signature, content)
        except wrong:
            return False
        return True


def _library(name: str) -> Any:
    try:
        return import_module(name)
    except ImportError:
        raise missing_extra("cryptography", "sign") from None


def _keyid(public: Any, serialization: Any) -> str:
    spki = public.public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)
    return hashlib.sha256(spki).hexdigest()


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError:
        raise UsageError(
            Problem(
                "PK838",
                Words("the key cannot be read", "la clé est illisible"),
                Place(str(path)),
                Words("name a file you may read", "nommez un fichier que vous pouvez lire"),
            )
        ) from None


def _unsupported(error: Exception, path: Path, *, private: bool) -> Exception:
    """Keys the library knows of and does not take are keys of the wrong kind; anything else is a bug, told as it is."""
    kind = _library("cryptography.exceptions").UnsupportedAlgorithm
    return _not_a_key(path, private=private) if isinstance(error, kind) else error


def _not_a_key(path: Path, *, private: bool) -> UsageError:
    make = "openssl genpkey -algorithm ed25519 -out private.pem"
    show = "openssl pkey -in private.pem -pubout -out public.pem"
    if private:
        message = Words(
            "this is not a private Ed25519 key in PEM, without a password",
            "ce n'est pas une clé privée Ed25519 au format PEM, sans mot de passe",
        )
    else:
        message = Words(
            "this is not a public Ed25519 key in PEM", "ce n'est pas une clé publique Ed25519 au format PEM"
        )
    command = make if private else show
    return UsageError(Problem("PK838", message, Place(str(path)), Words(command, command)))
