"""Which protection for which use, and when: candidates laid side by side, measured on the data of a policy.

Nothing here is published, spent or decided: see :mod:`privkit.run.quiet`.
"""
