"""YAML syntax errors in plain words, and the one that French typography makes: `` : `` in a sentence."""

from __future__ import annotations

import re

import yaml

from privkit.errors import Problem
from privkit.policy.nodes import Broken, Builder, Node, TooDeep
from privkit.policy.places import At, Source
from privkit.words import Words

_MOST_MENDS = 50
# a keyword, its colon, the beginning of a sentence that needs no quotes in YAML
_BLOCK_VALUE = re.compile(r"\s*(?:- +)*[^\s:#\"'\[{][^:]*:\s+[^\s\"'\[{|>#]")
_FLOW_VALUE = re.compile(r"[{,]\s*[^:,{}\[\]]+:\s+(?P<said>[^\s\"'][^,{}\[\]:]*)$")
COLON = Words(
    "a colon followed by a space, inside a sentence, starts a new word of the policy",
    "deux-points suivis d'une espace, dans une phrase, commencent un nouveau mot de la politique",
)
COLON_FIX = Words(
    'put the sentence between quotes "…", or write > after the keyword and the sentence on the next line',
    'mettre la phrase entre guillemets droits "…", ou écrire > après le mot-clé et la phrase à la ligne',
)


def read_tree(source: Source) -> tuple[Node | None, list[Problem]]:
    """The node tree and the problems of its structure; no tree when the syntax cannot be followed.

    A colon inside a sentence does not stop the reading: it is told, then read as another character, so
    that the problems after it are told too, at their places.
    """
    colons: dict[int, Problem] = {}
    text = source.text
    for _ in range(_MOST_MENDS):
        builder = Builder(Source(source.file, text))
        try:
            root = builder.build()
        except TooDeep:
            return None, [*colons.values(), *builder.problems]
        except yaml.YAMLError as error:
            if at := _colon_in_sentence(builder.source, error):
                colons.setdefault(at[0], source.problem("PK030", at, COLON, COLON_FIX))
                text = _without_colon(text, error)
                continue
            told = _problem(source, error, builder.long_quote)
            others = [p for p in builder.problems if p.place != told.place]
            return None, [*colons.values(), *others, told]
        if root is None or isinstance(root, Broken):
            return None, [*builder.problems, source.problem("PK002", (1, 1), _NOTHING, _NOTHING_FIX)]
        problems = [*colons.values(), *builder.problems]
        return (None if any(p.code == "PK013" for p in problems) else root), problems
    return None, list(colons.values())


def _colon_in_sentence(source: Source, error: yaml.YAMLError) -> At | None:
    """Where a colon stands inside a sentence, when this is what the error is about."""
    if not isinstance(error, yaml.MarkedYAMLError) or error.problem_mark is None:
        return None
    number, column = error.problem_mark.line + 1, error.problem_mark.column + 1
    before = source.line(number)[: column - 1]
    problem = error.problem or ""
    if "mapping values are not allowed" in problem and _BLOCK_VALUE.match(before):
        return (number, column)
    if problem.endswith("got ':'") and (match := _FLOW_VALUE.search(before)):
        said = match["said"]
        if said[-1:].isspace() or len(said.split()) > 2:  # else a comma is missing
            return (number, column)
    return None


def _without_colon(text: str, error: yaml.YAMLError) -> str:
    """The text with the colon of the error turned into a character that means nothing to YAML."""
    assert isinstance(error, yaml.MarkedYAMLError)
    assert error.problem_mark is not None
    index = error.problem_mark.index
    return text[:index] + "·" + text[index + 1 :]


def _problem(source: Source, error: yaml.YAMLError, long_quote: At | None) -> Problem:
    if isinstance(error, yaml.reader.ReaderError):
        return _invisible(source, error)
    if not isinstance(error, yaml.MarkedYAMLError) or error.problem_mark is None:
        return source.problem("PK010", (1, 1), *_UNREADABLE)
    at = (error.problem_mark.line + 1, error.problem_mark.column + 1)
    opened = error.context_mark
    begin = (opened.line + 1, opened.column + 1) if opened is not None else at
    problem = error.problem or ""
    if "',' or" in problem:
        return _bracket(source, begin, at)
    if "found '<scalar>'" in problem and long_quote:
        return source.problem("PK010", long_quote, *_QUOTE)
    if "expected ':'" in problem and ":" in source.line(begin[0]):
        return source.problem("PK010", begin, *_NO_SPACE)
    for words, message, instead, from_start in _TRANSLATED:
        if words in problem:
            return source.problem("PK010", begin if from_start else at, message, instead)
    return source.problem("PK010", at, *_UNREADABLE)


def _bracket(source: Source, begin: At, at: At) -> Problem:
    """Something wrong between brackets: a swallowed comment, a colon, a bracket not closed."""
    for number in range(begin[0], at[0] + 1):
        line = source.line(number)
        if swallowed := re.search(r"(?<=\s)#(?=[^\s#])", line):
            return source.problem("PK032", (number, swallowed.start() + 1), _HASH, _HASH_FIX)
    return source.problem("PK010", begin, _OPEN, _OPEN_FIX)


