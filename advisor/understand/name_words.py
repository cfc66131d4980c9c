"""The words of diplomas' names: which words of a question may name a specialty, and how much each tells."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import takewhile

from advisor.language.french import STOP_WORDS, fold, stem
from advisor.language.vocabulary import data_lines, types_in, vocabulary

# Weight of a word that many names share, against 1 for a word of its own: three of them weigh less than one.
COMMON_WEIGHT = 0.3
CONNECTORS = frozenset("de du des d l la le les et en a au aux option opt specialite mention".split())


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a text in which names are looked for, folded, and where it stands."""

    text: str
    stem: str
    start: int
    end: int


_THIS = {
    "en": "dans ce diplôme",
    "dans": "dans ce diplôme",
    "du": "de ce diplôme",
    "de": "de ce diplôme",
    "au": "à ce diplôme",
    "sur": "sur ce diplôme",
    "pour": "pour ce diplôme",
    "avec": "avec ce diplôme",
    "of": "of this diploma",
    "for": "for this diploma",
    "in": "in this diploma",
    "the": "this diploma",
    "a": "this diploma",
}


def this_diploma(article: str) -> str:
    """Return "ce diplôme" as it stands behind what stood before a diploma's name; nothing for a name alone, which only
    says where to look: "BTS X, combien de semaines ?".
    """
    first = article.strip(' «"(').partition(" ")[0]
    return _THIS.get(first, "ce diplôme") if first else ""


def words_in(folded: str) -> list[Word]:
    """Return the words that carry meaning, with their stems."""
    return [
        Word(match.group(), _stem(match.group()), match.start(), match.end())
        for match in re.finditer(r"[a-z][a-z0-9]+", folded)
        if match.group() not in STOP_WORDS and match.group() not in CONNECTORS
    ]


def _stem(word: str) -> str:
    """The stem of a word of a name; one that ends as no French root does ("meca", "photos"), or whose root is too short
    to tell ("cyber"), loses but the mark of its plural.
    """
    base, root = word.removesuffix("s"), stem(word)
    return base if len(base) >= 4 and (len(root) < 4 or (root == word and base[-1] in "aiou")) else root


def words_after(folded: str, end: int) -> list[Word]:
    """Return the words that follow a type as its specialty may: up to punctuation or a word of ordinary questions."""
    stretch = re.split(
        r"[?!.;:,()\n]|\s-\s|\ba (?:pas )?(?:le )?droit\b|\bau titre d|\b(?:donn|permet|suffi)\w+\b",
        re.sub(r"^[\s«\"(]+", "", folded[end:]),
        maxsplit=1,
    )[0]
    run: list[Word] = []
    # "bac pro X et du BTS Y": the next type begins another name.
    others = [start for _, start, _ in types_in(stretch) if _NEXT.search(stretch[:start])]
    stretch = stretch[: min(others, default=len(stretch))]
    for match in re.finditer(r"[a-z0-9']+", stretch.replace("'", " ")):
        text = match.group()
        if text in CONNECTORS or (len(text) == 1 and text.isalpha()):  # "option B": which one, names tell in words
            continue
        compound = re.match(r"-([a-z]+)", stretch[match.end() :])
        if compound and compound.group(1) in vocabulary().specialties:
            continue  # an ordinary word joined to a trade's
        if text in STOP_WORDS or ordinary(text) or not text[0].isalpha():
            break
        if run and (text in _ENGLISH_NEXT or text in _places()):
            break
        run.append(Word(text, _stem(text), match.start(), match.end()))
        if len(run) == 8:
            break
    return run


_NEXT = re.compile(r"\b(?:et|ou|avec|puis|vs)\s+(?:(?:pour|avec|dans)\s+)?(?:(?:l[ea]|une?|du|au|en|des|d'une?)\s+)?$")
_ENGLISH_NEXT = frozenset("in at to with without after before from into during".split())  # "the BTS X in Spain"


# "quels BTS", or "un BTS" after what says that one goes on to it: "un BTS" alone may be the one asked about.
_A_KIND = re.compile(
    r"\b(?:quels?|quelles?|certains?|plusieurs|d'autres?|which)\s+$"
    r"|\b(?:genre|style|type|par exemple) (?:une?|des|en)\s+$"
    r"|\b(?:vers|envisag\w*|poursui\w*|continu\w*|rejoindre|integrer|ensuite|enchain\w*) (?:\w+ ){0,4}"
    r"(?:une?|des|en)\s+$"
)


