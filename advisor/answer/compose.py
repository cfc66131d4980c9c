"""What an outcome becomes for the person: answers of one or several diplomas, refusals, questions back, notices.

Decides between statuses; writes no rule of a text itself.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from advisor import messages
from advisor.answer import Draft, draft, people, render, said
from advisor.answer.emphasis import merged_bold, stand_in, widened
from advisor.answer.notices import expired, named, notices_for
from advisor.answer.premises import contradicts
from advisor.answer.refuse import FEW, covered, refusal_text, related_places, whom
from advisor.language.numbers import quantities
from advisor.parse.tables import is_table_row
from advisor.records import (
    FROM_THE_QUESTION,
    Answer,
    Check,
    Citation,
    Claim,
    Evidence,
    Hit,
    Notice,
    Part,
    Question,
    Related,
    Status,
    Trace,
)
from advisor.retrieve import SearchableIndex
from advisor.select import Selection
from advisor.select.signals import asked_unit
from advisor.select.value import wanted
from advisor.understand import DiplomaNames
from advisor.understand.measured import measured
from advisor.verify import verify


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a question about one diploma: a checked draft, or a reason why there is none."""

    question: Question
    reason: str | None = None
    draft: Draft | None = None
    hits: tuple[Hit, ...] = ()
    selection: Selection | None = None
    checks: tuple[Check, ...] = ()
    choices: tuple[str, ...] = ()
    first_session: int | None = None
    today: date | None = None
    general: bool = False  # the rule for all, told to who has a situation without a rule of its own
    silent: tuple[str, ...] = ()  # why not, for each question of the message without an answer beside those with one

    @property
    def found(self) -> bool:
        """Whether the texts have something that is likely to answer, whatever became of it."""
        return self.selection is not None and self.selection.enough


def together(question: Question, outcomes: Sequence[Outcome]) -> Outcome:
    """Return one outcome of the questions of one message, some answered: a quote that serves two stands once."""
    claims: list[Claim] = []
    citations: list[Citation] = []
    two = bool(measured(question.text))
    for outcome in outcomes:
        drafted = outcome.draft or Draft((), ())
        if two:  # neither value is the one that is asked for
            drafted = replace(drafted, claims=tuple(claim for claim in drafted.claims if "> «" in claim.text))
        claims, citations = _widen(claims, citations, drafted)
        new = [cited for cited in drafted.citations if not any(_within(cited, known) for known in citations)]
        numbers = {n: len(citations) + position for position, n in enumerate((c.n for c in new), start=1)}
        # A claim about a quote that stands already would repeat it, but for other cells of a row.
        if not stand_in(drafted.claims, claims):
            numbers |= {
                cited.n: known.n
                for cited in drafted.citations
                for known in citations
                if is_table_row(cited.quote) and _within(cited, known)
            }
        own = [
            replace(claim, cites=tuple(numbers[n] for n in claim.cites))
            for claim in drafted.claims
            if all(n in numbers for n in claim.cites)
        ]
        # What a quote that stands already says to this question is set in bold there.
        claims = [merged_bold(claim, drafted.claims) for claim in claims]
        ahead = _ahead(outcome) if own else []
        claims += [replace(claim, text="\n\n".join((*ahead, claim.text))) for claim in own[:1]] + own[1:]
        citations += [replace(cited, n=numbers[cited.n]) for cited in new]
    answered = [outcome for outcome in outcomes if outcome.draft is not None]
    return replace(
        answered[0],
        question=question,
        general=False,  # said above, of the one that it is true of
        draft=Draft(tuple(claims), tuple(citations)),
        checks=tuple(check for outcome in outcomes for check in outcome.checks),
        hits=tuple(hit for outcome in outcomes for hit in outcome.hits),
        selection=_selected(outcomes),
        silent=tuple(
            said(question, messages.SILENT_QUESTION).format(
                question=_as_asked(outcome.question.text), why=(why := _silence(outcome))[:1].lower() + why[1:]
            )
            for outcome in outcomes
            if outcome.draft is None and not _told_beside(outcome.question, citations)
        ),
    )


def _widen(claims: list[Claim], citations: list[Citation], drafted: Draft) -> tuple[list[Claim], list[Citation]]:
    """Where a quote of the next draft holds one that stands already, put it in its place: the same words stand once."""
    for cited in drafted.citations:
        inside = [known for known in citations if _within(known, cited) and not _within(cited, known)]
        wider = next((claim for claim in drafted.claims if claim.cites == (cited.n,) and "> «" in claim.text), None)
        quoting = [claim for claim in claims if "> «" in claim.text and {k.n for k in inside} & set(claim.cites)]
        if len(inside) != 1 or wider is None or len(quoting) != 1 or is_table_row(cited.quote):
            continue
        (known,) = inside
        claims = [widened(claim, wider) if claim in quoting else claim for claim in claims]
        citations = [replace(cited, n=known.n) if one is known else one for one in citations]
    return claims, citations


def _as_asked(text: str) -> str:
    """A question without what it took along to be understood alone."""
    return re.sub(r"(?<=[.!]) \?$", "", re.sub(r" \([^)]*\)(?= \?$)", "", text))


