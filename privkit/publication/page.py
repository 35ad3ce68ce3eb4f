"""A text as one HTML page: no script, nothing loaded from elsewhere, every value escaped."""

from __future__ import annotations

import re
from html import escape

from privkit.evidence.figures.style import Picture
from privkit.publication.blocks import CODE, Items, Lead, Part, Prose, Section, Table, Text
from privkit.words import Words

_LINKED = re.compile(r"https?://[^\s<>\"'()]+[^\s<>\"'().,;:!?»]|[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_OTHER = Words("Version française", "English version")
_CSS = """
:root { --ink: #17212b; --soft: #52606d; --rule: #d5dce2; --pale: #f4f6f8; --blue: #0b5c94; }
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 46rem; padding: 2.2rem 1.4rem 3.5rem; background: #fff; color: var(--ink);
  font: 1.02rem/1.55 system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "Liberation Sans", "DejaVu Sans", sans-serif;
  overflow-wrap: break-word; }
h1, h2 { line-height: 1.22; text-wrap: balance; margin: 0; }
h1 { font-size: clamp(1.45rem, 1.1rem + 1.5vw, 1.95rem); letter-spacing: -.012em; }
h2 { font-size: 1.14rem; margin: 1.9rem 0 .5rem; }
p, ul, figure { margin: 0 0 .8rem; } ul { padding-left: 1.2rem; } li { margin: .2rem 0; }
header { border-bottom: 2px solid var(--ink); padding-bottom: .9rem; } header p { color: var(--soft); margin: .5rem 0 0; }
nav { font-size: .9rem; margin-bottom: 1rem; } a { color: var(--blue); text-underline-offset: .15em; }
a:focus-visible { outline: 3px solid var(--blue); outline-offset: 2px; }
.lead { border-left: .4rem solid var(--blue); background: #e8f1f8; padding: .8rem 1.1rem; font-size: 1.08rem; font-weight: 600; }
code { font: .9em/1.4 ui-monospace, "Cascadia Mono", "Liberation Mono", "DejaVu Sans Mono", monospace; }
.wide { overflow-x: auto; margin: 0 0 1rem; } table { width: 100%; border-collapse: collapse; font-size: .93rem; }
th, td { text-align: left; vertical-align: top; padding: .42rem .9rem .42rem 0; border-bottom: 1px solid var(--rule); font-weight: 400; }
thead th { color: var(--soft); font-size: .84rem; font-weight: 600; border-bottom: 1.5px solid var(--ink); vertical-align: bottom; }
.number { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
th:last-child, td:last-child { padding-right: 0; }
figure svg { display: block; width: 100%; height: auto; } figure svg text { font-family: inherit !important; }
@media print {
  @page { size: A4; margin: 15mm; } body { max-width: none; padding: 0; font-size: 9.5pt; } nav { display: none; }
  h2 { break-after: avoid; } tr, figure, .lead { break-inside: avoid; }
  .lead { -webkit-print-color-adjust: exact; print-color-adjust: exact; } }
@media (prefers-contrast: more) { :root { --soft: #2c3843; --rule: #7b8894; } }
"""


def to_html(text: Text, other: str | None = None) -> str:
    """The page; ``other`` is the name of the file of the same page in the other language."""
    link = ""
    if other is not None:
        code = "en" if text.language == "fr" else "fr"
        said = _OTHER.say(text.language)
        link = f'<nav><a href="{escape(other)}" lang="{code}" hreflang="{code}">{said}</a></nav>\n'
    lang = f' lang="{text.prose}"' if text.prose != text.language else ""
    body = "\n".join(_section(section, n, lang) for n, section in enumerate(text.sections, 1))
    return (
        f'<!doctype html>\n<html lang="{text.language}">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n"
        f"<title>{escape(text.title)}</title>\n<style>{_CSS}</style>\n</head>\n<body>\n{link}"
        f"<header>\n<h1{lang}>{_inline(text.title)}</h1>\n<p>{_inline(text.under)}</p>\n</header>\n"
        f"<main>\n{body}\n</main>\n</body>\n</html>\n"
    )


def _section(section: Section, number: int, lang: str) -> str:
    parts = "\n".join(_part(part, lang) for part in section.parts)
    name = f"s{number}"
    return f'<section aria-labelledby="{name}">\n<h2 id="{name}">{_inline(section.title)}</h2>\n{parts}\n</section>'


def _part(part: Part, lang: str) -> str:
    if isinstance(part, Lead):
        return f'<p class="lead">{_inline(part.text)}</p>'
    if isinstance(part, Prose):
        return f"<p{lang}>{_inline(part.text)}</p>"
    if isinstance(part, Items):
        return "<ul>\n" + "\n".join(f"<li>{_inline(item)}</li>" for item in part.texts) + "\n</ul>"
    if isinstance(part, Table):
        return _table(part)
    if isinstance(part, Picture):  # drawn by us, its texts escaped when drawn
        return f"<figure>\n{part.svg.strip()}\n</figure>"
    return f"<p>{_inline(part)}</p>"


def _table(table: Table) -> str:
    def cells(tag: str, line: tuple[str, ...], more: str = "") -> str:
        return "".join(
            f"<{tag}{more}{' class=number' if n in table.numbers else ''}>{_inline(cell)}</{tag}>"
            for n, cell in enumerate(line)
        )

    rows = "\n".join(f"<tr>{cells('td', row)}</tr>" for row in table.rows)
    head = cells("th", table.head, " scope=col")
    return f'<div class="wide"><table>\n<thead><tr>{head}</tr></thead>\n<tbody>\n{rows}\n</tbody>\n</table></div>'


def _inline(text: str) -> str:
    """Escaped text, with names of columns as code, addresses as links."""
    out = []
    for n, part in enumerate(CODE.split(text)):
        out.append(f"<code>{part}</code>" if n % 2 else _with_links(part))
    return "".join(out)


def _with_links(text: str) -> str:
    out, at = [], 0
    for found in _LINKED.finditer(text):
        target = found[0] if found[0].startswith("http") else f"mailto:{found[0]}"
        out += [escape(text[at : found.start()]), f'<a href="{escape(target)}">{escape(found[0])}</a>']
        at = found.end()
    return "".join([*out, escape(text[at:])])
