"""Repeated columns: ``volume: { type: number, repeated: 12 }`` stands for ``volume_1`` to ``volume_12``.

The tree of nodes is rewritten before anything reads it: the declared column becomes twelve, and wherever the policy
lists columns, or says something of each, the one name becomes the twelve. Each keeps the place of the one that was
written. A name given alone (``secret: volume``) stays: what it stands for is in :func:`profiles_of`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from collections.abc import Mapping as Map
from dataclasses import dataclass, field, replace

from privkit.errors import Problem
from privkit.policy.model.policy import Policy
from privkit.policy.model.steps import ColumnMap
from privkit.policy.nodes import Entry, Listing, Mapping, Node, Scalar
from privkit.policy.places import Source
from privkit.policy.scalars import plain_name
from privkit.policy.shapes import Block, Leaf, Many, Named, Shape, by_word
from privkit.words import Words

FEWEST, MOST = 2, 120  #: columns that one name stands for

_SECTIONS = ("steps", "release_only_if", "comparison", "outputs")
_REPEATED = ("repeated", "répétée")


@dataclass(frozen=True)
class Spread:
    """A tree with its repeated columns in full, how many each name stands for, and what is wrong with them."""

    node: Mapping
    counts: Map[str, int]
    problems: tuple[Problem, ...]


def spread(node: Mapping, source: Source) -> Spread:
    """The tree of a policy with every repeated column in full."""
    work = _Spreader(source)
    node = work.declared(node)
    known = {**by_word(Policy, "en"), **by_word(Policy, "fr")} if work.counts else {}
    shapes = {word: keyword.shape for word, keyword in known.items() if keyword.field in _SECTIONS}
    entries = [
        replace(e, value=work.node(e.value, shapes[e.key])) if e.key in shapes else e for e in node.entries
    ]
    return Spread(replace(node, entries=tuple(entries)), work.counts, tuple(work.problems))


def profiles_of(policy: Policy) -> Map[str, tuple[str, ...]]:
    """The columns each repeated name stands for, in order: ``{"volume": ("volume_1", …, "volume_12")}``."""
    return {base: names_of(base, count) for base, count in counts_of(policy).items()}


def counts_of(policy: Policy) -> Map[str, int]:
    """How many columns each repeated name stands for."""
    columns = [column for table in policy.data.tables.values() for column in table.columns.items()]
    return {name.rpartition("_")[0]: rule.repeated for name, rule in columns if rule.repeated}


def names_of(base: str, count: int) -> tuple[str, ...]:
    """``volume_1`` to ``volume_12``: the names a file must give its columns, without a zero before."""
    return tuple(f"{base}_{number}" for number in range(1, count + 1))


def folded(problems: Iterable[Problem], counts: Map[str, int]) -> list[Problem]:
    """What is told of each column of a repeated one, told once, of the name they have in common."""
    groups: dict[object, list[Problem]] = {}
    for problem in problems:
        said = _common(problem, counts)
        key = (said.code, said.place, said.severity, said.message, said.instead)
        groups.setdefault(key, []).append(problem)
    return [same[0] if len(set(same)) == 1 else _common(same[0], counts) for same in groups.values()]


def _common(problem: Problem, counts: Map[str, int]) -> Problem:
    if not counts:
        return problem
    bases = "|".join(re.escape(base) for base in sorted(counts, key=len, reverse=True))
    pattern = re.compile(rf"(?<!\w)({bases})_[1-9]\d{{0,2}}(?!\w)")

    def cut(words: Words | None) -> Words | None:
        return Words(pattern.sub(r"\1", words.en), pattern.sub(r"\1", words.fr)) if words else None

    return replace(problem, message=cut(problem.message) or problem.message, instead=cut(problem.instead))


@dataclass
class _Spreader:
    source: Source
    counts: dict[str, int] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    def declared(self, root: Mapping) -> Mapping:
        """The section ``data`` with each repeated column declared in full."""
        return _within(
            root,
            ("data", "données"),
            lambda data: _within(data, ("tables",), self._tables),
        )

    def _tables(self, tables: Mapping) -> Mapping:
        found = [
            replace(e, value=_within(e.value, ("columns", "colonnes"), self._columns))
            if isinstance(e.value, Mapping)
            else e
            for e in tables.entries
        ]
        self._taken_elsewhere(tables)
        return replace(tables, entries=tuple(found))

    def _columns(self, columns: Mapping) -> Mapping:
        names, entries = {e.key for e in columns.entries}, list[Entry]()
        for entry in columns.entries:
            count = self._count(entry)
            if count is None:
                entries.append(entry)
                continue
            clash = [name for name in names_of(entry.key, count) if name in names]
            if clash or self.counts.get(entry.key, count) != count:
                self._clash(entry, clash[0] if clash else entry.key)
                continue
            self.counts[entry.key] = count
            entries += [replace(entry, key=name) for name in names_of(entry.key, count)]
        return replace(columns, entries=tuple(entries))

    def _count(self, entry: Entry) -> int | None:
        """How many columns an entry stands for; None when it is one, or when its number is told as wrong."""
        rule = entry.value
        found = [e for e in rule.entries if e.key in _REPEATED] if isinstance(rule, Mapping) else []
        if not found or not isinstance(found[0].value, Scalar):
            return None
        text = found[0].value.text.strip()
        if not re.fullmatch(r"\+?\d{1,15}", text):  # told by the model, which wants a whole number
            return None
        if not FEWEST <= int(text) <= MOST:
            self.problems.append(
                self.source.problem(
                    "PK617",
                    found[0].value.at,
                    Words(
                        f"a repeated column stands for {FEWEST} to {MOST} columns of the file",
                        f"une colonne répétée désigne de {FEWEST} à {MOST} colonnes du fichier",
                    ),
                    Words(
                        f"write for example {found[0].key}: 12, for {entry.key}_1 to {entry.key}_12",
                        f"écrire par exemple {found[0].key}: 12, pour {entry.key}_1 à {entry.key}_12",
                    ),
                )
            )
            return None
        return int(text)

    def _taken_elsewhere(self, tables: Mapping) -> None:
        """A repeated name that is also a table, or a plain column of another table."""
        for table in tables.entries:
            if table.key in self.counts:
                self._clash(table, table.key)
            for part in table.value.entries if isinstance(table.value, Mapping) else ():
                if part.key in ("columns", "colonnes") and isinstance(part.value, Mapping):
                    for entry in part.value.entries:
                        plain = not (
                            isinstance(entry.value, Mapping)
                            and any(e.key in _REPEATED for e in entry.value.entries)
                        )
                        if plain and entry.key in self.counts:
                            self._clash(entry, entry.key)

    def _clash(self, entry: Entry, name: str) -> None:
        self.problems.append(
            self.source.problem(
                "PK618",
                entry.at,
                Words(
                    f"`{name}` is also a name that a repeated column takes",
                    f"`{name}` est aussi un nom que prend une colonne répétée",
                ),
                Words("rename one of the two", "renommer l'une des deux"),
            )
        )

    def node(self, node: Node, shape: Shape) -> Node:
        """A node with the repeated names that stand for columns in full."""
        if isinstance(node, Listing):
            inner = shape.item if isinstance(shape, Many) else Leaf()
            return replace(node, items=tuple(one for item in node.items for one in self._items(item, inner)))
        if not isinstance(node, Mapping):
            return node
        if isinstance(shape, Named):
            return replace(node, entries=self._named(node.entries, shape.item))
        if isinstance(shape, Block):
            return replace(node, entries=tuple(self._block(node, shape)))
        return node

    def _items(self, item: Node, inner: Shape) -> Iterator[Node]:
        name = plain_name(item.text) if isinstance(item, Scalar) else ""
        if name in self.counts and isinstance(item, Scalar) and inner == Leaf():
            yield from (Scalar(item.at, one) for one in names_of(name, self.counts[name]))
        else:
            yield self.node(item, inner)

    def _block(self, node: Mapping, shape: Block) -> Iterator[Entry]:
        known = {**by_word(shape.model, "fr"), **by_word(shape.model, "en")}
        if issubclass(shape.model, ColumnMap):
            columns = known.pop("columns").shape
            assert isinstance(columns, Named)
            mapped = tuple(e for e in node.entries if isinstance(e.value, Mapping))
            yield from self._named(mapped, columns.item)
            yield from (e for e in node.entries if not isinstance(e.value, Mapping))
            return
        for entry in node.entries:
            keyword = known.get(entry.key)
            yield replace(entry, value=self.node(entry.value, keyword.shape)) if keyword else entry

    def _named(self, entries: tuple[Entry, ...], shape: Shape) -> tuple[Entry, ...]:
        written, out = {e.key: e for e in entries}, list[Entry]()
        for entry in entries:
            if entry.key not in self.counts:
                out.append(replace(entry, value=self.node(entry.value, shape)))
                continue
            for name in names_of(entry.key, self.counts[entry.key]):
                if name in written:
                    self._clash(written[name], name)
                    continue
                own = _said_of(entry.value, entry.key, name)
                out.append(Entry(name, entry.at, self.node(own, shape)))
        return tuple(out)


def _within(node: Mapping, words: tuple[str, ...], change: Callable[[Mapping], Mapping]) -> Mapping:
    """A mapping in which the value of some words is changed, where it is a mapping."""
    entries = tuple(
        replace(e, value=change(e.value)) if e.key in words and isinstance(e.value, Mapping) else e
        for e in node.entries
    )
    return replace(node, entries=entries)


def _said_of(node: Node, base: str, name: str) -> Node:
    """What is said of every column of a base, said of one: the base means that column."""
    if isinstance(node, Scalar):
        return Scalar(node.at, name) if plain_name(node.text) == base else node
    if isinstance(node, Listing):
        return replace(node, items=tuple(_said_of(item, base, name) for item in node.items))
    if isinstance(node, Mapping):
        return replace(
            node,
            entries=tuple(replace(e, value=_said_of(e.value, base, name)) for e in node.entries),
        )
    return node
