"""``make_k_anonymous`` as a sentence, and as it goes into the evidence."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from privkit.policy.model.anonymity import Confidential, Distance, Method
from privkit.policy.model.anonymity import MakeKAnonymous as Rule
from privkit.policy.say import distinct_values, times_of
from privkit.steps.base import counted, listed, shown_number, shown_share
from privkit.steps.level_words import levels_said
from privkit.words import Words

_METHODS = {
    Method.FULL_DOMAIN: Words("", ""),
    Method.LOCAL: Words("group by group and ", "groupe par groupe et "),
    Method.MONDRIAN: Words(
        "by intervals that do not overlap and ", "par intervalles qui ne se chevauchent pas et "
    ),
}


def sentence_of(rule: Rule, unit: str, first: Sequence[str] = ()) -> Words:
    """What the step does, to be read aloud. ``first`` are the columns whose detail is kept before the others'."""
    on = listed(list(rule.on))
    share = shown_share(rule.remove_at_most)
    how, many = _METHODS[rule.method], counted(rule.k, unit)
    en = (
        f"Make {on.en} coarser, {how.en}as little as possible, until at least "
        f"{many.en} {'shares' if rule.k == 1 else 'share'} each combination"
    )
    fr = (
        f"Rendre {on.fr} moins précis, {how.fr}le moins possible, jusqu'à ce qu'au moins "
        f"{many.fr} {'partage' if rule.k == 1 else 'partagent'} chaque combinaison"
    )
    if rule.l_diversity:
        d = rule.l_diversity
        least = distinct_values(d.at_least)
        en += f" with at least {least.en} of {d.column}"
        fr += f" avec au moins {least.fr} de {d.column}"
    asked = [*_of_population(rule)]
    asked += [words for name, one in rule.confidential.items() for words in _of_column(name, one)]
    said = Words(en, fr)
    if asked:
        said += Words("; in every group: ", " ; dans chaque groupe : ")
        said += Words("; ".join(w.en for w in asked), " ; ".join(w.fr for w in asked))
    said += (
        Words(f"; remove at most {share.en} of them.", f" ; en retirer {share.fr} au plus.")
        if rule.remove_at_most
        else Words("; remove none of them.", " ; n'en retirer aucun.")
    )
    return said + _said_first(first) + levels_said(rule.levels)


def _said_first(first: Sequence[str]) -> Words:
    if not first:
        return Words("", "")
    names = listed(list(first))
    return Words(
        f" The columns of the comparison ({names.en}) keep their detail first.",
        f" Les colonnes de la comparaison ({names.fr}) gardent leur détail en premier.",
    )


def _of_population(rule: Rule) -> Iterator[Words]:
    if rule.k_map:
        one = rule.k_map == 1
        yield Words(
            f"at least {rule.k_map} {'person' if one else 'people'} of the population "
            f"{'shares' if one else 'share'} its combination (k-map)",
            f"au moins {rule.k_map} {'personne' if one else 'personnes'} de la population "
            f"{'partage' if one else 'partagent'} sa combinaison (k-carte)",
        )
    if rule.presence:
        most = shown_share(rule.presence.at_most)
        yield Words(
            f"at most {most.en} of these people are in the data (δ-presence)",
            f"au plus {most.fr} de ces personnes sont dans les données (δ-présence)",
        )
        if rule.presence.at_least:
            least = shown_share(rule.presence.at_least)
            yield Words(f"and at least {least.en} of them", f"et au moins {least.fr} d'entre elles")


_DISTANCES = {
    Distance.EQUAL: Words("all values equally far apart", "toutes les valeurs aussi éloignées"),
    Distance.ORDERED: Words("values in their order", "les valeurs dans leur ordre"),
    Distance.HIERARCHICAL: Words("values along their hierarchy", "les valeurs selon leur hiérarchie"),
}


