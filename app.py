"""The chat page: `python app.py` is `advisor serve` with the configuration of advisor.toml and ADVISOR_* variables."""

from __future__ import annotations

import sys

from advisor.cli import main

if __name__ == "__main__":
    sys.exit(main(["serve"]))
