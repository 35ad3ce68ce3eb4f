"""Checks of the register, the decision and the origins (PK2xx): no data read."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from privkit.errors import Problem, nearest
from privkit.policy.declared import declared_columns
from privkit.policy.model.data import Collection, ColumnType, TableRule
from privkit.policy.model.outputs import Sharing
from privkit.policy.model.register import Decider, Ground, State
from privkit.policy.reader import Document
from privkit.words import Words

_DPO = re.compile(
    r"\b(dpo|dpd|data protection officer|délégué(e|·e)? (à|a) la protection)\b|^(le |la )?délégué(e|·e)?$",
    re.IGNORECASE,
)
_PUBLIC_BODY = re.compile(
    r"métropol|metropol|commune|mairie|ville|city|council|département|region|région|syndicat|régie|"
    r"ministère|ministry|public|collectivité|communauté|agglomération|municipal",
    re.IGNORECASE,
)


def check_register(document: Document, today: date) -> Iterator[Problem]:
    """Problems of the parts a lawyer reads."""
    yield from _life(document, today)
    yield from _basis(document)
    yield from _retention(document)
    yield from _decision(document)
    yield from _keys(document)
    for name, table in document.policy.data.tables.items():
        yield from _origin(document, name, table, today)
    yield from _impact(document)


def _life(document: Document, today: date) -> Iterator[Problem]:
    about = document.policy.policy
    if about.review_before < today:
        yield document.problem(
            "PK201",
            ("policy", "review_before"),
            Words(
                f"this policy was to be read again before {about.review_before}",
                f"cette politique devait être relue avant le {about.review_before}",
            ),
            Words(
                "read it again with the DPO, then set a new date",
                "la relire avec le DPO, puis fixer une nouvelle date",
            ),
            "GDPR (RGPD) art. 24(1), 35(11)",
            "warning",
        )
    if about.state is State.DRAFT:
        yield document.problem(
            "PK202",
            ("policy", "state"),
            Words("this policy is a draft", "cette politique est un brouillon"),
            Words(
                f"once decided, write `{document.written('validated')}`",
                f"une fois décidée, écrire `{document.written('validated')}`",
            ),
            severity="warning",
        )
    if about.state is State.WITHDRAWN:
        yield document.problem(
            "PK203",
            ("policy", "state"),
            Words("this policy is withdrawn", "cette politique est retirée"),
            Words("use the policy that replaces it", "utiliser la politique qui la remplace"),
        )


def _basis(document: Document) -> Iterator[Problem]:
    register = document.policy.register_
    legitimate = register.legal_basis.ground is Ground.LEGITIMATE_INTERESTS
    if legitimate and _PUBLIC_BODY.search(register.controller):
        task = document.written("public_task")
        yield document.problem(
            "PK205",
            ("register", "legal_basis", "ground"),
            Words(
                "legitimate interests are not open to a public body in the performance of its tasks",
                "l'intérêt légitime n'est pas ouvert à une autorité publique dans l'exécution de ses missions",
            ),
            Words(f"consider `{task}`", f"envisager `{task}`"),
            "GDPR (RGPD) art. 6(1)",
            "warning",
        )
    if not register.recipients and register.audience is None:
        audience = document.written("audience")
        yield document.problem(
            "PK214",
            ("register", "recipients"),
            Words(
                "no recipient and no audience: nobody receives the result",
                "ni destinataire ni public visé : personne ne reçoit le résultat",
            ),
            Words(
                f"name the recipients, or write `{audience}:` for a publication",
                f"nommer les destinataires, ou écrire `{audience}:` pour une publication",
            ),
            "GDPR (RGPD) art. 30(1)(d)",
            "warning",
        )


def _retention(document: Document) -> Iterator[Problem]:
    policy = document.policy
    wanted = policy.register_.retention.from_
    if not any(s.drop_older_than and s.drop_older_than.reason for s in policy.steps):
        return  # no step counts from it: it may name an event, such as the release of the result
    path = ("register", "retention", "from_")
    found = [c for c in declared_columns(policy) if c.name == wanted]
    if not found:
        names = [c.name for c in declared_columns(policy)]
        yield unknown_column(document, path, wanted, names)
    elif all(c.rule.type not in (ColumnType.DATE, ColumnType.DATETIME) for c in found):
        kind = document.written("date", type(found[0].rule))
        yield document.problem(
            "PK204",
            path,
            Words(
                f"the retention is counted from `{wanted}`, which is not a date",
                f"la durée de conservation part de `{wanted}`, qui n'est pas une date",
            ),
            Words(f"name a column of type `{kind}`", f"nommer une colonne de type `{kind}`"),
            "GDPR (RGPD) art. 5(1)(e)",
        )


def unknown_column(document: Document, path: tuple[str | int, ...], name: str, known: list[str]) -> Problem:
    """A column that no table declares, with the nearest one."""
    close = nearest(name, known)
    instead = (
        Words(f"did you mean `{close}`?", f"vouliez-vous dire `{close}` ?")
        if close
        else Words(
            "declare it in its table, or correct its name", "la déclarer dans sa table, ou corriger son nom"
        )
    )
    message = Words(f"no table has a column `{name}`", f"aucune table n'a de colonne `{name}`")
    return document.problem("PK104", path, message, instead)


def _decision(document: Document) -> Iterator[Problem]:
    governance = document.policy.governance
    decision = governance.decision if governance else None
    if decision and decision.by is Decider.DPO:
        controller = document.written("controller", None)
        yield document.problem(
            "PK206",
            ("governance", "decision", "by"),
            Words(
                "the data protection officer advises and does not decide",
                "le délégué à la protection des données conseille et ne décide pas",
            ),
            Words(f"write `{controller}`", f"écrire `{controller}`"),
            "GDPR (RGPD) art. 38(6)",
        )
    for number, output in enumerate(document.policy.outputs):
        if output.sharing is Sharing.INTERNAL and decision is None:
            word = document.written("governance")
            yield document.problem(
                "PK216",
                ("outputs", number, "sharing"),
                Words(
                    f"output `{output.name}` leaves without a recorded decision of the controller",
                    f"la sortie `{output.name}` part sans décision enregistrée du responsable",
                ),
                Words(f"write the decision under `{word}`", f"écrire la décision sous `{word}`"),
                "GDPR (RGPD) art. 5(2), 24",
                "warning",
            )


def _keys(document: Document) -> Iterator[Problem]:
    for number, step in enumerate(document.policy.steps):
        if step.pseudonymise and _DPO.search(step.pseudonymise.key.held_by):
            yield document.problem(
                "PK207",
                ("steps", number, "pseudonymise", "key", "held_by"),
                Words(
                    "the data protection officer does not hold keys",
                    "le délégué à la protection des données ne détient pas de clé",
                ),
                Words(
                    "name someone else, such as the security officer",
                    "nommer quelqu'un d'autre, par exemple le RSSI",
                ),
                "GDPR (RGPD) art. 38(6)",
            )


def _origin(document: Document, name: str, table: TableRule, today: date) -> Iterator[Problem]:
    path = ("data", "tables", name, "origin")
    origin = table.origin
    if origin.collection is Collection.INDIRECT and origin.compatibility is None:
        word = document.written("compatibility")
        yield document.problem(
            "PK208",
            (*path, "collection"),
            Words(
                f"table `{name}` was collected elsewhere, for another purpose: nothing says why it may be reused",
                f"la table `{name}` a été recueillie ailleurs, pour une autre finalité : rien ne dit pourquoi "
                "elle peut être réutilisée",
            ),
            Words(
                f"write `{word}:` and say why",
                f"écrire `{word}:` et dire pourquoi",
            ),
            "GDPR (RGPD) art. 6(4)",
        )
    terms = origin.terms_of_use
    start = document.policy.policy.effective_from
    day = max(today, start) if start else today
    if terms and terms.expires and terms.expires < day:
        yield document.problem(
            "PK209",
            (*path, "terms_of_use", "expires"),
            Words(
                f"the right to use table `{name}` ended on {terms.expires}",
                f"le droit d'utiliser la table `{name}` a pris fin le {terms.expires}",
            ),
            Words("renew the act, or leave the table out", "renouveler l'acte, ou écarter la table"),
            "GDPR (RGPD) art. 5(1)(a), 5(1)(b)",
        )


def _impact(document: Document) -> Iterator[Problem]:
    policy = document.policy
    if policy.register_.dpia is not None:
        return
    criteria: list[Words] = []
    if any(step.link for step in policy.steps):
        criteria.append(Words("tables are crossed", "croisement de données"))
    if any(t.origin.collection is Collection.INDIRECT for t in policy.data.tables.values()):
        criteria.append(Words("data from other sources", "données provenant de sources externes"))
    if any(c.rule.special_category for c in declared_columns(policy)):
        criteria.append(Words("special categories of data", "catégories particulières de données"))
    if policy.comparison is not None:
        criteria.append(Words("persons are compared", "évaluation des personnes"))
    if not criteria:
        return
    word = document.written("dpia")
    yield document.problem(
        "PK210",
        ("register",),
        Words(
            "no impact assessment is named, though it may be required: " + ", ".join(c.en for c in criteria),
            "aucune analyse d'impact n'est citée, alors qu'elle peut être obligatoire : "
            + ", ".join(c.fr for c in criteria),
        ),
        Words(
            f"with two criteria or more it is required in principle: write `{word}:` and its reference",
            f"à partir de deux critères elle est en principe obligatoire : écrire `{word}:` et sa référence",
        ),
        "GDPR (RGPD) art. 35",
        "warning",
    )
