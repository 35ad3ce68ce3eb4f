"""Where a thing stands in a policy, in the words of the language the policy is written in."""

from __future__ import annotations

from privkit.policy.model.policy import Policy
from privkit.policy.shapes import Block, Many, Named, Shape, keywords
from privkit.words import Language


def place(path: tuple[str, ...], language: Language) -> tuple[str, ...]:
    """The path of English keywords, each in ``language``. Names the writer chose (``"*"``: any) stay as they are.

    >>> place(("register", "legal_basis", "texts"), "fr")
    ('registre', 'base_légale', 'textes')
    >>> place(("data", "tables", "bills", "origin"), "fr")
    ('données', 'tables', 'bills', 'origine')
    """
    shape: Shape | None = Block(Policy)
    out = []
    for part in path:
        word, bracket, number = part.partition("[")
        while isinstance(shape, Many):
            shape = shape.item
        if isinstance(shape, Block):
            known = keywords(shape.model)
            found = known.get(word) or known.get(word + "_")
            word = found.word.say(language) if found else word
            shape = found.shape if found else None
        elif isinstance(shape, Named):
            shape = shape.item
        out.append(word + bracket + number)
    return tuple(out)
