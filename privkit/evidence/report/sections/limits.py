"""Limits and assumptions, and what the outputs must not be used for."""

from __future__ import annotations

from privkit.evidence.report.blocks import Block, Bullets, Line, Paragraph, Section, Subheading, line
from privkit.evidence.report.view import View


def section(view: View) -> Section:
    """The record's own limits; for the public, fixed sentences that tell nothing of the policy's insides."""
    found = _public(view) if view.public else tuple(line(view.words(w)) for w in view.evidence["limits"])
    blocks: list[Block] = [Bullets((*found, _law(view)))]
    blocks += [
        Subheading(
            view("What these data must not be used for", "Ce à quoi ces données ne doivent pas servir")
        )
    ]
    blocks += [Bullets(_uses(view)), Paragraph(_again(view), "note")]
    return Section("limits", view("Limits and assumptions", "Limites et hypothèses"), tuple(blocks))


def _law(view: View) -> Line:
    return line(
        view(
            "This report states what was measured. It is not legal advice, and it does not say that the processing is lawful.",
            "Ce rapport dit ce qui a été mesuré. Ce n'est pas un avis juridique, et il ne dit pas que le traitement est licite.",
        )
    )


def _uses(view: View) -> tuple[Line, ...]:
    return (
        line(view("To recognise a person, or try to.", "Reconnaître une personne, ou tenter de le faire.")),
        line(
            view(
                "To decide anything about one person: figures speak of groups.",
                "Décider quoi que ce soit pour une personne : les chiffres parlent de groupes.",
            )
        ),
        line(
            view(
                "For another purpose than the one of the policy, without a new reading of it.",
                "Servir une autre finalité que celle de la politique, sans la relire d'abord.",
            )
        ),
    )


def _again(view: View) -> Line:
    review = view.day(view.policy["policy"].get("review_before"))
    return (
        line(view(f"Read the policy again before {review}.", f"Relire la politique avant le {review}."))
        if review
        else ()
    )


def _tables(view: View) -> list[str]:
    """What the protection of tables leaves open."""
    if any(one["protection"] == "statistical_secrecy" for one in view.evidence["tables"]):
        return [
            view(
                "Statistical secrecy hides small groups in these tables and those released before; it sets no bound on what "
                "other files added to them may tell.",
                "Le secret statistique cache les petits groupes dans ces tableaux et dans ceux déjà diffusés ; il ne borne "
                "pas ce que d'autres fichiers ajoutés à eux peuvent dire.",
            )
        ]
    return [
        view(
            "Noise hides one unit at a time. It does not hide what is true of a whole group.",
            "Le bruit cache une unité à la fois. Il ne cache pas ce qui est vrai de tout un groupe.",
        ),
        view(
            "Margins tell how far the noise may have moved a figure; not what limits on contributions left out, nor errors "
            "of the source.",
            "Les marges disent de combien le bruit a pu déplacer un chiffre ; non ce que les limites de contribution ont "
            "écarté, ni les erreurs de la source.",
        ),
    ]


def _public(view: View) -> tuple[Line, ...]:
    steps = {step["name"] for step in view.evidence["steps"]}
    out = [
        view(
            f"People are counted as {view.units}: whoever counts as several is counted several times.",
            f"Les personnes sont comptées en {view.units} : qui compte pour plusieurs est compté plusieurs fois.",
        )
    ]
    if "link" in steps:
        out.append(
            view(
                "Rows without a match between tables may be left out: the result does not speak for them.",
                "Les lignes sans correspondance entre tables peuvent être écartées : le résultat ne parle pas d'elles.",
            )
        )
    if {"microaggregate", "swap", "add_noise", "post_randomise"} & set(steps):
        out.append(
            view(
                "Some values were changed on purpose: a row tells nothing exact about anyone, and small differences mean nothing.",
                "Des valeurs ont été modifiées à dessein : une ligne ne dit rien d'exact sur personne, et de petits écarts ne "
                "veulent rien dire.",
            )
        )
    if "sample" in steps:
        out.append(
            view(
                "These data are a random sample: totals are not those of everyone.",
                "Ces données sont un échantillon aléatoire : les totaux ne sont pas ceux de tous.",
            )
        )
    if "make_k_anonymous" in steps:
        out.append(
            view(
                "Groups resist finding who is who; they do not by themselves prevent learning something about a whole group.",
                "Les groupes résistent à qui cherche à reconnaître quelqu'un ; seuls, ils n'empêchent pas d'apprendre quelque "
                "chose sur tout un groupe.",
            )
        )
    if "aggregate" in steps:
        return tuple(line(text) for text in (*out, *_tables(view)))
    out.append(
        view(
            "Only the attacks named in this report were measured. Other means may exist, or appear later.",
            "Seules les attaques nommées dans ce rapport ont été mesurées. D'autres moyens peuvent exister ou apparaître.",
        )
    )
    return tuple(line(text) for text in out)
