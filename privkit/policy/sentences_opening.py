"""Plain sentences for what stands before the steps: who, why, whose data, from where, how long."""

from __future__ import annotations

from collections.abc import Iterator

from privkit.policy.model.data import Collection, SpecialCategory, TableRule
from privkit.policy.model.policy import Policy
from privkit.policy.model.register import Afterwards, Decider, Ground, Opinion, State
from privkit.policy.say import bare, day, listing, reason, sentence
from privkit.policy.sentences_tables import budget_sentences
from privkit.words import Words

_STATES = {
    State.DRAFT: Words("a draft", "un brouillon"),
    State.VALIDATED: Words("validated", "validée"),
    State.WITHDRAWN: Words("withdrawn", "retirée"),
}
_GROUNDS = {
    Ground.CONSENT: ("a", Words("the consent of the persons", "le consentement des personnes")),
    Ground.CONTRACT: ("b", Words("the performance of a contract", "l'exécution d'un contrat")),
    Ground.LEGAL_OBLIGATION: ("c", Words("a legal obligation", "une obligation légale")),
    Ground.VITAL_INTERESTS: ("d", Words("vital interests", "la sauvegarde d'intérêts vitaux")),
    Ground.PUBLIC_TASK: (
        "e",
        Words("a task carried out in the public interest", "l'exécution d'une mission d'intérêt public"),
    ),
    Ground.LEGITIMATE_INTERESTS: ("f", Words("legitimate interests", "l'intérêt légitime")),
}
_COLLECTED = {
    Collection.DIRECT: Words("collected from the persons themselves", "recueillies auprès des personnes"),
    Collection.INDIRECT: Words(
        "not collected from the persons themselves", "recueillies ailleurs qu'auprès des personnes"
    ),
    Collection.DERIVED: Words("derived from other data", "tirées d'autres données"),
}
_OPINIONS = {
    Opinion.FAVOURABLE: Words("a favourable opinion", "un avis favorable"),
    Opinion.WITH_RESERVATIONS: Words(
        "a favourable opinion with reservations", "un avis favorable avec réserves"
    ),
    Opinion.UNFAVOURABLE: Words("an unfavourable opinion", "un avis défavorable"),
}


def opening(policy: Policy) -> list[Words]:
    """The sentences to read aloud before the steps, in the order of an impact assessment."""
    return [
        sentence(words.en, words.fr)
        for part in (
            _about,
            _who,
            _purpose,
            _subjects,
            _tables,
            _columns,
            _time,
            _rights,
            _governance,
            budget_sentences,
        )
        for words in part(policy)
    ]


def _about(policy: Policy) -> Iterator[Words]:
    about = policy.policy
    state, review = _STATES[about.state], day(about.review_before)
    yield Words(
        f"This policy, “{about.title}” ({about.name}, version {about.version}), is {state.en}; "
        f"it must be read again before {review.en}.",
        f"Cette politique, « {about.title} » ({about.name}, version {about.version}), est {state.fr} ; "
        f"elle doit être relue avant le {review.fr}.",
    )
    if about.effective_from:
        start = day(about.effective_from)
        yield Words(f"It applies from {start.en}.", f"Elle s'applique à partir du {start.fr}.")
    if about.replaces:
        yield Words(f"It replaces version {about.replaces}.", f"Elle remplace la version {about.replaces}.")


def _who(policy: Policy) -> Iterator[Words]:
    register = policy.register_
    controller = bare(register.controller)
    yield Words(
        f"The controller is: {controller}; entry {register.record} of the record of processing.",
        f"Le responsable de traitement est : {controller} ; fiche {register.record} du registre.",
    )
    if register.joint_controllers:
        names = listing(register.joint_controllers)
        yield Words(f"Joint controllers: {names.en}.", f"Responsables conjoints : {names.fr}.")
    if register.processors:
        names = listing([f"{p.name} ({p.contract})" if p.contract else p.name for p in register.processors])
        yield Words(f"Processors: {names.en}.", f"Sous-traitants : {names.fr}.")
    else:
        yield Words("There is no processor.", "Il n'y a pas de sous-traitant.")
    yield Words(
        f"The data protection officer can be reached at: {bare(register.dpo)}.",
        f"Le délégué à la protection des données peut être joint ainsi : {bare(register.dpo)}.",
    )


