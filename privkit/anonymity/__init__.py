"""k-anonymity and distinct l-diversity by generalisation and suppression.

In the order of use: ``builders`` and ``hierarchy_file`` make a :class:`~privkit.anonymity.hierarchy.Hierarchy`;
``encode`` turns columns into numbers and distinct combinations; ``search`` finds the least lossy levels;
``apply`` gives the labels and the rows to suppress; ``check`` counts the result again by another route.

Everything is counted in privacy units. Nothing here knows of policies, engines or outputs.
"""
