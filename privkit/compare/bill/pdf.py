"""A sheet as a PDF of one page that a screen reader reads: its parts tagged, in order, in a known language.

Written for PDF/UA-1 (ISO 14289-1) on ISO 32000-1: every mark is in a part of the structure or an artifact, figures
have alternative text, fonts are embedded with what their letters stand for, the title is shown. No date is
written: the same sheet gives the same bytes.
"""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from html import escape
from itertools import groupby

from privkit.compare.bill.font import Embedded, embedded, font_objects
from privkit.compare.bill.sheet import INK, PAPER, POINT, Dot, Mark, Part, Shape, Sheet, Text, width_of
from privkit.words import Language

_TAGS = {"fr": "fr-FR", "en": "en"}
_CATALOG, _PAGES, _PAGE, _CONTENT, _INFO, _XMP, _ROOT, _PARENTS, _DOCUMENT = range(1, 10)
_ROUND = 0.5523  # a quarter of a circle as a curve


def as_pdf(sheet: Sheet, title: str, description: str, language: Language) -> bytes:
    """The sheet as a PDF of one page, tagged, with its title, what it says in a few words, and its language."""
    groups = [(part, [mark for mark, _ in run]) for part, run in groupby(sheet.marks, key=lambda m: m[1])]
    fonts = {bold: embedded(_letters(sheet, bold=bold), bold=bold) for bold in (False, True)}
    tree = _Tree(_DOCUMENT, sheet.height)
    content = "\n".join(tree.tagged(part, _drawn(marks, part, sheet, fonts)) for part, marks in groups)
    first_font = tree.next
    names = {False: first_font, True: first_font + 5}
    width, height = _number(sheet.width / POINT), _number(sheet.height / POINT)
    objects: list[tuple[str, bytes | None]] = [
        (
            f"<< /Type /Catalog /Pages {_PAGES} 0 R /Lang ({_TAGS[language]}) /MarkInfo << /Marked true >> "
            f"/StructTreeRoot {_ROOT} 0 R /Metadata {_XMP} 0 R /ViewerPreferences << /DisplayDocTitle true >> >>",
            None,
        ),
        (f"<< /Type /Pages /Kids [{_PAGE} 0 R] /Count 1 >>", None),
        (
            f"<< /Type /Page /Parent {_PAGES} 0 R /MediaBox [0 0 {width} {height}] /Contents {_CONTENT} 0 R "
            f"/Resources << /Font << /F0 {names[False]} 0 R /F1 {names[True]} 0 R >> >> "
            "/StructParents 0 /Tabs /S >>",
            None,
        ),
        ("", content.encode("ascii")),
        (f"<< /Title {_text(title)} /Subject {_text(description)} /Creator {_text('privkit')} >>", None),
        ("/Type /Metadata /Subtype /XML", _xmp(title, description, language).encode("utf-8")),
        *((said, None) for said in tree.objects()),
        *font_objects(fonts[False], names[False]),
        *font_objects(fonts[True], names[True]),
    ]
    return _file(objects)


def _letters(sheet: Sheet, *, bold: bool) -> set[str]:
    texts = (mark for mark, _ in sheet.marks if isinstance(mark, Text) and mark.bold is bold)
    return {c for text in texts for c in text.said} | {" "}