def _purpose(policy: Policy) -> Iterator[Words]:
    register = policy.register_
    yield Words(f"The purpose is: {bare(register.purpose)}.", f"La finalité est : {bare(register.purpose)}.")
    letter, ground = _GROUNDS[register.legal_basis.ground]
    texts = listing(register.legal_basis.texts)
    resting = (
        Words(f", resting on: {texts.en}", f", sur ces textes : {texts.fr}") if texts.en else Words("", "")
    )
    yield Words(
        f"The legal basis is {ground.en} (GDPR, article 6(1)({letter})){resting.en}.",
        f"La base légale est {ground.fr} (RGPD, article 6(1)({letter})){resting.fr}.",
    ) + reason(register.legal_basis.because)


def _subjects(policy: Policy) -> Iterator[Words]:
    register, unit = policy.register_, policy.data.privacy_unit
    subjects, categories = listing(register.data_subjects), listing(register.data_categories)
    yield Words(
        f"The persons concerned are: {subjects.en}; the categories of data are: {categories.en}.",
        f"Les personnes concernées sont : {subjects.fr} ; les catégories de données sont : {categories.fr}.",
    )
    yield Words(
        f"Protection is counted in units called “{unit.name}”, told apart by column {unit.column}, "
        "and never in rows.",
        f"La protection se compte en unités appelées « {unit.name} », distinguées par la colonne "
        f"{unit.column}, et jamais en lignes.",
    )


def _tables(policy: Policy) -> Iterator[Words]:
    for name, table in policy.data.tables.items():
        yield _origin(name, table)
        if table.origin.compatibility:
            because = bare(table.origin.compatibility.because)
            yield Words(
                f"The reuse of table “{name}” is held to be compatible (GDPR, article 6(4)). Reason: {because}.",
                f"La réutilisation de la table « {name} » est tenue pour compatible (RGPD, article 6(4)). "
                f"Raison : {because}.",
            )
        if table.origin.terms_of_use:
            yield _terms(name, table)


def _origin(name: str, table: TableRule) -> Words:
    origin, how = table.origin, _COLLECTED[table.origin.collection]
    return Words(
        f"Table “{name}”, where one row is {bare(table.one_row_is)}, comes from: {bare(origin.source)}; "
        f"its data were {how.en}, first for: {bare(origin.first_purpose)}.",
        f"La table « {name} », où une ligne représente {bare(table.one_row_is)}, provient de cette source : "
        f"{bare(origin.source)} ; ses données ont été {how.fr}, d'abord pour : {bare(origin.first_purpose)}.",
    )


def _terms(name: str, table: TableRule) -> Words:
    terms = table.origin.terms_of_use
    assert terms is not None
    en, fr = f"Table “{name}” may be used", f"La table « {name} » peut être utilisée"
    if terms.engagement_act:
        en += f" under the engagement act {terms.engagement_act}"
        fr += f" en vertu de l'acte d'engagement {terms.engagement_act}"
    if terms.expires:
        last = day(terms.expires)
        en, fr = f"{en} until {last.en}", f"{fr} jusqu'au {last.fr}"
    if terms.declared_functions:
        functions = listing(terms.declared_functions)
        en += f", for these functions: {functions.en}"
        fr += f", pour ces fonctions : {functions.fr}"
    return Words(f"{en}.", f"{fr}.")


