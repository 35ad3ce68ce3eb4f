"""plan → apply → judge → commit → release, and recovery: the only room that writes under ``reports/``."""
