"""What only the texts at hand tell about a question: which diploma it can mean, which words merely name the text."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import lru_cache

from advisor.language.exams import exams_in
from advisor.language.french import fold, one_for_one, tokens
from advisor.language.numbers import codes
from advisor.language.vocabulary import spoken_of, types_in, vocabulary
from advisor.records import Document, Question
from advisor.retrieve import SearchableIndex, documents_of
from advisor.understand.context import TAKEN_ALONG
from advisor.understand.reading import is_an_order, named_in
from advisor.understand.sessions import without_session
from advisor.understand.spelling import is_rare


def settle(question: Question, index: SearchableIndex, diplomas: Sequence[str], *, said: str = "") -> Question:
    """Choose among the diplomas that can be meant by what only one of them has: a code of the question such as E8.

    `said` is what the person wrote before: a code named there still tells which text is spoken of. A diploma that was
    named before is asked about again when only others have the code: the person may have passed on to one of them.
    """
    question = _of_no_text(question, index, diplomas)
    now = _codes_in(TAKEN_ALONG.sub("", question.text).upper() if question.inherited_diploma else question.text.upper())
    wanted = now or _codes_in(said.upper())
    if question.unknown_diploma or question.refusal or not wanted:
        return question
    own = question.diplomas
    if own and (not question.inherited_diploma or not now or any(now & _codes_of(index, name) for name in own)):
        return question
    having = [name for name in question.choices or diplomas if wanted & _codes_of(index, name)]
    if own:
        return replace(question, diplomas=(), choices=(*having, *own)) if having else question
    if len(having) != 1:
        return question
    return replace(question, diplomas=(having[0],), choices=(), assumed_diploma=True)


def only_text(question: Question, index: SearchableIndex, among: Sequence[str]) -> str | None:
    """Return the diploma whose text alone has the rare words of a question without name, "conduire une calèche", but
    those that are asked about any diploma, or the day of the regulation that is asked about, "l'arrêté du 3 mai 2026";
    None where none or several have, and for orders to the advisor.
    """
    folded = fold(question.text)
    if is_an_order(folded):
        return None
    words = re.findall(r"[a-z]+", folded)
    sigles = {word.lower() for word in re.findall(r"\b[A-Z]{3,8}\b", question.text) if not question.text.isupper()}
    sigles = {word for word in sigles if not vocabulary().domain.fullmatch(word) and not types_in(word)}
    rare = {word for word in words if (is_rare(word) or word in sigles) and not set(tokens(word)) & spoken_of()}
    texts = [index.documents[name] for name in documents_of(index, among)]
    owners = {d.diploma.id for d in texts if d.diploma for word in rare if _has_word(d.text, word)}
    dated = [found.group() for found in _OF_A_DAY.finditer(folded)]
    owners |= {d.diploma.id for d in texts if d.diploma and dated and any(day in fold(d.text) for day in dated)}
    return owners.pop() if len(owners) == 1 else None


_OF_A_DAY = re.compile(r"\b(?P<kind>arrete|decret) du \d{1,2}(?:er)? [a-z]{3,9} \d{4}\b")


def _has_word(text: str, word: str) -> bool:
    """Whether a text has a rare word, or a long one of its family: "ostréiculture", for an "ostréiculteur"."""
    said = set(tokens(word))
    return bool(said & tokens_in(text)) or any(
        len(root) >= _FAMILY and other.startswith(root[:_FAMILY]) for root in said for other in tokens_in(text)
    )


@lru_cache(maxsize=5_000)
def tokens_in(text: str) -> frozenset[str]:
    """Return the tokens of a text of the index."""
    return frozenset(tokens(text))


_FAMILY = 8  # first letters that the words of one family share
_ROOT = 6  # and those that a trade shares with the word for what is done: "mécanicien", "mécanique"


def _of_no_text(question: Question, index: SearchableIndex, among: Sequence[str]) -> Question:
    """Return the question as one about a diploma that no text covers, where it names none but a trade that no text has:
    "comment devenir infirmière ?", "une école d'ostéo".
    """
    if question.diplomas or question.choices or question.unknown_diploma or is_an_order(fold(question.text)):
        return question
    if question.refusal not in (None, "out_of_scope"):
        return question
    asked = one_for_one(question.text)
    for found in vocabulary().untold["of_a_trade"].finditer(fold(asked)):
        word = re.split(r"[ ']", found.group())[-1]
        texts = (index.documents[name].text for name in documents_of(index, among))
        if _names_a_trade(word) and not any(word[:_ROOT] in fold(text) for text in texts):  # few questions name one
            return replace(question, unknown_diploma=asked[found.end() - len(word) : found.end()], refusal=None)
    return question


def _names_a_trade(word: str) -> bool:
    """Whether a folded word is that of who has a trade: "plombier", "psychomotricienne"; "conseiller" is of many."""
    who = _WHO.fullmatch(word)
    if who is None:
        return False
    masculine = who.group("root") + _MASCULINE.get(who.group("end"), who.group("end"))
    return masculine in vocabulary().specialties or is_rare(masculine)


# How French names who does something, and the feminine of it.
_WHO = re.compile(r"(?P<root>\w{2,})(?P<end>ier|iere|eur|euse|iste|ien|ienne|logue|peute|pathe|aire)s?")
_MASCULINE = {"iere": "ier", "euse": "eur", "ienne": "ien"}


def focus(question: Question, documents: Sequence[Document]) -> Question:
    """Take out of the question what only says which text it is about: a code in the titles of all the texts at hand, or
    of the one épreuve that they define.

    Such a code stands in the text where the text names itself, seldom where it answers.
    """
    if not documents:
        return question
    question = _without_its_day(_without_session(_passed_on(question, documents), documents), documents)
    subject = frozenset.intersection(*(_subject(document.title, document.text) for document in documents))
    pattern = re.compile(
        r"(?:\b(?:pour|dans|en|à|a|de|du|au|sur|la|le|l['’]|d['’]|épreuve|epreuve)\s*)*\b([A-Z]{1,2}\s?\d[\d.]*)\b",
        re.IGNORECASE,
    )

    def drop(match: re.Match[str]) -> str:
        """Nothing in place of a code; what stood before it where that says that it is an épreuve's."""
        before = match.group()[: match.start(1) - match.start()]
        gone = before if "preuve" in before else " "
        return gone if _plain_code(match.group(1)) in subject else match.group()

    def named(match: re.Match[str]) -> str:
        """The word for a code of an épreuve, where little else is asked: "durée de l'E8 ?"."""
        code, before = _plain_code(match.group(1)), match.group()[: match.start(1) - match.start()]
        if code not in subject or not code.startswith("E") or "preuve" in before:
            return drop(match)
        return f"{before}épreuve" if before.endswith(("l'", "l’")) else " de l'épreuve"

    if not subject or _ASKS_A_NAME.search(question.matter):
        return question

    def settled(text: str, put: Callable[[re.Match[str]], str] = drop) -> str:
        return re.sub(r"\s+", " ", pattern.sub(put, text)).strip(" ,;:")

    matter, whole = settled(question.matter), settled(question.whole)
    if not tokens(matter):
        return question
    if len(tokens(matter)) < _ENOUGH:
        matter, whole = settled(question.matter, named), settled(question.whole, named)
    left_out = subject & {_plain_code(code) for code in pattern.findall(question.matter)}
    if any(code.startswith("E") for code in left_out):
        matter, whole = (_IT_GOES.sub("comment se déroule l'épreuve", text) for text in (matter, whole))
    terms = tuple(term for term in question.terms if _plain_code(term) not in subject)
    search = re.sub(r"\s+", " ", pattern.sub(drop, question.search))
    return replace(question, matter=matter, whole=whole, search=search, terms=terms)


