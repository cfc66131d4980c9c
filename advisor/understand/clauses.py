"""The parts of a question: one per diploma, one per thing asked."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from advisor.language.french import fold, tokens
from advisor.language.vocabulary import vocabulary
from advisor.records import Question
from advisor.understand.diplomas import DiplomaNames
from advisor.understand.leads import whether_it_leads
from advisor.understand.measured import measured
from advisor.understand.name_words import this_diploma
from advisor.understand.reading import VERB, asks, kind_of, topic_of
from advisor.understand.stretches import stretches


def narrow(question: Question, names: DiplomaNames, diploma: str) -> Question:
    """Return the part of a question about several diplomas that is about one: its own sentences where it has some."""
    if len(question.diplomas) < 2:
        return replace(question, diplomas=(diploma,))
    if leading := whether_it_leads(question, names, diploma):
        return replace(restated(question, leading, names), diplomas=(diploma,), matter=leading, whole="", premises=())
    if _only_compares(question, names):
        return replace(restated(question, _IN_GENERAL, names), diplomas=(diploma,), whole="", premises=())
    side = _own_side(question, names, diploma) or _own_value(question, names, diploma)
    text = side or _own_sentences(question, names, diploma) or _own_clause(question, names, diploma) or question.text
    asked = restated(question, text, names)
    if text != question.text:  # "le rapport d'un salarié … et celui d'un étudiant …": each has its own people
        own = fold(text)
        others = fold(" ; ".join(_of_others(question, side, names, diploma)))
        people = tuple(
            code
            for code in question.situations
            if (pattern := vocabulary().situations[code]).search(own) or not pattern.search(others)
        )
        asked = replace(asked, situations=people)
    if text == question.text:
        asked = replace(asked, kind=question.kind, topic=question.topic)
    # What the whole message takes for granted may be said of another diploma.
    premises = (text,) if question.premises and text != question.text else ()
    matter = _without_comparison(asked.matter)
    return replace(asked, diplomas=(diploma,), matter=matter, whole="", premises=premises)


# What is told of diplomas by who asks only what tells them apart.
_IN_GENERAL = (
    "Quel est le niveau du diplôme ? En combien d'années se prépare le diplôme ? C'est accessible après quoi ?"
)


def _only_compares(question: Question, names: DiplomaNames) -> bool:
    """Whether a question asks what tells diplomas apart, and names nothing of them: "la différence entre X et Y ?"."""
    rest = _COMPARISON.sub(" ", names.without_names(question.text, question.diplomas))
    known = names.words(question.diplomas) | vocabulary().generic
    return bool(_COMPARISON.search(question.text)) and not set(tokens(rest)) - known


def _of_others(question: Question, side: str, names: DiplomaNames, diploma: str) -> list[str]:
    """What a question says of other diplomas alone: all of it beside the own side, or the clauses that name others."""
    if side:
        return [question.text]
    named = [(clause, names.find(clause).diplomas) for clause in _CLAUSES.split(question.text)]
    return [clause for clause, ids in named if ids and diploma not in ids]


def _own_sentences(question: Question, names: DiplomaNames, diploma: str) -> str:
    """The sentences of a question that name a diploma, "" when they are all of it or say nothing by themselves."""
    sentences = [sentence.strip() for sentence in re.split(r"(?<=[?!.;])\s+", question.text) if sentence.strip()]
    named = [names.find(sentence).diplomas for sentence in sentences]
    # What names no diploma and asks is asked of each.
    own = [s for s, ids in zip(sentences, named, strict=True) if diploma in ids or (not ids and (asks(s) or "?" in s))]
    if len(own) == len(sentences) or not all(_says_something(sentence, names, question) for sentence in own):
        return ""
    return " ".join(own)


_CLAUSES = re.compile(
    r"(?<=[?!.;])\s+|,\s+(?:et|and|puis|mais)\s+"
    r"|\s+(?:et|and)\s+(?=(?:(?:à|a|de|par|pour|avec|dans|to|by)\s+)?"
    r"(?:qui|combien|quand|comment|quel(?:le)?s?|who|how|when|where|what|which)\b)",
    re.IGNORECASE,
)


def _own_clause(question: Question, names: DiplomaNames, diploma: str) -> str:
    """The clause about a diploma: "combien de pages en BTS A, et quelle durée en BTS B ?"; "" when one asks nothing."""
    found = [clause.strip() for clause in _CLAUSES.split(question.text)]
    if not all(_says_something(clause, names, question) and _asks_something(clause, names) for clause in found):
        return ""
    # What names no diploma is asked of each.
    return " ".join(clause for clause in found if diploma in (named := names.find(clause).diplomas) or not named)


_SIDES = re.compile(
    r"^(?:(?:entre|between)\s+)?([^?!]{8,}?)\s+(?:et|and)\s+([^?!]{8,}?)\s*[,:]\s*(?:et )?(.{4,})$", re.IGNORECASE
)


def _own_side(question: Question, names: DiplomaNames, diploma: str) -> str:
    """One side of "entre le rapport en BTS A et le dossier en BTS B, lequel est le plus long ?", with what is asked."""
    found = _SIDES.match(question.text)
    if found is None:
        return ""
    sides, asked = found.groups()[:2], found.group(3)
    if not all(len(names.find(side).diplomas) == 1 and _names_a_thing(side, names, question) for side in sides):
        return ""
    return next((f"{side}, {asked}" for side in sides if diploma in names.find(side).diplomas), "")


_THAT_OF = re.compile(
    r"^(?P<asked>.*?\b[\w'’]+) (?P<first>(?:du|de|des) [^?!]{3,}?),? (?:et|and) (?:celui|celle|ceux|celles) "
    r"(?P<second>(?:du|de|des) [^?!]{3,})\W*$",
    re.IGNORECASE,
)


def _own_value(question: Question, names: DiplomaNames, diploma: str) -> str:
    """What is asked of one diploma in "la durée du BTS A et celle du stage du BTS B ?": each has its own."""
    found = _THAT_OF.match(question.text)
    if found is None:
        return ""
    sides = found.group("first", "second")
    if not all(len(names.find(side).diplomas) == 1 for side in sides):
        return ""
    if not _names_a_thing(sides[1], names, question):  # "le niveau du BTS A et celui du BTS B": asked of both
        return ""
    own = next((side for side in sides if diploma in names.find(side).diplomas), "")
    return f"{found.group('asked')} {own} ?" if own else ""


_THE_ONE = frozenset(tokens("celui celle ceux celles"))


def _names_a_thing(side: str, names: DiplomaNames, question: Question) -> bool:
    """Whether a side has a word beside the diploma: not "le BTS A", nor "celui du BTS A"."""
    known = names.words(question.diplomas)
    rest = tokens(names.without_names(side, question.diplomas))
    return any(word not in known and word not in _THE_ONE for word in rest)


def _says_something(clause: str, names: DiplomaNames, question: Question) -> bool:
    """Whether a clause has words of its own beside the diplomas that it names and that it compares them."""
    rest = _without_comparison(names.without_names(clause, question.diplomas))
    known = {word for diploma in question.diplomas for word in names.words((diploma,))}
    return len(tokens(clause)) > 3 and len([word for word in tokens(rest) if word not in known]) > 1


def _asks_something(clause: str, names: DiplomaNames) -> bool:
    """Whether a clause after ", et" asks for a thing of its own: "combien de pages en BTS B", not "combien en B"."""
    named = names.find(clause).diplomas
    rest = fold(names.without_names(clause, named))
    for pattern in vocabulary().situations.values():
        rest = pattern.sub(" ", rest)
    things = [word for word in tokens(rest) if word not in _ASKING_WORDS]
    return bool(things) and (kind_of(clause) is not None or (len(things) >= _TELLING and asks(clause)))


_TELLING = 3  # words of what is asked for that tell what it is, where its kind is not known
_ASKING_WORDS = frozenset(tokens("combien comment quand pourquoi quel quelle quels quelles how when"))


def clauses(question: Question, names: DiplomaNames) -> list[Question]:
    """Return the questions that one message asks about one diploma, itself alone when it asks only one.

    A clause that says little ("et qui le valide ?") takes along what the one before is about.
    """
    if two := measured(question.text):
        return [restated(question, text, names) for text in two]
    # "niveau du bac pro artisanat et métiers d'art ?": the "et" of a name joins no questions.
    named = bool(question.whole) and question.text.count(" et ") > question.whole.count(" et ")
    things = stretches(question.whole if named else question.text)
    parts = [part for stretch in things for part in stretch]
    texts = [re.sub(r",?\s+(?:et|and|puis|ainsi que)$", "", part.strip(" ,?")).strip(" ,?") for part in parts]
    pair = len(parts) > len(things)  # "durée et coefficient de la soutenance": each asks, with or without a verb
    row = pair or sum("?" in part for part in parts) > 2  # and so does each of "durée ? pages ? qui signe ?"
    asked: list[str] = []
    asking = 0  # of them, with a question word, a verb turned around, or a verb and the mark
    opening = (
        False  # "BTM en candidat individuel ? Et en Polynésie ?": asked by its mark, where the same is asked again
    )
    same = 0  # "Et l'avis du médecin ?": the same is asked of another thing
    for text, part in zip(texts, parts, strict=True):
        own = [word for word in tokens(text) if word not in names.words(question.diplomas)]
        if not own:
            continue
        if asked and _asks_whether_it_differs(text):
            asked[-1] = f"{asked[-1]} ? {text}"
            continue
        if asked and _OF_TWO.match(fold(text)) and _TWO.search(fold(asked[-1])):
            asked[-1] = f"{asked[-1]} ? {text}"  # "… d'un salarié et d'un redoublant ? Le second a-t-il …"
            continue
        own_question = asks(text) or ("?" in part and len(own) > 1 and _states(text))
        opening = opening or (not asked and not own_question and "?" in part)
        if asked and not own_question and "?" in part and _of_another(text):
            asked.append(f"{text} ({_matter(asked[-1 - same], names, question)})")
            same += 1
        elif asked and not own_question and not (row and (pair or "?" in part)):
            asked[-1] = f"{asked[-1]} ? {text}"  # no question of its own: it goes on telling
        else:
            asking += own_question
            taken = _matter(asked[-1], names, question) if asked and not pair and _leans(text, own) else ""
            if set(own) <= vocabulary().measures:  # "le coefficient de l'oral, et il dure combien ?": the oral
                taken = _OF_MEASURE.sub("", taken) or taken
            asked.append(f"{text} ({taken})" if taken else text)
    # "durée du stage, et qui signe ?": what is named in front is asked for without a verb.
    noun = bool(asked) and not asks(asked[0]) and vocabulary().thing_first.search(fold(asked[0])) is not None
    if len(asked) < 2 or not (row or asking + same + (noun or (opening and same > 0)) >= len(asked)):
        return [question]
    found: list[Question] = []
    for text in asked:
        clause = restated(question, f"{text} ?", names)
        same_kind = bool(found) and clause.kind is None and _of_another(text)
        found.append(replace(clause, kind=found[-1].kind) if same_kind else clause)
    return found


_OF_MEASURE = re.compile(r"^(?:coefficients?|coefs?|forme|nature|niveau|duree|durée|longueur|note) ", re.IGNORECASE)


def leans(clause: Question, question: Question) -> bool:
    """Whether a clause of a question took along, in brackets of its own, what the one before is about."""
    taken = re.search(r" (\([^()]*\)) \?$", clause.text)
    return taken is not None and taken.group(1) not in question.text


def _states(text: str) -> bool:
    """Whether a clause has a verb ("à" is none), and does more than to tell for whom ("pour un apprenti à Lyon ?")."""
    folded = fold(re.sub("[àÀ]", " ", text))
    told = any(pattern.search(folded) for pattern in vocabulary().situations.values())
    return VERB.search(folded) is not None and not told


def _leans(text: str, own: Sequence[str]) -> bool:
    """Whether a clause is understood only with the one before: "qui le valide", "do I need it"; `own` are its words."""
    return (
        len(own) < 2
        or (bool(_HOW_MUCH.search(fold(text))) and set(own) <= vocabulary().measures)
        or bool(_IT.search(fold(text)) or _WITHIN.match(fold(text)))
        or (
            (len(own) < LITTLE or set(own) <= vocabulary().measures)
            and bool(REFERS.search(IMPERSONAL.sub(" ", fold(text))))
        )
    )


# "… est-il payé, et combien par mois ?", "… réduire la durée, et il reste combien de semaines ?"
_HOW_MUCH = re.compile(
    r"^combien (?:par|chaque|tous les|toutes les) |^(?:ca|il|elle|ils|elles|on) (?:en )?\w+ combien\b"
)
_IT = re.compile(r"\b(?:it|them)\b")
# "je peux faire un recours ? sous combien de jours ?"
_WITHIN = re.compile(
    r"^(?:sous|avant|dans|en|au bout de|pendant|jusqu'a) "
    r"(?:combien de (?:temps|jours|semaines|mois)|quels? delais?|quand)(?: (?:au )?(?:minimum|maximum|moins|plus))?\W*$"
)
_OF_ANOTHER = re.compile(r"(?:et|and) (?:pour )?(?:l[ea]s?|l'|mon|ma|mes|son|sa|ses|celui|celle|ceux|the|my)\b")
_TWO = re.compile(r"\bentre\b.*\bet\b|\bune? \w.*\b(?:et|ou) (?:d'|pour |chez )?(?:une?|celui|celle)\b|\bl'un\b")
_OF_TWO = re.compile(
    r"(?:et )?l[ea] (?:premiere?|seconde?|deuxieme|derniere?) (?:(?:a|est|doit|peut|fait|aura|sera)\b|\w+-t-)"
)
_ELSEWHERE = re.compile(
    r"(?:et|and) (?:en|a|au|aux|dans|chez|avec|sans|pour) (?!quoi\b|qui\b|quel|(?:(?:ton|votre|mon) )?(?:vrai|plus|avis"
    r"|total|tout|general|gros|clair|fait|particulier|revanche|attendant|moyenne|detail|priori)\b)[\w' -]+$"
)


def _asks_whether_it_differs(text: str) -> bool:
    """Whether a clause asks only if what was asked before is the same for all: "est-ce différent pour un salarié ?"."""
    folded = fold(text)
    if not vocabulary().compared.search(folded):
        return False
    for pattern in (vocabulary().compared, *vocabulary().situations.values()):
        folded = pattern.sub(" ", folded)
    return not set(tokens(folded)) - vocabulary().generic - _PEOPLE


_PEOPLE = frozenset(tokens("ou statut candidat salarié adulte tous selon cas situation voie autres"))


def _of_another(text: str) -> bool:
    """Whether a clause asks the same of another thing, or for another place: "et le mémoire", "et en Polynésie"."""
    folded = fold(text)
    if _OF_ANOTHER.match(folded):
        return True
    # "et en apprentissage" tells for whom, and is answered with the question before.
    told = any(pattern.search(folded) for pattern in vocabulary().situations.values())
    return bool(_ELSEWHERE.match(folded)) and not told


IMPERSONAL = re.compile(r"\b(?:y a-t-il|faut-il|il (?:y a|faut))\b")
# "qui le valide", "quand est-il rendu": a pronoun for what was spoken of.
REFERS = re.compile(
    r"\b(?:il|elle|ils|elles|lui|dedans|it|they)\b"
    r"|\b(?:qui|quand|comment|ou|peut|faut|doit)\s+(?:se |on )?(?:le|la|les|l')\s?\w+$"
    r"|-(?:je|on|il|elle) (?:le|la|les|l')\s?\w+"
    r"|\bqui (?:decide\w*|prend la decision|autorise\w*|accorde\w*|valide\w*|signe\w*|s'en occupe)$"
)
LITTLE = 3  # words of its own below which a clause is not understood alone


_AUXILIARY = re.compile(r"(?:voudr\w*|veu[xt]|faut|fai[st]|faire|fasse|doi[st]|peu[xt]|va|vais|aimerais)")


def _matter(text: str, names: DiplomaNames, question: Question) -> str:
    """What a clause is about, in its own words without the diploma's name."""
    words = re.findall(r"[^\W_]+(?:['’-][^\W_]+)*", names.without_names(text, question.diplomas))
    return " ".join(word for word in words if tokens(word) and not asks(word) and not _AUXILIARY.fullmatch(fold(word)))


