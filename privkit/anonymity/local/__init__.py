"""Local recoding: labels chosen class by class, and not one level per column for the whole table.

``recode_locally`` is the way in. A first partition is covered by classes grown from near points (``grow``,
``cover``), what is left is attached (``attach``), then neighbouring classes share their members out again
(``pools``, ``filling``, ``reshare``, ``polish``) and swap single ones (``exchange``). ``told`` counts the result again.

``mondrian`` is the form for numbers: regions of the space of values, labelled by intervals that never overlap.
"""

from privkit.anonymity.local.mondrian import mondrian
from privkit.anonymity.local.recode import recode_locally
from privkit.anonymity.local.regions import Regions
from privkit.anonymity.local.result import LocalRecoding

__all__ = ["LocalRecoding", "Regions", "mondrian", "recode_locally"]
