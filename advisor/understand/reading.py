"""One message, read by itself: what it names, asks for and tells about the candidate. The conversation comes later."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import Literal

from advisor.language.french import STOP_WORDS, fold, one_for_one, tokens
from advisor.language.numbers import levels, quantities, years
from advisor.language.vocabulary import vocabulary, without_types
from advisor.understand.diplomas import DiplomaNames
from advisor.understand.name_words import CONNECTORS
from advisor.understand.sessions import ONLY_WHEN, session_of
from advisor.understand.sightings import Named
from advisor.understand.situations import situations_in
from advisor.understand.spelling import Speller, is_english, is_french, spell_out

_CORRECTION = re.compile(
    r"^(?:ah |euh |mais )?(?:non|nan|nn|nope|pardon|desole\w*|je (?:parlais|parle|voulais dire|veux dire|disais)"
    r"|plutot|erreur|enfin)\b"
)
_ELLIPSIS = re.compile(r"^(?:et|mais|ou|alors|ok|oui|d'accord|donc|meme|sauf|what about|and|how about)\b")
_PREMISE = re.compile(
    r"\b(?:(?:puis|vu |sachant |etant donne |il parait )qu[e']|comme|si|(?:on m'a dit|j'ai (?:lu|entendu))(?: qu[e'])?"
    r"|parait que|etant (?:un diplome )?(?:de )?niveau|apparemment|pourquoi|c'est bien|n'est-ce pas|c'est vrai que"
    r"|since|as (?:the|my|a)|i heard)\b"
    r"|\b(?:non|hein|c'est ca|right)\s*\?\s*$"
)
_SELF = re.compile(r"\b(?:je suis|j'ai|je fais|je prepare|moi|mon|ma|mes|etant|en tant que|comme|i am|i'm|my)\b")
_CODE = re.compile(r"(?<!\d )\b[a-z]{1,2}\d+(?:[.-][a-z]?\d+)*\b")


@dataclass(frozen=True, slots=True)
class Reading:
    """What one message says. `content` are its tokens but diplomas' names, situations and question words."""

    text: str
    folded: str
    language: Literal["fr", "en"]
    named: Named
    topic: str | None
    situations: tuple[str, ...]
    denied: tuple[str, ...]
    session: int | None
    kind: str | None
    content: tuple[str, ...]
    premises: tuple[str, ...]
    correction: bool
    ellipsis: bool
    self_described: bool
    refusal: str | None


def read(
    message: str, names: DiplomaNames, speller: Speller | None, *, today: date, spoken: Literal["fr", "en"] = "fr"
) -> Reading:
    """Read one message. Never fails: a message that says nothing gives a reading that says nothing.

    `spoken` is the language of the conversation so far, kept where a message does not tell its own.
    """
    original = one_for_one(re.sub(r"[\x00-\x1f\x7f]+", " ", message)).strip()
    language = _language(original, spoken, names)
    quiet = _without_shouting(original)
    spelled = spell_out(quiet, speller) if language == "fr" else quiet
    text = spelled if re.search(r"\w", spelled) else quiet  # "mrc" alone is a word of thanks, in a question nothing
    folded = fold(text)
    # Misspelled names are read best after correction, acronyms and foreign names as typed.
    named = names.find(text)
    if named == Named():
        named = names.find(original)
    situations, denied = situations_in(fold(_RAISED.sub(lambda match: " " * len(match.group()), text)))
    plain = names.without_names(text, (*named.diplomas, *named.ambiguous))  # a name's words ask for nothing
    return Reading(
        text=text,
        folded=folded,
        language=language,
        named=named,
        topic=topic_of(plain),
        situations=situations,
        denied=denied,
        session=session_of(folded, today),
        kind=kind_of(_asking(plain)),
        content=_content(folded, names.words((*named.diplomas, *named.ambiguous))),
        premises=_premises(text, folded),
        correction=bool(_CORRECTION.match(folded)),
        ellipsis=bool(_ELLIPSIS.match(folded)),
        self_described=bool(_SELF.search(folded)),
        refusal=_refusal(folded, named, (*situations, *denied)),
    )


