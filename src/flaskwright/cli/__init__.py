"""The command line: parses, calls `flaskwright.api`, prints."""

from __future__ import annotations

import gc
import sys

# Syntax trees hold no circles: looking for some every 700 objects would take a third of a command's time.
OBJECTS_BETWEEN_COLLECTIONS = 200_000


def main() -> None:
    """Run the command that was typed and leave with its exit code: 0, 1 (findings), 2 (usage), 3 (ours)."""
    if sys.argv[1:] == ["--version"]:  # answered without loading anything else
        from importlib.metadata import version

        sys.stdout.write(f"flaskwright {version('flaskwright')}\n")
        return
    gc.set_threshold(OBJECTS_BETWEEN_COLLECTIONS)
    from flaskwright.cli.program import run

    code = run(sys.argv[1:])
    gc.freeze()  # Python would search everything once more before it ends
    sys.exit(code)