# "on peut faire un BTS après ?"
_ONE = re.compile(r"\b(?:une?|des|en)\s+$")
_LATER = re.compile(
    r"^s?,?\s+(?:apres|ensuite|derriere|plus tard|par la suite|dans la foulee)(?: (?:ca|cela|coup))?\s*(?:\W*$|,)"
)


def shares_a_name(folded: str, end: int) -> bool:
    """Whether a type is set beside the next one, whose name is its own, too: "BP ou bac pro aménagements paysagers"."""
    beside = _BESIDE.match(folded, end)
    return beside is not None and any(start == beside.end() for _, start, _ in types_in(folded))


_BESIDE = re.compile(r"\s*(?:ou|et|/|,|vs|contre)\s*(?:(?:l[ea]|une?|du|de la|en|au)\s+)?")


def only_kinds(folded: str) -> bool:
    """Whether a folded text names diplomas only as a kind, none in particular: "vers quels bts ?"."""
    found = types_in(folded)
    return bool(found) and all(
        (_A_KIND.search(folded[:start]) and not words_after(folded, end))
        or (_ONE.search(folded[:start]) and _LATER.match(folded[end:]))
        for _, start, end in found
    )


# "le titre pro X et celui de Y": of the same type.
PRONOUN = re.compile(r"\b(?:celui|celle) (?:de |d'|du |en )")


def types_said(folded: str, text: str) -> list[tuple[str, int, int]]:
    """The types of diploma in a folded text, with those in capitals of the text ("DE") and those that a pronoun stands
    for, and where they stand.
    """
    found = types_in(folded)
    if not text.isupper():
        said = [match.span() for match in re.finditer(r"\bDE(?= )", text)]
        found += [("de", *span) for span in said if not any(a < span[1] and b > span[0] for _, a, b in found)]
    again = [
        (before[-1], match.start(), match.end())
        for match in PRONOUN.finditer(folded)
        if (before := [type_id for type_id, start, _ in found if start < match.start()])
    ]
    return sorted([*found, *again], key=lambda item: item[1])


def start_of_name(folded: str, start: int, own: frozenset[str]) -> int:
    """Return where the name that stands before its type begins ("maintenance nautique (bac pro)", "the hairdressing
    BP"), else `start`.
    """
    in_brackets = re.search(r"[(«\"]\s*$", folded[:start]) is not None
    # "quels métiers en BTS": a word of the name that is asked about.
    joined = _JOINED if in_brackets else re.compile(r" (?:and |of )?")
    found = start
    for match in reversed(list(re.finditer(r"[a-z0-9]+", folded[:start]))):
        if not joined.fullmatch(folded[match.end() : found]):
            break
        if match.group() in CONNECTORS or (not in_brackets and match.group() in ("and", "of")):
            continue
        word = _stem(match.group())
        if not any(alike(other, word) or (not in_brackets and akin(other, word)) for other in own):
            break
        found = match.start()
    return found


_JOINED = re.compile(r"[\s,(«\"'-]*(?:\b(?:" + "|".join(CONNECTORS) + r")\b[\s']*)*")


_ASIDE = re.compile(r"\s*\([^()?\d]{2,60}\)")


def end_of_name(folded: str, end: int) -> int:
    """Return where a name ends with what explains it in brackets, "the BTSA XYZ (water management)"; brackets that tell
    who asks, or have a word of questions, are no part of it.
    """
    aside, words = _ASIDE.match(folded, end), vocabulary()
    asks = (words.domain, *words.situations.values())
    return end if aside is None or any(pattern.search(aside.group()) for pattern in asks) else aside.end()


# "pas le BTS", "et non en BTS", "plutôt que le BTS": which one is not meant.
DENIED = re.compile(
    r"(?<!pourquoi )(?:\b(?:pas|non|non pas|ni|sauf|pas dit|pas besoin|plutot qu[e']|au lieu d[eu']|not"
    r"|rather than)\s*)"
    r"(?:(?:d[eu']|un|une|le|la|l'|en|au|pour|dans|the|an?|for)\s*){0,2}[«\"(]?\s*$"
)


_VERB = re.compile(r"\b(?:doi\w+|peu\w+|faut|va\w*|veu\w+|pour|de|a|sans|le|la|se|s'|y) \w+er\b")


def without_verbs(folded: str) -> str:
    """Remove verbs that may look like a name's words: "elle doit préciser quoi ?" asks for no precision mechanics."""
    return _VERB.sub(" ", folded)


