"""``python -m privkit``."""

from privkit.cli.app import main

if __name__ == "__main__":
    main()
