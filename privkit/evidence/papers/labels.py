"""What keywords of the policy are called in papers for everybody."""

from __future__ import annotations

from privkit.words import Words

#: Special categories of GDPR art. 9, and offences of art. 10.
SPECIAL = {
    "health": Words("health", "santé"),
    "racial_or_ethnic_origin": Words("racial or ethnic origin", "origine raciale ou ethnique"),
    "political_opinions": Words("political opinions", "opinions politiques"),
    "religious_or_philosophical_beliefs": Words(
        "religious or philosophical beliefs", "convictions religieuses ou philosophiques"
    ),
    "trade_union_membership": Words("trade-union membership", "appartenance syndicale"),
    "genetic_data": Words("genetic data", "données génétiques"),
    "biometric_data": Words("biometric data", "données biométriques"),
    "sex_life_or_orientation": Words("sex life or sexual orientation", "vie ou orientation sexuelle"),
    "criminal_offences": Words("criminal offences", "infractions"),
}
