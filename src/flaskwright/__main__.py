"""`python -m flaskwright`: the same as the `flaskwright` command, where that is not on the path."""

from __future__ import annotations

from flaskwright.cli import main

if __name__ == "__main__":
    main()
