from __future__ import annotations

import copy
import re
from html.parser import HTMLParser
from itertools import pairwise
from typing import Any

import pytest
import sample

from privkit.evidence.asjson import to_json
from privkit.evidence.report import READERS, Reader, render
from privkit.evidence.report.html import style_sheet
from privkit.words import Language

NASTY = (
    "\"><script>alert(1)</script><img src=http://evil.example/x onerror=alert(1)>'{{ 7*191 }}</style>&amp;"
)
VOID = {"meta", "br"}
ALLOWED = {
    "html", "head", "meta", "title", "style", "body", "header", "main", "section", "footer", "nav", "h1", "h2", "h3",
    "h4", "p", "ul", "ol", "li", "dl", "dt", "dd", "div", "span", "strong", "code", "pre", "br", "a", "table", "caption",
    "thead", "tbody", "tr", "th", "td", "figure", "figcaption", "details", "summary", "svg", "g", "path", "text", "tspan",
    "defs", "clippath", "rect",
}  # fmt: skip


class Page(HTMLParser):
    """Collects tags with their attributes and text, and checks that tags are nested."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.text = ""
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data

    def named(self, *names: str) -> list[dict[str, str | None]]:
        return [attributes for tag, attributes in self.tags if tag in names]


def page(evidence: dict[str, Any], reader: Reader = "dpo", language: Language = "fr") -> Page:
    return Page(render(evidence, format="html", reader=reader, language=language))


def nasty(value: Any, path: tuple[str, ...] = ()) -> Any:
    """The sample with an attack in every text that is not read by the program."""
    keep = {"format", "status", "outcome", "fate", "policy_language", "condition", "confidence"}
    if isinstance(value, dict):
        return {key: nasty(item, (*path, key)) for key, item in value.items()}
    if isinstance(value, list):
        return [nasty(item, (*path, str(i))) for i, item in enumerate(value)]
    if not isinstance(value, str) or path[-1] in keep or path[:1] + path[2:] == ("steps", "name"):
        return value
    if (re.fullmatch(r"[\d./e-]+", value) and path[0] != "policy") or "histogram" in path:
        return value  # a measured figure
    return value if path[0] == "journeys" and path[-1] == "table" else NASTY


@pytest.mark.parametrize("reader", READERS)
@pytest.mark.parametrize("language", ["en", "fr"])
def test_an_attack_in_every_field_stays_text(reader: Reader, language: Language) -> None:
    evidence = nasty(to_json(sample.refused()))
    evidence["policy"]["data"]["tables"] = {
        NASTY: copy.deepcopy(evidence["policy"]["data"]["tables"]["factures"])
    }
    evidence["policy"]["data"]["tables"][NASTY]["columns"] = {NASTY: {}}
    for journey in evidence["journeys"]:
        journey["table"] = NASTY
    found = page(evidence, reader, language)
    assert {tag for tag, _ in found.tags} <= ALLOWED
    assert not [name for _, attributes in found.tags for name in attributes if name.startswith("on")]
    assert found.text.count("<script>alert(1)</script>") > 20
    assert "{{ 7*191 }}" in found.text and "1337" not in found.text


@pytest.mark.parametrize("reader", READERS)
def test_nothing_is_loaded_and_nothing_runs(reader: Reader) -> None:
    for run in (sample.record(), sample.refused(), sample.released(), sample.inconclusive()):
        text = render(to_json(run), format="html", reader=reader, language="fr")
        found = Page(text)
        assert (
            "<script" not in text
            and "@import" not in text
            and "http://" not in text
            and "https://" not in text
        )
        links = [
            a.get(name)
            for _, a in found.tags
            for name in ("src", "href", "xlink:href", "action")
            if name in a
        ]
        assert links and all(link and link.startswith("#") for link in links)
        policy = [
            a["content"] for a in found.named("meta") if a.get("http-equiv") == "Content-Security-Policy"
        ]
        assert policy == ["default-src 'none'; style-src 'unsafe-inline'"]


@pytest.mark.parametrize("reader", READERS)
@pytest.mark.parametrize("language", ["en", "fr"])
def test_the_page_can_be_read_aloud(reader: Reader, language: Language) -> None:
    found = page(to_json(sample.record()), reader, language)
    assert found.open == []
    assert found.named("html") == [{"lang": language}]
    assert all(a.get("scope") in ("col", "row") for a in found.named("th"))
    assert len(found.named("caption")) == len(found.named("table"))
    assert all(a.get("role") == "img" and a.get("aria-label") for a in found.named("svg"))
    ids = [a["id"] for _, a in found.tags if "id" in a]
    assert len(ids) == len(set(ids))
    assert {a["href"][1:] for a in found.named("a") if a["href"]} <= set(ids)
    skip = next(attributes for tag, attributes in found.tags if tag == "a")
    assert skip == {"class": "skip", "href": "#main"}
    landmarks = [tag for tag, _ in found.tags if tag in ("header", "main", "nav", "footer")]
    assert landmarks == ["header", "main", "nav", "footer"]
    assert all(a.get("aria-labelledby") in ids for a in found.named("section", "nav"))
    assert len(found.named("title")) == 1 + len(found.named("svg"))
    levels = [int(tag[1]) for tag, _ in found.tags if tag in ("h1", "h2", "h3", "h4")]
    assert levels[0] == 1 and levels.count(1) == 1
    assert all(b - a <= 1 for a, b in pairwise(levels))


def test_words_of_the_policy_keep_their_language() -> None:
    english = render(to_json(sample.record()), format="html", reader="dpo", language="en")
    assert '<span lang="fr">Premier facteur de la consommation.</span>' in english
    french = render(to_json(sample.record()), format="html", reader="dpo", language="fr")
    assert 'span lang="' not in french


def test_a_public_page_may_be_indexed_and_the_others_not() -> None:
    for reader, word in (("public", "index"), ("dpo", "noindex"), ("controller", "noindex")):
        found = page(to_json(sample.record()), reader)  # type: ignore[arg-type]
        assert {"name": "robots", "content": word} in found.named("meta")


def _light(colour: str) -> float:
    """Relative luminance (WCAG 2.2)."""
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (x / 12.92 if x <= 0.04045 else ((x + 0.055) / 1.055) ** 2.4 for x in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def test_every_text_has_a_contrast_of_four_and_a_half() -> None:
    """WCAG 2.2, level AA: text on paper, on the pale boxes, and words of verdicts on their own ground."""
    found = re.findall(r"--([a-z-]+): (#[0-9a-f]{3,6})", style_sheet().split("@media")[0])
    colours = {name: c if len(c) == 7 else "#" + "".join(x * 2 for x in c[1:]) for name, c in found}
    pairs = [(ink, ground) for ink in ("ink", "soft", "blue") for ground in ("paper", "pale")]
    pairs += [(tone, f"{tone}-pale") for tone in ("good", "bad", "unsure", "calm")]
    for ink, ground in pairs:
        light = sorted((_light(colours[ink]), _light(colours[ground])))
        assert (light[1] + 0.05) / (light[0] + 0.05) >= 4.5, (ink, ground)


def test_a_verdict_is_a_mark_and_a_word_never_a_colour_alone() -> None:
    found = page(to_json(sample.refused()), "dpo", "en")
    for mark, word in (("✓", "met"), ("✗", "not met")):
        assert f"{mark}\N{NO-BREAK SPACE}{word}" in found.text
