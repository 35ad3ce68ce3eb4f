"""The policy as frozen models: one file per section, in the order of an AIPD."""