def _invisible(source: Source, error: yaml.reader.ReaderError) -> Problem:
    before = source.text[: error.position]
    line = before.count("\n") + 1
    column = error.position - (before.rfind("\n") + 1) + 1
    code = f"U+{error.character if isinstance(error.character, int) else ord(error.character):04X}"
    problem = source.problem(
        "PK010",
        (line, column),
        Words(
            f"a control character ({code}) stands here",
            f"un caractère de contrôle ({code}) se trouve ici",
        ),
        Words("delete it", "le supprimer"),
    )
    return problem if source.line(line).isprintable() else _without_line(problem)


def _without_line(problem: Problem) -> Problem:
    """A line with control characters is not shown: it could move the cursor of a terminal."""
    from dataclasses import replace

    return replace(problem, line_text=None)


_NOTHING = Words("the file holds no policy", "le fichier ne contient pas de politique")
_NOTHING_FIX = Words(
    "write a first policy with `privkit init`", "écrire une première politique avec `privkit init`"
)
_HASH = Words(
    "the text from # on is taken for a comment: the bracket that follows is not read",
    "le texte à partir de # est pris pour un commentaire : le crochet qui suit n'est pas lu",
)
_HASH_FIX = Words(
    "put the text between quotes; for a comment, write # and a space",
    "mettre le texte entre guillemets droits ; pour un commentaire, écrire # puis une espace",
)
_OPEN = Words(
    "this bracket is not closed, or a comma is missing", "ce crochet n'est pas fermé, ou une virgule manque"
)
_OPEN_FIX = Words(
    "close it on the right line, and put a comma between two items",
    "le fermer à la bonne ligne, et mettre une virgule entre deux éléments",
)
_UNREADABLE = (
    Words("this line cannot be read", "cette ligne ne peut pas être lue"),
    Words(
        "check its indentation, its quotes and its brackets, and those of the line above",
        "vérifier son indentation, ses guillemets et ses crochets, et ceux de la ligne du dessus",
    ),
)
_INDENT = (
    Words(
        "this line is indented more, or less, than its neighbours",
        "cette ligne est plus, ou moins, en retrait que ses voisines",
    ),
    Words(
        "align it with the lines of its level; a word with lines under it has no value on its own line",
        "l'aligner avec les lignes de son niveau ; un mot suivi de lignes en retrait n'a pas de valeur à côté",
    ),
)
_QUOTE = (
    Words("this quote is not closed", "ce guillemet n'est pas fermé"),
    Words("close it at the end of the text", "le fermer à la fin du texte"),
)
_NO_SPACE = (
    Words("no space follows the colon", "aucune espace ne suit les deux-points"),
    Words("write `word: value`", "écrire `mot: valeur`"),
)
_TRANSLATED: tuple[tuple[str, Words, Words, bool], ...] = (
    ("mapping values are not allowed", *_INDENT, False),
    (
        "expected <block end>, but found '<scalar>'",
        Words("text follows a closing quote", "du texte suit un guillemet fermant"),
        Words(
            'put the whole text between double quotes "…", and any quote inside it as « … »',
            'mettre tout le texte entre guillemets droits "…", et toute citation à l\'intérieur entre « … »',
        ),
        False,
    ),
    (
        "expected <block end>, but found '}'",
        Words("a bracket is closed twice", "un crochet est fermé deux fois"),
        Words("remove one bracket", "retirer un crochet"),
        False,
    ),
    (
        "expected <block end>, but found ']'",
        Words("a bracket is closed twice", "un crochet est fermé deux fois"),
        Words("remove one bracket", "retirer un crochet"),
        False,
    ),
    ("expected <block end>", *_INDENT, False),
    (
        "could not find expected ':'",
        Words("this line has no colon", "cette ligne n'a pas de deux-points"),
        Words(
            "write `word: value`; for a sentence on several lines, write > after the colon",
            "écrire `mot: valeur` ; pour une phrase sur plusieurs lignes, écrire > après les deux-points",
        ),
        True,
    ),
    (
        "cannot start any token",
        Words("a text cannot start with this character", "un texte ne peut pas commencer par ce caractère"),
        Words('put the text between quotes "…"', 'mettre le texte entre guillemets droits "…"'),
        False,
    ),
    (
        "found unexpected end of stream",
        *_QUOTE,
        True,
    ),
    (
        "found unknown escape character",
        Words(
            "a backslash between double quotes starts a code",
            "une barre oblique inverse entre guillemets droits commence un code",
        ),
        Words(
            "write / in a path, or use single quotes '…'",
            "écrire / dans un chemin, ou des apostrophes '…' à la place des guillemets",
        ),
        False,
    ),
    (
        "sequence entries are not allowed",
        Words(
            "a list does not start on the line of its word",
            "une liste ne commence pas sur la ligne de son mot",
        ),
        Words(
            "start the list on the next line, or write [a, b]",
            "commencer la liste à la ligne suivante, ou écrire [a, b]",
        ),
        False,
    ),
    (
        "expected the node content",
        Words("a bracket is closed that was not opened", "un crochet est fermé sans avoir été ouvert"),
        Words(
            "remove it, or put the text between quotes",
            "le retirer, ou mettre le texte entre guillemets droits",
        ),
        False,
    ),
    (
        "expected chomping or indentation",
        Words(
            "after | or >, the text starts on the next line",
            "après | ou >, le texte commence à la ligne suivante",
        ),
        Words("move the text to the next line, indented", "mettre le texte à la ligne, en retrait"),
        False,
    ),
)
