"""The evaluation as one self-contained HTML page in French: plots, failures with their evidence in the text, traces.

Everything is inside the file: no script, no font, no request. Questions and texts are escaped: they are never HTML.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from itertools import pairwise
from typing import Any

from advisor.evaluation import messages as fr
from advisor.evaluation.measures import Figure, Judged
from advisor.evaluation.plots import bars
from advisor.evaluation.report import Run, shown

_STYLE = """
:root { color-scheme: light dark; --ink:#1b1f24; --paper:#fff; --line:#c9ced6; --bar:#2f6db5; --soft:#f3f5f8;
  --expected:#ffe08a; --given:#a9d3ff; --both:#a6e3a1; --bad:#b3261e; }
@media (prefers-color-scheme: dark) { :root { --ink:#e8eaed; --paper:#15181c; --line:#454b54; --bar:#7db1ee;
  --soft:#1f242a;  --expected:#6b5300; --given:#174a7c; --both:#1f5a2c; --bad:#ff8a80; } }
body { font: 16px/1.5 system-ui, sans-serif; color: var(--ink); background: var(--paper); margin: 0 auto;
  max-width: 70rem; padding: 1rem; }
h1, h2, h3 { line-height: 1.2; } h2 { margin-top: 2.5rem; border-bottom: 1px solid var(--line); }
.wide { overflow-x: auto; } table { border-collapse: collapse; width: 100%; font-size: .92rem; }
th, td { text-align: left; padding: .3rem .5rem; border-bottom: 1px solid var(--line); vertical-align: top; }
td.n, th.n { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
details { border: 1px solid var(--line); border-radius: .4rem; margin: .5rem 0; padding: .3rem .8rem; }
details[open] { padding-bottom: .8rem; } summary { cursor: pointer; padding: .3rem 0; }
summary:focus-visible, a:focus-visible { outline: 3px solid var(--bar); outline-offset: 2px; }
.verdict { font-weight: 600; } .Incorrect { color: var(--bad); }
.text { background: var(--soft); padding: .6rem .8rem; white-space: pre-wrap; border-radius: .3rem;
  overflow-wrap: anywhere; }
mark { color: inherit; border-radius: .2rem; padding: 0 .1rem; }
mark.expected { background: var(--expected); border-bottom: 2px dashed; }
mark.given { background: var(--given); border-bottom: 2px solid; }
mark.both { background: var(--both); border-bottom: 3px double; }
.plots { display: grid; grid-template-columns: repeat(auto-fill, minmax(21rem, 1fr)); gap: 1rem; }
figure { margin: 0; } figcaption { font-size: .9rem; font-weight: 600; } svg { width: 100%; height: auto; }
svg text { fill: var(--ink); font: 12px system-ui, sans-serif; } svg .track { fill: var(--soft); }
svg .bar { fill: var(--bar); }
svg .whisker { stroke: var(--ink); stroke-width: 1.5; }
@media print { details:not([open]) { display: none; } }
"""
# Text shown on each side of a marked span, in characters.
_AROUND = 160
_HITS_SHOWN = 10
# Figures plotted by tag; the others are in the tables and in report.json.
_PLOTTED = (
    "right and complete",
    "wrong",
    "unanswerable refused",
    "answerable refused",
    "right reason",
    "cited quote contains the evidence",
    "citation precision",
    "citation recall of facts",
    "right section",
    "facts held",
    "numbers supported",
    "quotes verbatim",
)


def page(run: Run, content: Mapping[str, Any]) -> str:
    """Return the whole page for a run and its data (`report.data`)."""
    lead = fr.LEAD.format(count=content["cases_count"], mode=content["mode"], generation=content["generation"])
    parts = [
        f"<h1>{fr.TITLE}</h1><p>{escape(lead)}</p>",
        _section(fr.SUMMARY, _summary(content)),
        _section(fr.FIGURES, _figures(content)),
        _moves(run),
        _section(fr.FAILURES, _failures(run)),
        _section(fr.BY_TAG, _by_tag(content)),
        _section(fr.SEARCH, _search(content)),
        _section(fr.TIME, _times(content)),
        _section(fr.ALL_CASES, _all_cases(run)),
    ]
    return (
        '<!doctype html>\n<html lang="fr">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{fr.TITLE}</title>\n<style>{_STYLE}</style>\n</head>\n<body>\n<main>\n"
        + "\n".join(part for part in parts if part)
        + "\n</main>\n</body>\n</html>\n"
    )


def _section(title: str, body: str) -> str:
    return f"<section><h2>{escape(title)}</h2>\n{body}</section>"


def _table(columns: Sequence[str], rows: Sequence[Sequence[str]], *, numbers: Sequence[int] = ()) -> str:
    """Return a table whose cells are already HTML; `numbers` are the columns set to the right."""
    side = ["n" if position in numbers else "" for position in range(len(columns))]
    head = "".join(f'<th scope="col" class="{side[i]}">{escape(name)}</th>' for i, name in enumerate(columns))
    body = "".join(
        "<tr>" + "".join(f'<td class="{side[i]}">{cell}</td>' for i, cell in enumerate(row)) + "</tr>\n" for row in rows
    )
    return f'<div class="wide"><table><thead><tr>{head}</tr></thead><tbody>\n{body}</tbody></table></div>'


def _summary(content: Mapping[str, Any]) -> str:
    verdicts = [(fr.VERDICTS[name], count) for name, count in content["verdicts"].items()]
    total = max(1, content["cases_count"])
    counted = [(f"{name} ({count})", count / total, None, None) for name, count in verdicts]
    plots = [_figure(fr.VERDICT, bars(counted))]
    by_stage = content["failures"]["by_stage"]
    failed = sum(by_stage.values())
    if failed:
        rows = [(f"{fr.STAGE_NAMES[name]} ({count})", count / failed, None, None) for name, count in by_stage.items()]
        plots.append(_figure(fr.STAGES_FAILED, bars(rows)))
    return f'<div class="plots">{"".join(plots)}</div>'


def _figure(title: str, svg: str) -> str:
    return f"<figure><figcaption>{escape(title)}</figcaption>{svg}</figure>"


def _figures(content: Mapping[str, Any]) -> str:
    splits = content["tags"].get("split", {})
    columns = [content["figures"]]
    columns += [splits[name]["figures"] if name in splits else [] for name in ("calibration", "heldout")]
    rows = []
    for position, figure in enumerate(content["figures"]):
        cells = [shown(Figure(**column[position])).replace(".", ",") if column else "–" for column in columns]
        rows.append([escape(fr.NAMES.get(figure["name"], figure["name"])), *map(escape, cells)])
    return _table(fr.FIGURE_COLUMNS, rows, numbers=(1, 2, 3))


def _by_tag(content: Mapping[str, Any]) -> str:
    parts = []
    for dimension, values in content["tags"].items():
        plots = []
        for name in _PLOTTED:
            rows = []
            for value, part in values.items():
                figure = next(item for item in part["figures"] if item["name"] == name)
                if figure["n"]:
                    label = f"{fr.VALUES.get(value, value)} (n={figure['n']})"
                    rows.append((label, figure["value"], figure["low"], figure["high"]))
            if rows:
                plots.append(_figure(fr.NAMES[name], bars(rows)))
        title = escape(fr.DIMENSIONS[dimension])
        parts.append(f'<details><summary>{title}</summary><div class="plots">{"".join(plots)}</div></details>')
    return "\n".join(parts)


def _search(content: Mapping[str, Any]) -> str:
    rows = []
    for figure in content["retrieval"]["figures"]:
        search, measure = figure["name"].split(" ", 1)
        if figure["n"]:
            label = f"{fr.NAMES[search]} {measure} (n={figure['n']})"
            rows.append((label, figure["value"], figure["low"], figure["high"]))
    left_out = ", ".join(f"{count} {reason}" for reason, count in content["retrieval"]["unscored"].items())
    note = f"<p>{escape(fr.LEFT_OUT.format(what=left_out))}</p>" if left_out else ""
    return f'<p>{escape(fr.SEARCH_NOTE)}</p><div class="plots">{_figure(fr.SEARCH, bars(rows))}</div>{note}'


def _times(content: Mapping[str, Any]) -> str:
    rows = [
        [
            escape(fr.STAGE_NAMES.get(name, name)),
            f"{each['median']:.1f}".replace(".", ","),
            f"{each['p95']:.1f}".replace(".", ","),
        ]
        for name, each in content["latency_ms"].items()
    ]
    return _table(fr.TIME_COLUMNS, rows, numbers=(1, 2))


def _moves(run: Run) -> str:
    if run.moves is None:
        return ""
    rows = [
        [escape(cell) for cell in (move.id, move.before, move.after, fr.STAGE_NAMES[move.stage], move.question)]
        for move in run.moves
    ]
    return _section(fr.MOVES, _table(fr.MOVE_COLUMNS, rows) if rows else f"<p>{fr.NO_MOVE}</p>")


def _all_cases(run: Run) -> str:
    rows = [
        [
            escape(item.case.id),
            escape(item.case.question),
            f'<span class="{item.verdict.replace(" ", "-")}">{fr.VERDICTS[item.verdict]}</span>',
            fr.STAGE_NAMES[item.stage],
        ]
        for item in run.judged
    ]
    return f"<details><summary>{len(rows)}</summary>{_table(fr.CASES_COLUMNS, rows)}</details>"


def _failures(run: Run) -> str:
    if not run.failures:
        return f"<p>{fr.NO_FAILURE}</p>"
    legend = " · ".join(
        f'<mark class="{name}">{label}</mark>'
        for name, label in (("expected", fr.LEGEND_EXPECTED), ("given", fr.LEGEND_GIVEN), ("both", fr.LEGEND_BOTH))
    )
    return f"<p>{legend}</p>" + "\n".join(_failure(item, run) for item in run.failures)


def _failure(item: Judged, run: Run) -> str:
    case = item.case
    head = (
        f'<span class="verdict {item.verdict.replace(" ", "-")}">{fr.VERDICTS[item.verdict]}</span> '
        f"<code>{escape(case.id)}</code> {escape(case.question)}"
    )
    conversation = "\n".join(f"{fr.ROLES[message.role]} : {message.content}" for message in case.messages)
    tags = f"{fr.VALUES[case.tags.kind]} · {fr.VALUES[case.tags.difficulty]} · {case.tags.diploma}"
    facts = " ; ".join(
        f"{fact} ({fr.HELD if held else fr.NOT_HELD})" for fact, held in zip(case.facts, item.facts, strict=False)
    )
    expected = outcome(case.status, case.reason)
    given = outcome(item.answer.get("status"), item.answer.get("reason"))
    body = [
        f"<p>{escape(why(item))} {fr.STAGE} : <strong>{fr.STAGE_NAMES[item.stage]}</strong> ({escape(tags)})</p>",
        f'<h3>{fr.QUESTION}</h3><div class="text">{escape(conversation)}</div>',
        f"<h3>{fr.EXPECTED} : {escape(expected)}</h3>" + (f"<p>{fr.FACTS} : {escape(facts)}</p>" if facts else ""),
        f'<h3>{fr.GIVEN} : {escape(given)}</h3><div class="text">{escape(str(item.answer.get("answer", "")))}</div>',
        f"<h3>{fr.EVIDENCE}</h3>{_evidence(item, run)}",
        _trace(item, run),
    ]
    return f'<details id="{escape(case.id)}"><summary>{head}</summary>{"".join(body)}</details>'


def outcome(status: str | None, reason: str | None) -> str:
    """Return a status and its reason in French."""
    return " : ".join(fr.OUTCOMES[part] for part in (status, reason) if part) or "–"


def why(item: Judged) -> str:
    """Return in French why a case is not correct, from what the rules found."""
    if item.verdict == "Unscored":
        return f"{item.why}."
    if item.case.status != "answered" or item.answer["status"] != "answered":
        given = outcome(item.answer["status"], item.answer["reason"])
        return fr.WHY_STATUS.format(given=given, expected=outcome(item.case.status, item.case.reason))
    missing = [str(fact) for fact, held in zip(item.case.facts, item.facts, strict=True) if not held]
    parts = [fr.WHY_WRONG.format(facts=", ".join(item.wrong))] if item.wrong else []
    parts += [fr.WHY_MISSING.format(facts=" ; ".join(missing))] if missing else []
    uncited = sum(not held for held in item.evidence)
    parts += [fr.WHY_UNCITED.format(count=uncited, total=len(item.evidence))] if uncited else []
    return " ".join(parts)


def _evidence(item: Judged, run: Run) -> str:
    """Return, per document, the stretches of text around what was expected and what was cited, both marked."""
    marks: dict[str, list[tuple[int, int, str]]] = {}
    for span in item.case.spans:
        marks.setdefault(span.document, []).append((span.start, span.end, "expected"))
    for citation in item.answer.get("citations", ()):
        marks.setdefault(citation["document"], []).append((citation["start"], citation["end"], "given"))
    if not marks:
        return f"<p>{fr.NOTHING_CITED}</p>"
    return "".join(
        f"<p>{escape(run.titles.get(document, document))}</p>"
        f'<div class="text">{marked(run.texts.get(document, ""), spans)}</div>'
        for document, spans in marks.items()
    )


def marked(text: str, spans: Sequence[tuple[int, int, str]]) -> str:
    """Return the stretches of `text` around spans (start, end, "expected" or "given"), escaped, each span marked."""
    pieces: list[str] = []
    shown_to = 0
    for low, high in _windows(text, spans):
        pieces.append("… " if low > shown_to else "")
        cuts = sorted({low, high, *(edge for start, end, _ in spans for edge in (start, end) if low < edge < high)})
        for start, end in pairwise(cuts):
            names = {name for first, last, name in spans if first <= start and end <= last}
            name = "both" if len(names) == 2 else next(iter(names), "")
            piece = escape(text[start:end])
            pieces.append(f'<mark class="{name}">{piece}</mark>' if name else piece)
        shown_to = high
    return "".join(pieces) + (" …" if shown_to < len(text) else "")


def _windows(text: str, spans: Sequence[tuple[int, int, str]]) -> list[tuple[int, int]]:
    windows: list[tuple[int, int]] = []
    for start, end, _ in sorted(spans):
        low, high = max(0, start - _AROUND), min(len(text), end + _AROUND)
        if windows and low <= windows[-1][1]:
            windows[-1] = (windows[-1][0], max(windows[-1][1], high))
        else:
            windows.append((low, high))
    return windows


def _trace(item: Judged, run: Run) -> str:
    trace = item.trace
    if not trace:
        return ""
    rows = []
    for position, hit in enumerate(trace["hits"][:_HITS_SHOWN], start=1):
        sentence = run.texts.get(hit["document"], "")[hit["start"] : hit["end"]]
        rows.append([str(position), str(hit["words_rank"] or "–"), str(hit["vectors_rank"] or "–"), escape(sentence)])
    probability = "–" if trace["probability"] is None else f"{trace['probability']:.2f}"
    failed = [
        f"{check['name']} : {check['why']} — {check['claim']}" for check in trace["checks"] if not check["passed"]
    ]
    checks = f"<p>{fr.CHECKS_FAILED} : {escape(' ; '.join(failed))}</p>" if failed else ""
    times = ", ".join(f"{fr.STAGE_NAMES.get(each['name'], each['name'])} {each['ms']:.0f}" for each in trace["stages"])
    return (
        f"<details><summary>{fr.TRACE}</summary>"
        f"<p>{fr.PROBABILITY} : {probability}. {escape(str(trace['look_at']))}</p>"
        f"{checks}<p>{fr.TIME} : {escape(times)}</p><h3>{fr.HITS}</h3>"
        f"{_table(fr.HIT_COLUMNS, rows, numbers=(0, 1, 2))}</details>"
    )
