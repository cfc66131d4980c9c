"""A message read with the answer before it: "prorogé de combien ?", whose matter only the assistant has named.

The words of an answer say what is spoken of. They are never taken as a fact: what is quoted comes from the texts.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from advisor import messages
from advisor.language.exams import part_in
from advisor.language.french import fold, tokens
from advisor.language.numbers import quantities
from advisor.language.vocabulary import types_in, vocabulary, without_types
from advisor.records import Message, Question
from advisor.understand.clauses import restated
from advisor.understand.diplomas import DiplomaNames
from advisor.understand.name_words import alike, weight_of
from advisor.understand.reading import asks, must_state

_QUOTE = re.compile(r"^> *«(.*?)»", re.DOTALL | re.MULTILINE)  # as the answers of quotes mode set one
_WORDS = 40  # of an answer, its first: an evidence text has about sixty


def answer_before(talk: Sequence[Message]) -> str:
    """Return the first words of what the assistant said just before the last message, of its first quote where it
    has one; "" where it said nothing.
    """
    said = talk[-2].content if len(talk) > 1 and talk[-2].role == "assistant" else ""
    quote = _QUOTE.search(said)
    if quote is None and _SAYS_NO_MORE.search(said):
        return ""  # a refusal, or a question back: nothing was said that one could speak of
    words = re.sub(r"[«»>*\[\]]", " ", quote.group(1) if quote else said).split()
    return " ".join(words[:_WORDS]).strip(" .,;:")


_NO_ANSWERS = (
    *(messages.NOT_IN_TEXTS, messages.LOST_COLUMNS, messages.REFERS_ELSEWHERE, messages.NOT_APPLICABLE),
    *(messages.DIPLOMA_UNKNOWN, messages.OUT_OF_SCOPE, messages.SMALL_TALK, messages.THANKS, messages.GO_ON),
    *(messages.NEEDS_DIPLOMA, messages.NEEDS_SITUATION),
)
_SAYS_NO_MORE = re.compile(rf"^(?:{'|'.join(re.escape(text.split('{')[0]) for text in _NO_ANSWERS)})", re.MULTILINE)


_NTH = re.compile(
    r"\bl[ea] (?:(?P<first>premiere?|1(?:er|re|ere))|(?P<second>deuxieme|seconde?|2(?:e|nd|nde|eme))"
    r"|(?P<third>troisieme|3(?:e|eme))|(?P<last>derniere?))"
    r"(?=\W*$|,| (?:c'est|elles?|ils?|il y a|y|y'a|ya|on|je|dure|comprend|contient|comporte|parle|porte|consiste|quoi"
    r"|combien|comment|a|est|sert|vaut|compte)\b)"
)
_SO_MANY = re.compile(
    r"\b(deux|trois|quatre|[2-4]) (partie|phase|période|étape|situation|épreuve)s\b(?!.*:)", re.IGNORECASE
)
_COUNTS = {"deux": 2, "trois": 3, "quatre": 4, "2": 2, "3": 3, "4": 4}
_LISTING = re.compile(r":|\b(?:compren\w+|comporte\w*|compte|se compose de|composée?s? de|regroupe\w*)\b")
_PLACES = {"first": 0, "second": 1, "third": 2, "last": -1}


def in_order(text: str, answer: str) -> str:
    """Return a message that says only "la 2e" with what the answer before names in that place instead; where it only
    counts ("deux parties"), with the noun: "la 2e partie". "" where it says no such thing, or there is no such place.
    """
    found = _NTH.search(fold(text))
    if found is None:
        return ""
    place = _PLACES[str(found.lastgroup)]
    items = re.findall(r"^[ >]*[-–•]\s+(.+)$", answer, re.MULTILINE)
    listing = list(_LISTING.finditer(answer))
    counted = _SO_MANY.search(answer)
    if counted and len(items) < 2 and found.group().startswith("la ") and place < _COUNTS[counted.group(1).lower()]:
        return f"{text[: found.end()]} {counted.group(2)}{text[found.end() :]}"
    if len(items) < 2 and listing:
        named = answer[listing[-1].end() :].strip(" .\n")
        items = re.split(r"\s*[,;]\s*(?:(?:puis|et|ou)\s+)?|\s+(?:puis|et|ou)\s+", named)
    if not 2 <= len(items) <= 8 or any(len(item.split()) > 12 for item in items):
        return ""
    return text[: found.start()] + items[place].strip(" .;«»") + text[found.end() :] if place < len(items) else ""


def in_context(question: Question, names: DiplomaNames) -> Question | None:
    """Return the question with the words of the answer before it; None where it leans on none."""
    if not tokens(question.context):
        return None
    own = TAKEN_ALONG.sub("", question.text).strip(" ?.!")
    # "deux parties" would make of "la première partie" one of several.
    said = _SO_MANY.sub(" ", question.context) if part_in(fold(own)) else question.context
    asked = restated(question, f"{own} ({said}) ?", names)
    return replace(asked, kind=asked.kind or question.kind, context="")


def by_itself(question: Question, names: DiplomaNames) -> Question | None:
    """Return the question without the subject that it took along; None where it has none, or cannot do without it."""
    along = TAKEN_ALONG.search(question.text)
    own = question.text[: along.start()] if along else ""
    own = _IT_GIVES.sub("ce diplôme", own)
    if not own or _LEANING.search(fold(own)) or not asks(own):
        return None
    return restated(question, f"{own} ?", names)


_IT_GIVES = re.compile(
    r"^(?:et )?[çc]a(?= (?:donne|mène|mene|permet|ouvre|vaut|débouche|debouche|prépare|prepare)\b)", re.IGNORECASE
)
_LEANING = re.compile(
    r"^(?:(?:sous|avant|dans|en|pendant|au bout de) )?(?:combien(?: de \w+)?|quels? delais?)\W*$"
    r"|^(?:et|mais|ou|si|quand)\b|^c'est (?:quel|quoi|combien|a quel)\w*(?: \w+)?\W*$"
    r"|\b(?:il|elle|ils|elles|ca|cela|ce|la-dedans|y|en)\b(?! combien)"
)


def only_repeats(question: Question, quote: str) -> bool:
    """Whether a quote is that of the answer before, and the message has words of its own, none of which it holds."""
    matter = TAKEN_ALONG.sub("", question.matter)
    if decided_there(question):
        return False
    own, said, before = (
        set(tokens(matter)) - vocabulary().generic - vocabulary().measures,
        set(tokens(quote)),
        set(tokens(question.context)),
    )
    stated = must_state(fold(matter))
    if stated and all(pattern.search(fold(quote)) for pattern in stated):
        return False  # "leur adresse ?": it stands there, and "adresse" does not
    return bool(own) and not own & said and len(before & said) >= _MOSTLY * len(before)


_MOSTLY = 0.7  # of the words of the answer before: it may have said "oui" in front of them


def points_back(question: Question) -> bool:
    """Whether a message says of what was spoken of before only "ça": "c'est le proviseur qui valide ça ?"."""
    own = TAKEN_ALONG.sub("", question.text)
    told = quantities(own) or question.kind in ("duration", "coefficient", "count", "mark")  # a matter of its own
    return bool(question.context) and not told and _POINTS_BACK.search(fold(own)) is not None


_POINTS_BACK = re.compile(
    r"\b(?!(?:et|comme|que|si|quand|mais|ou|alors|ok|donc|car|puis|quoi|comment|combien|pourquoi|dis|tout|tu|on|est"
    r"|bien|vrai|part|avec|sans|apres|avant|sinon|malgre|sur|juste|exact|merci)\b)\w+ (?:ca|cela)\W*$"
)


def reads_back(question: Question) -> bool:
    """Whether a message is first to be read with the answer before it."""
    return points_back(question) or decided_there(question)


def said_already(question: Question) -> str:
    """Return the answer before, where what it quoted is no answer again; "" where it may be."""
    return question.context if points_back(question) else ""


def decided_there(question: Question) -> bool:
    """Whether a message only asks who decides, and the answer before it says so: "et qui décide ?" after "… peut être
    réduite, sur décision du recteur".
    """
    own = fold(TAKEN_ALONG.sub("", question.text))
    return bool(_WHO_DECIDES.search(own)) and _DECIDED.search(fold(question.context)) is not None


_WHO_DECIDES = re.compile(
    r"^(?:(?:et|ok|mais|alors|donc|du coup)[ ,]+)*(?:c'est )?(?:par )?qui(?: est-ce)? ?(?:qui |c'est qui )?"
    r"(?:me |m'|nous |lui )?"
    r"(?:l'|le |la |en |doit |peut |va )*(?:decid\w*|accept\w*|accord\w*|autoris\w*|tranch\w*|valid\w*"
    r"|pren\w* (?:cette|la|une telle) decision|di[st] (?:oui|non)"
    r"|donne\w* (?:l'accord|son accord|l'autorisation|le feu vert))"
    r"(?: (?:de )?(?:ca|cela))?\W*$"
)
_DECIDED = re.compile(
    r"\b(?:(?:sur|par) (?:decision|autorisation)|apres (?:accord|autorisation)|avec l'accord|sous reserve de l'accord"
    r"|(?:decide|accorde|autorise|delivre|prononce|valide|arrete|fixe)e?s? par) (?:du|de|des|le|la|les|l')\b"
    r"|\b(?:est|sont) (?:seule?s? )?(?:autorisee?s?|habilitee?s?) a (?:valider|autoriser|accorder|decider)"
)
TAKEN_ALONG = re.compile(r" \((?P<before>[^)]*)\) ?\?$")  # the subject of the question before


def of_origin(question: Question, origin: str, names: DiplomaNames) -> Question:
    """Return the question as it is for the text of the diploma that the person has: what they go to named by its kind.

    "puis-je continuer en BTS … ?" is "puis-je continuer (BTS) ?": such a text speaks of kinds of diplomas.
    """
    title = names.title(question.diplomas[0])
    kind = next((title[start:end] for _, start, end in types_in(fold(title))), title)
    text = names.without_names(question.text, question.diplomas, instead=f"({kind})")
    return restated(replace(question, diplomas=(origin,)), text, names)


def speaks_of_it(question: Question, quotes: Sequence[str]) -> bool:
    """Whether quotes of the chosen diploma's text speak of what a message says beside it: of the kind of diploma it
    names, and the words of its name that tell it from others; of its matter, where it seems to be about no diploma.
    """
    quoted = fold(" ; ".join(quotes))
    words = tokens(quoted)
    if question.otherwise == "out_of_scope":
        return bool((set(question.terms) - vocabulary().generic) & set(words))
    name = fold(question.unknown_diploma or question.text)
    if not {kind for kind, _, _ in types_in(name)} & {kind for kind, _, _ in types_in(quoted)}:
        return False
    if not question.unknown_diploma:
        return True
    named = [word for word in re.findall(r"[a-z0-9]+", without_types(name)) if tokens(word)]
    rare = [word for word in named if weight_of(word) == 1.0]
    found = [any(alike(other, tokens(word)[0]) for other in words) for word in rare or named]
    return not named or (all(found) if rare else any(found))
