"""``synthesise``: the rows of persons replaced by rows a model made."""