def _of_column(name: str, asked: Confidential) -> Iterator[Words]:
    if asked.into_bands:
        bands = listed([str(band) for band in asked.into_bands])
        yield Words(
            f"{name} is counted in bands ({bands.en})", f"{name} est comptée par tranches ({bands.fr})"
        )
    if asked.distinct_l:
        least = distinct_values(asked.distinct_l)
        yield Words(
            f"{name} takes at least {least.en} (l-diversity)",
            f"{name} prend au moins {least.fr} (l-diversité)",
        )
    if asked.entropy_l:
        least = shown_number(asked.entropy_l)
        yield Words(
            f"{name} is as varied as {least.en} equally frequent values (entropy l-diversity)",
            f"{name} est aussi variée que {least.fr} valeurs également fréquentes (l-diversité d'entropie)",
        )
    if asked.recursive_l:
        c, rank = shown_number(asked.recursive_l.c), asked.recursive_l.l
        yield Words(
            f"the commonest value of {name} weighs less than {c.en} times those ranked {rank} and below (recursive l-diversity)",
            f"la valeur la plus fréquente de {name} pèse moins de {c.fr} fois celles de rang {rank} et plus (l-diversité récursive)",
        )
    if asked.t_closeness is not None:
        t, how = shown_number(asked.t_closeness), _DISTANCES[asked.distance]
        yield Words(
            f"{name} is spread as in the whole table, within {t.en} (t-closeness, {how.en})",
            f"{name} se répartit comme dans la table entière, à {t.fr} près (t-proximité, {how.fr})",
        )
    if asked.delta_disclosure is not None:
        delta, times = shown_number(asked.delta_disclosure), times_of(asked.delta_disclosure)
        yield Words(
            f"no value of {name} is as much as {times.en} times more or less frequent than in the whole table"
            f" (δ-disclosure, δ = {delta.en})",
            f"aucune valeur de {name} n'atteint {times.fr} fois plus ou moins de fréquence que dans la table entière"
            f" (δ-divulgation, δ = {delta.fr})",
        )
    if asked.beta_likeness is not None:
        beta = shown_number(asked.beta_likeness)
        kind = (
            Words("enhanced β-likeness", "β-vraisemblance renforcée")
            if asked.enhanced
            else Words("β-likeness", "β-vraisemblance")
        )
        yield Words(
            f"no value of {name} gains more than {beta.en} times its frequency ({kind.en})",
            f"aucune valeur de {name} ne gagne plus de {beta.fr} fois sa fréquence ({kind.fr})",
        )
    if asked.frequency_at_most is not None:
        most = shown_share(asked.frequency_at_most)
        yield Words(
            f"no value of {name} holds more than {most.en} of a group ((α, k)-anonymity)",
            f"aucune valeur de {name} ne tient plus de {most.fr} d'un groupe ((α, k)-anonymat)",
        )


def parameters_of(rule: Rule) -> dict[str, Any]:
    """What was asked, as JSON values: what is left at its default is left out."""
    body: dict[str, Any] = {"k": rule.k, "on": list(rule.on), "remove_at_most": str(rule.remove_at_most)}
    if rule.weights:
        body["weights"] = {column: str(weight) for column, weight in rule.weights.items()}
    if rule.levels:
        body["levels"] = {c: r.model_dump(mode="json", exclude_none=True) for c, r in rule.levels.items()}
    if rule.l_diversity:
        body["l_diversity"] = {"column": rule.l_diversity.column, "at_least": rule.l_diversity.at_least}
    if rule.confidential:
        body["confidential"] = {name: _plain(one) for name, one in rule.confidential.items()}
    for name in ("k_map", "presence", "population"):
        if (asked := getattr(rule, name)) is not None:
            body[name] = asked if isinstance(asked, int) else _plain(asked)
    for name in ("method", "metric", "effort", "seconds_at_most"):
        if (asked := getattr(rule, name)) != type(rule).model_fields[name].default:
            body[name] = getattr(asked, "value", asked)
    return body


def _plain(section: Any) -> dict[str, Any]:
    """A section as JSON values, less its defaults."""
    out: dict[str, Any] = {}
    for name, value in section.model_dump(exclude_defaults=True).items():
        out[name] = (
            value if isinstance(value, int | list | tuple | dict) else str(getattr(value, "value", value))
        )
    return out
