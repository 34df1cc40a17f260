"""``python -m assist`` is the same as ``assist``."""

from assist.cli import main

if __name__ == "__main__":
    main()
