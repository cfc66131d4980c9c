"""Where a message goes on with another question, and what each of two questions asks of a verb that they share."""

from __future__ import annotations

import re
from itertools import pairwise

from advisor.language.french import fold
from advisor.language.vocabulary import vocabulary
from advisor.understand.reading import VERB

# ", et qui …", "? Combien …": where a message goes on with another question, read on folded text.
_ANOTHER = re.compile(
    r"\?+\s+|,?\s+(?:et|and|puis|ainsi que)\s+(?=(?:(?:a|de|par|pour|avec|chez|dans|en|sous|jusqu'a|to|by) )?"
    r"(?:qui|combien|quand|comment|ou|quel(?:le)?s?|quoi|est-ce|who|how|when|where|what|which"
    r"|(?:il )?faut (?:combien|quel\w*)|c'est (?:\w+ )?(?:quoi|combien|qui|quand|ou|quel(?:le)?s?)"
    r"|(?:(?:l[ea]s? |l'|mon |ma |mes |son |sa |ses )[\w'-]+(?: [\w'-]+){0,3}? )?"
    r"[\w']+-(?:t-)?(?:ils?|elles?|on|je|tu|vous|nous)"
    r"|(?:ca|ils?|elles?|on) \w+ (?:\w+ )?(?:combien|quoi|quand|comment)|qu'est[- ]ce qu\w*"
    r"|(?:il )?y a (?:combien|quoi|qui|quel(?:le)?s?)"
    # "et on peut le refaire", "et le centre de formation peut m'aider", "et c'est payé ?"
    r"|(?:(?:ca|ils?|elles?|on|je)|(?:l[ea]s? |l'|mon |ma |mes |son |sa |ses )[\w'-]+(?: [\w'-]+){0,3}?)"
    r" (?:peu[xt]|peuvent|doi[st]|doivent|faut)"
    r"|c'est (?:[\w']+ ?){1,2}\?"
    r"|(?:que |qu')?(?:y )?[\w']+-(?:t-)?(?:ils?|elles?|on|je|tu|vous|nous)"
    r"|que (?:faut|contient|comprend|devient|deviennent)"
    # "et il est accessible avec quel bac", "et on peut faire quoi après"
    r"|(?:ils?|elles?|on) \w+ [\w']+ (?:\w+ )?(?:combien|quoi|quel(?:le)?s?)"
    # "et le jury, c'est combien de personnes", "et le rapport il fait combien"
    r"|(?:l[ea]s? |l'|mon |ma |mes |son |sa |ses )[\w'-]+(?: [\w'-]+){0,6}?,? (?:c'est|(?:ca |ils? |elles? )?\w+)"
    r" (?:combien|quoi|qui|quand|comment)"
    r"|(?:can|could|do|does|did|is|are|must|should|will|may) (?:i|you|he|she|it|they|we|my|the|there)"
    r"|(?:can|could|do|does|must|should|will) (?:any|some|all|part|one|an?|people|students?|candidates?|apprentices?)"
    r")\b)"
)

# "comment et dans quel délai peut-on la contester ?": a bare question word, and the next one with the verb of both.
_BARE = re.compile(
    r"(?:^|[,:;.!?]\s*)(?:et |mais )?"
    r"(?:(?:a|de|par|avec|chez|pour) qui|comment|quand|ou|pourquoi|combien(?: de (?:temps|fois))?"
    r"|how|when|where|why)$"
)
_ASKING = re.compile(  # "qui" alone has the verb for itself: "combien de temps, et qui signe ?"
    r"^(?:(?:a|de|par|avec|chez|pour) qui"
    r"|(?:(?:a|de|par|avec|chez|pour|dans|en|sous|au bout de|avant|by|to|in) )?"
    r"(?:(?:quel(?:le)?s?|which|what) [\w'-]+|comment|quand|ou|pourquoi|combien(?: de [\w'-]+)?|how|when|where|why))"
    r"\s+(?=\w)"
)


def stretches(text: str) -> list[tuple[str, ...]]:
    """Return the stretches of a message that ask one after the other, each as the things it asks of: mostly one."""
    folded = fold(text)
    another = [match for match in _ANOTHER.finditer(folded) if not _tells(folded, match)]
    starts = [0, *(match.end() for match in another)]
    found = [text[a:b] for a, b in zip(starts, [*starts[1:], len(folded)], strict=True)]
    for at, (first, second) in enumerate(pairwise(found)):
        own = re.sub(r",?\s+(?:et|and|puis|ainsi que)\s*$", "", first)
        asking = _ASKING.match(fold(second))
        if own != first and asking and _BARE.search(fold(own)):
            found[at] = f"{own} {second[asking.end() :]}"
    return [_each_thing(stretch) for stretch in found]


def _tells(folded: str, match: re.Match[str]) -> bool:
    """Whether what "et" joins goes on telling: "un ami qui a raté l'examen, et qui n'est plus au lycée", "si je suis
    malade et je peux pas venir"; or is who does it together: "quel papier l'école et l'entreprise signent-elles ?".
    """
    if "?" in match.group():
        return False
    sentence = re.split(r"[.?!]", folded[: match.start()])[-1]
    if _WITH_IT.match(folded, match.end()) and not VERB.search(sentence):
        return True
    if folded.startswith("qui ", match.end()):
        return _RELATIVE.search(sentence) is not None
    return _SUPPOSED.search(sentence) is not None and _SUBJECT.match(folded, match.end()) is not None


_WITH_IT = re.compile(r"(?:l[ea]s? |l'|mon |ma |mes |son |sa |ses )[\w'-]+(?: [\w'-]+){0,3}? [\w']+-(?:ils|elles)\b")
_SUPPOSED = re.compile(
    r"\b(?:(?:si|quand|comme|lorsque|puisque|parce que|vu que) |(?:lorsqu|puisqu|parce qu|vu qu|s(?='il))')\w"
)
_SUBJECT = re.compile(r"(?:ils?|elles?|on|je|ca|l[ea]s? \w+|mon \w+|ma \w+|son \w+|sa \w+) \w")
_RELATIVE = re.compile(r"\b(?:une?|mon|ma|mes|son|sa|l[ea]s?|ce|cette|quelqu'un|celui|celle|ceux)(?: \w+){0,2} qui \w")


def _each_thing(text: str) -> tuple[str, ...]:
    """Return a question about each of two things: "le NOR et la date de publication de l'arrêté" is asked of both; of
    "la durée de l'écrit et le coefficient de l'oral" each has its own.
    """
    folded = fold(text)
    if own := vocabulary().two_of_two.search(folded):
        return text[: own.end("first")], text[own.start("second") :]
    if theirs := vocabulary().two_of_one.search(folded):  # "la durée de l'écrit et son coefficient"
        of = text[theirs.start("of") : theirs.end("of")]
        return text[: theirs.end("of")], text[theirs.start("second") : theirs.end("second")] + of
    found = vocabulary().two_things.search(folded)
    if found is None:
        return (text,)
    first, second = found.span("first"), found.span("second")
    return text[: first[1]] + text[second[1] :], text[: first[0]] + text[second[0] :]
