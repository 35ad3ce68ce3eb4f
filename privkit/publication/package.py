"""From a published table to the files beside it, in one call; and what can be checked before anything is spent."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

from privkit.errors import DataError, Place, PolicyError, Problem
from privkit.evidence.figures.style import Picture
from privkit.publication import workbook as books
from privkit.publication.about import About
from privkit.publication.blocks import Section, Text, to_markdown
from privkit.publication.catalogue import dcat
from privkit.publication.catalogue_scdl import scdl_csv, scdl_row, wrong_addresses
from privkit.publication.chart import chart
from privkit.publication.dictionary import dictionary, dictionary_csv, dictionary_table
from privkit.publication.files import Made, beside, json_text
from privkit.publication.frame import columns_to_publish, frame_to_publish
from privkit.publication.geometry import read_areas
from privkit.publication.map import area_of, map_of, no_areas
from privkit.publication.margins import margins_csv
from privkit.publication.note import note
from privkit.publication.page import to_html
from privkit.publication.table_schema import table_schema
from privkit.publication.vocabulary import frequency_of, licence_of
from privkit.published import KeyColumn, Published
from privkit.words import Language, Words

#: What may be asked beside a table: the words of ``with:`` in a policy.
WANTED = (
    "table_schema",
    "data_dictionary",
    "margins",
    "reader_note",
    "workbook",
    "chart",
    "map",
    "catalogue_entry",
)
LANGUAGES: tuple[Language, ...] = ("en", "fr")


def check_package(keys: Sequence[KeyColumn], about: About, wanted: Sequence[str], table: str = "") -> None:
    """Everything that can go wrong and needs no figure: to be called before the budget is spent.

    ``keys`` need only their kind and, when listed publicly, their values.

    :raises PolicyError: PK684 (licence), PK685 (frequency), PK695 (SIRET), PK696 (page).
    :raises DataError: PK686 to PK688, PK693, PK694 (areas).
    :raises UsageError: PK902, a package that is not installed.
    :raises ValueError: a word that is not in :data:`WANTED`.
    """
    unknown = [word for word in wanted if word not in WANTED]
    if unknown:
        raise ValueError(f"unknown files: {unknown}")
    said = [
        *([licence_of(about.licence)] if about.licence else []),
        *([frequency_of(about.frequency)] if about.frequency else []),
    ]
    problems = [one for one in said if isinstance(one, Problem)] + wrong_addresses(about)
    if problems:
        raise PolicyError(*problems)
    if "map" in wanted:
        if about.geometry is None:
            raise DataError(no_areas(table))
        key = area_of(keys, table)
        if key.values:
            needed = key.listed_in != "private"
            read_areas(about.geometry, [v for v in key.values if v != key.total], all_needed=needed)
    if "workbook" in wanted:
        books.check_installed()


def write_package(
    published: Published, about: About, wanted: Sequence[str], csv_path: Path, language: Language
) -> tuple[Path, ...]:
    """Write the files ``wanted`` beside the table ``csv_path`` (or .parquet), already written; give their paths in order.

    Names are that of the table and an ending. The note is in both languages, all else in ``language``.
    The same table and words always give the same bytes.

    :raises DataError: PK692, the table is not there; PK686 to PK688, PK693, PK694 about areas.
    :raises PolicyError: PK684, PK685, PK691, PK695, PK696.
    """
    if not csv_path.is_file() or not _holds(csv_path, [c.name for c in columns_to_publish(published)]):
        raise DataError(_not_written(csv_path))
    check_package(published.keys, about, wanted, published.name)
    return _Writing(published, replace(about, language=language), csv_path, tuple(wanted)).all()


class _Writing:
    """One call of :func:`write_package`: what the files share is made once."""

    def __init__(self, published: Published, about: About, path: Path, wanted: Sequence[str]) -> None:
        self.published, self.about, self.path, self.wanted = published, about, path, wanted
        self.language = about.language
        self.frame = frame_to_publish(published, about.language)
        self.entries = dictionary(published, about.language)
        self.made = [Made(path, Words("the table", "la table"))]
        self.schema: Made | None = None
        self.chart: dict[Language, Picture] = {}

    def all(self) -> tuple[Path, ...]:
        steps: dict[str, Callable[[], None]] = {
            "table_schema": self._schema,
            "data_dictionary": self._dictionary,
            "margins": self._margins,
            "chart": self._chart,
            "map": self._map,
            "reader_note": self._note,
            "workbook": self._workbook,
            "catalogue_entry": self._catalogue,
        }
        for name, step in steps.items():
            if name in self.wanted:
                step()
        return tuple(made.path for made in self.made[1:])

    def _put(self, kind: str, end: str, content: str | bytes, what: Words) -> Made:
        path = beside(self.path, kind, self.language, end)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        made = Made(path, what)
        self.made.append(made)
        return made

    def _schema(self) -> None:
        body = table_schema(self.published, self.about, self.entries, self.path.stem, self.language)
        self.schema = self._put(
            "schema", "", json_text(body), Words("schema of the table", "schéma de la table")
        )

    def _dictionary(self) -> None:
        what = Words("data dictionary", "dictionnaire de données")
        self._put("dictionary", ".csv", dictionary_csv(self.entries, self.language), what)
        table = dictionary_table(self.entries, self.language)
        title = what.say(self.language)
        text = Text(
            self.about.title,
            self.about.publisher,
            (Section(title.capitalize(), (table,)),),
            self.language,
            self.language,
        )
        self._put("dictionary", ".md", to_markdown(text), what)

    def _margins(self) -> None:
        self._put("margins", "", margins_csv(self.published, self.language), Words("margins", "marges"))

    def _chart(self) -> None:
        picture = self._picture(self.language)
        what = Words("chart", "graphique")
        self._put("chart", ".svg", picture.svg, what)
        self._put("chart", ".png", picture.png, what)

    def _picture(self, language: Language) -> Picture:
        if language not in self.chart:
            self.chart[language] = chart(self.published, self.about, "chart", language)
        return self.chart[language]

    def _map(self) -> None:
        picture = map_of(self.published, self.about, "map", self.language)
        self._put("map", ".svg", picture.svg, Words("map", "carte"))
        self._put("map", ".png", picture.png, Words("map", "carte"))

    def _note(self) -> None:
        names = {code: beside(self.path, "note", self.language, f".{code}.html").name for code in LANGUAGES}
        for code in LANGUAGES:
            picture = self._picture(code) if "chart" in self.wanted else None
            text = note(self.published, self.about, code, picture)
            other = names["en" if code == "fr" else "fr"]
            english, french = ("English", "anglais") if code == "en" else ("French", "français")
            what = Words(f"note for readers, in {english}", f"note au lecteur, en {french}")
            self._put("note", f".{code}.md", to_markdown(text), what)
            self._put("note", f".{code}.html", to_html(text, other), what)

    def _workbook(self) -> None:
        text = note(self.published, self.about, self.language)
        content = books.workbook(self.frame, self.entries, text, self.about)
        self._put("workbook", "", content, Words("copy for spreadsheets", "copie pour tableur"))

    def _catalogue(self) -> None:
        files = tuple(self.made)
        row = scdl_row(self.published, self.about, files)
        what = Words("catalogue entry", "fiche de catalogue")
        body = json_text(dcat(self.published, self.about, files, self.schema))
        self._put("dcat", "", body, what)
        self._put("scdl", "", scdl_csv(row), what)


def _holds(path: Path, names: Sequence[str]) -> bool:
    """Whether the file has the columns told of beside it; one of another format is not opened."""
    if path.suffix != ".csv":
        return True
    with path.open(encoding="utf-8") as file:
        return file.readline().rstrip("\r\n") == ",".join(names)


def _not_written(path: Path) -> Problem:
    return Problem(
        "PK692",
        Words(
            "the published table is not there, or has other columns",
            "la table publiée n'est pas là, ou a d'autres colonnes",
        ),
        Place(path.name),
        Words(
            "write the table first, then the files beside it",
            "écrire d'abord la table, puis les fichiers à côté",
        ),
    )
