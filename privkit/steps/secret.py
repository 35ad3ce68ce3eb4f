"""Keys: read from the environment or from a file only its owner can read; never written anywhere."""

from __future__ import annotations

import os
import stat
from pathlib import Path

from privkit.errors import DataError, Problem
from privkit.words import Words

SHORTEST = 32  # bytes: the output size of SHA-256 (RFC 2104, section 3)


def read_secret(name: str, folder: Path) -> bytes:
    """The key called ``name``: an environment variable, or a file (mode 0600) named from ``folder``.

    Raises DataError when it is missing, too short, or readable by others. The key itself is never
    part of a message.
    """
    value = os.environ.get(name)
    if value is not None:
        return _long_enough(os.fsencode(value).strip(), name)
    path = folder / name
    if "/" in name or path.is_file():
        return _long_enough(_read_file(path, name), name)
    raise DataError(
        Problem(
            "PK451",
            Words(f"the key {name} is not there", f"la clé {name} est absente"),
            instead=Words(
                f"ask its holder to set the environment variable {name}",
                f"demandez à son détenteur de définir la variable d'environnement {name}",
            ),
        )
    )


def _read_file(path: Path, name: str) -> bytes:
    if not path.is_file():
        raise DataError(
            Problem(
                "PK451",
                Words(f"the key file {name} is not there", f"le fichier de clé {name} est absent"),
                instead=Words("ask its holder to put it there", "demandez à son détenteur de le déposer"),
            )
        )
    if os.name == "posix" and stat.S_IMODE(path.stat().st_mode) & 0o077:
        raise DataError(
            Problem(
                "PK453",
                Words(
                    f"the key file {name} can be read by others than its owner",
                    f"le fichier de clé {name} est lisible par d'autres que son propriétaire",
                ),
                instead=Words(f"chmod 600 {name}", f"chmod 600 {name}"),
            )
        )
    try:
        return path.read_bytes().strip()
    except OSError:
        raise DataError(
            Problem(
                "PK451",
                Words(f"the key file {name} cannot be read", f"le fichier de clé {name} ne peut être lu"),
                instead=Words("run as its owner", "lancez la commande sous le compte de son propriétaire"),
            )
        ) from None


def _long_enough(key: bytes, name: str) -> bytes:
    if len(key) >= SHORTEST:
        return key
    raise DataError(
        Problem(
            "PK452",
            Words(
                f"the key {name} has {len(key)} bytes: too short",
                f"la clé {name} a {len(key)} octets : trop courte",
            ),
            instead=Words(
                f"at least {SHORTEST} bytes, made for instance by: openssl rand -hex 32",
                f"au moins {SHORTEST} octets, faits par exemple par : openssl rand -hex 32",
            ),
        )
    )
