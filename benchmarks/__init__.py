"""Measurements of the whole product; see bench.py."""
