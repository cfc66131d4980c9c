"""Arrêtés as Légifrance gives them in Markdown: articles, 1°, b), amended text quoted with « on every line."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from advisor.language.french import dates, fold
from advisor.language.vocabulary import types_in, types_in_full
from advisor.parse import marks
from advisor.parse.annex_titles import join_annex_titles
from advisor.parse.bold import bold_titles, is_title
from advisor.parse.layout import TEXT, Line, Mark, assemble, split_lines
from advisor.parse.sentences import sentence_spans
from advisor.parse.tables import table_rows
from advisor.records import Facts, Parsed

KIND = "arrete"

_ARTICLE = re.compile(
    r"^(?:#{1,6}\s+)?(?:«\s*)?(?:Art\.|Article)\s+[\w.-]+(?:\s+(?:bis|ter|quater|[IVX]+|[a-z]))*\s*\.?$"
)
# "Art. 3. − Les candidats …", "**Article 3.** – Les candidats …", and no title of an article ("Article 3 - Jury").
_WITH_ITS_TEXT = re.compile(
    r"^(?:\*\*)?(?:«\s*)?(?P<title>(?:Art\.|Article)\s+\d[\w-]*(?:\s+(?:bis|ter|quater))?\s?\.?)(?:\*\*)?\s*[-–−—]\s*"
    r"(?=[«\"A-ZÀ-Þ].*[.;:]\s*»?$)"
)
_DIVISION = re.compile(r"^(?:#{1,6}\s+)?(TITRE|Titre|CHAPITRE|Chapitre|SECTION|Section|ANNEXE|Annexe)\b.{0,120}$")
_DIVISION_LEVELS = {"titre": 1, "annexe": 1, "chapitre": 2, "section": 3}
_SIGNATURE = re.compile(r"^Fait(?: à [A-ZÉ]\w+)?,? le .{5,30}$")
_REFERENCE = re.compile(r"^(NOR|ELI)\s*:\s*<?([^\s>]+)>?$")
_TITLE = re.compile(r"^(?:#+\s*)?\**Arrêté du .{10,}$")
_OBJECT = re.compile(r"^\W*Objet\b.{0,4}:", re.IGNORECASE)
_FIRST_ARTICLE = re.compile(r"^(?:#{1,6}\s+)?(?:Art\.|Article)\s+(?:1|1er|premier|unique)\s*\.?$", re.IGNORECASE)
_TYPE = types_in_full()
# "baccalauréat professionnel « X »", "spécialité « X » du baccalauréat professionnel", and the same without « ».
_DIPLOMA = re.compile(
    rf"(?P<type>{_TYPE}),?\s*(?:spécialité\s*)?«\s*(?P<name>[^»]+?)\s*»"
    rf"|spécialité\s+«\s*(?P<name2>[^»]+?)\s*»\s+(?:du|de la|de|d['’]un)\s+(?P<type2>{_TYPE})"
    rf"|(?:spécialité|mention)\s+(?P<name3>(?-i:[A-ZÀ-Þ])[^«»,;:()]{{2,90}}?)\s+(?:du|de la|de)\s+(?P<type3>{_TYPE})"
    rf"|(?P<type4>{_TYPE}),?[^\S\n]+(?:spécialité[^\S\n]+)?(?P<name4>(?-i:[A-ZÀ-Þ])[^«»,;:()\n]{{2,90}}?)"
    r"(?=$|[,;:(\n]|\s+et\s+(?:fixant|portant)|\s+modifi)",
    re.IGNORECASE,
)
_YEAR = r"(?:(?:l['’]année|[a-zéû]+)\s+)?((?:19|20)\d{2})\b"  # "2027", "juin 2027", "l'année 2027"
_EXAM = r"\s+(?:d['’]examen\s+)?(?:de\s+)?"
# "à compter de la session 2027"; "le présent arrêté prend effet à la session 2027"; "une première session en 2028";
# "la première session du … organisée conformément … aura lieu en 2014"; and what "et" adds to one of them.
_SESSION = re.compile(
    rf"(?:à compter|à partir)\s+(?:de\s+la|des)\s+sessions?{_EXAM}{_YEAR}"
    r"|(?:présent arrêté|présentes dispositions)\b[^.;]{0,80}?\b(?:vigueur|effet|appliquent?|applicables?)"
    rf"\s+(?:à|dès|pour)\s+la\s+session{_EXAM}{_YEAR}"
    rf"|première\s+session\s+(?:d['’]examen\s+)?(?:en|de)\s+{_YEAR}"
    r"|première\s+session\b.{0,300}?\b(?:(?:aura|a)\s+lieu|(?:est|sera)\s+organisée|se\s+(?:déroulera|déroule|tiendra|tient)"
    rf"|interviendra|est\s+(?:celle|fixée))\s+(?:en|de|à)\s+{_YEAR}",
    re.IGNORECASE | re.DOTALL,
)
_AND_SESSION = re.compile(
    rf"[^.;]{{0,80}}?\bet(?:,[^,.;]{{1,80}},)?\s+(?:en|(?:à|de)\s+la\s+session)\s+{_YEAR}", re.IGNORECASE
)
# The last session of an older text, up to its year; and what ends with one: "ce choix n'est plus ouvert à compter de".
_LAST_SESSION = re.compile(
    r"\bdernière\s+session\b(?:(?!(?:19|20)\d{2}).)*$|\b(?:ne\s|n['’])[^.;]{1,60}?\bplus\b[^.;]{0,80}$"
    r"|\b(?:cess\w+|prend\w*\s+fin|abrogé\w*)\b[^.;]{0,80}$",
    re.IGNORECASE | re.DOTALL,
)
# Headings inside the quoted text of an amended annex, by how they are written. Which one stands above the other differs
# from text to text: a style not yet open goes below what is open, one that is open closes what it opened.
_STYLES = (
    ("degree", re.compile(r"^\d{1,2}\s?°\)?\s")),
    ("letter", re.compile(r"^(?:«\s*)?[a-z]{1,2}\)\s")),
    ("roman", re.compile(r"^(?:«\s*)?[IVX]{1,5}\s?(?:\.|-|–|—)\s*(?:[-–—]\s*)?[A-ZÀ-Þ]")),
    # … and no name under a signature: "A.-G. Martin", "E. Martin"
    (
        "capital",
        re.compile(r"^(?:«\s*)?[A-H](?:[.)/]?\s?[-–—]\s+[A-ZÀ-Þ]|[)/]\s+[A-ZÀ-Þ]|\.\s+[A-ZÀ-Þ][a-zà-ÿ]+\s+[a-zà-ÿ])"),
    ),
    ("number-3", re.compile(r"^(?:«\s*)?\d{1,2}(?:\.\d{1,2}){2,}\.?\s+(?:[-–—]\s*)?[A-ZÀ-Þ]")),
    ("number-2", re.compile(r"^(?:«\s*)?\d{1,2}\.\d{1,2}\.?\s+(?:[-–—]\s*)?[A-ZÀ-Þ]")),
    ("number-1", re.compile(r"^(?:«\s*)?\d{1,2}(?:\.\s|\s?/\s?|\s[-–—]\s?|\.\s?[-–—]\s)\s*[A-ZÀ-Þ]")),
    ("other", re.compile(r"^(?:«\s*)?(?:\([a-z\d]\)|§\s?\d{1,2}\.?)\s+[A-ZÀ-Þ]")),
    # "Situation b : candidats …"
    (
        "case",
        re.compile(
            r"^(?:«\s*)?(?:situation|cas|modalité|forme|catégorie)\s+(?:n°\s?)?(?:[a-d]|[1-9])\s*[:.–—-]\s*\S",
            re.IGNORECASE,
        ),
    ),
    ("title", re.compile(r"^«\s*(?![-–•])\S")),
)
_LONGEST = 140  # characters of a heading that does not say which candidates it is for
_ARTICLE_LEVEL, _SIGNATURE_LEVEL = 4, 1


def recognises(text: str) -> bool:
    """Return whether `text` is an arrêté or a part of one: an article heading and the words of an official text."""
    head = text[:4000]
    return bool(re.search(r"^(?:#+ |\*\*)?(?:Article|Art\.)\s+\S+", text, re.MULTILINE)) and bool(
        re.search(r"^\s*NOR\s*:|^(?:#+\s*)?Arrêté du |Arrêtent? :|Règlement d['’]examen", head, re.MULTILINE)
    )


def parse(text: str, *, title: str) -> Parsed:
    """Return the tree of sections and the facts of the arrêté."""
    lines, rows = table_rows(text, [part for line in split_lines(text) for part in _article_apart(line)])
    found = [
        Mark("row") if line.start in rows else _mark(line, after)
        for line, after in zip(lines, [*lines[1:], None], strict=False)
    ]
    found = bold_titles(lines, _nest_headings(_join_titles(_join_signatures(found, lines), lines)))
    found = join_annex_titles(lines, found)
    facts = _facts(text, lines)
    return Parsed(assemble(text, lines, found, title=facts.title or title), facts)


def _article_apart(line: Line) -> list[Line]:
    """The title of an article and the text that goes on behind it, as the Journal officiel sets it, as two lines."""
    match = _WITH_ITS_TEXT.match(line.text)
    if match is None:
        return [line]
    opens, ends, goes_on = (line.start + at for at in (match.start("title"), match.end("title"), match.end()))
    rest = line.text[match.end() :]
    return [
        Line(opens, ends, match.group("title"), line.after_blank, line.indent),
        Line(goes_on, line.end, rest, False, line.indent),
    ]


def _mark(line: Line, after: Line | None) -> Mark:
    text = line.text
    if _ARTICLE.match(text):
        return Mark("heading", level=_ARTICLE_LEVEL)
    match = _DIVISION.match(text)
    if match and not re.search(r"[.;,]$", text):
        return Mark("heading", level=_DIVISION_LEVELS[match.group(1).lower()])
    if _SIGNATURE.match(text):
        return Mark("heading", level=_SIGNATURE_LEVEL)
    if _REFERENCE.match(text):
        return Mark("fact")
    mark = marks.markdown_heading_mark(line)
    if mark:
        return mark
    if style := _heading_style(line, after):
        return Mark("heading", level=_ARTICLE_LEVEL + 1, marker=style)
    if text.startswith("[") and "Accueil" in text:
        return Mark("furniture")
    return marks.item_mark(line) or TEXT


def _heading_style(line: Line, after: Line | None) -> str:
    """Return how a heading inside an article is written, "" when the line is none."""
    text = line.text
    item = marks.item_mark(line)
    if item:
        style = _ITEM_STYLES.get(item.marker, "")
        return style if style and (_opens_section(line, after) or _is_a_case(line, after)) else ""
    if re.match(
        r"^«\s*Documents?\s+[^.;,]{3,40}:$", text
    ):  # "« Documents d'évaluation :" heads the paragraphs that follow
        return "title"
    # "« 3. Composition de la commission :" above a paragraph or above "« a) … :", not above the items of a list
    below = after is not None and (marks.item_mark(after) is None or after.text.rstrip().endswith(":"))
    style = next((name for name, pattern in _STYLES if pattern.match(text)), "")
    for_whom = style not in ("", "title") and _FOR_WHOM.search(text) is not None
    announces = (for_whom or bool(_NUMBERED_TITLE.match(text))) and below
    if len(text) > marks.longest_heading(text, _LONGEST) or (re.search(r"[.;:,]\s*»?$", text) and not announces):
        return ""
    if style == "title" and not _is_quoted_title(text, after):
        return ""
    return style


_ITEM_STYLES = {"1°": "degree", "1)": "bracket", "a)": "letter"}
_NUMBERED_TITLE = re.compile(r"^(?:«\s*)?\d{1,2}(?:\.\d{1,2})*\.?\s+[A-ZÀ-Þ][^.;:,]{3,80}\s?:$")


def _is_quoted_title(text: str, after: Line | None) -> bool:
    """ "« Périodes de formation en milieu professionnel": a short line of a quoted text, followed by more of it."""
    short = len(text) < 130 and text.count("«") > text.count("»") and re.match(r"^«\s*[A-ZÀ-Þ]", text)
    return (
        bool(short) and after is not None and after.text.startswith("«") and not re.match(r"^«\s*[a-zà-ÿ]", after.text)
    )


def _opens_section(line: Line, after: Line | None) -> bool:
    """ "1° … :" opens a section when the text it announces follows, and is an item when a list does.

    What says for whom the following is opens a section too: its list is not all that is for them.
    """
    if after is None or not line.text.rstrip().endswith(":"):
        return False
    item = marks.item_mark(after)
    announced = item is None or item.marker == "partie" or bool(_FOR_WHOM.search(line.text))
    return announced or (after.text.startswith("«") and not line.text.startswith("«"))


def _is_a_case(line: Line, after: Line | None) -> bool:
    """ "b) Épreuve ponctuelle" alone between blank lines heads the paragraphs below it; an item of a list does not."""
    if after is None or not (line.after_blank and after.after_blank) or marks.item_mark(after):
        return False
    title = line.text.partition(")")[2].strip()
    return line.text[0].islower() and title[:1].isupper() and len(title.split()) <= _CASE_WORDS and is_title(title)


_CASE_WORDS = 12
_FOR_WHOM = re.compile(
    r"\b(?:pour (?:les|des)|(?:applicables?|propres?|relati\w+) aux|concernant les) (?:autres )?"
    r"(?:candidats|étudiants|élèves|apprentis|stagiaires|adultes)\b",
    re.IGNORECASE,
)


def _join_titles(found: list[Mark], lines: list[Line]) -> list[Mark]:
    """ "TITRE II" and the line below it are one heading."""
    result = list(found)
    for position in range(1, len(lines)):
        above, line = lines[position - 1].text, lines[position].text
        bare = re.match(r"^(?:#{1,6}\s+)?(?:TITRE|CHAPITRE|SECTION|ANNEXE)\s+[\w.-]+$", above, re.IGNORECASE)
        if bare and found[position] == TEXT and len(line) < 120 and not re.search(r"[.;:,]$", line):
            result[position] = Mark("heading", more=True)
    return result


def _join_signatures(found: list[Mark], lines: list[Line]) -> list[Mark]:
    """Under "Fait le …" a function and the name below it are one block; in an annex a title may have no number."""
    result = list(found)
    bare = marks.bare_titles(lines, found)
    signed = annexed = False
    for position in range(1, len(lines)):
        line, above = lines[position], lines[position - 1]
        if found[position].kind == "heading":
            signed = bool(_SIGNATURE.match(line.text))
            annexed = not signed and (annexed or fold(line.text.lstrip("# ")).startswith("annexe"))
        elif found[position] == TEXT and signed and found[position - 1] == TEXT and above.text[-1] in ",:":
            result[position] = Mark("text", more=True)
        elif annexed and bare[position]:
            result[position] = Mark("heading", level=_ARTICLE_LEVEL + 1, marker="bare")
    return result


def _nest_headings(found: list[Mark]) -> list[Mark]:
    """Give headings inside an article their level, by the styles open above them."""
    result: list[Mark] = []
    opened: list[str] = []
    for mark in found:
        if mark.kind == "heading" and not mark.more:
            if not mark.marker:
                opened = []
            else:
                if mark.marker in opened:
                    del opened[opened.index(mark.marker) :]
                opened.append(mark.marker)
                mark = replace(mark, level=_ARTICLE_LEVEL + len(opened))
        result.append(mark)
    return result


def _facts(text: str, lines: list[Line]) -> Facts:
    title = _title(lines)
    references: list[tuple[str, str]] = []
    for line in lines:
        if match := _REFERENCE.match(line.text):
            references.append((match.group(1).lower(), match.group(2)))
    published = None
    if match := re.search(r"JORF\s+n°\s?(\d+)\s+du\s+(.{8,20})", text):
        references.append(("jorf", match.group(1)))
        published = next(iter(dates(match.group(2))), None)
    eli = dict(references).get("eli")
    return Facts(
        kind=KIND,
        title=title,
        diploma_name=_own_diploma(title or "", text, lines),
        publisher="Légifrance" if "legifrance" in text.lower() else None,
        url=eli,
        published=published,
        applies_from_session=_first_session(text),
        references=tuple(references),
    )


def _title(lines: list[Line]) -> str | None:
    """Return "Arrêté du … relatif à …" with the lines on which it goes on, None when no line begins so."""
    first = next((number for number, line in enumerate(lines) if _TITLE.match(line.text)), None)
    if first is None:
        return None
    parts = [lines[first].text.strip("#* ")]
    for line in lines[first + 1 :]:
        if line.after_blank or not re.match(r"[a-zà-ÿ«]", line.text):
            break
        parts.append(line.text)
    return " ".join(parts)


def _own_diploma(title: str, text: str, lines: list[Line]) -> str | None:
    """Return the diploma that the title, the object or article 1 names; never one that candidates have or go to.

    Where the title names a type of diploma, the object and article 1 must name one of that type.
    """
    types = {type_id for type_id, _, _ in types_in(fold(title))}
    objects = [line.text for line in lines if _OBJECT.match(line.text)]
    for place in (title, *objects, _first_article(text, lines)):
        for name in _diploma_names(place):
            if not types or types & {type_id for type_id, _, _ in types_in(fold(name))}:
                return name
    return None


def _first_article(text: str, lines: list[Line]) -> str:
    """Return the text of article 1, "" when there is none."""
    articles = [line for line in lines if _ARTICLE.match(line.text)]
    for article, after in zip(articles, [*articles[1:], None], strict=False):
        if _FIRST_ARTICLE.match(article.text):
            return text[article.end : after.start if after else len(text)]
    return ""


def _first_session(text: str) -> int | None:
    """Return the earliest first session that the text states, never the last session of an older text."""
    years = []
    for start, end in sentence_spans(text, 0, len(text)):
        for match in _SESSION.finditer(text, start, end):
            year = next(number for number, value in enumerate(match.groups(), start=1) if value)
            if _LAST_SESSION.search(text[start : match.start(year)]):
                continue
            years.append(match.group(year))
            if more := _AND_SESSION.match(text, match.end(), end):
                years.append(more.group(1))
    return min(map(int, years), default=None)


def _diploma_names(text: str) -> Iterator[str]:
    """Yield the diplomas that `text` names in full, as "type « specialty »", without those of others."""
    for match in _DIPLOMA.finditer(text):
        if marks.of_others(text, match.start()):
            continue
        found = match.groupdict()
        kind = next(value for name, value in found.items() if name.startswith("type") and value)
        name = next(value for name, value in found.items() if name.startswith("name") and value)
        yield re.sub(r"\s+", " ", f"{kind} « {name} »")
