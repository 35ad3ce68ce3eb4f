"""The forms in which a file may write its days."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class DateForm:
    """A form, as a pattern, and how to rewrite it as year-month-day (None: it is already)."""

    name: str
    french: str
    groups: str
    rewrite: str | None

    @property
    def pattern(self) -> str:
        """The pattern without groups."""
        return self.groups.replace("(", "").replace(")", "")


ISO = DateForm("yyyy-mm-dd", "aaaa-mm-jj", r"(\d{4})-(\d{2})-(\d{2})", None)

FORMS: dict[str, DateForm] = {
    form.name: form
    for form in (
        ISO,
        DateForm("dd/mm/yyyy", "jj/mm/aaaa", r"(\d{1,2})/(\d{1,2})/(\d{4})", r"\3-\2-\1"),
        DateForm("mm/dd/yyyy", "mm/jj/aaaa", r"(\d{1,2})/(\d{1,2})/(\d{4})", r"\3-\1-\2"),
        DateForm("dd-mm-yyyy", "jj-mm-aaaa", r"(\d{1,2})-(\d{1,2})-(\d{4})", r"\3-\2-\1"),
        DateForm("dd.mm.yyyy", "jj.mm.aaaa", r"(\d{1,2})[.](\d{1,2})[.](\d{4})", r"\3-\2-\1"),
        DateForm("yyyy/mm/dd", "aaaa/mm/jj", r"(\d{4})/(\d{1,2})/(\d{1,2})", r"\1-\2-\3"),
        DateForm("yyyymmdd", "aaaammjj", r"(\d{4})(\d{2})(\d{2})", r"\1-\2-\3"),
    )
}


def form_named(name: str) -> DateForm | None:
    """The form a policy names, in English or in French."""
    wanted = name.strip().lower()
    return next((f for f in FORMS.values() if wanted in (f.name, f.french)), None)


def forms_for(name: str | None) -> tuple[DateForm, ...]:
    """The forms accepted: year-month-day cannot be misread and always is; then the named one or dd/mm/yyyy."""
    chosen = FORMS[name] if name else FORMS["dd/mm/yyyy"]
    return (ISO,) if chosen is ISO else (ISO, chosen)
