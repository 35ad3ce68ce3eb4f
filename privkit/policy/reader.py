"""Read a policy: from a file to a :class:`Document`, or every problem at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from pydantic import ValidationError

from privkit.errors import Place, PolicyError, Problem
from privkit.policy import keys
from privkit.policy.kinds import problems_of
from privkit.policy.model.policy import Policy
from privkit.policy.nodes import Entry, Mapping, Node, Scalar
from privkit.policy.places import Source, by_position
from privkit.policy.repeated import folded, spread
from privkit.policy.shapes import Block, all_choices, all_models, by_word, keywords
from privkit.policy.source import read_bytes, source_of, text_of
from privkit.policy.syntax import read_tree
from privkit.policy.terms import Section
from privkit.policy.walk import Part, Spot, Walker
from privkit.words import Language, Words


@dataclass(frozen=True)
class Document:
    """A policy that was read without error, and where each of its elements stands.

    Paths are made of English field names, or of words as written, column names and list numbers (from
    0): ``("register", "retention", "from")``, ``("steps", 3, "keep_rows", "usage")``.
    ``warnings`` are what the reading itself noticed and did not refuse.
    """

    path: Path
    language: Language
    policy: Policy
    source: Source
    root: Spot
    warnings: tuple[Problem, ...] = ()

    @property
    def text(self) -> str:
        """The text of the file."""
        return self.source.text

    def place(self, *path: Part) -> Place:
        """Where an element stands: its value, or its keyword when it spans several lines.

        A part that is absent from the file is skipped: the place is that of what should hold it.
        """
        return self.source.place(self.root.find(path).shown)

    def has(self, *path: Part) -> bool:
        """Whether the element is written in the file, and not only a default."""
        spot: Spot | None = self.root
        for part in path:
            spot = spot.child(part) if spot else None
        return spot is not None

    def problem(
        self,
        code: str,
        path: Sequence[Part],
        message: Words,
        instead: Words | None = None,
        article: str | None = None,
        severity: str = "error",
    ) -> Problem:
        """A problem at an element, with the line it stands on."""
        at = self.root.find(tuple(path)).shown
        return self.source.problem(code, at, message, instead, article=article, severity=severity)

    def written(self, word: str, within: type[Section] | None = None) -> str:
        """How an English keyword, or word of a closed list, is written in this document.

        ``within`` names the model when the word has several French forms. An unknown word is returned
        as it is: it is a name of the writer's.
        """
        if self.language == "en":
            return word.rstrip("_")
        models = [within] if within else all_models(Policy)
        for model in models:
            for keyword in keywords(model).values():
                if word in (keyword.field, keyword.word.en):
                    return keyword.word.fr
        for choice in all_choices(Policy):
            for one in choice:
                if one.value == word:
                    return one.fr
        return word


def read_document(path: Path) -> Document:
    """Read a policy file. Raises PolicyError with every problem found, in the order of the file."""
    return read_text(text_of(path, read_bytes(path)), path)


def read_text(text: str, path: Path) -> Document:
    """Read the text of a policy; ``path`` is only the name shown in problems."""
    source = source_of(text, str(path))
    node, problems = read_tree(source)
    if node is None:
        raise _refused(problems)
    if not isinstance(node, Mapping):
        raise _refused([*problems, source.problem("PK105", node.at, _NOT_A_POLICY, _NOT_A_POLICY_FIX)])
    language, told = _language(source, node)
    full = spread(node, source)
    walker = Walker(source, language)
    raw, root = walker.value(full.node, Block(Policy), "")
    problems = [*problems, *told, *full.problems, *(p for p in walker.problems if not _is_again(p, told))]
    policy: Policy | None = None
    try:
        policy = Policy.model_validate(
            raw, context={"language": language}, by_alias=language == "fr", by_name=language == "en"
        )
    except ValidationError as error:
        problems += problems_of(error, source, root)
        if not any(p.severity == "error" for p in problems):
            problems.append(source.problem("PK105", (1, 1), _NOT_A_POLICY, _NOT_A_POLICY_FIX))
    problems = folded(problems, full.counts)
    if policy is None or any(p.severity == "error" for p in problems):
        raise _refused(problems)
    return Document(path, language, policy, source, root, tuple(sorted(problems, key=by_position)))


def _refused(problems: list[Problem]) -> PolicyError:
    return PolicyError(*sorted(problems, key=by_position))


def _is_again(problem: Problem, told: list[Problem]) -> bool:
    """Whether the walk tells again what was said of the language line."""
    if problem.place not in {t.place for t in told}:
        return False
    lacking = problem.message.en in ("the policy lacks `language`", "the policy lacks `langue`")
    return lacking or problem.code in ("PK102", "PK106")


def _language(source: Source, node: Mapping) -> tuple[Language, list[Problem]]:
    """The language of the file: what its language line says, else that of most of its sections."""
    entries = [e for e in node.entries if e.key in ("language", "langue")]
    if not entries:
        language = _most_words(node)
        line = keys.header(language)
        told = source.problem(
            "PK109",
            node.at,
            Words("the policy does not say its language", "la politique ne dit pas sa langue"),
            Words(f"write `{line}` under `privkit: 1`", f"écrire `{line}` sous `privkit: 1`"),
        )
        return language, [told]
    return _said(source, entries[0], node)


def _said(source: Source, entry: Entry, node: Mapping) -> tuple[Language, list[Problem]]:
    text = entry.value.text.strip() if isinstance(entry.value, Scalar) else ""
    if text == "fr":
        return "fr", []
    if text == "en":
        return "en", []
    if not isinstance(entry.value, Scalar):
        return _most_words(node), []
    told = source.problem(
        "PK109",
        entry.value.at,
        Words("the language of a policy is en or fr", "la langue d'une politique est en ou fr"),
        Words("write `language: en` or `langue: fr`", "écrire `language: en` ou `langue: fr`"),
    )
    return _most_words(node), [told]


def _most_words(node: Node) -> Language:
    assert isinstance(node, Mapping)
    french, english = set(by_word(Policy, "fr")), set(by_word(Policy, "en"))
    score = sum((e.key in french) - (e.key in english) for e in node.entries)
    return "fr" if score > 0 else "en"


_NOT_A_POLICY = Words("the file is not a policy", "le fichier n'est pas une politique")
_NOT_A_POLICY_FIX = Words(
    "a policy starts with `privkit: 1`, then `language: en` or `langue: fr`",
    "une politique commence par `privkit: 1`, puis `langue: fr` ou `language: en`",
)
