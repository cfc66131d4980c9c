"""Draft to checked: every citation is the exact substring; every number, date and code of a claim stands in its quote.

Any mode passes through here. A claim that fails is dropped; when no claim with a quote is left, nothing is answered.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping

from advisor.answer import Draft, read_span
from advisor.chunk import clean
from advisor.language.french import dates
from advisor.language.numbers import Quantity, codes, quantities, same_value, written, years
from advisor.records import Check, Citation, Claim, Document


def verify(drafted: Draft, documents: Mapping[str, Document]) -> tuple[Draft, tuple[Check, ...]]:
    """Return the draft without the claims and citations that fail, and every check's verdict.

    Citations keep their numbers. A citation that no claim uses any more is dropped with it.
    """
    checks: list[Check] = []
    sound: dict[int, Citation] = {}
    for cited in drafted.citations:
        check = check_quote(cited, documents)
        checks.append(check)
        if check.passed:
            sound[cited.n] = cited
    kept: list[Claim] = []
    for claim in drafted.claims:
        verdicts = check_claim(claim, sound, documents)
        checks.extend(verdicts)
        if all(verdict.passed for verdict in verdicts):
            kept.append(claim)
    used = {n for claim in kept for n in claim.cites}
    citations = tuple(cited for n, cited in sound.items() if n in used)
    return Draft(tuple(kept), citations), tuple(checks)


def check_quote(cited: Citation, documents: Mapping[str, Document]) -> Check:
    """Check that the quote is the exact substring of the document that its offsets say."""
    document = documents.get(cited.document)
    passed = document is not None and bool(cited.quote) and document.text[cited.start : cited.end] == cited.quote
    return Check("quote", f"[{cited.n}]", passed, "" if passed else "not the text between its offsets")


def check_claim(
    claim: Claim, citations: Mapping[int, Citation], documents: Mapping[str, Document] | None = None
) -> list[Check]:
    """Check a claim against the quotes it cites: they exist and hold its numbers (unit, bound), dates and codes.

    With `documents` the row of a table is read as the draft reads it, under the headings of its columns; without them
    each quote is read alone.
    """
    missing = [n for n in claim.cites if n not in citations]
    if missing or not claim.cites:
        return [Check("cites", claim.text, False, f"no quote [{missing[0]}]" if missing else "cites nothing")]
    said = re.sub(r"\*\*|^> ?|\[\d+\]", "", claim.text, flags=re.MULTILINE)
    # The headings above a quote are shown with it, and say for whom the rule is.
    cited = [citations[n] for n in claim.cites]
    read = [read_citation(item, documents or {}) for item in cited]
    source = " \n ".join(" \n ".join((quote, *item.section)) for quote, item in zip(read, cited, strict=True))
    # A whole quote is the text itself, and may open with the number of a heading, which counts nothing ("« 5. Candidats
    # scolaires … »"). A piece of one is read as one's own words: it could lose a bound ("30 pages" of "au plus").
    whole = {_squeeze(quote) for quote in (*read, " ".join(read))}
    if said.lstrip().startswith("«") and _squeeze(said) in whole:
        return [Check("numbers", claim.text, True)]
    # Under a label, only the label is the advisor's own.
    own, quotation = _parted(claim.text)
    if _squeeze(quotation) in whole:
        said = own
    return [_check_numbers(claim, said, source), _check_names(claim, said, source)]


def read_citation(cited: Citation, documents: Mapping[str, Document]) -> str:
    """Return a quote as one readable line: the row of a table under its headings where its document is given."""
    document = documents.get(cited.document)
    return read_span(document.text, cited.start, cited.end) if document else clean(cited.quote)


def _parted(text: str) -> tuple[str, str]:
    """Part a claim into its own words and its Markdown quotation, without their marks."""
    parts: dict[bool, list[str]] = {False: [], True: []}
    for line in re.sub(r"\*\*|\[\d+\]", "", text).splitlines():
        parts[line.startswith(">")].append(line.removeprefix(">"))
    return "\n".join(parts[False]), "\n".join(parts[True])


def _squeeze(text: str) -> str:
    return re.sub(r"[\s«»>-]+", " ", text).strip(" .")


def _check_numbers(claim: Claim, said: str, source: str) -> Check:
    there = quantities(source)
    for quantity in quantities(said):
        if not any(supports(known, quantity) for known in there):
            unit = f" {quantity.unit}" if quantity.unit else ""
            return Check("numbers", claim.text, False, f"{quantity.value:g}{unit} is not in the quote")
    as_it_stands = written(source)
    for word, read in written(said).items():
        if not read and word not in as_it_stands:
            return Check("numbers", claim.text, False, f"{word} is not in the quote")
    return Check("numbers", claim.text, True)


def supports(known: Quantity, said: Quantity) -> bool:
    """Whether a quantity of the quote supports one of the claim: same value and unit, no bound turned around or lost.

    "8 semaines" is neither "au moins 8 semaines" nor "environ 8 semaines".
    """
    if said.unit is None:
        return abs(known.value - said.value) < 1e-9
    if not same_value(known, said):
        return False
    return known.bound == said.bound


def _check_names(claim: Claim, said: str, source: str) -> Check:
    readers: tuple[tuple[str, Callable[[str], Iterable[object]]], ...]
    readers = (("dates", dates), ("codes", codes), ("years", years))
    for name, read in readers:
        there = set(read(source))
        absent = [value for value in read(said) if value not in there]
        if absent:
            return Check(name, claim.text, False, f"{absent[0]} is not in the quote")
    return Check("names", claim.text, True)