_RAISED = re.compile(r"\b[ée]lev[é]e?s?\b", re.IGNORECASE)  # "un coefficient élevé", who is no "élève"


def _without_shouting(text: str) -> str:
    """Return a message typed in capitals in small letters, which the models read best; names are found as typed too."""
    letters = [character for character in text if character.isalpha()]
    capitals = sum(character.isupper() for character in letters)
    return (
        text.lower()
        if len(re.findall(r"[^\W\d_]{2,}", text)) >= _SHOUTED_WORDS and capitals > _SHOUTED * len(letters)
        else text
    )


_SHOUTED, _SHOUTED_WORDS = 0.8, 4  # share of capitals, and least words: "BTS CIM E8" is no shouting


def _language(text: str, spoken: Literal["fr", "en"], names: DiplomaNames) -> Literal["fr", "en"]:
    """English when its little words outnumber the French ones; one is enough where English is spoken."""
    found = re.findall(r"[a-z]+", fold(text))
    english = sum(word in vocabulary().english_markers for word in found)
    if english >= _ENGLISH:  # what is French may then be a long name
        found = [word for word in found if word not in CONNECTORS and word != "dans"]
    french = sum(
        word in STOP_WORDS or word in ("est", "combien", "comment", "quel", "quelle", "faut") for word in found
    )
    if spoken == "en":
        if english == french == 0:  # "durée du BTS mesure ?": a word that is French alone tells, beside the name
            named = names.find(text)
            words = re.findall(r"[a-z]+", fold(names.without_names(text, (*named.diplomas, *named.ambiguous))))
            return "fr" if any(is_french(word) and not is_english(word) for word in words) else "en"
        return "en" if english >= french else "fr"
    return "en" if english >= 2 and english > french else "fr"


_ENGLISH = 3  # little words of English that no French question has


_ASKING = re.compile(
    r"\b(?:qui|combien|quand|comment|quel(?:le)?s?|quoi|est-ce|pourquoi|lequel|laquelle|how|when|who|what|which|where)\b"
    r"|\w-(?:t-)?(?:ils?|elles?|on|je|tu|vous|nous)\b|\b(?:on|je|il) (?:peut|peux|doit|dois|faut)\b"
    r"|\b(?:can|could|do|does|did|is|are|must|should|will|may) (?:i|you|he|she|it|they|we|there)\b"
    r"|\b(?:can|do|does|did|must|should|will) (?:the|my)\b|^(?:can|could|do|does|did|must|should|will) \w"
    r"|\bou(?: pas| non)?\W*$"
)


def asks(text: str) -> bool:
    """Return whether a clause asks something by itself."""
    return bool(_ASKING.search(fold(text)))


VERB = re.compile(
    r"\b(?:est|sont|a|ont|doit|doivent|peut|peuvent|faut|fait|sera|seront|va|vont|dure|durent|coute"
    r"|comptent?(?! rendus?)|existe|y'a|ya)\b"
)
_WISH = re.compile(
    r"\b(?:je (?:voudrais|veux|cherche)|j'aimerais|donne\w*|dites|dis|indique\w*|liste\w*|i (?:want|would))\b"
)


# "Cher conseiller, …", "Je suis sur Parcoursup, …": where the person speaks from, before what they ask.
_SCENE = re.compile(
    r"^\W*(?:bonjour|bonsoir|chere?s?|madame|monsieur|je|j'|jsuis|nous|on|il|elle|pendant|apres|avant"
    r"|depuis|comme|puisqu[e']|vu|(?:pour|afin de) \w+[eio]r|afin)\b[^,:?]*[,:]\s*"
)