# "L'intitulé de l'E8": of what, is what is asked.
_ASKS_A_NAME = re.compile(r"\b(?:intitul|noms?\b|(?:s['’]|l['’])?appel)", re.IGNORECASE)
# "E8 : …, comment ça se passe ?": the épreuve does.
_IT_GOES = re.compile(r"\bcomment (?:ç|c)a se (?:passe|d[ée]roule)(?=\W*$)", re.IGNORECASE)
_DEFINES = re.compile(r"\bd[ée]finition de l['’]épreuve (E\s?\d[\d.]*)")


@lru_cache(maxsize=1_000)
def _subject(title: str, text: str) -> frozenset[str]:
    """The codes that say what a text is about: those of its title, and that of the only épreuve that it names and
    defines ("la définition de l'épreuve E8 est modifiée").
    """
    of_title = {_plain_code(code) for code in codes(title)}
    defined = {_plain_code(code) for code in _DEFINES.findall(text)}
    exams = {code for code in exams_in(text) if code.startswith("E")}
    return frozenset(of_title | defined if defined == exams else of_title)


_OF_THE_RULE = frozenset({"duration", "count", "coefficient", "mark", "list"})  # what a session only dates


_ENOUGH = 2  # words that a question keeps beside the code of its text


def _without_its_day(question: Question, documents: Sequence[Document]) -> Question:
    """Take the day by which a question names the regulation at hand out of it: "quand l'arrêté du 3 mai 2026 est-il
    paru ?" asks for another.
    """
    titles = [fold(document.title) for document in documents]

    def settled(text: str) -> str:
        for found in reversed(list(_OF_A_DAY.finditer(fold(one_for_one(text))))):
            if any(title.startswith(found.group()) for title in titles):
                text = text[: found.end("kind")] + text[found.end() :]
        return text

    return question if settled(question.matter) == question.matter else _shortened(question, settled)


