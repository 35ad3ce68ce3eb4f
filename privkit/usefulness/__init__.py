"""How useful protected data still are: distances between distributions, and models trained on them."""
