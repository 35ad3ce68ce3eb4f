"""Which encoding a text file is in: looked for over the whole file, in one streaming pass."""

from __future__ import annotations

import codecs
import re
import zlib
from dataclasses import dataclass
from pathlib import Path

from privkit.engine.sources.csv import open_bytes
from privkit.errors import DataError, Problem
from privkit.words import Words

SAMPLE = 256 << 10  # bytes
_BLOCK = 1 << 20
ENCODINGS = ("utf-8", "utf-8-sig", "cp1252", "iso-8859-15", "utf-16")

# What French text in cp1252 is made of beyond ASCII: accented letters, œ Œ Ÿ €, quotes, dashes,
# ellipsis, no-break space and usual signs. Accents of DOS or Macintosh files fall mostly elsewhere.
_USUAL_1252 = bytes(range(0xC0, 0x100)) + "€…ŒŠŽœšžŸ‘’“”•–—\u00a0£§©ª«®°±²³´µ·º»¼½¾¿".encode("cp1252")
_UNDEFINED_1252 = bytes([0x81, 0x8D, 0x8F, 0x90, 0x9D])
_CONTROLS = bytes(b for b in range(32) if b not in (9, 10, 12, 13, 26))
_ASCII = bytes(range(128))
_PAIR = re.compile(rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}")


@dataclass(frozen=True)
class TextSeen:
    """The encoding of a text file and its beginning, cut at a line end."""

    encoding: str
    sample: str
    whole: bool  # the sample is the whole file


def examine(path: Path, compression: str | None, wanted: str | None) -> TextSeen:
    """Read the whole file once and tell its encoding. Raises DataError when it is not clear."""
    tally = _Tally()
    head = b""
    try:
        with open_bytes(path, compression) as stream:
            while block := stream.read(_BLOCK):
                if len(head) < SAMPLE:
                    head += block[: SAMPLE - len(head)]
                tally.add(block)
    except (EOFError, OSError, zlib.error) as error:
        if isinstance(error, OSError) and error.errno is not None:
            raise
        raise DataError(cut_short(path.name)) from None
    tally.end()
    if not tally.size:
        raise DataError(empty_file(path.name))
    encoding = _chosen(path.name, tally, head, wanted)
    whole = tally.size <= len(head)
    sample = codecs.getincrementaldecoder(encoding)("replace").decode(head, whole)
    if not whole:
        sample = sample[: sample.rfind("\n") + 1] or sample
    return TextSeen(encoding, sample, whole)


class _Tally:
    """What the bytes of a file say of their encoding."""

    def __init__(self) -> None:
        self.size = self.beyond_ascii = self.usual = self.in_pairs = 0
        self.utf8, self.could_be_1252 = True, True
        self._decoder = codecs.getincrementaldecoder("utf-8")("strict")

    def add(self, block: bytes) -> None:
        self.size += len(block)
        if self.could_be_1252 and len(block.translate(None, _UNDEFINED_1252 + _CONTROLS)) < len(block):
            self.could_be_1252 = False
        if self.utf8:
            try:
                self._decoder.decode(block)
            except UnicodeDecodeError:
                self.utf8 = False
        if not block.isascii():
            beyond = block.translate(None, _ASCII)
            self.beyond_ascii += len(beyond)
            self.usual += len(beyond) - len(beyond.translate(None, _USUAL_1252))
            self.in_pairs += sum(len(pair) for pair in _PAIR.findall(block))

    def end(self) -> None:
        try:
            self._decoder.decode(b"", True)
        except UnicodeDecodeError:
            self.utf8 = False

    @property
    def plausibly_1252(self) -> bool:
        # many well-formed UTF-8 pairs: a damaged UTF-8 file, not cp1252
        mostly_usual = self.usual * 2 >= self.beyond_ascii
        return self.could_be_1252 and mostly_usual and self.in_pairs * 2 < max(1, self.beyond_ascii)


def _chosen(name: str, tally: _Tally, head: bytes, wanted: str | None) -> str:
    if wanted is not None:
        encoding = _named(wanted)
        if encoding.startswith("utf-8") and not tally.utf8:
            raise DataError(unknown_encoding(name))
        return "utf-8-sig" if encoding == "utf-8" and head.startswith(codecs.BOM_UTF8) else encoding
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    if tally.utf8 and b"\0" not in head:
        return "utf-8-sig" if head.startswith(codecs.BOM_UTF8) else "utf-8"
    if tally.plausibly_1252:
        return "cp1252"
    raise DataError(unknown_encoding(name))


def _named(wanted: str) -> str:
    usual = {
        "utf8": "utf-8",
        "utf-8": "utf-8",
        "windows-1252": "cp1252",
        "latin-1": "cp1252",
        "latin1": "cp1252",
    }
    usual |= {"iso-8859-1": "cp1252", "latin-9": "iso-8859-15", "utf16": "utf-16"}
    plain = wanted.strip().lower()
    encoding = usual.get(plain, plain)
    if encoding not in ENCODINGS:
        raise DataError(
            Problem(
                "PK415",
                Words(f"there is no encoding named {wanted}", f"il n'y a pas d'encodage nommé {wanted}"),
                instead=Words("one of " + ", ".join(ENCODINGS), "l'un de " + ", ".join(ENCODINGS)),
            )
        )
    return encoding


def unknown_encoding(name: str) -> Problem:
    """The problem of a file whose encoding is not clear."""
    return Problem(
        "PK409",
        Words(
            f"{name} is neither valid UTF-8 nor plausible cp1252 text",
            f"{name} n'est ni de l'UTF-8 valide ni du texte cp1252 plausible",
        ),
        instead=Words(
            "reading: { encoding: … } under this table, or save the file as UTF-8",
            "lecture: { encodage: … } sous cette table, ou enregistrer le fichier en UTF-8",
        ),
    )


def cut_short(name: str) -> Problem:
    """The problem of a compressed file that ends too early or is damaged."""
    return Problem(
        "PK408",
        Words(f"{name} is damaged or cut short", f"{name} est abîmé ou tronqué"),
        instead=Words("copy or export the file again", "copier ou exporter de nouveau le fichier"),
    )


def empty_file(name: str) -> Problem:
    """The problem of a file without even a header."""
    return Problem(
        "PK407",
        Words(f"{name} is empty", f"{name} est vide"),
        instead=Words(
            "a header row with the names of the columns; no rows below it is fine",
            "une ligne d'en-tête avec les noms des colonnes ; aucune ligne en dessous convient",
        ),
    )
