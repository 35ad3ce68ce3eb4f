"""No document judges: nothing is called acceptable, compliant or anonymous by the machine, and no authority is quoted."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

import pytest
import sample
import sample_attacks
import sample_tables

from privkit.evidence.asjson import to_json
from privkit.evidence.documents import DOCUMENTS, document
from privkit.evidence.papers import PAPERS, Order, Subject, form_of, make
from privkit.evidence.record import RunRecord
from privkit.evidence.report import FORMATS, READERS, render
from privkit.words import Language

RUNS: dict[str, Callable[[], RunRecord]] = {
    "held": sample.record,
    "refused": sample.refused,
    "inconclusive": sample.inconclusive,
    "noisy": sample_tables.noisy,
    "secret": sample_tables.secret,
    "made": sample_attacks.record,
}
NEVER = re.compile(
    r"\b(acceptables?|compliant|compliance|conformes?\b(?! à l.usage)|conformité|lawful|licites?|legally valid|risk-free|"
    r"sans risque|zero risk|risque nul|(the )?CNIL (said|says|approved?|recommends?|accepts?)|"
    r"(la )?CNIL (a dit|dit|approuve|recommande|accepte)|guaranteed anonymous|anonymat garanti|fully anonymous)\b",
    re.IGNORECASE,
)
#: Sentences that deny, ask, or name a right: the words may stand there.
DENIED = re.compile(
    r"\b(not|never|nor|nothing|whether|does not|ne dit pas|ni qu|ne\b.*\bpas|n'est pas|n’est pas|jamais|si le traitement|"
    r"confirm|check|vérifier|lawfulness|licéité|what was done before stays|ce qui a été fait avant reste|"
    r"Ensuring the|Assurer que)\b",
    re.IGNORECASE,
)
#: An output is called anonymous only as a proposal, for somebody who is named.
ANONYMOUS = re.compile(r"\b(anonymous|anonymes?)\b(?!\s+(for|pour)\b)", re.IGNORECASE)
ASIDE = re.compile(
    r"(made anonymous|rend(re|ues?) anonymes?|anonymous (for|pour)|anonymes? (for|pour)|whether|personal or anonymous|"
    r"personnelles ou anonymes|demander si|ask(ing)? whether|proposed|proposée?|not anonymous|pas anonyme|Opinion|Avis G29|"
    r"decided|décide|never|jamais|not\b|pas\b)",
    re.IGNORECASE,
)


def documents(run: str, language: Language) -> Iterator[tuple[str, str]]:
    evidence = to_json(RUNS[run]())
    for form in FORMATS:
        for reader in READERS:
            yield f"{form} {reader}", render(evidence, format=form, reader=reader, language=language)
    for name in DOCUMENTS:
        yield name, document(evidence, name, reader="dpo", language=language)
    outputs = [one["name"] for one in evidence["outputs"]]
    for paper in PAPERS:
        order = Order("dpo", language, outputs[0] if paper == "card" else None, None)
        yield paper, make(Subject(evidence), paper, form_of(paper, None), order)


def sentences(text: str) -> Iterator[str]:
    """What a reader sees, sentence by sentence."""
    text = re.sub(r"<style>.*?</style>|<svg.*?</svg>", " ", text, flags=re.DOTALL)
    text = re.sub(r"</?(?:b|strong|em|code|span|a)\b[^>]*>", "", text)
    text = re.sub(r"<[^>]+>", "\n", text)
    return (one.strip() for one in re.split(r"(?<=[.;!?])\s|\n|\\n|\|", text) if one.strip())


@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.parametrize("run", RUNS)
def test_no_document_judges(run: str, language: Language) -> None:
    found = [
        (name, sentence)
        for name, text in documents(run, language)
        for sentence in sentences(text)
        if (NEVER.search(sentence) and not DENIED.search(sentence))
        or (ANONYMOUS.search(sentence) and not ASIDE.search(sentence))
    ]
    assert found == []


def test_the_words_are_seen_when_they_are_there() -> None:
    """Planted: the search itself."""
    for bad in (
        "The risk is acceptable.",
        "Le traitement est conforme.",
        "The CNIL said so.",
        "Data are fully anonymous.",
    ):
        assert any(NEVER.search(one) and not DENIED.search(one) for one in sentences(bad)), bad
    assert any(
        ANONYMOUS.search(one) and not ASIDE.search(one) for one in sentences("<p>Données anonymes.</p>")
    )
