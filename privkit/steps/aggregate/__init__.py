"""``limit_contribution`` and ``aggregate``: published tables of counts, sums, means, histograms, quantiles.

``contribution`` says how much one unit can change, ``keys`` which cells there are, ``wanted`` what is measured in
each; ``noisy`` and ``secret`` make the figures under differential privacy and under statistical secrecy; ``after``
does what is done on published figures only.
"""