# What asks only what follows of the story before it: "je suis arrivé en retard à l'oral, que se passe-t-il ?"
_BARE = re.compile(
    r"^\W*(?:alors |du coup |donc |et )*(?:qu'est-ce qu(?:i|e|'il)|que|il|ca|comment|je|on|puis-je|peut-on)? ?"
    r"(?:va |peut |peux |dois |vais )?(?:se passe\w*(?:-t-il)?|risque\w*|fais|faire|fait|va\w*|vais)"
    r"(?: (?:il|je|on|se passer|arriver|quoi|alors|maintenant|comment|du coup|dans ce cas|faire|passer|repasser))*\W*$"
    r"|^\W*(?:alors |du coup |donc |et )*(?:puis-je|je (?:peux|pourrai|pourrais)|est-ce que je peux|peut-on|on peut)"
    r" (?:quand meme |encore |la |le |l')*"
    r"(?:passer|repasser|reporter|rattraper|refaire|venir|participer|etre admise?|entrer)"
    r"(?: quand meme| plus tard| apres| un autre jour| a un autre moment| une autre fois)?\W*$"
)
_ENOUGH_WORDS = 3  # of the sentences that ask: with fewer, what is asked about stands in the others


def without_scene(folded: str) -> str:
    """Return a folded question without what stands in front and asks nothing; all of it where little would be left."""
    asking = [sentence for sentence in re.split(r"(?<=[.!?;])\s+", folded) if asks(sentence) or "?" in sentence]
    if len(tokens(" ".join(asking))) > _ENOUGH_WORDS:
        folded = " ".join(asking)
    found = _SCENE.match(folded)
    if found is None or asks(found.group()):
        return folded
    rest = folded[found.end() :]
    return rest if asks(rest) and len(tokens(rest)) > 1 and not _BARE.search(rest) else folded


def must_state(folded: str) -> list[re.Pattern[str]]:
    """Return what a sentence must speak of to answer a folded question, none where the nearness of words is enough."""
    asking = without_scene(folded)
    return [right for left, right in vocabulary().must_state if left.search(asking)]


def never_answers(folded: str) -> list[re.Pattern[str]]:
    """Return what does not answer a folded question, however near it is: the day of a signature for that of an exam."""
    return [right for left, right in vocabulary().never_answers if left.search(folded)]


def _asking(text: str) -> str:
    """The sentences of a message that ask, all of it when none does: a story's numbers are not what is asked for."""
    sentences = [sentence for sentence in re.split(r"(?<=[?!.;])\s+|\s*\n\s*", text) if sentence.strip()]
    asking = [s for s in sentences if "?" in s or asks(s) or _WISH.search(fold(s))]
    return " ".join(asking or sentences)


def kind_of(text: str) -> str | None:
    """Return the kind of answer asked for (`kinds` of the vocabulary), None when the words do not tell."""
    folded = fold(text)
    kinds = vocabulary().kinds.items()
    found = (kind.removesuffix("_when_alone") for kind, pattern in kinds if pattern.search(folded))
    return next((kind for kind in found if kind != "yes_no" or not _WHICH.search(folded)), None)


# "Quel diplôme faut-il ?", "on peut entrer après quelle classe ?": neither yes nor no is an answer.
_WHICH = re.compile(r"\b(?:(?<!n'importe )quel(?:le)?s?|quoi|combien|what|which)\b")


def own_words(text: str) -> frozenset[str]:
    """The stems of a question that questions about any diploma do not share."""
    return frozenset(word for word in tokens(text) if word not in vocabulary().generic)


def named_in(text: str) -> frozenset[str]:
    """Return the stems of what a message names, beside what any question about a diploma, a value, a session or a form
    of exam may say.
    """
    words = re.findall(r"[a-z0-9]+", vocabulary().domain.sub(" ", _SESSION.sub(" ", fold(text))))
    own = [word for word in words if kind_of(word) is None and not vocabulary().how_much.fullmatch(word)]
    return frozenset(tokens(" ".join(own))) - vocabulary().generic - _FORMS


# When the exam is names nothing of it.
_SESSION = re.compile(
    r"\b(?:(?:sessions?|annee|juin|examen|en|pour) (?:(?:d'examen|de|en|juin) ){0,2})(?:19|20)\d{2}\b"
)
_FORMS = frozenset(
    tokens("oral orale oraux écrit écrite pratique facultatif facultative ponctuel ponctuelle option minimum")
)


def topic_of(text: str) -> str | None:
    """Return the topic with most words in the message, the file's first among equals. VAE is said plainly."""
    folded = fold(text)
    counts = {topic: len(pattern.findall(folded)) for topic, pattern in vocabulary().topics.items()}
    if counts.get("vae"):
        return "vae"
    best = max(counts.values())
    return next((topic for topic, count in counts.items() if count == best), None) if best else None


