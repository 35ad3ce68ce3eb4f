"""From a file to its text: found, small enough, UTF-8, without tabs."""

from __future__ import annotations

from pathlib import Path

from privkit.errors import Place, PolicyError, Problem
from privkit.policy.places import Source
from privkit.words import Words

LARGEST = 1024 * 1024  #: bytes
_TAB_FIX = Words(
    'use spaces; for a tab as a value, write "\\t" between quotes',
    'utiliser des espaces ; pour une tabulation comme valeur, écrire "\\t" entre guillemets droits',
)


def _refused(path: Path, code: str, message: Words, instead: Words) -> PolicyError:
    return PolicyError(Problem(code, message, Place(str(path)), instead))


def read_bytes(path: Path) -> bytes:
    """The bytes of a policy file. Raises PolicyError when it cannot be read or is too large."""
    try:
        if path.stat().st_size > LARGEST:
            raise _refused(
                path,
                "PK004",
                Words("the file is larger than 1 MiB", "le fichier dépasse 1 Mio"),
                Words(
                    "a policy is text: data stay in their own files",
                    "une politique est un texte : les données restent dans leurs fichiers",
                ),
            )
        return path.read_bytes()
    except FileNotFoundError:
        raise _refused(
            path,
            "PK001",
            Words("the file does not exist", "le fichier n'existe pas"),
            Words(
                "check the path, or write a first policy with `privkit init`",
                "vérifier le chemin, ou écrire une première politique avec `privkit init`",
            ),
        ) from None
    except OSError:
        raise _refused(
            path,
            "PK001",
            Words("the file cannot be read", "le fichier ne peut pas être lu"),
            Words(
                "check that it is a file and that you may read it",
                "vérifier que c'est un fichier et que vous pouvez le lire",
            ),
        ) from None


def text_of(path: Path, raw: bytes) -> str:
    """The text of a policy: UTF-8, with or without a byte order mark. Raises PolicyError."""
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise _refused(
            path,
            "PK003",
            Words("the file is encoded in UTF-16", "le fichier est encodé en UTF-16"),
            Words("save it again in UTF-8", "l'enregistrer de nouveau en UTF-8"),
        )
    if b"\x00" in raw:
        raise _refused(
            path,
            "PK003",
            Words("the file is not a text", "le fichier n'est pas un texte"),
            Words("give the path of a policy (.yaml)", "donner le chemin d'une politique (.yaml)"),
        )
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        raise PolicyError(
            Problem(
                "PK003",
                Words("the file is not encoded in UTF-8", "le fichier n'est pas encodé en UTF-8"),
                Place(str(path), line),
                Words("save it again in UTF-8", "l'enregistrer de nouveau en UTF-8"),
            )
        ) from None
    if not text.strip():
        raise _refused(
            path,
            "PK002",
            Words("the file is empty", "le fichier est vide"),
            Words(
                "write a first policy with `privkit init`",
                "écrire une première politique avec `privkit init`",
            ),
        )
    return text


def source_of(text: str, file: str) -> Source:
    """The text as a Source. Raises PolicyError when a tab stands anywhere in it."""
    source = Source(file, text)
    tabs = [
        source.problem(
            "PK014",
            (number, line.index("\t") + 1),
            Words("a tab stands on this line", "cette ligne contient une tabulation"),
            _TAB_FIX,
        )
        for number, line in enumerate(source.lines, 1)
        if "\t" in line
    ]
    if tabs:
        raise PolicyError(*tabs)
    return source
