"""MkDocs with its parts loaded, waiting to be told what to build: its imports take a second that the data takes too.

Run as a program by engine.py, which writes one line of JSON, {"environ": {...}, "arguments": [...]}, or closes the pipe
when there is nothing to build.
"""

from __future__ import annotations

import json
import os
import sys


def main() -> int:
    from mkdocs.__main__ import cli

    told = sys.stdin.readline()
    if not told:
        return 0
    order = json.loads(told)
    os.environ.update(order["environ"])
    cli(order["arguments"])
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
