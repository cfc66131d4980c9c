"""The French of the evaluation page, which counsellors read. Constants only."""

from __future__ import annotations

TITLE = "Évaluation du conseiller"
LEAD = (
    "{count} questions posées au même conseiller que la page, jugées par des règles. Intervalles à 95 %. "
    "Mode {mode}, génération {generation}."
)
SUMMARY = "En bref"
VERDICT = "Verdicts"
FIGURES = "Mesures"
BY_TAG = "Par étiquette"
SEARCH = "Recherche des preuves"
SEARCH_NOTE = (
    "Part des preuves attendues parmi les 1, 5 et 10 premiers résultats ; MRR : inverse du rang de la première."
)
LEFT_OUT = "Hors mesure : {what}."
TIME = "Temps (millisecondes)"
FAILURES = "Questions à revoir"
NO_FAILURE = "Aucune : toutes les réponses sont correctes."
ALL_CASES = "Toutes les questions"
MOVES = "Ce qui a changé depuis la référence"
NO_MOVE = "Rien : la référence tient."
QUESTION = "Question"
EXPECTED = "Attendu"
GIVEN = "Reçu"
TRACE = "Trace"
EVIDENCE = "Preuve attendue et preuve citée, dans le texte"
LEGEND_EXPECTED = "preuve attendue"
LEGEND_GIVEN = "citation donnée"
LEGEND_BOTH = "les deux"
NOTHING_CITED = "aucune citation"
HITS = "Phrases trouvées"
CHECKS_FAILED = "Vérifications en échec"
HIT_COLUMNS = ("rang", "mots", "vecteurs", "phrase")
FACTS = "Faits attendus"
HELD = "présent"
NOT_HELD = "absent"
STAGE = "Étape à regarder"
PROBABILITY = "Probabilité que la preuve réponde"
CASES_COLUMNS = ("cas", "question", "verdict", "étape")
MOVE_COLUMNS = ("cas", "avant", "après", "étape", "question")
TIME_COLUMNS = ("étape", "médiane", "95e centile")
FIGURE_COLUMNS = ("mesure", "ensemble", "calibrage", "réservé")
STAGES_FAILED = "Étapes en cause"

VERDICTS = {
    "Correct": "correct",
    "Partial": "partiel",
    "Incorrect": "faux",
    "No answer": "sans réponse",
    "Unscored": "non noté",
}
DIMENSIONS = {
    "split": "moitié",
    "diploma": "diplôme",
    "topic": "thème",
    "kind": "genre de question",
    "difficulty": "difficulté",
    "situation": "situation",
}
NAMES = {
    "right and complete": "juste et complet (des questions qui ont une réponse)",
    "wrong": "faux (de toutes les questions)",
    "unanswerable refused": "refus justifié (des questions sans réponse)",
    "answerable refused": "refus à tort (des questions qui ont une réponse)",
    "clarification asked when needed": "précision demandée quand il le faut",
    "right reason": "bonne raison du refus ou de la question posée",
    "quotes verbatim": "citations mot pour mot",
    "numbers supported": "nombres appuyés par la citation",
    "cited quote contains the evidence": "la citation contient la preuve",
    "share of the evidence cited": "part du texte de la preuve qui est citée",
    "citation precision": "citations qui touchent une preuve attendue",
    "citation recall of facts": "faits attendus présents dans les citations",
    "right section": "bonne section",
    "facts held": "faits attendus présents dans la réponse",
    "length (words)": "longueur (mots)",
    "words": "mots",
    "vectors": "vecteurs",
    "fused": "fusion",
}
STAGE_NAMES = {
    "understand": "comprendre",
    "retrieve": "chercher",
    "select": "choisir",
    "answer": "répondre",
    "verify": "vérifier",
    "none": "—",
    "": "—",
    "total": "total",
}

ROLES = {"user": "la personne", "assistant": "le conseiller"}
OUTCOMES = {
    "answered": "réponse",
    "clarify": "question posée",
    "not_found": "refus",
    "diploma_unknown": "diplôme absent des textes",
    "not_in_texts": "les textes ne le disent pas",
    "refers_elsewhere": "le texte renvoie à un autre",
    "not_applicable_to_session": "le texte ne vaut pas pour cette session",
    "out_of_scope": "hors sujet",
    "small_talk": "politesse",
    "needs_diploma": "quel diplôme ?",
    "needs_situation": "quelle situation ?",
}
WHY_STATUS = "Reçu « {given} », attendu « {expected} »."
WHY_WRONG = "La réponse affirme à tort : {facts}."
WHY_MISSING = "Il manque : {facts}."
WHY_UNCITED = "Preuves non citées : {count} sur {total}."
VALUES = {
    "calibration": "calibrage",
    "heldout": "réservé",
    "plain": "simple",
    "reworded": "reformulée",
    "typo_sms": "fautes, SMS",
    "followup": "suite de conversation",
    "false_premise": "fausse prémisse",
    "status_specific": "selon le statut",
    "dated": "datée",
    "comparison": "comparaison",
    "list": "liste",
    "yes_no": "oui ou non",
    "unanswerable": "sans réponse",
    "unknown_diploma": "diplôme inconnu",
    "out_of_scope": "hors sujet",
    "ambiguous": "ambiguë",
    "english": "anglais",
    "easy": "facile",
    "medium": "moyenne",
    "hard": "difficile",
    "none": "aucun",
    "several": "plusieurs",
    "acces": "accès",
    "validite": "validité",
}
