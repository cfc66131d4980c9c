"""Whether one diploma leads to another: "A permet-il d'entrer en B ?" asks A what comes after it, B how to enter it."""

from __future__ import annotations

import re

from advisor.language.french import fold
from advisor.language.vocabulary import types_in, vocabulary
from advisor.records import Question
from advisor.understand.diplomas import DiplomaNames

_MARK = "§"  # in the place of a name
_SMALL = re.compile(r"(?: (?:en|au|a|vers|dans|l[ea]|une?|the))+$")


def whether_it_leads(question: Question, names: DiplomaNames, diploma: str) -> str:
    """What is asked of one of two diplomas where all that is asked is whether the one leads to the other, else "".

    Where it leads stands behind the verb: "A permet-il d'entrer en B ?", "intégrer B après A".
    """
    words = vocabulary()
    rest = fold(names.without_names(question.text, question.diplomas))
    takes = words.leads_takes.search(rest)
    if len(question.diplomas) > 2 or not (takes or words.leads.search(rest)):
        return ""
    if re.search(r"\w", words.leads_beside.sub(" ", words.leads_takes.sub(" ", words.leads.sub(" ", rest)))):
        return ""
    fronts = [names.without_names(question.text, [name], instead=_MARK).split(_MARK)[0] for name in question.diplomas]
    behind = [bool(words.leads.search(_SMALL.sub("", fold(front).strip()).rpartition(" ")[2])) for front in fronts]
    wanted = _what_it_takes_is_for(question, names) if takes and not any(behind) else ""
    if not any(behind) and not wanted:
        return ""
    onward = question.diplomas[behind.index(True)] if any(behind) else wanted
    other = next(name for name in question.diplomas if name != diploma)
    kinds = types_in(fold(names.title(other)))
    return (words.leads_entry if diploma == onward else words.leads_onward).format(kinds[0][0]) if kinds else ""


_FOR = re.compile(r"\bpour\b", re.IGNORECASE)


def _what_it_takes_is_for(question: Question, names: DiplomaNames) -> str:
    """Which of two diplomas stands behind "pour": "faut-il A pour B ?", "pour B, il faut A ?"; "" where none does."""
    behind = _FOR.split(question.text, maxsplit=1)[1:]
    named = names.find(behind[0].split(",")[0]).diplomas if behind else ()
    return named[0] if len(named) == 1 and named[0] in question.diplomas else ""
