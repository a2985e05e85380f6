"""The `ocop` command: what outsiders may rely on is written down in `docs/cli.md`.

Commands that only need the law start without the web framework; the others load it when they run.
"""

from ocop.cli.program import main

__all__ = ["main"]
