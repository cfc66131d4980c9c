"""The parts of a question: one per diploma, one per thing asked."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from advisor.french import fold, tokens
from advisor.messages import SITUATIONS
from advisor.numbers import levels, quantities
from advisor.records import Question
from advisor.understand.diplomas import DiplomaNames
from advisor.understand.leads import whether_it_leads
from advisor.understand.name_words import this_diploma
from advisor.understand.reading import asks, kind_of, topic_of
from advisor.understand.stretches import stretches
from advisor.vocabulary import vocabulary


def narrow(question: Question, names: DiplomaNames, diploma: str) -> Question:
    """Return the part of a question about several diplomas that is about one: its own sentences where it has some."""
    if len(question.diplomas) < 2:
        return replace(question, diplomas=(diploma,))
    if leading := whether_it_leads(question, names, diploma):
        return replace(restated(question, leading, names), diplomas=(diploma,), matter=leading, whole="", premises=())
    if _only_compares(question, names):
        return replace(restated(question, _IN_GENERAL, names), diplomas=(diploma,), whole="", premises=())
    side = _own_side(question, names, diploma)
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
    things = stretches(question.text)
    parts = [part for stretch in things for part in stretch]
    texts = [re.sub(r",?\s+(?:et|and|puis|ainsi que)$", "", part.strip(" ,?")).strip(" ,?") for part in parts]
    pair = len(parts) > len(things)  # "durée et coefficient de la soutenance": each asks, with or without a verb
    row = pair or sum("?" in part for part in parts) > 2  # and so does each of "durée ? pages ? qui signe ?"
    asked: list[str] = []
    same = 0  # "Et l'avis du médecin ?": the same is asked of another thing
    for text, part in zip(texts, parts, strict=True):
        own = [word for word in tokens(text) if word not in names.words(question.diplomas)]
        if not own:
            continue
        if asked and not asks(text) and "?" in part and _OF_ANOTHER.match(fold(text)):
            asked.append(f"{text} ({_matter(asked[-1 - same], names, question)})")
            same += 1
        elif asked and not asks(text) and not (row and (pair or "?" in part)):
            asked[-1] = f"{asked[-1]} ? {text}"  # no question of its own: it goes on telling
        else:
            asked.append(
                f"{text} ({_matter(asked[-1], names, question)})" if asked and not pair and _leans(text, own) else text
            )
    # "durée du stage, et qui signe ?": what is named in front is asked for without a verb.
    noun = bool(asked) and not asks(asked[0]) and vocabulary().thing_first.search(fold(asked[0])) is not None
    if len(asked) < 2 or not (row or sum(map(asks, asked)) + same + noun >= len(asked)):
        return [question]
    found: list[Question] = []
    for text in asked:
        clause = restated(question, f"{text} ?", names)
        same_kind = bool(found) and clause.kind is None and _OF_ANOTHER.match(fold(text)) is not None
        found.append(replace(clause, kind=found[-1].kind) if same_kind else clause)
    return found


def _leans(text: str, own: Sequence[str]) -> bool:
    """Whether a clause is understood only with the one before: "qui le valide", "do I need it"; `own` are its words."""
    return (
        len(own) < 2
        or (bool(_HOW_MUCH.search(fold(text))) and set(own) <= vocabulary().measures)
        or bool(_IT.search(fold(text)) or _WITHIN.match(fold(text)))
        or (len(own) < _LITTLE and bool(_REFERS.search(_IMPERSONAL.sub(" ", fold(text)))))
    )


# "… est-il payé, et combien par mois ?", "… réduire la durée, et il reste combien de semaines ?"
_HOW_MUCH = re.compile(
    r"^combien (?:par|chaque|tous les|toutes les) |^(?:ca|il|elle|ils|elles|on) (?:en )?\w+ combien\b"
)
_IT = re.compile(r"\b(?:it|them)\b")
# "je peux faire un recours ? sous combien de jours ?"
_WITHIN = re.compile(
    r"^(?:sous|avant|dans|en|au bout de|pendant) (?:combien de (?:temps|jours|semaines|mois)|quels? delais?)\W*$"
)
_OF_ANOTHER = re.compile(r"(?:et|and) (?:pour )?(?:l[ea]s?|l'|mon|ma|mes|son|sa|ses|celui|celle|ceux|the|my)\b")
_GIVEN = re.compile(
    r"^\W*(?:(?:puis|vu |sachant |etant donne )qu[e']|(?:comme|since|given that|as)\b"
    r"|(?=[^?,]{3,80} etant (?:un diplome )?(?:de )?niveau\b))\s*"
    r"([^?]{8,}?),\s+(.{8,})$"
)


def taken_for_granted(question: Question, names: DiplomaNames) -> tuple[Question, Question] | None:
    """Return what "puisque le stage dure 6 semaines, qui signe ?" takes for granted, as a question, and what it asks.

    None where nothing with a number is taken for granted, or where the rest is not understood alone.
    """
    folded = fold(question.text)
    found = _GIVEN.match(folded)
    if found is None or not question.premises:
        return None
    given, rest = (question.text[slice(*found.span(group))].strip() for group in (1, 2))
    own = [word for word in tokens(rest) if word not in names.words(question.diplomas)]
    bare = any(quantity.unit is None for quantity in quantities(rest))  # "mes 11 partout": of what, the other half says
    if (
        not (quantities(given) or levels(given))
        or bare
        or not asks(rest)
        or len(own) < _LITTLE - 1
        or _REFERS.search(fold(rest))
        or _ACTED_ON.search(fold(rest))
    ):
        return None
    return restated(question, f"{given} ?", names), restated(question, rest, names)


# "On m'a dit que les composantes sont perdues au bout de deux ans. Je me presse ?": what is said to be so.
_CLAIMED = re.compile(
    r"^.{0,60}?\b(?:(?:puis|vu |sachant |etant donne |(?:il )?parait )qu[e']|comme\b"
    r"|(?:on|mon|ma|mes|le|la|les|un|une|des|certains|(?:il|elle)s?)(?: \w+){0,3}? "
    r"(?:(?:m'|nous |me )?(?:a |ont )?(?:dit|disent|raconte\w*|affirme\w*|assure\w*|soutien\w*|pretend\w*|jure\w*)"
    r"|(?:est|sont) (?:persuade|convaincu|sur|certain)e?s?) qu[e']"
    r"|(?:j'ai (?:lu|vu|entendu(?: dire)?)|(?:je |j')(?:croyais|pensais|crois|pense)|il me semble) qu[e']"
    r"|si j'ai (?:bien )?compris,?|i (?:heard|was told|read)(?: that)?|since\b)\s*"
    r"(?P<claim>[^?.!]{12,}?)(?:,? (?:vrai|exact|c'est (?:vrai|ca|bien ca|exact)|non|hein|right|true)\b|, |[.?!]|$)"
)


def claimed(question: Question, names: DiplomaNames) -> Question | None:
    """Return what a message says to be so, as a question of its own: the text may say it, or otherwise. None where it
    claims no number: only those are checked against the quotes.
    """
    found = _CLAIMED.match(fold(question.text))
    if found is None:
        return None
    claim = question.text[slice(*found.span("claim"))].strip()
    asked = restated(question, f"{claim} ?", names)
    return asked if quantities(claim) and len(asked.terms) >= _LITTLE else None


def asked_alone(question: Question, names: DiplomaNames) -> Question | None:
    """Return the one question of a message without what is told before or after it; None where nothing is, or it leans
    on what is told.
    """
    sentences = re.split(r"(?<=[.!?…])\s+", re.sub(r" \([^)]*\)", "", question.text).strip())
    asking = [sentence for sentence in sentences if sentence.endswith("?")]
    if len(sentences) < 2 or len(asking) != 1 or len(tokens(asking[0])) < 2:
        return None
    if _OF_WHAT_IS_TOLD.search(_IMPERSONAL.sub(" ", fold(asking[0]))):
        return None
    return restated(question, asking[0], names)


_IMPERSONAL = re.compile(r"\b(?:y a-t-il|faut-il|il (?:y a|faut))\b")
_OF_WHAT_IS_TOLD = re.compile(
    r"\b(?:ils?|elles?|ca|cela|dedans|la-dessus|celui|celle|ceux|lui|leur|eux|alors|donc|quand meme|du coup)\b"
    r"|\b(?:ce|cet|cette|ces) (?!diplome|bac|bts|cap|btm)\w+|\b(?:je|tu|on) (?:(?:le|la|les|y|en) |l')\w+"
)


def asked_at_the_end(question: Question, names: DiplomaNames) -> Question | None:
    """Return the question at the end of a message for the people that the message tells of, without the story before
    it; None where there is no story, or it tells of no situation: then what is asked about may stand in it, as it does
    for who asks what is "dedans".
    """
    *story, last = re.split(r"(?<=[.!?…])\s+", question.text.strip())
    if not story or not question.situations or "?" not in last or len(tokens(last)) < _LITTLE:
        return None
    if re.search(r"\bdedans\b", fold(last)):
        return None  # in what the story names
    people = ", ".join(SITUATIONS[code] for code in question.situations)
    return restated(question, f"{people} : {last}", names)


# What introduces a situation: "si je suis apprenti", "en tant que salarié", "pour un redoublant".
_AS = (
    r",?\s*(?:\b(?:et|mais)\s+)?(?:\b(?:si|quand|comme|sachant que|vu que|etant)\s+)?"
    r"(?:\b(?:je suis|je fais|on est|(?:il|elle) est|en tant qu[e']|au titre d[eu']|pour|en|par|avec|chez|un|une|les"
    r"|des|l[ea]|mon|ma|d[eu]|d'|l')\s*){0,4}"
)


# Situations that texts exempt from what holds for all, or whose work stands for a placement.
_EXEMPTED = frozenset(
    "redoublant vae experience_professionnelle perfectionnement apprenti contrat_professionnalisation".split()
)


def for_everyone(question: Question, names: DiplomaNames) -> Question | None:
    """Return the question without the situation that it states; None where it states none, or asks of nothing else.

    What a text says of all candidates holds for who learns at a distance, too, where it has no rule of theirs. What
    becomes of who has failed or has earned something elsewhere, may be left out, or differs is no rule for all.
    """
    excepted = _EXEMPTED & set(question.situations) or question.kind == "yes_no"
    if excepted or vocabulary().compared.search(fold(question.text)):
        return None
    text = question.text
    for code in question.situations:
        pattern = re.compile(_AS + vocabulary().situations[code].pattern)
        for found in reversed(list(pattern.finditer(fold(text)))):
            text = f"{text[: found.start()]} {text[found.end() :]}"
    asked = restated(replace(question, situations=()), " ".join(text.split()), names)
    own = [word for word in asked.terms if word not in vocabulary().generic]
    return asked if text != question.text and own else None


# "qui le valide", "quand est-il rendu": a pronoun for what was spoken of.
_REFERS = re.compile(
    r"\b(?:il|elle|ils|elles|lui|dedans|it|they)\b"
    r"|\b(?:qui|quand|comment|ou|peut|faut|doit)\s+(?:se |on )?(?:le|la|les|l')\s?\w+$"
    r"|-(?:je|on|il|elle) (?:le|la|les|l')\s?\w+"
    r"|\bqui (?:decide\w*|prend la decision|autorise\w*|accorde\w*|valide\w*|signe\w*|s'en occupe)$"
)
_ACTED_ON = re.compile(
    r"\b(?:peu[tx]|faut|dois?t?|puis-je|peut-on|dois-je|pour) (?:le |la |les |l')\w+(?:er|ir|re)\b"
)  # "le couper"
_LITTLE = 3  # words of its own below which a clause is not understood alone


def _matter(text: str, names: DiplomaNames, question: Question) -> str:
    """What a clause is about, in its own words without the diploma's name."""
    words = re.findall(r"[^\W_]+(?:['’-][^\W_]+)*", names.without_names(text, question.diplomas))
    return " ".join(word for word in words if tokens(word) and not asks(word))


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
