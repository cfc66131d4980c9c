"""Does the quote carry the sentence? The checks of a sentence that a language model wrote, beyond those of any claim.

Each check is a rule with its reason but one: `support`, a probability fitted on sentences that are proved and on
sentences that are not (training/fit_support.py). Not here: numbers, dates and codes, which `verify` checks for all.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, lru_cache
from importlib import resources
from itertools import pairwise
from typing import Any

from advisor.chunk import clean
from advisor.language.french import fold, tokens
from advisor.language.numbers import quantities, same_value
from advisor.language.vocabulary import compiled, table, types_in, vocabulary
from advisor.llm.prompts import NO_ANSWER, SYSTEM
from advisor.parse.sentences import sentence_spans
from advisor.records import Check, Citation, Claim, Document
from advisor.select.audience import situations_of
from advisor.select.rank import sigmoid
from advisor.verify import check_claim, read_citation

FEATURES = ("in_quote", "in_all", "novel", "pairs", "best_unit")
_NEAR = 4  # tokens: two words of a sentence that stand together in it stand at most this far apart in its quote
_AROUND = 6  # tokens on each side of a number that say what it counts


@dataclass(frozen=True, slots=True)
class Context:
    """What a sentence may take up besides its quote: names of text and diploma, the question and its statuses."""

    names: str = ""
    question: str = ""
    situations: frozenset[str] = frozenset()
    documents: Mapping[str, Document] = field(default_factory=dict)  # of the quotes, to read the rows of tables


@dataclass(frozen=True, slots=True)
class Fitted:
    """Numbers of advisor/data/support.json. `threshold`: least probability; `carried`: least share of a quote told."""

    weights: tuple[float, ...]
    bias: float
    threshold: float
    carried: float


@cache
def fitted() -> Fitted:
    """Return the fitted numbers. Their names must be FEATURES, in order."""
    raw = json.loads(resources.files("advisor").joinpath("data/support.json").read_text(encoding="utf-8"))
    if tuple(raw["features"]) != FEATURES:
        raise ValueError("data/support.json was fitted on other features; run training/fit_support.py")
    return Fitted(tuple(raw["weights"]), raw["bias"], raw["threshold"], raw["carried"])


@cache
def _tables() -> dict[str, Any]:
    return table("checks.toml")


@cache
def _pattern(kind: str, name: str) -> re.Pattern[str]:
    # "n'" ends with an apostrophe: a letter may follow it.
    return compiled("|".join(rf"(?<!\w)(?:{each})(?:(?<=')|(?!\w))" for each in _tables()[kind][name]))


def check_sentence(claim: Claim, citations: Mapping[int, Citation], context: Context) -> list[Check]:
    """Return the verdicts on one written sentence; it may be shown when all passed. The first failure is the last."""
    checks = check_claim(claim, citations, context.documents)
    if not all(check.passed for check in checks):
        return checks
    cited = [citations[n] for n in claim.cites]
    quotes = [read_citation(item, context.documents) for item in cited]
    headings = " \n ".join(heading for item in cited for heading in item.section)
    said = fold(claim.text)
    rules: tuple[tuple[str, Callable[[], str]], ...] = (
        ("markup", lambda: _markup(claim.text)),
        ("language", lambda: _language(said)),
        ("leak", lambda: _leak(said, quotes)),
        ("proper names", lambda: _proper_names(claim.text, " ".join((*quotes, headings, context.names)))),
        ("statuses", lambda: _statuses(said, " \n ".join((*quotes, headings)), context)),
        ("negation", lambda: _negation(said, quotes)),
        ("modality", lambda: _modality(said, quotes)),
        ("restriction", lambda: _restriction(said, quotes)),
        ("binding", lambda: _binding(claim.text, quotes)),
        ("support", lambda: _support(claim.text, quotes, headings, context)),
    )
    for name, rule in rules:
        why = rule()
        checks.append(Check(name, claim.text, not why, why))
        if why:
            break
    return checks


def speaks_to_machines(text: str) -> bool:
    """Whether a text gives instructions to a model: it is quoted, but no model reads it."""
    folded = " ".join(fold(text).split())
    return bool(_pattern("instructions", "patterns").search(folded)) or bool(vocabulary().injection.search(folded))


# --------------------------------------------------------------------------- rules: what is wrong, "" when nothing is


def _markup(text: str) -> str:
    found = re.search("|".join(_tables()["markup"]["patterns"]), fold(text))
    return f"{found.group()!r} has no place in a sentence" if found else ""


def _language(said: str) -> str:
    words = re.findall(r"[a-z]+'?", said)
    if len(words) < 4:
        return ""
    french = sum(bool(_pattern("language", "french").fullmatch(word)) for word in words)
    foreign = sum(bool(_pattern("language", "foreign").fullmatch(word)) for word in words)
    return "not French" if not french or foreign > french else ""


@cache
def _told() -> frozenset[tuple[str, ...]]:
    return _runs(SYSTEM, 5)


def _runs(text: str, length: int) -> frozenset[tuple[str, ...]]:
    words = re.findall(r"[a-z0-9]+", fold(text))
    return frozenset(tuple(words[i : i + length]) for i in range(len(words) - length + 1))


def _leak(said: str, quotes: Sequence[str]) -> str:
    if fold(NO_ANSWER) in said:
        return "says that there is no answer"
    shared = (_runs(said, 5) & _told()) - _runs(" \n ".join(quotes), 5)
    return "repeats what the model was told" if shared else ""


def _proper_names(text: str, source: str) -> str:
    """Acronyms, capitalised words and types of diploma in the sentence must stand in what it may name."""
    known = set(re.findall(r"\w+", fold(source)))
    if added := {kind for kind, _, _ in types_in(fold(text))} - {kind for kind, _, _ in types_in(fold(source))}:
        return f"{', '.join(sorted(added))} is not in the quote"
    for match in re.finditer(r"(?<![.!?:»«]\s)(?<!^)(?<!^[«\"*])(?<![*«\"])\b[A-ZÀ-Þ][\w.]*\w", text):
        if not set(re.findall(r"\w+", fold(match.group()))) <= known:
            return f"{match.group()} is not in the quote"
    for match in re.finditer(r"\b[A-Z]{2,}\w*", text):
        if fold(match.group()) not in known:
            return f"{match.group()} is not in the quote"
    return ""


def _statuses(said: str, source: str, context: Context) -> str:
    """A rule told for apprentices must be written for them, or be a general one asked for by an apprentice."""
    there = situations_of((source,))
    extra = situations_of((said,)) - there
    if there and vocabulary().for_everyone.search(said) and not vocabulary().for_everyone.search(fold(source)):
        return "the quote is not for all candidates"
    if there - {"vae"}:  # written for some: nobody may be added
        return f"{', '.join(sorted(extra))} is not in the quote" if extra else ""
    extra -= context.situations
    return f"{', '.join(sorted(extra))} is not in the quote" if extra else ""


def _negation(said: str, quotes: Sequence[str]) -> str:
    unit = _nearest(said, quotes)
    if _negated(said) != _negated(unit):
        return "negates what the quote states" if _negated(said) else "states what the quote negates"
    without = _tables()["polarity"]["without"]
    denied = {word for word in re.findall(without, unit) if len(word) > 3}
    if not re.search(r"\b(?:sans|non|pas|aucune?|ni)\b", said):
        lost = [word for word in denied if set(tokens(word)) & set(tokens(said))]
        if lost:
            return f"leaves out “sans {lost[0]}”"
    added = [word for word in re.findall(without, said) if not set(tokens(word)) <= set(tokens(unit))]
    if "sans" in said.split() and ("sans" not in unit.split() or added):
        return "“sans” is not in the quote"
    return ""


def _negated(folded: str) -> bool:
    rest = _pattern("polarity", "bounds").sub(" ", folded)
    rest = _pattern("polarity", "only").sub(" ", rest)
    return bool(_pattern("polarity", "negation").search(rest))


def _modality(said: str, quotes: Sequence[str]) -> str:
    unit = _pattern("polarity", "bounds").sub(" ", _nearest(said, quotes))
    rest = _pattern("polarity", "bounds").sub(" ", said)
    may, must = _pattern("modality", "may"), _pattern("modality", "must")
    if may.search(rest) and not may.search(unit):
        return "“peut” is not in the quote"
    if must.search(rest) and may.search(unit) and not must.search(unit):
        return "“doit” where the quote says “peut”"
    allows = _pattern("modality", "allows")
    if allows.search(unit) and not may.search(rest) and not _negated(said):
        return "leaves out “peut”"
    return ""


def _restriction(said: str, quotes: Sequence[str]) -> str:
    pattern = _pattern("restriction", "words")
    unit = _nearest(said, quotes)
    only = _pattern("polarity", "only")
    here, there = bool(pattern.search(said) or only.search(said)), bool(pattern.search(unit) or only.search(unit))
    if there and not here:
        return "leaves out the quote's restriction"
    return "adds a restriction" if here and not there else ""


def _binding(text: str, quotes: Sequence[str]) -> str:
    """Where a quote gives several values of one unit, a value must stand beside the same words as in the quote."""
    source = " \n ".join(quotes)
    known = quantities(source)
    for said in quantities(text):
        rivals = [item for item in known if item.unit == said.unit or same_value(item, said)]
        if len({item.value for item in rivals}) < 2:
            continue
        own = _words_around(text, said.start, said.end)
        best = max(len(own & _words_around(source, item.start, item.end)) for item in rivals)
        right = [
            item for item in rivals if len(own & _words_around(source, item.start, item.end)) == best
        ]  # fmt: skip
        if not any(same_value(item, said) or (said.unit is None and item.value == said.value) for item in right):
            return f"{said.value:g} {said.unit or ''} stands beside other words in the quote"
    return ""


def _words_around(text: str, start: int, end: int) -> set[str]:
    before, after = tokens(text[max(0, start - 160) : start]), tokens(text[end : end + 160])
    return {word for word in (*before[-_AROUND:], *after[:_AROUND]) if not word.isdigit()}


def _support(text: str, quotes: Sequence[str], headings: str, context: Context) -> str:
    for code in context.situations:  # "en apprentissage, …": the statuses' own check has settled that
        text = vocabulary().situations[code].sub(" ", fold(text)) if code in vocabulary().situations else text
    probability = support(text, quotes, headings, context.question, names=context.names)
    return "" if probability >= fitted().threshold else f"carried by the quote with probability {probability:.2f}"


# --------------------------------------------------------------------------- support


def support(text: str, quotes: Sequence[str], headings: str = "", about: str = "", *, names: str = "") -> float:
    """Return the probability that the quotes carry the sentence, 0 to 1. A sentence copied from a quote has 1.

    Words of `names` (the text's and its diploma's) prove nothing and need no proof: the quote is of that text.
    """
    if _letters(text) in _letters(" ".join(quotes)):
        return 1.0
    weights = fitted()
    row = features(text, quotes, headings, about, names=names)
    return sigmoid(weights.bias + sum(weight * value for weight, value in zip(weights.weights, row, strict=True)))


def features(text: str, quotes: Sequence[str], headings: str, about: str, *, names: str = "") -> tuple[float, ...]:
    """Return FEATURES of a sentence: shares of its content words, 0 to 1, and in how far they stand together."""
    source = content(" \n ".join(quotes))
    named = set(content(names)) - set(source)
    said = [word for word in content(text) if word not in named]
    if not said:
        return (0.0,) * len(FEATURES)
    quote, everything = set(source), set(source) | set(content(headings)) | set(content(about))
    novel = [word for word in said if not _known(word, everything)]
    units = [set(content(each[a:b])) for each in quotes for a, b in sentence_spans(each, 0, len(each))]
    return (
        _share([_known(word, quote) for word in said]),
        _share([_known(word, everything) for word in said]),
        min(len(novel), 4) / 4,
        _pairs(said, source),
        max((_share([_known(word, unit) for word in said]) for unit in units), default=0.0),
    )


@lru_cache(maxsize=2_000)
def _content(text: str) -> tuple[str, ...]:
    free = _free()
    return tuple(word for word in tokens(text) if word not in free and not word.isdigit())


def content(text: str) -> list[str]:
    """Return the stems of a text that need proof, in order; numbers have their own checks."""
    return list(_content(text))


@cache
def _free() -> frozenset[str]:
    return frozenset(tokens(_tables()["free"]["words"]))


def _known(word: str, words: set[str]) -> bool:
    """Whether a stem, or one of its family (obligat-ion, obligat-oire), is among `words`."""
    if word in words:
        return True
    return len(word) > 5 and word.isalpha() and any(other[:5] == word[:5] for other in words if len(other) > 5)


def _share(flags: Sequence[bool]) -> float:
    return sum(flags) / len(flags) if flags else 0.0


def _pairs(said: Sequence[str], source: Sequence[str]) -> float:
    """Share of neighbouring words of the sentence that stand near each other in the quote, in any order."""
    places: dict[str, list[int]] = {}
    for position, word in enumerate(source):
        places.setdefault(word, []).append(position)
    near = [
        any(abs(i - j) <= _NEAR for i in places.get(first, ()) for j in places.get(second, ()))
        for first, second in pairwise(said)
        if first != second
    ]
    return _share(near) if near else float(bool(said) and said[0] in places)


def units_of(quotes: Sequence[str]) -> list[str]:
    """Return the sentences and list items of cleaned quotes."""
    found: list[str] = []
    for quote in quotes:
        for start, end in sentence_spans(quote, 0, len(quote)):
            found.extend(part.strip() for part in re.split(r"\s*;\s+|\s+[-–•]\s+", quote[start:end]) if part.strip())
    return found


def _nearest(said: str, quotes: Sequence[str]) -> str:
    """Return the unit of the quotes nearest to a sentence, folded, after the lead-in of its list."""
    words = set(content(said))
    units = units_of(quotes)
    best = max(units, key=lambda unit: (len(words & set(content(unit))), -len(unit)), default="")
    lead = next((unit for unit in units if unit.rstrip().endswith(":") and unit != best), "")
    return fold(f"{lead} {best}".strip())


def _letters(text: str) -> str:
    return re.sub(r"\W+", " ", fold(text)).strip()


def told(quote: str, sentences: Sequence[str]) -> float:
    """Return the share of a quote's content words that the sentences tell, 0 to 1."""
    wanted = set(content(clean(quote)))
    said = {word for sentence in sentences for word in content(sentence)}
    return _share([_known(word, said) for word in wanted]) if wanted else 1.0
