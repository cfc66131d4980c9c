"""The situations that a message claims for a candidate, and those that it rules out."""

from __future__ import annotations

import re

from advisor.language.vocabulary import vocabulary

# "je suis pas apprenti", "sans passer par la VAE", "ni scolaire", "moins de trois ans d'expérience".
_DENIED = re.compile(
    r"(?:\b(?:pas|plus(?! d[e'])|jamais|ni|sans|hors|non|sauf|not|no|no longer|never|without|(?:less|fewer) than"
    r"|moins d[eu'])|n't)\s*"
    r"(?:(?:passer par|une?|d'|de|du|en|au|l[ea]s?|l'|mon|ma|mes|ses|ces|tes|leurs|the|an?|etre|avoir|ete|juste|du tout"
    r"|comme|par|aucune|any|encore|have|had|been|yet)\s*){0,3}$"
)


def situations_in(folded: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the situations and attributes that a folded message claims, and those that it only denies."""
    claimed: list[str] = []
    denied: list[str] = []
    for code, pattern in vocabulary().situations.items():
        found = [bool(_DENIED.search(folded[: match.start()])) for match in pattern.finditer(folded)]
        if found:
            (denied if all(found) else claimed).append(code)
    return _without_contradictions(claimed, folded), tuple(denied)


def _without_contradictions(found: list[str], folded: str) -> tuple[str, ...]:
    """ "non scolarisé" is not scolaire; VAE is not expérience professionnelle."""
    if "non_scolarise" in found and "scolaire" in found:
        found.remove("scolaire")
    if (
        "vae" in found
        and "experience_professionnelle" in found
        and "experience" not in folded.replace("validation des acquis de l'experience", "")
    ):
        found.remove("experience_professionnelle")
    # "alternance" is either contract; the one that is named is meant.
    if {"apprenti", "contrat_professionnalisation"} <= set(found):
        named = (bool(re.search(r"\bapprenti|\bcfa\b", folded)), bool(re.search(r"\bcontrats? (?:de )?pro", folded)))
        if named == (True, False):
            found.remove("contrat_professionnalisation")
        if named == (False, True):
            found.remove("apprenti")
    in_training = re.search(r"\betudiante?s? en (?:alternance|apprentissage)", folded)
    if "apprenti" in found and "scolaire" in found and in_training:
        found.remove("scolaire")
    return tuple(found)