def without_empty_brackets(text: str) -> str:
    """Remove brackets that hold nothing, and those whose other half went with a name."""
    text = re.sub(r"\(\s*\)|«\s*»", " ", text)
    opened: list[int] = []
    alone: list[int] = []
    for place, character in enumerate(text):
        if character == "(":
            opened.append(place)
        elif character == ")" and not opened:
            alone.append(place)
        elif character == ")":
            opened.pop()
    lost = {*opened, *alone}
    return "".join(" " if place in lost else character for place, character in enumerate(text))


def merged(spans: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """Join spans that overlap, in reading order."""
    result: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if result and start <= result[-1][1]:
            result[-1] = (result[-1][0], max(end, result[-1][1]))
        else:
            result.append((start, end))
    return result


def ordinary(word: str) -> bool:
    """Whether a folded word belongs to questions about any diploma rather than to a name."""
    words = vocabulary()
    return not {word, word.rstrip("s")} & words.specialties and (
        word in QUESTION_WORDS
        or (word not in _common() and bool(words.domain.fullmatch(word)))
        or any(pattern.fullmatch(word) for pattern in words.situations.values())
        or any(pattern.fullmatch(word) for pattern in words.kinds.values())
    )


QUESTION_WORDS = frozenset(
    """avant apres pendant sans sous chez entre vers selon comme si ou quoi comment combien quand pourquoi est c ca cela
    dure durent faut peut peux puis doit dois faire fais fait passe passer passent prepare preparer existe demande
    demandent ouvert ouvre mene permet donne vaut commence finit se compte coute serait sera aussi encore toujours
    vraiment bien stp svp merci the how long what is of for a i do does and y il elle on je tu nous vous ils elles moi
    toi lui eux cette ce ces mon ma mes son sa ses leur leurs ton ta tes que qui dont quel quelle quels quelles or mais
    donc car ni plus moins tres trop aucun aucune tout toute tous toutes meme autre
    temps semaines semaine mois ans an annee annees jours heures minutes premier premiere dernier derniere terminale
    plusieurs ailleurs meilleur meilleure inferieur hier calendrier papier papiers courrier liste critere criteres
    secteur domaine branche filiere
    prevoit prevoient inclut comprend comporte comportent contient aborde enseigne apprend recrute recrutent propose
    exige exigent necessite requiert offre aboutit debouche reste devient marche suffit concerne dispense autorise
    correspond equivaut rapporte demarre debute termine partie parties
    matiere maniere pratique particulier particuliere entier entiere derriere janvier fevrier mars avril mai juin
    juillet aout septembre octobre novembre decembre""".split()
)


_CONSONANTS = re.compile(r"[bcdfghjklmnpqrstvwxz]{3,5}")


def is_acronym(word: Word) -> bool:
    """Whether a word right after a type can only be the acronym of a diploma: "bac pro trpm"."""
    return bool(_CONSONANTS.fullmatch(word.text)) and word.text not in vocabulary().sms


_AT = re.compile(r"\b(?:a|au|aux|chez|aupres de|vers) (?:l[ae]s? |l')?$")


def is_a_place(word: Word, text: str, folded: str, end: int) -> bool:
    """Whether a word behind a type is where, or to whom, and no specialty: "mon BTS de comptable à l'URSSAF"."""
    at = folded.find(word.text, end)
    return at > 0 and text[at].isupper() and not text.isupper() and _AT.search(folded[:at]) is not None


def names_specialty(word: Word, text: str) -> bool:
    """Whether a word after a type names a specialty: a trade's word, or an acronym in capitals."""
    known = vocabulary().specialties
    if {word.text, word.text.rstrip("s"), word.text.rstrip("es")} & known or _TRADE.search(word.text):
        return True
    # "à Marseille" is where, not what.
    if re.search(rf"(?<!^)(?<!à )(?<!a )(?<!au )(?<!aux )(?<!sur )\b{re.escape(word.text.capitalize())}\b", text):
        return True
    return bool(re.search(rf"\b{re.escape(word.text.upper())}\b", text)) and len(word.text) >= 2 and not text.isupper()


# How French names trades and fields of study: boulanger, tonnelier, horlogerie, géologie, plasturgie, fleuriste…
_TRADE = re.compile(
    r"^[a-z]{2,}(?:erie|eries|iste|istes|ier|iers|iere|ieres|eur|eurs|euse|logie|urgie|culture|tique|tiques|nomie)$"
)


@cache
def _common() -> frozenset[str]:
    return frozenset(word for line in data_lines("common_name_words.txt") for word in line.split())


def weight_of(word: str) -> float:
    return COMMON_WEIGHT if word in _common() else 1.0


@cache
def _places() -> frozenset[str]:
    return frozenset(word for line in data_lines("places.txt") for word in line.split())


APOCOPES = frozenset({"bio", "geo", "eco"})  # words cut to three letters: "BTS X bio"


_LEFT_OUT = 7  # letters, at most, that a word cut short leaves out: "élec" for "électricien"


def alike(stem_of_name: str, stem_of_question: str) -> bool:
    """Whether two stems are one word, the question's possibly cut short ("meca" for "mecan")."""
    if stem_of_name == stem_of_question:
        return True
    return (
        (len(stem_of_question) >= 4 or stem_of_question in APOCOPES)
        and stem_of_name.startswith(stem_of_question)
        and len(stem_of_name) - len(stem_of_question) <= _LEFT_OUT
    )


def akin(first: str, second: str) -> bool:
    """Whether two stems are of one family, as a trade and its field: carrossier, carrosserie; graveur, gravure."""
    if any(first in family and second in family for family in _families()):
        return True
    for one, other in ((first, second), (second, first)):
        trade, field = _TRADE_ENDING.search(one), _FIELD_ENDING.search(other)
        if trade and field and one[: trade.start()] == other[: field.start()]:
            return True
    for family in (_RAISED, _SKILLED):
        who, what = family.search(first), family.search(second)
        if who and what and (who.group("who") or what.group("who")):
            return first[: who.start()] == second[: what.start()]
    shared = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(first, second, strict=False)))
    return shared >= _FAMILY and max(len(first), len(second)) - shared <= _ENDING