def _told_beside(question: Question, citations: Sequence[Citation]) -> bool:
    """Whether a quote that answers the rest of the message has the value that this question asks for."""
    unit = asked_unit(question.text)
    return any(
        wanted(question, cited.quote) or (unit and any(q.unit == unit for q in quantities(cited.quote)))
        for cited in citations
    )


def _selected(outcomes: Sequence[Outcome]) -> Selection | None:
    """Everything that was chosen for the questions of one message; as likely as the least likely of the answered."""
    answered = [o.selection for o in outcomes if o.selection is not None and o.draft is not None]
    every = [o.selection for o in outcomes if o.selection is not None]
    return Selection(
        tuple(item for own in answered for item in own.evidence),
        tuple(candidate for own in every for candidate in own.candidates),
        min(own.probability for own in answered),
        True,
    )


def _within(cited: Citation, known: Citation) -> bool:
    """Whether a quote stands in another: one that says more is a quote of its own."""
    return cited.document == known.document and known.start <= cited.start and cited.end <= known.end


def joined(question: Question, outcomes: Sequence[Outcome], index: SearchableIndex, names: DiplomaNames) -> Answer:
    """Return one answer of the outcomes per diploma; several become parts, each cited or silent by itself."""
    missing = question.unknown_diploma
    if len(outcomes) == 1 and not missing:
        return _single(question, outcomes[0], index, names)
    blocks: list[str] = []
    citations: list[Citation] = []
    parts: list[Part] = []
    notices: list[Notice] = []
    related: list[Related] = []
    for outcome in outcomes:
        diploma = outcome.question.diplomas[0]
        title = names.title(diploma)
        if outcome.draft is not None:
            shifted = _renumber(outcome.draft, len(citations))
            citations.extend(shifted.citations)
            corrected = (said(question, messages.CORRECTED),) if contradicts(outcome.question, outcome.draft) else ()
            blocks.append("\n\n".join((f"**{title}**", *corrected, *_ahead(outcome), render(shifted), *outcome.silent)))
            own = _notices(outcome, shifted.citations, index)
            parts.append(Part(diploma, "answered"))
        else:
            own = expired(diploma, index, outcome.today or date.today())
            blocks.append(f"**{title}**\n\n{_silence(outcome)}")
            related.extend(related_places(outcome.selection))
            parts.append(
                Part(diploma, "clarify" if outcome.reason == "needs_situation" else "not_found", outcome.reason)
            )
        notices.extend(named(notice, title) for notice in own)
    if missing:
        blocks.append(f"**{missing}**\n\n{said(question, messages.UNKNOWN_FOR)}")
        parts.append(Part(missing, "not_found", "diploma_unknown"))
    text = "\n\n".join(blocks)
    if not any(part.status == "answered" for part in parts):
        refusal = _single(question, outcomes[0], index, names, parts=tuple(parts))
        if missing or len({_silence(outcome) for outcome in outcomes}) > 1:  # else the same is said once for all
            said_of = [covered(names)] if missing else []
            text = "\n\n".join((text, " ".join((*said_of, whom(question, names)))))
            refusal = replace(refusal, text=_in_language(question, text, refusal=refusal.reason))
        return replace(refusal, notices=tuple(dict.fromkeys(notices)))
    return Answer(
        question=question,
        status="answered",
        reason=None,
        text=_in_language(question, text),
        parts=tuple(parts),
        citations=tuple(citations),
        related=tuple(related),
        notices=tuple(dict.fromkeys(notices)),
        trace=_trace(outcomes),
    )


def _single(
    question: Question, outcome: Outcome, index: SearchableIndex, names: DiplomaNames, *, parts: tuple[Part, ...] = ()
) -> Answer:
    if outcome.draft is None:
        refusal = refused(
            question,
            outcome.reason or "not_in_texts",
            names,
            hits=outcome.hits,
            selection=outcome.selection,
            checks=outcome.checks,
            choices=outcome.choices,
            first_session=outcome.first_session,
            parts=parts,
        )
        day = outcome.today or date.today()
        return replace(refusal, notices=tuple(n for name in question.diplomas for n in expired(name, index, day)))
    lines = []
    if question.assumed_diploma:
        lines.append(said(question, messages.ASSUMED_DIPLOMA).format(name=names.title(question.diplomas[0])))
    if contradicts(question, outcome.draft):
        lines.append(said(question, messages.CORRECTED))
    elif question.again:
        lines.append(said(question, messages.AGAIN))
    lines += _ahead(outcome)
    lines.append(render(outcome.draft))
    lines += outcome.silent
    notices = _notices(outcome, outcome.draft.citations, index)
    return Answer(
        question=question,
        status="answered",
        reason=None,
        text=_in_language(question, "\n\n".join(lines)),
        citations=outcome.draft.citations,
        notices=tuple(notices),
        trace=_trace([outcome]),
    )