def _content(folded: str, name: frozenset[str]) -> tuple[str, ...]:
    """Tokens of the message's own matter: without the diploma's name, situations, sessions and question words."""
    rest = folded
    for pattern in (*vocabulary().situations.values(), ONLY_WHEN, _QUESTION):
        rest = pattern.sub(" ", rest)
    numbers = {str(year) for year in years(folded)}
    return tuple(
        word for word in dict.fromkeys(tokens(without_types(rest))) if word not in numbers and word not in name
    )


_QUESTION = re.compile(
    r"(?<!\w)(?:combien|comment|quand|pourquoi|est-ce|qu'est-ce|quels?|quelles?|ou|si|et|mais|alors|donc|ok|oui|non|pardon|je|parlais|parle|voulais|dire|veux|disais"
    r"|suis|es|est|sont|etais|serai|deviens|devient|maintenant|potes?|copain|copine|amie?|frere|soeur|fils|fille|mere|pere"
    r"|plutot|c'est|cas|peut|peux|puis|doit|dois|faut|fait|faire|moi|pareil|autant|idem|aussi|meme|chose|the|how|what|about|and|who|when|sessions?|in|for)(?!\w)"
)


def _premises(text: str, folded: str) -> tuple[str, ...]:
    """The message when it takes something with a number for granted: the number is to be checked, not believed."""
    return (text,) if (quantities(text) or levels(text)) and (_PREMISE.search(folded) or "?" not in text) else ()


def _refusal(folded: str, named: Named, situations: tuple[str, ...]) -> str | None:
    """Reasons that need no text: another topic, small talk, orders to the advisor."""
    words = vocabulary()
    about = bool(words.domain.search(folded) or _CODE.search(folded) or situations) or named != Named()
    if is_an_order(folded):
        return "out_of_scope"
    if not about and (words.insults.search(folded) or words.other_topics.search(folded)):
        return "out_of_scope"
    rest = words.small_talk_fillers.sub(" ", words.small_talk.sub(" ", folded))
    if words.small_talk.search(folded) and not tokens(rest):
        return "small_talk"
    if not tokens(rest):
        return "small_talk"
    return None


def is_an_order(folded: str) -> bool:
    """Return whether a folded message gives the advisor orders, or asks for what it does for nobody."""
    words = vocabulary()
    return bool(words.injection.search(folded) or words.refused_topics.search(folded))


def is_about_the_answer(folded: str) -> bool:
    """Return whether a folded message only speaks of the answer before it: "t'es sûr ?", "source ?"."""
    said, told = vocabulary().about_the_answer, vocabulary().told
    parts = [part for part in re.split(r"\s*[?!.;…]+\s*|,\s+", folded) if part]
    # "t'es sûr ? mon prof m'a dit 6 semaines": a doubt, and what was told.
    doubted = len(parts) > 1 and said.fullmatch(parts[0]) is not None
    if doubted and all(told.fullmatch(part) or said.fullmatch(part) for part in parts[1:]):
        return True
    whole = folded.strip(" ?!.,;…")
    # "mon prof dit 10", "on m'a dit 8 semaines": the number is that of the answer, and another.
    bare = told.fullmatch(whole) is not None and _ONLY_A_NUMBER.search(whole) is not None
    return bare or said.fullmatch(whole) is not None


_ONLY_A_NUMBER = re.compile(
    r"\b(?:dit|disent|lu|vu|entendu|croyais|pensais|affirme|soutient)(?: que?)?(?: c'est| c'etait| plutot)? \d[\d,]*"
    r"(?: (?:semaines?|mois|ans?|jours?|heures?|minutes?|pages?|points?))?$"
)


def is_about_diplomas(reading: Reading) -> bool:
    """Whether anything in the message belongs to diplomas, exams or training."""
    words = vocabulary()
    return (
        bool(words.domain.search(reading.folded) or _CODE.search(reading.folded) or reading.situations)
        or reading.named != Named()
    )
