"""One question asked as the page would, and the one line that says where to look when its answer is wrong."""

from __future__ import annotations

from advisor.records import FROM_THE_QUESTION, Answer
from advisor.select.rank import load_weights

_NARROW = 0.15  # an answer whose probability is this close to the threshold might as well have been a refusal


def stage_to_look_at(answer: Answer) -> tuple[str, str]:
    """Return the stage to look at when this answer is wrong, and the key of the reason in messages_fr.LOOK_AT.

    The first of the stages, in flow order, that shows a sign of doubt; without any, the one that chose the quotes.
    """
    trace, question = answer.trace, answer.question
    if answer.reason in FROM_THE_QUESTION:
        return "understand", "question"
    if not trace.hits:
        return "retrieve", "nothing_found"
    if any(not check.passed for check in trace.checks):
        return "verify", "check_failed"
    if answer.status != "answered":
        return (trace.look_at or "select"), "too_weak"
    if question.assumed_diploma:
        return "understand", "assumed"
    if trace.probability is not None and trace.probability < load_weights().threshold + _NARROW:
        return "select", "close_call"
    if question.topic is None:
        return "understand", "no_topic"
    return "select", "chosen"