def _shortened(question: Question, shorten: Callable[[str], str]) -> Question:
    """Return the question with each of its forms shortened, and only the terms that its matter still has."""
    matter = shorten(question.matter)
    terms = tuple(term for term in question.terms if term in tokens(matter))
    return replace(question, matter=matter, whole=shorten(question.whole), search=shorten(question.search), terms=terms)


def _without_session(question: Question, documents: Sequence[Document]) -> Question:
    """Leave out a session that the texts do not name, or from which they apply: their rules name none."""
    if question.session is None or question.topic == "validite":
        return question
    firsts = [document.applies_from_session for document in documents]
    applies = question.kind in _OF_THE_RULE and all(first is not None and first <= question.session for first in firsts)
    if not applies and any(str(question.session) in document.text for document in documents):
        return question
    session = question.session
    return _shortened(question, lambda text: without_session(text, session))


def _passed_on(question: Question, documents: Sequence[Document]) -> Question:
    """Leave out the épreuve of the question before, where the message names another by its words: "et la botanique ?"
    after E1, in a text with a line "E3 – Botanique".
    """
    along = TAKEN_ALONG.search(question.text)
    before = set(codes(along.group("before").upper())) if along else set()
    if along is None or not before or codes(question.text[: along.start()].upper()):
        return question
    own = named_in(question.text[: along.start()])
    kinds = {code.rstrip("0123456789.") for code in before}
    lines = [(codes(line), tokens(line)) for document in documents for line in _titled(document.text)]
    alike = [(found, words) for found, words in lines if any(code.rstrip("0123456789.") in kinds for code in found)]
    here = {word for found, words in alike if before & set(found) for word in words}
    others = {word for found, words in alike if not before & set(found) for word in words}
    if not (own & others) - here:
        return question
    gone = re.compile(rf"(?:\b[ld]['’])?\b(?:{'|'.join(map(re.escape, sorted(before)))})\b", re.IGNORECASE)
    dropped = {token for code in before for token in tokens(code)}
    return replace(
        question,
        text=gone.sub("", question.text),
        matter=gone.sub("", question.matter),
        whole=gone.sub("", question.whole),
        search=gone.sub("", question.search),
        terms=tuple(term for term in question.terms if term not in dropped),
    )


_TITLED = 90  # characters at the start of a line that name an épreuve with its code


@lru_cache(maxsize=1_000)
def _titled(text: str) -> tuple[str, ...]:
    """The starts of the lines of a text that hold the code of an épreuve or a unit."""
    starts = (line[:_TITLED] for line in text.splitlines())
    return tuple(start for start in starts if codes(start))


def _plain_code(code: str) -> str:
    return re.sub(r"[\s.]", "", code).upper()


def _codes_of(index: SearchableIndex, diploma: str) -> frozenset[str]:
    texts = (index.documents[name].text for name in documents_of(index, [diploma]))
    return frozenset[str]().union(*map(_codes_of_text, texts))


def _codes_in(text: str) -> frozenset[str]:
    """The codes in some words; a level is none, many diplomas have it."""
    return frozenset(code for code in codes(text) if not code.startswith("NIVEAU"))


# Only for the texts of the index: what a person wrote is not kept.
_codes_of_text = lru_cache(maxsize=5_000)(_codes_in)
