"""Statistical secrecy of tables: what to hide, the proof that it stays hidden, and controlled rounding."""
