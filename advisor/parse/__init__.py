"""Texts to trees of sections, one module per family of texts; a text that no family recognises is read as plain.

`PARSER_VERSION` is part of the index's manifest: raise it whenever a parser reads a text otherwise than before.
"""

from __future__ import annotations

from advisor.parse import annexe, arrete, onisep, plain, rncp
from advisor.records import Parsed

PARSER_VERSION = "1"

_FAMILIES = {family.KIND: family for family in (onisep, rncp, arrete, annexe, plain)}


def parse(text: str, *, title: str, kind: str | None = None) -> Parsed:
    """Read `text` with the parser of its family, recognised by its layout unless `kind` names one.

    `title` is used when the text has none of its own. Every character that is not white space belongs to one heading or
    block of the tree.
    """
    family = _FAMILIES.get(kind or "") or next(family for family in _FAMILIES.values() if family.recognises(text))
    return family.parse(text, title=title)
