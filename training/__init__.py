"""Training of the two models that the product runs: offline, with torch; nothing here is imported by `advisor`."""
