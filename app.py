"""The chat page: `python app.py` is `advisor serve` with the configuration of advisor.toml and ADVISOR_* variables."""

from __future__ import annotations

import sys

from advisor.config import load_config
from advisor.errors import AdvisorError
from advisor.web import serve

if __name__ == "__main__":
    try:
        serve(load_config())
    except AdvisorError as error:
        print(f"error: {error}", file=sys.stderr)
        sys.exit(1)
