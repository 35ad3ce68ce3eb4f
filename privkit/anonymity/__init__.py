"""k-anonymity and models of confidential columns and of the population, by generalisation and suppression.

In the order of use: ``builders`` and ``hierarchy_file`` make a :class:`~privkit.anonymity.hierarchy.Hierarchy`;
``encode`` turns columns into numbers and distinct combinations; ``criteria`` says what classes must satisfy;
``search`` finds the admissible levels of least score, ``frontier`` those of several k and limits;
``apply`` gives the labels and the rows to suppress; ``check`` counts the result again by another route.

Everything is counted in privacy units. Nothing here knows of policies, engines or outputs.
"""