def _ahead(outcome: Outcome) -> list[str]:
    """What stands before the rule for all, where the person's situation has none of its own."""
    if not outcome.general:
        return []
    question = outcome.question
    names = messages.ENGLISH_SITUATIONS if question.language == "en" else messages.SITUATIONS
    listed = ", ".join(names[code] for code in question.situations)
    return [said(question, messages.NO_OWN_RULE).format(names=listed)]


def both_likely(alone: Outcome, leaning: Outcome) -> bool:
    """Whether a message read alone and read with the answer before it make, together, an answer likely."""
    return sum(outcome.selection.probability for outcome in (alone, leaning) if outcome.selection is not None) >= 1.0


def requoted(asked: Question, told: Outcome, quotes: Sequence[Evidence], index: SearchableIndex) -> Outcome | None:
    """Return an outcome with other quotes for the question `asked`; None where they do not pass the checks."""
    checked, checks = verify(draft(asked, quotes), index.documents)
    selection = replace(told.selection, evidence=tuple(quotes)) if told.selection else None
    return (
        replace(told, question=asked, selection=selection, draft=checked, checks=checks) if checked.citations else None
    )


def written_for_all(selection: Selection | None, situations: Sequence[str] = ()) -> bool:
    """Whether all that was chosen is written for everyone; the first of it, for who comes from school as most do."""
    evidence = selection.evidence if selection else ()
    told = evidence[:1] if situations == ("scolaire",) else evidence
    return bool(told) and not any(people(item) for item in told)


def _notices(outcome: Outcome, citations: Sequence[Citation], index: SearchableIndex) -> list[Notice]:
    return notices_for(citations, index, outcome.today or date.today(), session=outcome.question.session)


def _renumber(drafted: Draft, offset: int) -> Draft:
    return Draft(
        tuple(replace(claim, cites=tuple(n + offset for n in claim.cites)) for claim in drafted.claims),
        tuple(replace(cited, n=cited.n + offset) for cited in drafted.citations),
    )


def _silence(outcome: Outcome) -> str:
    if outcome.reason == "refers_elsewhere":
        return said(outcome.question, messages.REFERS_FOR)
    if outcome.reason == "not_applicable_to_session":
        return said(outcome.question, messages.SESSION_FOR).format(
            first=outcome.first_session, asked=outcome.question.session
        )
    if outcome.reason == "needs_situation":
        return " ".join((messages.NEEDS_SITUATION, " ; ".join(f"« {choice} »" for choice in outcome.choices))).strip()
    return said(outcome.question, messages.SILENT_FOR)


def refused(
    question: Question,
    reason: str,
    names: DiplomaNames,
    *,
    hits: Sequence[Hit] = (),
    selection: Selection | None = None,
    checks: tuple[Check, ...] = (),
    choices: tuple[str, ...] = (),
    first_session: int | None = None,
    parts: tuple[Part, ...] = (),
) -> Answer:
    """Return an honest no, or a question back: no citation, no rule, no number of a text."""
    status: Status = "clarify" if reason in ("needs_diploma", "needs_situation") else "not_found"
    related = related_places(selection) if reason in ("not_in_texts", "refers_elsewhere") else ()
    return Answer(
        question=question,
        status=status,
        reason=reason,
        text=_in_language(
            question, refusal_text(question, reason, names, related, selection, first_session), refusal=reason
        ),
        parts=parts,
        related=related,
        choices=choices,
        trace=Trace(
            hits=tuple(hits),
            checks=checks,
            probability=selection.probability if selection else None,
            look_at=_stage_to_look_at(reason, selection),
        ),
    )


def ask_diploma(question: Question, among: Sequence[str], chosen: Selection, names: DiplomaNames) -> Answer:
    """Ask which diploma is meant, the likeliest first."""
    likely = [candidate.document.diploma.id for candidate in chosen.candidates if candidate.document.diploma]
    ordered = [name for name in dict.fromkeys([*likely, *among]) if name in set(among)]
    choices = tuple(names.title(name) for name in ordered[:FEW])
    return refused(question, "needs_diploma", names, selection=chosen, choices=choices)


def _in_language(question: Question, text: str, *, refusal: str | None = None) -> str:
    """Put an English line before the French text for who asked in English; `refusal` is the reason of a refusal."""
    if question.language == "fr":
        return text
    return f"{messages.ENGLISH_REFUSALS[refusal] if refusal else messages.ENGLISH}\n\n{text}"


def _trace(outcomes: Sequence[Outcome]) -> Trace:
    selections = [outcome.selection for outcome in outcomes if outcome.selection]
    return Trace(
        hits=tuple(hit for outcome in outcomes for hit in outcome.hits),
        evidence=tuple(item for selection in selections for item in selection.evidence),
        checks=tuple(check for outcome in outcomes for check in outcome.checks),
        probability=min((selection.probability for selection in selections), default=None),
        look_at="select" if all(check.passed for outcome in outcomes for check in outcome.checks) else "verify",
    )


def _stage_to_look_at(reason: str, selection: Selection | None) -> str:
    """Name the stage that decided on a refusal: where to look when it is wrong."""
    if selection is None or reason in FROM_THE_QUESTION:
        return "understand"
    if not selection.candidates:
        return "retrieve"
    return "select"
