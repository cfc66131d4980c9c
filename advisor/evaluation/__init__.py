"""The fixed question set, in flow order: cases, facts, read, run, measures, retrieval, ratchet, report (page, plots).

Beside it: compare, impact, anchor, add, coverage, bench. actions gives them to `advisor eval`,
whose options are in command.

It asks the same Advisor as the page and judges what comes back by rules. It never changes an answer.
"""
