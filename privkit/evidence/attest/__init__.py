"""Statements about a run that other tools can read and check: in-toto, DSSE, Ed25519.

A statement names the files that left by their fingerprints and says what was measured. Sealed in an envelope and
signed, it shows who made it; unsigned, it shows integrity, not authorship.
"""
