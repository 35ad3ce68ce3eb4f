"""The uses the data are wanted for: who receives what, what must be kept of it, which protections are tried."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from privkit.errors import Problem, UsageError, nearest
from privkit.words import Language, Words

#: What a use cannot do without, and candidates of one family are compared on: a model's loss, messages changed,
#: distributions, figures of tables.
Matter = Literal["loss", "messages", "distance", "figures"]


@dataclass(frozen=True)
class Use:
    """One use. ``tried``: the candidates that mean something for it, the least protected first; ``receives``: who
    would hold what leaves, as said in a qualification."""

    name: str
    french: str
    title: Words
    done: Words
    receives: Words
    matters: Matter
    why_it_matters: Words
    tried: tuple[str, ...]

    @property
    def title_sentence(self) -> Words:
        """The use in one sentence."""
        return Words(f"For {self.title.en}. {self.done.en}", f"Pour {self.title.fr}. {self.done.fr}")

    def written(self, language: Language) -> str:
        """Its word on the command line."""
        return self.french if language == "fr" else self.name


_ROWS = ("pseudonymised", "bands", "k5", "k11", "k30", "k50", "local11", "trees", "dp_rows_1", "dp_rows_3")
_TABLES = ("secrecy", "dp_tables_1", "dp_tables_3")

USES: Mapping[str, Use] = {
    use.name: use
    for use in (
        Use(
            "training",
            "entrainement",
            Words("training a model", "entraîner un modèle"),
            Words(
                "A model learns from rows, inside the organisation; it then serves without them.",
                "Un modèle apprend sur des lignes, dans l'organisme ; il sert ensuite sans elles.",
            ),
            Words("the team that trains", "l'équipe qui entraîne"),
            "loss",
            Words(
                "what a model trained on the release loses, tested on people nobody saw",
                "ce que perd un modèle entraîné sur la sortie, essayé sur des personnes que nul n'a vues",
            ),
            _ROWS,
        ),
        Use(
            "bi",
            "pilotage",
            Words("steering: dashboards, indicators", "le pilotage : tableaux de bord, indicateurs"),
            Words(
                "Staff read figures by group; nobody needs a row about a household.",
                "Des agents lisent des chiffres par groupe ; personne n'a besoin de la ligne d'un foyer.",
            ),
            Words("the staff who read the dashboards", "les agents qui lisent les tableaux de bord"),
            "figures",
            Words("figures shown, and their margins", "les chiffres montrés, et leurs marges"),
            ("pseudonymised", "bands", "k11", "k50", *_TABLES),
        ),
        Use(
            "open_data",
            "donnees_ouvertes",
            Words("open data", "les données ouvertes"),
            Words(
                "Anybody downloads it, keeps it and links it with other files, for ever.",
                "N'importe qui la télécharge, la garde et la croise avec d'autres fichiers, pour toujours.",
            ),
            Words("the public", "le public"),
            "figures",
            Words("figures shown, and their margins", "les chiffres montrés, et leurs marges"),
            ("pseudonymised", "k11", "k50", "dp_rows_1", *_TABLES),
        ),
        Use(
            "hackathon",
            "hackathon",
            Words("a hackathon or an outside team", "un hackathon ou une équipe extérieure"),
            Words(
                "Outside teams try ideas on rows for a while, under an agreement.",
                "Des équipes extérieures essaient des idées sur des lignes, un temps, sous convention.",
            ),
            Words("the teams under agreement", "les équipes sous convention"),
            "distance",
            Words("how far distributions move", "de combien les répartitions s'écartent"),
            ("pseudonymised", "bands", "k11", "k50", "trees", "dp_rows_1", "dp_rows_3"),
        ),
        Use(
            "bill",
            "facture",
            Words("the comparison on the bill", "la comparaison sur la facture"),
            Words(
                "Each household reads where it stands beside a table of similar households. The table is made of protected rows, "
                "which stay inside; only the table goes to billing.",
                "Chaque foyer lit où il se situe face à une table de foyers semblables. La table est faite de lignes protégées, "
                "qui restent à l'intérieur ; seule la table va à la facturation.",
            ),
            Words("the billing service, which holds the table", "le service de facturation, qui tient la table"),
            "messages",
            Words("households told something else", "les foyers à qui l'on dit autre chose"),
            (*(name for name in _ROWS if name not in ("pseudonymised", "k5")), "dp_reference_1", "dp_reference_3"),
        ),
    )
}  # fmt: skip


def use_of(word: str) -> Use:
    """The use of that name, in either language; UsageError (PK697) when there is none."""
    plain = word.strip().lower().replace("-", "_").replace("î", "i").replace("é", "e")
    known = {name: use for use in USES.values() for name in (use.name, use.french)}
    if plain in known:
        return known[plain]
    close = nearest(plain, list(known))
    every = Words(", ".join(USES), ", ".join(use.french for use in USES.values()))
    raise UsageError(
        Problem(
            "PK697",
            Words(f"--for {word}: there is no such use", f"--for {word} : il n'y a pas de tel usage"),
            instead=Words(f"--for {close}", f"--for {close}")
            if close
            else Words(f"--for one of: {every.en}", f"--for, au choix : {every.fr}"),
        )
    )
