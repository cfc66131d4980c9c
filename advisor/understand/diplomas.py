"""Which diplomas a question names: by code, acronym, full or partial name; or one that no text covers.

A name is a type ("bac pro") and a specialty. The type alone is taken when one diploma of
the index has it; a specialty that no diploma of the type has makes the diploma unknown, never its neighbour.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from advisor.language.french import fold, one_for_one, stem, tokens
from advisor.language.vocabulary import level_of, said_as, spoken_of, types_in, vocabulary
from advisor.records import Diploma
from advisor.understand import name_forms, name_words
from advisor.understand.name_forms import (
    forms_of,
    in_full,
    keys,
    leading,
    own_words,
    plain,
    sharing_most,
    with_a_rare_word,
)
from advisor.understand.name_words import (
    QUESTION_WORDS,
    Word,
    akin,
    alike,
    names_specialty,
    spelled,
    types_said,
    weight_of,
    words_after,
    words_in,
)
from advisor.understand.options import options_in, told_apart
from advisor.understand.sightings import COMES_FROM, IS_A, Named, Sightings

# A name given without its type must hold this share of the specialty's weight: half a name is a coincidence.
ALONE = 0.8
MANY, MANY_ALONE = 3, 0.6  # and this one from so many words of its trade on


class DiplomaNames:
    """The names of the diplomas of one index, ready to be found in questions."""

    def __init__(self, diplomas: Iterable[Diploma]) -> None:
        self._names = {diploma.id: forms_of(diploma) for diploma in diplomas}
        self._by_stem: dict[str, set[str]] = {}
        self._by_phrase: dict[str, set[str]] = {}
        self._by_code: dict[str, set[str]] = {}
        self._by_type: dict[str, set[str]] = {}
        self._said_as: dict[str, set[str]] = {}
        for name in self._names.values():
            for word in name.weights:
                self._by_stem.setdefault(word, set()).add(name.diploma.id)
            for words in name.phrases:
                self._by_phrase.setdefault(words, set()).add(name.diploma.id)
            for code in name.diploma.codes:
                self._by_code.setdefault(re.sub(r"\D", "", code), set()).add(name.diploma.id)
            if name.type:
                self._by_type.setdefault(name.type, set()).add(name.diploma.id)
                self._said_as.setdefault(said_as(name.type), set()).add(name.diploma.id)
        longest = max((words.count(" ") + 1 for words in self._by_phrase), default=1)
        self._longest_phrase = min(longest, 14)

    def title(self, diploma: str) -> str:
        """Return the name to show for a diploma's id."""
        return self._names[diploma].diploma.name

    def all_titles(self) -> list[str]:
        """Return the names of all diplomas, sorted."""
        return sorted((name.diploma.name for name in self._names.values()), key=str.lower)

    def all_ids(self) -> tuple[str, ...]:
        """Return the ids of all diplomas."""
        return tuple(self._names)

    def words(self, diplomas: Iterable[str]) -> frozenset[str]:
        """Return the stems of the names of some diplomas: in a question they say which, not what."""
        return frozenset(word for diploma in diplomas for word in own_words(self._names[diploma]))

    def resolve(self, wanted: str) -> tuple[str, ...]:
        """Return the diplomas meant by an option's value: an id, a code, an alias or a name; empty for none."""
        if wanted in self._names:
            return (wanted,)
        named = self.find(wanted)
        return named.diplomas or named.ambiguous

    def hinted(self, text: str, among: Iterable[str]) -> str | None:
        """Return the one of some diplomas whose specialty has a word of `text` ("mesure"); None for none or several."""
        stems = [word.stem for word in words_in(name_words.without_verbs(fold(text)))]
        having = []
        for i in among:
            own = [word for word, weight in self._names[i].weights.items() if weight == 1.0]
            # "des conditions ?", asked of any diploma, cuts no "conditionnement" short.
            having += [i] * any(w == s or (alike(w, s) and s not in spoken_of()) for w in own for s in stems)
        return having[0] if len(having) == 1 else None

    def find(self, text: str) -> Named:
        """Return the diplomas named in `text`, as typed; every alternative reading is left to the caller."""
        text = one_for_one(text)
        folded = plain(fold(text))
        coded = self._codes(folded)
        if coded is not None:
            return coded
        seen = Sightings()
        for ids, span in self._phrases(folded):
            seen.add_phrase(ids, span, folded[: span[0]])
        # A type with a name behind it first: "quel BTS après le bac pro X ?" names no BTS X, and X is taken by then.
        for type_id, start, end in sorted(types_said(folded, text), key=lambda of: not words_after(folded, of[2])):
            ids, missing, alone = self._typed(type_id, folded, text, end, seen.spans)
            a_word = type_id in vocabulary().everyday_types and not text[start:end].isupper()
            if seen.covers(start, end) or (a_word and (not ids or alone or missing)):
                continue  # "le but est de …"
            if name := name_words.leads_to(folded, end, seen.spans):
                if not self._has_level_of(type_id, folded[slice(*name)]):
                    return Named(unknown=text[start : name[1]])  # "BTS CIEL", where the texts have the bac pro
                continue
            if name_words.PRONOUN.fullmatch(folded[start:end]) and (alone or not ids):
                continue  # "celui de mon frère"
            if alone and (trade := self._trade_before(folded[:start], ids)):
                ids, alone = trade[0], False
            if seen.add_type(ids, missing, folded[:start], folded[end:], alone=alone):
                # Its words are its own: "un bac pro X, puis un BTS" names no BTS X.
                own = [word.text for word in words_after(folded, end) if self._owners(word.stem) & ids]
                seen.spans.extend((at, at + len(word)) for word in own if (at := folded.find(word, end)) >= 0)
        untyped = Named()
        if seen.nothing_named:
            untyped = self._initials(text)
            if untyped == Named():
                # "avec un BUT mesures physiques, …": the words of that name are its own.
                other = fold(seen.named().background or "")
                untyped = self._untyped(folded.replace(other, " " * len(other)) if other else folded)
        elif seen.only_a_type and any(IS_A.search(folded[:start]) for _, start, _ in types_in(folded)):
            untyped = self._untyped(folded)  # "solier moquettiste, c'est un CAP ?"
        elif seen.only_a_type and any(COMES_FROM.search(folded[:start]) for _, start, _ in types_in(folded)):
            untyped = self._gone_to(folded, seen.named().diplomas)
        named = seen.named() if untyped == Named() else untyped
        return told_apart(named, self._names, text, folded)

    def without_names(self, text: str, diplomas: Iterable[str], *, instead: str | Callable[[str], str] = "") -> str:
        """Return `text` without the names of `diplomas` and their article, with `instead` (or what it makes of the
        article) in their place; as it is when nothing would be left. Whole names of other diplomas go as well.
        """
        text = one_for_one(text)
        folded = plain(fold(text))
        asked = tuple(diplomas)
        own = self.words(asked) | {short for diploma in asked for short in self._names[diploma].shortened}
        own |= {
            word.stem for word in words_in(folded) if any(name_forms.blended(self._names[i], word.text) for i in asked)
        }
        own_types = {self._names[diploma].type for diploma in asked}
        types = own_types | {said_as(type_id) for type_id in own_types}
        phrases = self._phrases(folded)
        others = {span for ids, span in phrases if not ids & set(asked)}
        courses = {forms.course for forms in self._names.values()}
        spans = [
            span for _, span in phrases if " ".join(word for word, _, _ in keys(folded[slice(*span)])) not in courses
        ]
        capitals = [(m.group().lower(), m.span()) for m in re.finditer(r"\b[A-Z]{3,6}\b", text)]
        spans += [span for said, span in capitals if any(name_forms.shortens(said, self._names[i]) for i in asked)]
        begun = [span for i in asked for count, *span in [leading(self._names[i], folded)] if count]
        spans += [
            (start - len(titled.group()) if (titled := _TITLE_OF.search(folded[:start])) else start, end)
            for start, end in begun
            if not _WHICH.search(folded[:start])
        ]
        spans += [span for diploma, span in self._titled(folded) if diploma in asked]
        forms = [self._names[diploma] for diploma in asked]
        spans += [m.span() for m in options_in(folded, forms) if m.group("letter") in {own.option for own in forms}]
        codes = [
            *name_words.RNCP.finditer(folded),
            *name_words.SCHOOL_CODE.finditer(folded),
            *name_words.BARE_CODE.finditer(folded),
        ]
        spans += [code.span() for code in codes if self._by_code.get(code.group(1), set()) & set(asked)]
        for type_id, start, end in types_said(folded, text):
            run = words_after(folded, end)
            if not run and _FURTHER.search(folded[:start]):
                continue  # "un deuxième CAP": what is asked, not of which one
            if not run and (trade := self._trade_before(folded[:start], self._by_type.get(type_id, set()))):
                spans.append((trade[1], end))
                continue
            stop = end
            for word in run:
                if word.stem not in own and not any(alike(other, word.stem) or akin(other, word.stem) for other in own):
                    break
                stop = folded.find(word.text, stop) + len(word.text)
            begin = start if stop > end else name_words.start_of_name(folded, start, own)
            if run and stop == end and begin == start and not any(folded[b:start] == " " for _, b in spans):
                continue  # another diploma's name; not so "the XYZ BTS (mechanics)"
            if type_id not in types:
                continue  # "après un CAP", "un CAP carrosserie": where one comes from is part of what is asked
            spans.append((begin, stop))
        for start, end in reversed(name_words.merged(spans)):
            article = name_words.ARTICLE.search(folded[:start])
            said = article.group() if article else ""
            mark = "" if (start, end) in others else instead if isinstance(instead, str) else instead(said)
            text = (
                f"{text[: article.start() if article else start]} {mark} {text[name_words.end_of_name(folded, end) :]}"
            )
        text = re.sub(r"\s+", " ", name_words.without_empty_brackets(text))
        shorter = re.sub(r"\s+([,.])", r"\1", text).strip(" ,;:-»«")
        return shorter if len(tokens(shorter)) >= 1 else text

    def _codes(self, folded: str) -> Named | None:
        """A code names its diploma; a code of no diploma names an unknown one."""
        numbers = [*name_words.RNCP.findall(folded), *name_words.SCHOOL_CODE.findall(folded)]
        bare = [number for number in name_words.BARE_CODE.findall(folded) if number in self._by_code]
        found = [diploma for number in (*numbers, *bare) for diploma in sorted(self._by_code.get(number, ()))]
        if found:
            return Named(tuple(dict.fromkeys(found)))
        missing = name_words.RNCP.search(folded)
        return Named(unknown=f"RNCP {missing.group(1)}") if missing else None

    def _phrases(self, folded: str) -> list[tuple[set[str], tuple[int, int]]]:
        """Full names, aliases and acronyms, the longest first, no two overlapping."""
        words = keys(folded)
        taken: list[tuple[set[str], tuple[int, int]]] = []
        for size in range(min(self._longest_phrase, len(words)), 0, -1):
            for first in range(len(words) - size + 1):
                run = words[first : first + size]
                span = (run[0][1], run[-1][2])
                ids = self._by_phrase.get(" ".join(word for word, _, _ in run))
                if ids and not any(span[0] < stop and span[1] > begin for _, (begin, stop) in taken):
                    taken.append((ids, span))
        return sorted(taken, key=lambda item: item[1])

    def _typed(
        self, type_id: str, folded: str, text: str, end: int, used: Sequence[tuple[int, int]]
    ) -> tuple[set[str], str | None, bool]:
        """Read what follows a type. Returns (diplomas, unknown name, whether the type stood alone)."""
        run = words_after(folded, end)
        of_type, also = self._by_type.get(type_id, set()), self._said_as.get(type_id, set())
        of_type = of_type | also if run else of_type or also
        run = self._in_full(run, of_type)
        matched = [word for word in run if self._owners(word.stem) & of_type]
        foreign = [word for word in run if word not in matched and names_specialty(word, text)]
        foreign = [word for word in foreign if not name_words.is_a_place(word, text, folded, end)]
        own = [word for word in matched if weight_of(word.text) == 1.0]
        if matched and (run[0] in matched or len(own) > max(1, len(foreign))):
            if own and (not foreign or len(own) > len(foreign)):
                return sharing_most(self._names, of_type, [word.stem for word in run]), None, False
            return self._akin(of_type, run) or (set(), spelled(text, folded, end, run, type_id), False)
        if run and not matched and name_words.is_acronym(run[0]):
            return set(), spelled(text, folded, end, run[:1], type_id), False
        specialty = [word for word in run if names_specialty(word, text)]
        if not matched and len(run) > 1 and all(weight_of(word.text) < 1 for word in run):
            specialty = list(run)  # "BTS assistance technique": no word names a trade, together they name a diploma
        if specialty and run and (run[0] in specialty or len(specialty) == len(run) or weight_of(run[0].text) < 1):
            elsewhere = set.intersection(*(self._owners(word.stem) for word in specialty))
            if not (elsewhere & of_type):
                return self._akin(of_type, specialty) or (set(), spelled(text, folded, end, run, type_id), False)
        if not of_type:
            return set(), name_words.label(text, folded, end, type_id), True
        if len(of_type) > 1:
            # The words of a name that was read already belong to that diploma.
            others = [] if name_words.shares_a_name(folded, end) else used
            taken = [*others, *((start, stop) for _, start, stop in types_in(folded))]
            free = [word for word in words_in(folded) if not any(a <= word.start < b for a, b in taken)]
            narrowed = sharing_most(self._names, of_type, [word.stem for word in free], distinctive=True)
            if narrowed:
                return narrowed, None, False
        return of_type, None, True

    def _has_level_of(self, type_id: str, name: str) -> bool:
        """Whether a diploma of a name that was found may be of a type that stands before it, and none in it."""
        if types_in(name):
            return True  # "un BTS avec un bac pro X"
        levels = {level_of(self._names[i].type) for ids, _ in self._phrases(name) for i in ids} - {None}
        return level_of(type_id) is None or not levels or level_of(type_id) in levels

    def _trade_before(self, before: str, of_type: set[str]) -> tuple[set[str], int] | None:
        """The diplomas of a type whose trade stands before it, "boulanger en titre pro", and where; None for none."""
        said = _TRADE_IN.search(before)
        owners = self._owners(stem(said.group(1))) & of_type if said and weight_of(said.group(1)) == 1.0 else set()
        return (owners, said.start(1)) if said and owners else None

    def _in_full(self, run: Sequence[Word], of_type: Iterable[str]) -> list[Word]:
        """A run with the initials of words in a row of a name written out, "CAP commercialisation et services HCR", and
        with a word that is two joined: "cyber sécurité".
        """
        for first, second in pairwise(run):
            whole = words_in(first.text + second.text)
            if whole and whole[0].stem in self._by_stem and not self._owners(second.stem):
                at = run.index(first)
                run = [*run[:at], replace(first, stem=whole[0].stem), *run[at + 2 :]]
                break
        forms = [self._names[i] for i in sorted(of_type)]
        shortened = {short: stems for own in forms for short, stems in own.shortened.items()}
        if run:  # right behind the type also an acronym of more than initials
            whole_words = filter(None, (name_forms.blended(own, run[0].text) for own in forms))
            shortened.setdefault(run[0].text, next(whole_words, ()))
        found: list[Word] = []
        for word in run:
            known = () if self._owners(word.stem) else shortened.get(word.text, ())
            found += [replace(word, stem=own) for own in known] or [word]
        return found

    def _akin(self, of_type: set[str], run: Sequence[Word]) -> tuple[set[str], None, bool] | None:
        """The diplomas of a type whose words the run says in part or otherwise ("bac pro carrosserie"), or None."""
        found = {
            diploma
            for diploma in of_type
            if all(any(alike(own, w.stem) or akin(own, w.stem) for own in self._names[diploma].weights) for w in run)
        }
        return (found, None, False) if found else None

    def _initials(self, text: str) -> Named:
        """Initials in capitals without a type ("mon stage d'ESF") name the diploma, or those, that they stand for."""
        if text.isupper():
            return Named()
        said = {match.group().lower() for match in re.finditer(r"\b[A-Z]{3,6}\b", text)}
        found = sorted(n.diploma.id for n in self._names.values() if any(name_forms.shortens(w, n) for w in said))
        return Named(diplomas=tuple(found)) if len(found) == 1 else Named(ambiguous=tuple(found))

    def _untyped(self, folded: str) -> Named:
        """A specialty without its type: taken when one diploma has it, or has its first words ("éducateur spé"), or is
        alone to have all the words of "le diplôme de géomètre-topographe".
        """
        for diploma, _ in self._titled(folded):
            return Named(diplomas=(diploma,), by_type=True)
        if len(several := self._said_in_full(folded)) > 1:
            return Named(diplomas=several)
        lengths = {name.diploma.id: leading(name, folded)[0] for name in self._names.values()}
        longest = max(lengths.values(), default=0)
        begun = [diploma for diploma, length in lengths.items() if longest and length == longest]
        if len(begun) == 1:
            return Named(diplomas=(begun[0],), by_type=longest < len(self._names[begun[0]].weights))
        words = words_in(folded)
        # "comme" is no "commerce" cut short.
        named = [word for word in words if word.stem in self._by_stem or word.text not in QUESTION_WORDS]
        matched = {word.stem for word in named if self._owners(word.stem)}
        scores: dict[str, tuple[int, float]] = {}
        enough = False
        for diploma in {owner for word in matched for owner in self._owners(word)}:
            weights = self._names[diploma].weights
            own = [word for word in weights if any(alike(word, other) for other in matched)]
            share = sum(weights[word] for word in own) / (sum(weights.values()) or 1.0)
            telling = sum(weights[word] == 1.0 for word in own)
            if telling and (len(own) > 1 or own[0] in matched):  # "mes photos" is no "bac pro photographie"
                scores[diploma] = (len(own), share)
                # All but what many names share, to the letter: "l'examen de campaniste", for a "technicien campaniste".
                whole = all(word in matched for word, weight in weights.items() if weight == 1.0)
                enough = enough or whole or share >= (MANY_ALONE if telling >= MANY else ALONE)
        if not enough:
            owners = set() if _TITLED.search(folded) else with_a_rare_word(self._names, words, folded)
            return Named(diplomas=tuple(owners), by_type=True) if len(owners) == 1 else Named()
        most = max(count for count, _ in scores.values())
        best = sorted(diploma for diploma, (count, share) in scores.items() if count == most)
        if most == 1:
            # One word: every diploma that has it could be meant.
            return Named(diplomas=tuple(best), by_type=True) if len(best) == 1 else Named(ambiguous=tuple(best))
        return Named(diplomas=tuple(best)) if len(best) == 1 else Named(ambiguous=tuple(best))

    def _said_in_full(self, folded: str) -> tuple[str, ...]:
        """The diplomas of whose specialty every word is said, but those that are a part of another: "psychomotricien ou
        masseur-kinésithérapeute".
        """
        said = {i: set(name.weights) for i, name in self._names.items() if in_full(name, folded) >= 0}
        return tuple(i for i, own in said.items() if not any(own <= other for j, other in said.items() if j != i))

    def _gone_to(self, folded: str, by_type: tuple[str, ...]) -> Named:
        """The one other diploma named in full as what one goes to: "un élève de bac pro, pour bioqualité"."""
        starts = {name.diploma.id: in_full(name, folded) for name in self._names.values()}
        found = [
            i for i, start in starts.items() if start >= 0 and i not in by_type and _TOWARDS.search(folded[:start])
        ]
        return Named(diplomas=(found[0],), origins=by_type) if len(found) == 1 else Named()

    def _titled(self, folded: str) -> Iterator[tuple[str, tuple[int, int]]]:
        """The only diploma that has all the words behind "le diplôme de", and where that stands."""
        for titled in _TITLED.finditer(folded):
            run = words_after(folded, titled.end())
            owners = set.intersection(*(self._owners(word.stem) for word in run)) if run else set()
            if len(owners) == 1 and any(weight_of(word.text) == 1.0 for word in run):
                yield owners.pop(), (titled.start(), folded.find(run[-1].text, titled.end()) + len(run[-1].text))

    def _owners(self, word: str) -> set[str]:
        """Return the diplomas whose specialty has the word, or one that it abbreviates ("meca")."""
        if word in self._by_stem:
            return self._by_stem[word]
        if len(word) < 4 and word not in name_words.APOCOPES:
            return set()
        return {owner for other, owners in self._by_stem.items() if alike(other, word) for owner in owners}


_TRADE_IN = re.compile(r"\b([a-z]{5,}) (?:en|version|niveau)\s+$")
_TITLED = re.compile(
    r"\b(?:(?:titre|diplome|brevet|certification) (?:de |d'|du )?|(?:ecoles?|concours|cursus|etudes) (?=[a-z]{4}))"
)
_FURTHER = re.compile(r"\b(?:deuxieme|second|2e|2eme|autres?|nouveau|meme) $")
_TOWARDS = re.compile(r"\b(?:pour|vers|integrer|rejoindre|viser|entrer en|aller en) (?:le |la |l')?$")
_WHICH = re.compile(r"\bquel(?:le)?s? $")  # "quelles énergies en CS énergies": what is asked, not of which diploma
_TITLE_OF = re.compile(r"\b(?:titre|diplome) (?:de |d')$")  # before a name given without its type
