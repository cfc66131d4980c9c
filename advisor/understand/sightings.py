"""What a question was seen to name, diploma after diploma, and what that comes to."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from advisor.understand.name_words import DENIED

# "après un CAP", "titulaire d'un bac pro": where the candidate comes from, or goes to, not what is asked about.
_BACKGROUND = re.compile(
    r"\b(?:apres|avec|titulaires?|possede|obtenu|depuis|eu|via|deja|sortant|sors|sort|diplome|venant|viens|vient|ayant"
    r"|poursuivre|poursuite|continuer|ensuite|vers|aller|rentrer|entrer|integrer|suite|j'ai|j'aurai|aura|qui a"
    r"|equivalent|equivaut|terminale|premiere|seconde)"
    r"\s+(?:(?:d'?|de|du|un|une|mon|son|ton|le|la|l'|en|a|au|seulement|juste|que|deja|des|fini|eu|directement|ce|plus)"
    r"\s*){0,4}$"
)
# "j'ai un bac pro et je suis en BTS": had already, and asked about only when nothing else is named.
_HELD = re.compile(
    r"\b(?:j'ai(?: deja| eu| obtenu| decroche| valide| reussi| fini| termine)?|a (?:eu|obtenu|decroche|reussi)|ayant"
    r"|possede|(?:vais|va|vas) (?:bientot )?avoir"
    r"|(?:viens|vient|venant|venir) d'(?:avoir|obtenir|decrocher))\s*"
    r"(?:une?|mon|son|le|l')?\s*$"
    r"|(?<!y )(?<!y en )\ba (?:deja |bien )?(?:une?|son|le)\s*$"
    r"|\b(?:(?:sors|sort|sortant|viens|vient|venant)|titulaires?|diplomee?s?) (?:d'un|du|de|d'une)\s*$"
)
# "faut-il un CAP X pour entrer en …", "un CAP X suffit-il pour …": a diploma named as what it takes, not what is asked.
_TAKEN = re.compile(
    r"\b(?:faut|faudra\w*|besoin|requi\w*|exige\w*|demande\w*|necessit\w*|obliga\w*|indispensable|sans)"
    r"(?:[ -](?:il|elle|on|t-on|avoir|etre|passer|faire|titulaire|deja|d'abord|forcement|de|du|d'un|d'une|un|une|le|la"
    r"|aucun|mon))*\s*(?:d')?$"
)
_IT_TAKES = re.compile(
    r"^[^?.!;:,]{0,60}?\b(?:permet\w*|suffi\w*|necessaire|obligatoire|exigee?|requis\w*|demandee?|indispensable"
    r"|(?:donne\w*|ouvre\w*) (?:\w+ ){0,2}(?:acces|droit)|ouvre\w* la porte)\b"
    r"[^?.!;]{0,20}?(?:\b(?:pour|de|a|au|en|dans|avant)\b| d')"
)
# "pour entrer au BTM": the one diploma of its kind, by its article.
_ENTERED = re.compile(r"\b(?:entrer|rentrer|integrer|acceder|aller|passer)\s+(?:au|dans le|le|l')\s*$")
_INDEFINITE = re.compile(
    r"\b(?:une?|des|quels?|quelles?|en|comme|autres?|certaine?s?|plusieurs|aux|terminale|premiere"
    r"|any|which|an?)\s+$|\bd'$|\bde\s+$|\bun (?:super|simple|petit|vrai|bon|gros|nouveau|genre de)\s+$"
)
_PLURAL = re.compile(r"\b(?:les|ces)\s+$")  # "c'est quoi les BTS après … ?"
_AFTER = re.compile(
    r"^\s*(?:possibles? |ouverts? |accessibles? )?(?:apres|avec|suite a|a la suite|qu'on|que je|que l'on)\b"
)


_LIKE = re.compile(r"\bcomme (?:l[ea]s? |une? |en |au |pour l[ea]s? )$")
_MINE = re.compile(r"\b(?:mon|son|ce|leur)\s+$")


# "un élève de bac pro": whose type alone says where someone comes from, when another name is given in full.
COMES_FROM = re.compile(
    r"\b(?:eleves?|jeunes?|venant|viens|vient|sortant|sors|sort|issue?s?|suis|est|ai|apres|avec)"
    r"(?: (?:une?|de|d'un|en|le|du|actuellement))*\s*$"
)


# "le métier X, c'est un CAP ou un titre ?": the type is what is asked.
IS_A = re.compile(r"\b(?:c'est|c|est-ce|est|ca s'appelle) (?:bien |pas )?(?:une?|quoi,? une?)\s+$")


# "bac pro cuisine en poche, je voudrais le BTS X"
_IN_HAND = re.compile(
    r"^[^?.!;,]{0,60}?\b(?:en (?:poche|main)|(?:obtenu|decroche|valide)e? (?:il y a|en|l'an|depuis|dans|avec))\b"
)
# "après mon CAP X, je pense au bac pro Y": X is had, once Y is asked about.
_AFTER_THEIRS = re.compile(r"\b(?:apres|avec|titulaires? d[eu']) ?(?:mon|un|une|le|son|ton|notre)?\s*$")


@dataclass(frozen=True, slots=True)
class Named:
    """What a question names. `ambiguous` are diplomas among which it does not choose, `unknown` a name without text.

    `origins` are diplomas of the index that the candidate has, beside the one that is asked about.
    `by_type` says that only a type ("le bac pro") or an everyday word led to the diploma. `background` is an unknown
    diploma that the candidate has or goes to ("avec un CAP"): it is asked about only when nothing else can be meant.
    """

    diplomas: tuple[str, ...] = ()
    ambiguous: tuple[str, ...] = ()
    unknown: str | None = None
    by_type: bool = False
    background: str | None = None
    origins: tuple[str, ...] = ()
    in_passing: bool = False  # only as what someone has, or goes to: "avec un CAP"


@dataclass(slots=True)
class Sightings:
    """Diplomas as they are met in a question, each with the words before it.

    `spans` are the characters that names take up. `before` is always the folded text in front of a name.
    """

    spans: list[tuple[int, int]] = field(default_factory=list)
    _found: list[str] = field(default_factory=list)
    _denied: list[str] = field(default_factory=list)
    _held: list[str] = field(default_factory=list)
    _origins: list[str] = field(default_factory=list)
    _after: list[str] = field(default_factory=list)
    _ambiguous: tuple[str, ...] = ()
    _unknown: str | None = None
    _elsewhere: str | None = None
    _by_type: bool = False

    def covers(self, start: int, end: int) -> bool:
        """Whether a name takes up some of these characters."""
        return any(start < stop and end > begin for begin, stop in self.spans)

    def add_phrase(self, ids: set[str], span: tuple[int, int], before: str) -> None:
        """Take a full name, an alias or an acronym that the diplomas `ids` share."""
        self.spans.append(span)
        self._after.extend(ids if _AFTER_THEIRS.search(before) else ())
        if len(ids) > 1:
            self._ambiguous = self._ambiguous or tuple(sorted(ids))
        elif DENIED.search(before):
            self._denied.extend(ids)
        else:
            (self._held if _HELD.search(before) else self._found).extend(ids)

    def add_type(self, ids: set[str], missing: str | None, before: str, after: str = "", *, alone: bool) -> bool:
        """Take a type with what follows it (`after`): the diplomas that it may be, or the name that no text has.

        `alone`: nothing follows it. Returns whether it names one diploma, which is asked about.
        """
        if DENIED.search(before):
            self._denied.extend(ids if len(ids) == 1 else ())
            return False  # "et pas un BTS": said to be clear about another
        of_a_kind = _INDEFINITE.search(before) or (_PLURAL.search(before) and _AFTER.match(after))
        if alone and _LIKE.search(before):
            return False  # "de niveau 4 comme le BP ?"
        if alone and self._elsewhere and _MINE.search(before):
            return False  # "avec un CAP X, … mon CAP suffit-il ?"
        if alone and (self._found or self._held or self._ambiguous) and of_a_kind:
            return False  # "quels BTS après le bac pro …": diplomas of a kind, none in particular
        if missing and not alone and (_TAKEN.search(before) or _IT_TAKES.search(after)):
            self._elsewhere = self._elsewhere or missing
        elif len(ids) == 1 and alone and (self._found or self._held) and _ENTERED.search(before):
            self._found = [*self._held, *self._found, *ids]
            return True
        elif missing and _IN_HAND.match(after):
            self._elsewhere = self._elsewhere or missing
        elif (_BACKGROUND.search(before) or (missing and _HELD.search(before))) and (missing or alone or not ids):
            self._origins.extend(ids if len(ids) == 1 else ())
            self._elsewhere = self._elsewhere or missing
        elif missing:
            # Beside a diploma that the texts hold, a bare type ("un CAP") is where the candidate comes from.
            self._unknown = self._unknown or (missing if not alone else None)
            self._elsewhere = self._elsewhere or missing
        elif len(ids) == 1:
            self._after.extend(ids if not alone and _AFTER_THEIRS.search(before) else ())
            (self._held if not alone and _HELD.search(before) else self._found).extend(ids)
            self._by_type = self._by_type or alone
            return True
        elif ids and not self._found:
            self._ambiguous = self._ambiguous or tuple(sorted(ids))
        return False

    @property
    def nothing_named(self) -> bool:
        """Whether no diploma is asked about by its name or its type."""
        return not (self._found or self._held or self._ambiguous or self._unknown)

    @property
    def only_a_type(self) -> bool:
        """Whether one diploma is asked about, and only a type led to it."""
        return self._by_type and len(set(self._found)) == 1 and not (self._held or self._ambiguous or self._unknown)

    def named(self) -> Named:
        """Return what all of it comes to."""
        if self._unknown and set(self._found) <= set(self._after):
            # One that no text covers is asked about by who has one of ours.
            return Named(unknown=self._unknown, origins=tuple(dict.fromkeys((*self._held, *self._found))))
        found = self._found or self._held
        if not found and self.nothing_named:
            if len(set(self._denied)) == 1:
                return Named(diplomas=(self._denied[0],))
            if len(set(self._origins)) == 1:
                return Named(diplomas=(self._origins[0],), by_type=True, in_passing=True)
            return Named(background=self._elsewhere)
        beside = tuple(dict.fromkeys(one for one in (*self._held, *self._origins) if one not in found))
        return Named(
            diplomas=tuple(dict.fromkeys(found)),
            ambiguous=() if found else self._ambiguous,
            unknown=self._unknown,
            by_type=self._by_type and len(set(found)) == 1,
            origins=beside,
        )