class _Tree:
    """The structure of the page: ``Document``, its parts in order, advice as a list."""

    def __init__(self, document: int, height: float) -> None:
        self.next, self._document, self._height = document + 1, document, height
        self._elements: list[tuple[int, str]] = []
        self._children: list[int] = []
        self._owners: list[int] = []  # the element of each marked content, by its number
        self._list: tuple[int, list[int]] | None = None

    def tagged(self, part: Part | None, drawn: str) -> str:
        """What was drawn, marked as content of its part, or as an artifact."""
        if part is None:
            return f"/Artifact BMC\n{drawn}\nEMC"
        number = len(self._owners)
        role = "LBody" if part.role == "LI" else part.role
        self._owners.append(self._element(part, number))
        return f"/{role} << /MCID {number} >> BDC\n{drawn}\nEMC"

    def _element(self, part: Part, content: int) -> int:
        if part.role != "LI":
            self._list = None
            element = self._take()
            self._elements.append((element, self._said(part, self._document, content)))
            self._children.append(element)
            return element
        if self._list is None:
            self._list = self._take(), []
            self._children.append(self._list[0])
        item, body = self._take(), self._take()
        self._list[1].append(item)
        owner, items = self._list
        lists = dict(self._elements) | {
            owner: f"<< /Type /StructElem /S /L /P {self._document} 0 R /K [{_refs(items)}] "
            "/A << /O /List /ListNumbering /Disc >> >>",
            item: f"<< /Type /StructElem /S /LI /P {owner} 0 R /K [{body} 0 R] >>",
            body: f"<< /Type /StructElem /S /LBody /P {item} 0 R /Pg {_PAGE} 0 R /K {content} >>",
        }
        self._elements = list(lists.items())
        return body

    def _said(self, part: Part, parent: int, content: int) -> str:
        more = ""
        if part.role == "Figure":
            left, top, width, height = (v / POINT for v in part.box)
            bottom = self._height / POINT - top - height
            box = " ".join(map(_number, (left, bottom, left + width, bottom + height)))
            more = f" /Alt {_text(part.alt)} /A << /O /Layout /Placement /Block /BBox [{box}] >>"
        return f"<< /Type /StructElem /S /{part.role} /P {parent} 0 R /Pg {_PAGE} 0 R /K {content}{more} >>"

    def _take(self) -> int:
        self.next += 1
        return self.next - 1

    def objects(self) -> list[str]:
        """The root, the way back from contents to elements, the document, its elements by number."""
        return [
            f"<< /Type /StructTreeRoot /K [{self._document} 0 R] /ParentTree {_PARENTS} 0 R /ParentTreeNextKey 1 >>",
            f"<< /Nums [0 [{_refs(self._owners)}]] >>",
            f"<< /Type /StructElem /S /Document /P {_ROOT} 0 R /K [{_refs(self._children)}] >>",
            *(said for _, said in sorted(self._elements)),
        ]


def _refs(numbers: Iterable[int]) -> str:
    return " ".join(f"{number} 0 R" for number in numbers)


def _drawn(marks: Sequence[Mark], part: Part | None, sheet: Sheet, fonts: dict[bool, Embedded]) -> str:
    """Marks as operators; a line of text ends with a space when another follows in the same part."""
    texts = [n for n, mark in enumerate(marks) if isinstance(mark, Text)]
    out = []
    for n, mark in enumerate(marks):
        if isinstance(mark, Text):
            out.append(_line(mark, sheet, fonts[mark.bold], " " if part and n != texts[-1] else ""))
        else:
            out.extend(_shape(mark, sheet))
    return "\n".join(out)


@dataclass(frozen=True)
class _Paper:
    """Places in points from the bottom left corner."""

    height: float

    def at(self, x: float, y: float) -> str:
        return f"{_number(x / POINT)} {_number((self.height - y) / POINT)}"


def _line(text: Text, sheet: Sheet, font: Embedded, after: str) -> str:
    share = {"left": 0.0, "center": 0.5, "right": 1.0}[text.align]
    x = text.x - share * width_of(text.said, text.size, bold=text.bold)
    return (
        f"BT {_colour(text.colour)} rg /F{int(text.bold)} {_number(text.size)} Tf "
        f"1 0 0 1 {_Paper(sheet.height).at(x, text.y)} Tm <{font.shown(text.said + after)}> Tj ET"
    )