def _columns(policy: Policy) -> Iterator[Words]:
    for name, table in policy.data.tables.items():
        unread = [column for column, rule in table.columns.items() if not rule.read]
        if len(unread) == 1:
            yield Words(
                f"Column {unread[0]} of table “{name}” is never read.",
                f"La colonne {unread[0]} de la table « {name} » n'est jamais lue.",
            )
        elif unread:
            names = listing(unread)
            yield Words(
                f"Columns {names.en} of table “{name}” are never read.",
                f"Les colonnes {names.fr} de la table « {name} » ne sont jamais lues.",
            )
        for column, rule in table.columns.items():
            if rule.use:
                yield Words(
                    f"Column {column} of table “{name}” serves only to check fairness.",
                    f"La colonne {column} de la table « {name} » ne sert qu'à contrôler l'équité.",
                )
            if rule.special_category:
                article = "10" if rule.special_category is SpecialCategory.OFFENCES else "9"
                yield Words(
                    f"Column {column} of table “{name}” falls under GDPR article {article}.",
                    f"La colonne {column} de la table « {name} » relève de l'article {article} du RGPD.",
                )


def _time(policy: Policy) -> Iterator[Words]:
    retention = policy.register_.retention
    length = retention.duration.words()
    then = (
        Words("then eliminated", "puis éliminées")
        if retention.then is Afterwards.ELIMINATE
        else Words("then archived", "puis archivées")
    )
    yield Words(
        f"Data are kept {length.en}, counted from column {retention.from_}, {then.en}.",
        f"Les données sont conservées {length.fr}, à compter de la colonne {retention.from_}, {then.fr}.",
    ) + reason(retention.because)


def _rights(policy: Policy) -> Iterator[Words]:
    register = policy.register_
    information = bare(register.rights.information)
    yield Words(
        f"Persons are informed as follows: {information}.",
        f"Les personnes sont informées ainsi : {information}.",
    )
    if register.rights.requests:
        file = register.rights.requests.list
        yield Words(f"Their requests are listed in {file}.", f"Leurs demandes sont consignées dans {file}.")
    if register.recipients:
        names = listing(register.recipients)
        yield Words(f"The recipients are: {names.en}.", f"Les destinataires sont : {names.fr}.")
    if register.audience:
        yield Words(f"The audience is: {register.audience}.", f"Le public visé est : {register.audience}.")
    transfers = listing(register.transfers_outside_eu)
    yield (
        Words(
            f"Transfers outside the European Union: {transfers.en}.",
            f"Transferts hors de l'Union européenne : {transfers.fr}.",
        )
        if transfers.en
        else Words(
            "Nothing is transferred outside the European Union.",
            "Rien n'est transféré hors de l'Union européenne.",
        )
    )


def _governance(policy: Policy) -> Iterator[Words]:
    dpia = policy.register_.dpia
    if dpia:
        version = f", version {dpia.version}" if dpia.version else ""
        state = (
            Words("a draft", "à l'état de brouillon") if dpia.state is State.DRAFT else _STATES[dpia.state]
        )
        yield Words(
            f"The impact assessment is {dpia.reference}{version}, {state.en}.",
            f"L'analyse d'impact est {dpia.reference}{version}, {state.fr}.",
        )
    else:
        yield Words("No impact assessment is named.", "Aucune analyse d'impact n'est citée.")
    if policy.governance is None:
        return
    if advice := policy.governance.dpo_advice:
        opinion, when = _OPINIONS[advice.opinion], day(advice.date)
        yield Words(
            f"The data protection officer gave {opinion.en} on {when.en}.",
            f"Le délégué à la protection des données a rendu {opinion.fr} le {when.fr}.",
        )
    if (decision := policy.governance.decision) and decision.by is Decider.CONTROLLER:
        when = day(decision.date)
        yield Words(
            f"The controller decided on {when.en} (in the capacity of: {decision.capacity}).",
            f"Le responsable de traitement a décidé le {when.fr} (en qualité de : {decision.capacity}).",
        )
