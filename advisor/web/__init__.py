"""The page and the HTTP door, both in front of one Advisor. `serve` runs them, `create_app` gives the application."""

from __future__ import annotations

from advisor.web.app import create_app, serve

__all__ = ["create_app", "serve"]
