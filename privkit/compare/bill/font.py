"""The letters a PDF uses, put in it with what they stand for, so that its text can be searched and read aloud."""

from __future__ import annotations

import io
import zlib
from collections.abc import Mapping
from dataclasses import dataclass

from privkit.compare.bill.sheet import advance, font_file


@dataclass(frozen=True)
class Embedded:
    """A font with the letters used only; ``glyphs`` gives the number of each in it."""

    name: str
    program: bytes
    glyphs: Mapping[str, int]
    widths: Mapping[str, int]  # in thousandths of the size
    box: tuple[int, int, int, int]
    ascent: int
    descent: int
    cap_height: int

    def shown(self, said: str) -> str:
        """A text as a string of glyphs, in hexadecimal."""
        return "".join(f"{self.glyphs[c]:04x}" for c in said)


def embedded(characters: set[str], *, bold: bool) -> Embedded:
    """The font of the sheet (TrueType) with these characters, which it has."""
    from fontTools import subset, ttLib  # type: ignore[import-untyped]

    font = ttLib.TTFont(font_file(bold=bold), lazy=True, recalcTimestamp=False)
    scale = 1000 / font["head"].unitsPerEm
    head, heights = font["head"], font["hhea"]
    options = subset.Options(
        layout_features=[], hinting=False, name_IDs=[], drop_tables=_UNUSED, notdef_outline=True,
    )  # fmt: skip
    cutter = subset.Subsetter(options)
    cutter.populate(unicodes=[ord(c) for c in characters])
    box = tuple(round(v * scale) for v in (head.xMin, head.yMin, head.xMax, head.yMax))
    cap = round(getattr(font["OS/2"], "sCapHeight", 0) * scale) or 729
    cutter.subset(font)
    glyphs = {c: font.getGlyphID(font.getBestCmap()[ord(c)]) for c in sorted(characters)}
    held = io.BytesIO()
    font.save(held, reorderTables=False)
    widths = {c: round(advance(c, bold=bold) * 1000) for c in glyphs}
    tag = _tag(glyphs)
    name = f"{tag}+DejaVuSans{'-Bold' if bold else ''}"
    heights_scaled = round(heights.ascent * scale), round(heights.descent * scale)
    return Embedded(name, held.getvalue(), glyphs, widths, box, *heights_scaled, cap)


_UNUSED = ["GSUB", "GPOS", "GDEF", "kern", "gasp", "FFTM", "cvt ", "fpgm", "prep", "name", "post"]


def _tag(glyphs: Mapping[str, int]) -> str:
    """Six letters that tell this choice of letters apart from others (ISO 32000-1, 9.6.4)."""
    number = zlib.crc32("".join(glyphs).encode())
    return "".join(chr(65 + number // 26**n % 26) for n in range(6))


def to_unicode(font: Embedded) -> bytes:
    """The map from glyphs back to characters (ISO 32000-1, 9.10.3)."""
    pairs = [f"<{glyph:04x}> <{c.encode('utf-16-be').hex()}>" for c, glyph in font.glyphs.items()]
    blocks = [pairs[n : n + 100] for n in range(0, len(pairs), 100)]
    body = "\n".join(f"{len(b)} beginbfchar\n" + "\n".join(b) + "\nendbfchar" for b in blocks)
    return (
        "/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n"
        "/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def\n"
        "/CMapName /Adobe-Identity-UCS def\n/CMapType 2 def\n"
        "1 begincodespacerange\n<0000> <ffff>\nendcodespacerange\n"
        f"{body}\nendcmap\nCMapName currentdict /CMap defineresource pop\nend\nend\n"
    ).encode()


def font_objects(font: Embedded, number: int) -> list[tuple[str, bytes | None]]:
    """The five objects of a font, numbered from ``number``: what each says of itself, and its stream. The font itself
    is the first."""
    _, descendant, descriptor, program, cmap = range(number, number + 5)
    x0, y0, x1, y1 = font.box
    widths = " ".join(f"{g} [{font.widths[c]}]" for c, g in sorted(font.glyphs.items(), key=lambda p: p[1]))
    return [
        (
            f"<< /Type /Font /Subtype /Type0 /BaseFont /{font.name} /Encoding /Identity-H "
            f"/DescendantFonts [{descendant} 0 R] /ToUnicode {cmap} 0 R >>",
            None,
        ),
        (
            f"<< /Type /Font /Subtype /CIDFontType2 /BaseFont /{font.name} /CIDToGIDMap /Identity "
            "/CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >> "
            f"/FontDescriptor {descriptor} 0 R /DW 600 /W [{widths}] >>",
            None,
        ),
        (
            f"<< /Type /FontDescriptor /FontName /{font.name} /Flags 4 /FontBBox [{x0} {y0} {x1} {y1}] "
            f"/ItalicAngle 0 /Ascent {font.ascent} /Descent {font.descent} /CapHeight {font.cap_height} "
            f"/StemV 80 /FontFile2 {program} 0 R >>",
            None,
        ),
        (f"/Length1 {len(font.program)}", font.program),
        ("", to_unicode(font)),
    ]