@cache
def _families() -> tuple[frozenset[str], ...]:
    """Stems of the words of advisor/data/word_families.txt, family by family."""
    return tuple(frozenset(_stem(fold(word)) for word in line.split()) for line in data_lines("word_families.txt"))


_TRADE_ENDING = re.compile(r"(?<=...)(?:eur|i|er)$")  # of stems: graveur, horlog(er), cuisini(er)
_FIELD_ENDING = re.compile(r"(?<=...)(?:ur|ag|er|)$")
# Of stems: apicole, apiculture, apiculteur; mécanicien, mécano, mécanique, électricien, électricité.
_RAISED = re.compile(r"(?<=..)i?(?P<who>col|cultur|cultric|culteur)$")
_SKILLED = re.compile(r"(?<=...)(?:(?P<who>icien|icienn)|iqu|icit|ic|o|)$")
_FAMILY, _ENDING = 5, 4  # letters that a family shares at least, and that its endings have at most


def label(text: str, folded: str, end: int, type_id: str) -> str:
    """Return the type as typed, for the answer: "CAP"."""
    for kind, start, stop in types_in(folded):
        if stop == end and kind == type_id:
            return text[start:stop].strip()
    return type_id.upper()


def spelled(text: str, folded: str, end: int, run: Sequence[Word], type_id: str) -> str:
    """Return the name of an unknown diploma as typed, as far as its specialty goes."""
    typed = label(text, folded, end, type_id)
    if not run:
        return typed
    last = folded.find(run[-1].text, end)
    return f"{typed} {text[end : last + len(run[-1].text)].strip()}"


def leads_to(folded: str, end: int, used: Sequence[tuple[int, int]]) -> tuple[int, int] | None:
    """Return the place of a name that was found and follows the type at once, "bac pro MELEC"; None for none."""
    near = (span for span in used if 0 <= span[0] - end < 12 and not words_in(_joined(folded[end : span[0]])))
    return next((span for span in near if not DENIED.search(folded[: span[0]])), None)


def _joined(between: str) -> str:
    """What stands between a type and a name; "au BTM et au BTS X" names two diplomas, as "bac pro X" does not."""
    return re.sub(r"\b(?:et|ou)\b|,", " others ", between)


# What stands before a name and goes with it, of folded text, and the codes that name a diploma.
ARTICLE = re.compile(
    r"(?:(?<!\by )\b(?:the french|pour|dans|en|du|de|au|sur|avec|of|for|in|le|la|un|une|mon|ton|son|leur|notre|votre"
    r"|ce|the|my|his|her|their|your|a)\s+|\bl')*"
    r"[«\"(]?\s*$"
)
RNCP = re.compile(r"\brncp\s?(?:n[°o]?\.?\s?)?:?\s?(\d{2,6})\b")
BARE_CODE = re.compile(r"\b(\d{5,6})\b")  # a number alone: a diploma's only when one has it
SCHOOL_CODE = re.compile(r"\b(\d{8})\b")
