"""What is told about the keys of a policy: unknown, in the other language, missing, too many."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from privkit.errors import Problem, nearest
from privkit.policy.later import AVOIDED, any_later_word, later_words
from privkit.policy.nodes import Entry, Mapping, Scalar
from privkit.policy.places import At, Source
from privkit.policy.rules import COUNTS
from privkit.policy.shapes import by_word, keywords
from privkit.policy.terms import Choice, Section
from privkit.words import Language, Words

_LIST_ALL = 14  # above this many, the words are not all listed


def one_of(words: Sequence[str]) -> Words:
    """The words one may write here."""
    if len(words) == 1:
        return write(words[0])
    shown = ", ".join(f"`{w}`" for w in words)
    return Words(f"write one of: {shown}", f"écrire l'un de ces mots : {shown}")


def write(word: str) -> Words:
    """Tell the right word."""
    return Words(f"write `{word}`", f"écrire `{word}`")


def header(language: Language) -> str:
    """The line that gives the language of a policy."""
    return "langue: fr" if language == "fr" else "language: en"


def wrong_language(source: Source, entry: Entry, word: str, language: Language) -> Problem:
    """A keyword of the other language."""
    return source.problem("PK102", entry.at, *_other_language(entry.key, word, language))


def _other_language(got: str, word: str, language: Language) -> tuple[Words, Words]:
    line = header(language)
    return (
        Words(
            f"`{got}` is not a word of this language: this policy says `{line}`",
            f"`{got}` n'est pas un mot de cette langue : cette politique dit `{line}`",
        ),
        write(word),
    )


def later(source: Source, entry: Entry) -> Problem:
    """A known word that this version does not do."""
    return source.problem("PK108", entry.at, *_later(entry.key))


def _later(word: str) -> tuple[Words, Words]:
    return (
        Words(
            f"`{word}` is not available in this version", f"`{word}` n'est pas disponible dans cette version"
        ),
        Words(
            "remove it: a word that does nothing is never skipped",
            "le retirer : un mot sans effet n'est jamais ignoré",
        ),
    )


def twice(source: Source, entry: Entry, word: str) -> Problem:
    """The same keyword in both languages."""
    return source.problem(
        "PK016",
        entry.at,
        Words(
            f"`{word}` is written twice, once in each language",
            f"`{word}` est écrit deux fois, une fois dans chaque langue",
        ),
        Words(f"keep `{word}`", f"garder `{word}`"),
    )


def unknown(
    source: Source, entry: Entry, model: type[Section], language: Language, *, flow: bool
) -> tuple[Problem, str | None]:
    """An unknown keyword, with the nearest right one; and the field it was probably meant for."""
    word = entry.key
    if flow and " " in word:
        return source.problem("PK031", entry.at, CUT, CUT_FIX), None
    known = by_word(model, language)
    choices = [*known, *later_words(model, language)]
    other = by_word(model, "en" if language == "fr" else "fr")
    meant: str | None = None
    if hint := AVOIDED.get(word):
        instead = hint
    elif close := nearest(word, choices) or nearest(word.lower(), choices):
        meant = known[close].field if close in known else None
        instead = Words(f"did you mean `{close}`?", f"vouliez-vous dire `{close}` ?")
    elif close := nearest(word, list(other)):
        meant = other[close].field
        instead = write(other[close].word.say(language))
    elif len(choices) <= _LIST_ALL:
        meant = known[choices[0]].field if len(choices) == 1 else None
        instead = one_of(choices)
    else:
        instead = Words(
            "the words allowed here are listed by `privkit schema`",
            "les mots permis ici sont donnés par `privkit schema`",
        )
    message = Words(f"unknown word `{word}`", f"mot inconnu `{word}`")
    return source.problem("PK101", entry.at, message, instead), meant


CUT = Words(
    "sentence cut at the comma: inside { }, a comma ends the value",
    "phrase coupée à la virgule : entre { }, une virgule termine la valeur",
)
CUT_FIX = Words(
    "put the sentence between quotes, or on its own line outside { }",
    "mettre la phrase entre guillemets droits, ou sur sa propre ligne hors des { }",
)


def missing(
    source: Source, model: type[Section], seen: Collection[str], at: At, name: str, language: Language
) -> list[Problem]:
    """The required keywords that are absent, told at the key that should hold them."""
    found = []
    for keyword in keywords(model).values():
        if not keyword.required or keyword.field in seen:
            continue
        word = keyword.word.say(language)
        message = (
            Words(f"`{name}` lacks `{word}`", f"il manque `{word}` dans `{name}`")
            if name
            else Words(f"the policy lacks `{word}`", f"il manque `{word}` dans la politique")
        )
        article = "GDPR (RGPD) art. 5(2)" if keyword.field == "because" else None
        instead = _what_to_write(keyword.field, word, keyword.meaning, language)
        found.append(source.problem("PK103", at, message, instead, article=article))
    return found


def _what_to_write(field: str, word: str, meaning: Words, language: Language) -> Words:
    if field == "because":
        example = (
            "parce_que: Premier facteur de la consommation."
            if language == "fr"
            else "because: Main driver of use."
        )
        return Words(f"say why, for example `{example}`", f"dire pourquoi, par exemple `{example}`")
    return Words(
        f"write `{word}:` — {meaning.en[:1].lower()}{meaning.en[1:]}",
        f"écrire `{word}:` — {meaning.fr[:1].lower()}{meaning.fr[1:]}",
    )


def wrong_count(
    source: Source, node: Mapping, model: type[Section], at: At, name: str, language: Language
) -> list[Problem]:
    """Not the right number of keywords where exactly one, or at least one, is wanted."""
    rule = COUNTS.get(model)
    if rule is None:
        return []
    found = keywords(model)
    accepted = {found[f].word.en for f in rule.fields} | {found[f].word.fr for f in rule.fields}
    entries = [e for e in node.entries if e.key in accepted or any_later_word(model, e.key)]
    words = [found[f].word.say(language) for f in rule.fields]
    if len(entries) > 1 and rule.only_one:
        return [source.problem("PK107", e.at, *_one_only(name, entries[0].key, e.key)) for e in entries[1:]]
    strangers = any(e.key not in _all_words(model) for e in node.entries)
    if not entries and not strangers:
        message = Words(f"`{name}` says nothing to do", f"`{name}` ne dit pas quoi faire")
        return [source.problem("PK107", at, message, one_of(words))]
    return []


def _all_words(model: type[Section]) -> set[str]:
    return {*by_word(model, "en"), *by_word(model, "fr")}


def _one_only(name: str, first: str, second: str) -> tuple[Words, Words]:
    return (
        Words(
            f"`{first}` and `{second}` cannot stand together in `{name}`",
            f"`{first}` et `{second}` ne peuvent pas être ensemble dans `{name}`",
        ),
        Words(
            "keep one; in a list, each item has its own dash",
            "n'en garder qu'un ; dans une liste, chaque élément a son tiret",
        ),
    )


def not_a_rule(source: Source, entry: Entry, language: Language) -> Problem:
    """A user column of ``keep_rows`` whose rule is not a mapping."""
    example = "{ parmi: [domestique] }" if language == "fr" else "{ among: [domestic] }"
    return source.problem(
        "PK105",
        entry.value.at,
        Words(
            f"the rule of column `{entry.key}` is not between {{ }}",
            f"la règle de la colonne `{entry.key}` n'est pas entre {{ }}",
        ),
        Words(f"write for example `{example}`", f"écrire par exemple `{example}`"),
    )


def no_rule(source: Source, at: At, name: str) -> Problem:
    """``keep_rows`` without a column."""
    return source.problem(
        "PK107",
        at,
        Words(f"`{name}` names no column", f"`{name}` ne nomme aucune colonne"),
        Words("name a column and its rule", "nommer une colonne et sa règle"),
    )


def wrong_choice(
    source: Source, node: Scalar, choice: type[Choice], language: Language, not_yet: Collection[Choice]
) -> Problem | None:
    """A word that is not in a closed list, or not available yet; None when it is right."""
    text = node.text.strip()
    for word in choice:
        if text in (word.say("en"), word.say("fr")) and word in not_yet:
            return source.problem("PK108", node.at, *_later(text))
    known = choice.words(language)
    if node.text in known:
        return None
    for word in choice:
        if text in (word.say("en"), word.say("fr")):
            if word.say(language) == text:  # spaces around, between quotes
                return source.problem("PK106", node.at, _not_a_word(text), write(text))
            return source.problem("PK102", node.at, *_other_language(text, word.say(language), language))
    if hint := AVOIDED.get(text):
        return source.problem("PK106", node.at, _not_a_word(text), hint)
    allowed = [w for w in known if w not in {n.say(language) for n in not_yet}]
    close = nearest(text, allowed) or nearest(text.lower(), allowed)
    other = choice.words("en" if language == "fr" else "fr")
    if not close and (guess := nearest(text, other)):
        close = next(w.say(language) for w in choice if guess in (w.say("en"), w.say("fr")))
    instead = one_of(allowed)
    if close:
        instead = Words(
            f"did you mean `{close}`? ({instead.en})", f"vouliez-vous dire `{close}` ? ({instead.fr})"
        )
    return source.problem("PK106", node.at, _not_a_word(text), instead)


def _not_a_word(text: str) -> Words:
    shown = text if len(text) <= 40 else text[:40] + "…"
    return Words(
        f"`{shown}` is not one of the words allowed here", f"`{shown}` ne fait pas partie des mots permis ici"
    )
