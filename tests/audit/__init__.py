"""Audit of whole releases: what an attacker learns of one household from published tables, measured.

Two data sets are neighbours when they differ by all rows of one household. A release is made once, through
the public path (a policy, its steps on DuckDB, the noise of a backend), of a table with one canary
household in each of many blocks of cells, each there or not by a fair coin. The attacker knows all else.
Cells of other canaries do not tell of one, so every block is an independent trial of the same attack
(one-run auditing: Steinke, Nasr and Jagielski 2023).

* Pure epsilon: log P(event | there) / P(event | not there), bounded from below by Clopper and Pearson.
  Events are some set beforehand, and one chosen on half of the blocks and counted on the other half.
* Gaussian noise: the least mu of Gaussian differential privacy (Dong, Roth and Su 2022) that explains the
  same counts; a bound on epsilon would see little of it.

False alarms. An audit of an honest release errs with probability at most ``ALPHA`` = 1e-8, all its events
together. There are 36 (15 worlds, the seeded attack, and 2 worlds with Gaussian noise, on two sources of
noise): 4e-7 for the suite, and 1e-9 for tables that must be empty. Power. With the same numbers
every planted fault of ``test_faults.py`` is proved: half the noise shows an epsilon of about 1.45 for a
promised 1 (five deviations of the bound above it, a miss in a million), what is not bounded, clamped or
hidden shows 2.4 to 5.5. Beside it ``test_sensitivity.py`` measures without noise what one household
changes: exact, and blind to nothing but the noise itself.

The private generator (``test_generator*.py``) adapts its questions to its answers, so whole fits are audited, of one
household in the place of another and of one added. Without chance: a fit that is *told* the answers of another must
give the same generator whatever its data, and neighbours told the same must differ, in what they ask, by no more than
the plan paid. With real noise: thousands of fits, and the attacker who knows both tables and every answer (three
audits more at ``ALPHA``).
"""
