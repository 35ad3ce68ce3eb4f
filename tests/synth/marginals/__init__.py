"""The private generator from noisy marginals."""
