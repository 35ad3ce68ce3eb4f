"""Limits and assumptions a reader must know, generated from the steps and conditions used."""

from __future__ import annotations

from privkit.policy.model.policy import Policy
from privkit.policy.model.steps import LinkKeep
from privkit.words import Words


def limits(policy: Policy) -> tuple[Words, ...]:
    """One sentence per limit that applies to this policy."""
    unit = policy.data.privacy_unit
    out = [
        Words(
            f"One value of {unit.column} is counted as one {unit.name}: somebody with several is counted several times, "
            "and people who share one are counted once.",
            f"Une valeur de {unit.column} compte pour une unité ({unit.name}) : qui en a plusieurs compte plusieurs fois, "
            "et ceux qui en partagent une comptent pour un.",
        )
    ]
    for step in policy.steps:
        if step.pseudonymise:
            holder = step.pseudonymise.key.held_by
            out.append(
                Words(
                    f"Whoever holds the key ({holder}) can find who a pseudonym stands for: for them these data stay personal.",
                    f"Qui détient la clé ({holder}) peut retrouver qui est derrière un pseudonyme : pour lui, ces données "
                    "restent personnelles.",
                )
            )
        if step.link and step.link.keep is LinkKeep.ONLY_MATCHES:
            out.append(
                Words(
                    "Rows without a match in the second table are left out: the result does not speak for them.",
                    "Les lignes sans correspondance dans la seconde table sont écartées : le résultat ne parle pas d'elles.",
                )
            )
        if step.make_k_anonymous:
            out.append(
                Words(
                    "Groups of k resist finding who is who; they do not by themselves prevent learning something about everyone "
                    "in a group, nor linking with other files.",
                    "Des groupes de k résistent à qui cherche à reconnaître quelqu'un ; seuls, ils n'empêchent ni d'apprendre "
                    "quelque chose sur tout un groupe, ni de rapprocher d'autres fichiers.",
                )
            )
    out.append(
        Words(
            "Only the attacks named in this report were measured. Other means may exist, or appear later: read the policy "
            f"again before {policy.policy.review_before.isoformat()}.",
            "Seules les attaques nommées dans ce rapport ont été mesurées. D'autres moyens peuvent exister ou apparaître : "
            f"relire la politique avant le {policy.policy.review_before.isoformat()}.",
        )
    )
    return tuple(dict.fromkeys(out))