def _shape(mark: Shape | Dot, sheet: Sheet) -> Iterator[str]:
    paper = _Paper(sheet.height)
    if isinstance(mark, Dot):
        yield f"q {_colour(INK)} rg {_colour(PAPER)} RG 1.6 w {_circle(mark, paper)} b Q"
        return
    places = [paper.at(*place) for place in mark.places]
    path = f"{places[0]} m " + " ".join(f"{place} l" for place in places[1:])
    edge = f"{_colour(mark.edge)} RG {_number(mark.thick)} w 1 j" if mark.edge else ""
    if mark.fill is None:
        dash = f"[{_number(3.7 * mark.thick)} {_number(1.6 * mark.thick)}] 0 d" if mark.dashed else ""
        yield f"q {edge} {dash} {path} S Q"
    else:
        yield f"q {_colour(mark.fill)} rg {edge} {path} {'b' if mark.edge else 'h f'} Q"


def _circle(dot: Dot, paper: _Paper) -> str:
    x, y, r, c = dot.x, dot.y, dot.radius, dot.radius * _ROUND
    at = paper.at
    return " ".join(
        (
            f"{at(x + r, y)} m",
            f"{at(x + r, y + c)} {at(x + c, y + r)} {at(x, y + r)} c",
            f"{at(x - c, y + r)} {at(x - r, y + c)} {at(x - r, y)} c",
            f"{at(x - r, y - c)} {at(x - c, y - r)} {at(x, y - r)} c",
            f"{at(x + c, y - r)} {at(x + r, y - c)} {at(x + r, y)} c",
        )
    )


def _colour(colour: str | None) -> str:
    assert colour is not None
    return " ".join(_number(int(colour[n : n + 2], 16) / 255) for n in (1, 3, 5))


def _number(value: float) -> str:
    return f"{value:.3f}".rstrip("0").rstrip(".")


def _text(said: str) -> str:
    """A text string (ISO 32000-1, 7.9.2.2)."""
    return f"<feff{said.encode('utf-16-be').hex()}>"


def _xmp(title: str, description: str, language: Language) -> str:
    tag = _TAGS[language]
    one = (
        f'<rdf:Alt><rdf:li xml:lang="x-default">{{}}</rdf:li><rdf:li xml:lang="{tag}">{{}}</rdf:li></rdf:Alt>'
    )
    said = [one.format(escape(t), escape(t)) for t in (title, description)]
    return (
        '<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>\n'
        '<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">\n'
        '<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/" '
        'xmlns:xmp="http://ns.adobe.com/xap/1.0/" xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/">\n'
        "<pdfuaid:part>1</pdfuaid:part>\n"
        f"<dc:title>{said[0]}</dc:title>\n<dc:description>{said[1]}</dc:description>\n"
        f"<dc:language><rdf:Bag><rdf:li>{tag}</rdf:li></rdf:Bag></dc:language>\n"
        "<xmp:CreatorTool>privkit</xmp:CreatorTool>\n"
        '</rdf:Description></rdf:RDF></x:xmpmeta>\n<?xpacket end="w"?>\n'
    )


def _file(objects: Sequence[tuple[str, bytes | None]]) -> bytes:
    """Objects in their order, the table of their places, the trailer. Streams are packed, but metadata, which any
    program must be able to read."""
    out = bytearray(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n")
    places = []
    for number, (said, stream) in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n" % number
        if stream is None:
            out += said.encode("ascii")
        else:
            plain = "/Metadata" in said
            body = stream if plain else zlib.compress(stream, 9)
            packed = "" if plain else " /Filter /FlateDecode"
            out += (
                f"<< {said}{packed} /Length {len(body)} >>\nstream\n".encode("ascii") + body + b"\nendstream"
            )
        out += b"\nendobj\n"
    start, mark = len(out), hashlib.sha256(out).hexdigest()[:32]
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % place for place in places)
    end = f"/Size {len(objects) + 1} /Root {_CATALOG} 0 R /Info {_INFO} 0 R /ID [<{mark}> <{mark}>]"
    return bytes(out) + f"trailer\n<< {end} >>\nstartxref\n{start}\n%%EOF\n".encode("ascii")
