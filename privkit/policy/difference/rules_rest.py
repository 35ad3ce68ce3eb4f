"""What changes of the other sections do to protection: register, data, budget, outputs, comparison."""

from __future__ import annotations

from dataclasses import replace

from privkit.policy.difference.rule import Rule
from privkit.policy.difference.scales import higher, lower, ranked
from privkit.policy.model.data import ColumnRole
from privkit.policy.model.outputs import Proposed, Sharing
from privkit.policy.model.register import Afterwards, State
from privkit.words import Words

_KEPT_LESS = Words("data are kept less long", "les données sont gardées moins longtemps")
_KEPT_MORE = Words("data are kept longer", "les données sont gardées plus longtemps")
_NARROWER = Words("fewer people receive it", "moins de monde la reçoit")
_BROADER = Words("more people receive it", "plus de monde la reçoit")
_HANDS_LESS = Words("fewer organisations handle the data", "moins d'organismes manient les données")
_HANDS_MORE = Words("more organisations handle the data", "plus d'organismes manient les données")
_LESS_DATA = Words("less is processed", "moins de données sont traitées")
_MORE_DATA = Words("more is processed", "plus de données sont traitées")
_LESS_LOSS = Words("less can be learnt of anyone", "on apprend moins de chacun")
_MORE_LOSS = Words("more can be learnt of anyone", "on apprend plus de chacun")
_LESS_OUT = Words("less leaves", "moins de données sortent")
_MORE_OUT = Words("more leaves", "plus de données sortent")
_LARGER = Words(
    "groups are larger or figures coarser", "les groupes sont plus grands ou les chiffres moins précis"
)
_SMALLER = Words(
    "groups are smaller or figures finer", "les groupes sont plus petits ou les chiffres plus précis"
)

_NEVER_READ = Words("it is never read", "elle n'est jamais lue")

_KEPT = Rule(stronger=_KEPT_LESS, weaker=_KEPT_MORE)
_LOSS = Rule(stronger=_LESS_LOSS, weaker=_MORE_LOSS)
_RECEIVED = Rule(stronger=_NARROWER, weaker=_BROADER)
_HANDS = Rule(here=-1, stronger=_HANDS_LESS, weaker=_HANDS_MORE)
_PROCESSED = Rule(here=-1, stronger=_LESS_DATA, weaker=_MORE_DATA)
_OUT = Rule(here=-1, stronger=_LESS_OUT, weaker=_MORE_OUT)
_GROUPS = Rule(stronger=_LARGER, weaker=_SMALLER)
_RIGHTS = Rule(
    here=1,
    stronger=Words("one more safeguard for persons", "une garantie de plus pour les personnes"),
    weaker=Words("one safeguard less for persons", "une garantie de moins pour les personnes"),
)

RULES: dict[str, Rule] = {
    "policy.state": Rule(
        ranked((State.DRAFT, State.VALIDATED), State.WITHDRAWN),
        stronger=Words("nothing may be released any more", "plus rien ne peut sortir"),
        weaker=Words("the policy is in use again", "la politique sert de nouveau"),
        otherwise=Words("a draft releases nothing", "un brouillon ne laisse rien sortir"),
    ),
    "register.recipients": _RECEIVED.present(-1),
    "register.joint_controllers": _HANDS,
    "register.processors": _HANDS,
    "register.transfers_outside_eu": _HANDS,
    "register.data_subjects": _PROCESSED,
    "register.data_categories": _PROCESSED,
    "register.retention.duration": _KEPT.by(lower),
    "register.retention.then": _KEPT.by(ranked(Afterwards.ARCHIVE, Afterwards.ELIMINATE)),
    "register.rights.requests": _RIGHTS,
    "register.dpia": _RIGHTS,
    "data.tables.*": _PROCESSED,
    "data.tables.*.columns.*": replace(_PROCESSED, when=lambda column: column.read, otherwise=_NEVER_READ),
    "data.tables.*.columns.*.read": Rule(ranked(True, False), stronger=_LESS_DATA, weaker=_MORE_DATA),
    "data.tables.*.columns.*.role": Rule(
        ranked(
            ColumnRole.OTHER,
            tuple(r for r in ColumnRole if r not in (ColumnRole.OTHER, ColumnRole.DIRECT_IDENTIFIER)),
            ColumnRole.DIRECT_IDENTIFIER,
        ),
        stronger=Words("it is treated as more revealing", "elle est traitée comme plus révélatrice"),
        weaker=Words("it is treated as less revealing", "elle est traitée comme moins révélatrice"),
    ),
    "data.tables.*.columns.*.special_category": Rule(
        here=1,
        stronger=Words(
            "it is protected as a special category", "elle est protégée comme catégorie particulière"
        ),
        weaker=Words(
            "it is no longer protected as a special category",
            "elle n'est plus protégée comme catégorie particulière",
        ),
    ),
    "data.tables.*.origin.terms_of_use.expires": _KEPT.by(lower).present(1),
    "privacy_budget": Rule(
        here=1,
        stronger=Words("what is learnt adds up within a budget", "ce qui s'apprend est tenu par un budget"),
        weaker=Words("nothing holds what releases add up to", "rien ne tient plus le cumul des diffusions"),
    ),
    "privacy_budget.each_year_of": Rule(
        here=-1,
        stronger=Words(
            "all years of a person are protected", "toutes les années d'une personne sont protégées"
        ),
        weaker=Words("only one year of a person is protected", "une seule année d'une personne est protégée"),
    ),
    **{
        f"privacy_budget.{part}.{amount}": _LOSS.by(lower).present(-1)
        for part in ("total", "this_release")
        for amount in ("epsilon", "delta")
    },
    "outputs": _OUT,
    "outputs.sharing": _RECEIVED.by(
        ranked(Sharing.PUBLIC, Sharing.AGREEMENT, Sharing.ENCLAVE, Sharing.INTERNAL)
    ),
    "outputs.recipients": _RECEIVED.present(-1),
    "outputs.eliminate_after": _KEPT.by(lower).present(1),
    "outputs.qualification.proposed": Rule(
        ranked(Proposed.ANONYMOUS, Proposed.PERSONAL),
        stronger=Words("it is treated as personal data", "elle est traitée comme donnée personnelle"),
        weaker=Words(
            "it is no longer treated as personal data", "elle n'est plus traitée comme donnée personnelle"
        ),
    ),
    "comparison": _OUT,
    "comparison.at_least": _GROUPS.by(higher),
    "comparison.round_to": _GROUPS.by(higher),
    "comparison.groups_by": _GROUPS.present(-1),
}
