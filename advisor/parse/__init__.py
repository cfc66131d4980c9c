"""Texts to trees of sections, one module per family of texts; a text that no family recognises is read as plain.

`PARSER_VERSION` is part of the index's manifest: raise it whenever a parser reads a text otherwise than before.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Protocol

from advisor.language.french import plain_bullets
from advisor.parse import annexe, arrete, onisep, plain, rncp, rncp_xml
from advisor.parse.sessions import stated_session
from advisor.records import Parsed


class Family(Protocol):
    """A module that reads one family of texts."""

    KIND: str

    def recognises(self, text: str) -> bool: ...

    def parse(self, text: str, *, title: str) -> Parsed: ...


PARSER_VERSION = "18"

# The last takes every text. Two families may read one kind: RNCP sheets come as PDF and as XML.
_FAMILIES: tuple[Family, ...] = (onisep, rncp_xml, rncp, arrete, annexe, plain)


def parse(text: str, *, title: str, kind: str | None = None) -> Parsed:
    """Read `text` with the parser of its family, recognised by its layout unless `kind` names one.

    `title` is used when the text has none of its own. Every character that is not white space belongs to one heading or
    block of the tree.
    """
    text = plain_bullets(text)
    of_kind = [family for family in _FAMILIES if kind == family.KIND] or list(_FAMILIES)
    family: Family = next((family for family in of_kind if family.recognises(text)), of_kind[-1])
    parsed = family.parse(text, title=title)
    if parsed.facts.applies_from_session is None:
        facts = replace(parsed.facts, applies_from_session=stated_session(text))
        parsed = replace(parsed, facts=facts)
    return parsed
