"""Questions as people type them: without accents or capitals, in SMS forms, in key words, with a slip of the finger."""

from __future__ import annotations

import random
import re
import unicodedata

SMS = (
    ("est-ce que", "esk"),
    ("qu'est-ce que", "c koi"),
    ("c'est", "c"),
    ("quoi", "koi"),
    ("pourquoi", "pk"),
    ("combien", "cb"),
    ("beaucoup", "bcp"),
    ("quand", "qd"),
    ("qui", "ki"),
    ("que", "ke"),
    ("pour", "pr"),
    ("avec", "avc"),
    ("dans", "ds"),
    ("toujours", "tjrs"),
    ("j'ai", "g"),
    ("je suis", "chui"),
    ("il faut", "fo"),
    ("quel", "kel"),
    ("aussi", "ossi"),
)
# What people leave out when they type key words; "pas", "sans", "avant" and the like are what is asked.
_LEFT_OUT = re.compile(
    r"\b(?:est-ce qu(?:e\b|['’])|qu['’]est-ce qu(?:e\b|['’])|c['’]est|y a-t-il|faut-il|peut-on|dois-je|puis-je"
    r"|[dljmnst]['’]|il|elle|on|je|j['’]ai|nous|vous|tu|le|la|les|un|une|des|du|de|au|aux|ce|cette|ces|mon|ma|mes|son"
    r"|sa|ses|et|que|est|sont|a|ai|faut|doit|dois|quelle?s?|quoi|moi)(?:\b|(?<=['’]))",
    re.IGNORECASE,
)
SHARE = 0.2  # of the questions are changed


def noisy(question: str, rng: random.Random, *, share: float = SHARE) -> str:
    """Return the question with one or two of the changes above in `share` of the cases, else as it is."""
    if rng.random() >= share:
        return question
    for change in rng.sample((_bare, str.lower, _unasked, _key_words, _sms, _typo), k=rng.randint(1, 2)):
        question = change(question) if change not in (_sms, _typo) else change(question, rng)  # type: ignore[operator]
    return question


def _key_words(text: str) -> str:
    """Return the words that a search box is given: "durée stage apprentis ?"; the text when fewer than two are left."""
    words = re.sub(r"(?:\s-|-\s|\s)+", " ", _LEFT_OUT.sub(" ", text)).strip(" ,;:-")
    return words if len(re.findall(r"\w{3,}", words)) >= 2 else text


def _bare(text: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFD", text) if not unicodedata.combining(c))


def _unasked(text: str) -> str:
    return text.rstrip(" ?!.")


def _sms(text: str, rng: random.Random) -> str:
    text = text.lower()
    for full, short in SMS:
        if rng.random() < 0.7:
            text = re.sub(rf"\b{re.escape(full)}\b", short, text)
    return text


def _typo(text: str, rng: random.Random) -> str:
    """Swap, drop or double one letter inside a word."""
    inside = [m.start() for m in re.finditer(r"(?<=\w)\w(?=\w)", text)]
    if not inside:
        return text
    at = rng.choice(inside)
    slip = rng.choice(("swap", "drop", "double"))
    if slip == "swap":
        return text[:at] + text[at + 1] + text[at] + text[at + 2 :]
    return text[:at] + text[at + 1 :] if slip == "drop" else text[:at] + text[at] * 2 + text[at + 1 :]