def restated(question: Question, text: str, names: DiplomaNames) -> Question:
    """Return the question with another text: what depends on its words is read again, what was said of it stays."""
    known = names.words(question.diplomas)
    matter = names.without_names(text, question.diplomas)
    own = re.sub(r" \([^)]*\)", "", matter)  # without what a clause took along
    return replace(
        question,
        text=text,
        matter=matter,
        whole=names.without_names(text, question.diplomas, instead=this_diploma),
        search=search_words(text, question.language),
        kind=kind_of(own),
        topic=topic_of(own) or question.topic,
        terms=tuple(dict.fromkeys(word for word in tokens(matter) if word not in known)),
    )


_COMPARISON = re.compile(
    r"\b(?:quelles? (?:est|sont) (?:la|les) diff[ée]rences?|(?:la |les )?diff[ée]rences?(?: de| entre)?|compar\w+"
    r"|qu'est-ce qui (?:diff[ée]rencie|distingue|change)|j'h[ée]site(?: entre)?(?: et)?\s*[:,.]?"
    r"|je (?:compare|veux comparer)"
    r"|entre\s+et\b\s*,?|(?:(?:avec|dans|pour|en|chez) )?l'une? (?:et|ou) (?:(?:avec|dans|pour|en|chez) )?l'autre"
    r"|respectivement|dans les deux|les deux|ou bien"
    r"|which of|compared to|difference between)\b",
    re.IGNORECASE,
)


def _without_comparison(matter: str) -> str:
    """Remove what only says that two things are compared."""
    shorter = re.sub(r"\s+", " ", _COMPARISON.sub(" ", matter)).strip(" ,;:")
    # What stood before the names that were taken out: "… combien d'années et ?", "ou , on devient quoi ?".
    shorter = re.sub(
        r"(?:\s(?:et|ou|comme|que|de|entre|je|de celui|and|or))+\s*(?=[?.!,;:]|$)"
        r"|^(?:(?:et|ou|and)\s+)?(?:(?:aussi|puis|sinon|also)\s*)?,\s*(?:(?:en|pour|avec|au|dans|for|in)\s*,\s*)?",
        "",
        shorter,
        flags=re.IGNORECASE,
    )
    return shorter.strip(" ,;:") if tokens(shorter) else matter


def search_words(text: str, language: str) -> str:
    """The question with the words that regulations use for what it says, for the word index."""
    folded = fold(text)
    words = vocabulary()
    added = [right for pattern, right in words.expansions if pattern.search(folded)]
    if language == "en":
        added += [right for pattern, right in words.english if pattern.search(folded)]
    return " ".join([text, *added])
