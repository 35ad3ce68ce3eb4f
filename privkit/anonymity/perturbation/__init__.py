"""Perturbation: values changed, swapped, drawn or blanked, so that a record no longer tells its true values.

``mdav`` and ``univariate`` put numbers in groups of at least k and give each group one value; ``rank_swap``
exchanges values between records of near rank; ``noise`` adds random noise; ``pram`` draws categories from a
transition matrix; ``sampling`` keeps a random part of the units; ``local_suppression`` blanks the cells that
single someone out. Pure functions on numpy arrays; what is drawn comes from the generator passed in.
"""
