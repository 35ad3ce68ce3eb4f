"""A small reader of tagged PDF files, enough to hear a page as a screen reader does. Nothing of the product."""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass

OPERATOR = re.compile(
    r"/(\w+) (?:<< /MCID (\d+) >> BDC|BMC)|\b(EMC)\b|/(F\d) [\d.]+ Tf|<([0-9a-f]*)> Tj"
    r"|(?<=\s)([mlchfSbB]|re|Do|sh|TJ)(?=\s)"
)


@dataclass
class Heard:
    """A piece of the structure, in reading order: what it is and what is read."""

    role: str
    text: str
    alt: str | None


class Pdf:
    def __init__(self, data: bytes) -> None:
        self.data = data
        start = int(data.rsplit(b"startxref", 1)[1].split()[0])
        head = re.match(rb"xref\n0 (\d+)\n", data[start:])
        assert head is not None
        self.count = int(head[1])
        self.objects: dict[int, bytes] = {}
        for number in range(1, self.count):
            place = int(data[start + head.end() + 20 * number :][:10])
            assert data[place:].startswith(b"%d 0 obj\n" % number), number
            self.objects[number] = data[place : data.index(b"\nendobj\n", place)].split(b"obj\n", 1)[1]
        self.trailer = data[start:].split(b"trailer", 1)[1].decode("ascii")

    def said(self, number: int) -> str:
        """The dictionary of an object."""
        return self.objects[number].split(b"\nstream\n", 1)[0].decode("ascii")

    def stream(self, number: int) -> bytes:
        said, body = self.objects[number].split(b"\nstream\n", 1)
        length = re.search(rb"/Length (\d+)", said)
        assert length is not None and body[int(length[1]) :] == b"\nendstream"
        body = body[: int(length[1])]
        return zlib.decompress(body) if b"FlateDecode" in said else body

    def ref(self, said: str, key: str) -> int:
        found = re.search(rf"/{key} (\d+) 0 R", said)
        assert found is not None, key
        return int(found[1])

    def refs(self, said: str, key: str) -> list[int]:
        found = re.search(rf"/{key} \[([^\]]*)\]", said)
        return [int(n) for n in re.findall(r"(\d+) 0 R", found[1])] if found else []

    def text(self, said: str, key: str) -> str | None:
        found = re.search(rf"/{key} <feff([0-9a-f]*)>", said)
        return bytes.fromhex(found[1]).decode("utf-16-be") if found else None

    @property
    def catalog(self) -> str:
        return self.said(self.ref(self.trailer, "Root"))

    @property
    def page(self) -> str:
        return self.said(self.refs(self.said(self.ref(self.catalog, "Pages")), "Kids")[0])

    def fonts(self) -> dict[str, int]:
        return {name: int(n) for name, n in re.findall(r"/(F\d) (\d+) 0 R", self.page)}

    def letters(self, font: int) -> dict[str, str]:
        """Glyphs of a font and what they stand for."""
        cmap = self.stream(self.ref(self.said(font), "ToUnicode")).decode("ascii")
        pairs = re.findall(r"<([0-9a-f]{4})> <([0-9a-f]+)>\n", cmap.split("beginbfchar", 1)[1])
        return {glyph: bytes.fromhex(code).decode("utf-16-be") for glyph, code in pairs}

    def contents(self) -> tuple[dict[int, str], dict[int, str], list[str]]:
        """Text by marked content, its tag, and operators that draw outside any marked content."""
        operators = self.stream(self.ref(self.page, "Contents")).decode("ascii")
        letters = {name: self.letters(n) for name, n in self.fonts().items()}
        texts: dict[int, str] = {}
        tags: dict[int, str] = {}
        outside: list[str] = []
        inside: int | str | None = None
        font = ""
        for tag, mcid, end, chosen, shown, drawn in OPERATOR.findall(operators):
            if tag:
                assert inside is None, "marked content inside another"
                inside = int(mcid) if mcid else tag
                if mcid:
                    assert inside not in texts
                    texts[int(mcid)], tags[int(mcid)] = "", tag
            elif end:
                inside = None
            elif chosen:
                font = chosen
            elif drawn:
                outside += [drawn] if inside is None else []
            elif isinstance(inside, int):
                texts[inside] += "".join(letters[font][shown[n : n + 4]] for n in range(0, len(shown), 4))
            else:
                outside.append(f"text in {inside}")
        assert inside is None
        return texts, tags, outside

    def heard(self) -> list[Heard]:
        """The page in reading order, each content found again from the structure and the other way round."""
        texts, tags, _ = self.contents()
        root = self.said(self.ref(self.catalog, "StructTreeRoot"))
        owners = self.refs(self.said(self.ref(root, "ParentTree")), "Nums \\[0")
        met: list[int] = []
        out = list(self._walk(self.refs(root, "K")[0], texts, tags, owners, met))
        assert met == sorted(texts), "a content that no one reads, or in another order"
        return out

    def _walk(
        self, number: int, texts: dict[int, str], tags: dict[int, str], owners: list[int], met: list[int]
    ) -> Iterator[Heard]:
        said = self.said(number)
        role = re.search(r"/S /(\w+)", said)
        content = re.search(r"/K (\d+)(?! 0 R)", said)
        assert role is not None
        if content is None:
            yield Heard(role[1], "", self.text(said, "Alt"))
        else:
            mcid = int(content[1])
            met.append(mcid)
            assert owners[mcid] == number and tags[mcid] == role[1]
            yield Heard(role[1], texts[mcid], self.text(said, "Alt"))
        for child in self.refs(said, "K"):
            assert f"/P {number} 0 R" in self.said(child)
            yield from self._walk(child, texts, tags, owners, met)
