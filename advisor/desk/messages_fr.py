"""The French of the desk, which counsellors read. Constants, and the few words put together from them."""

from __future__ import annotations

from advisor.evaluation.messages import OUTCOMES, VERDICTS

TITLE = "Poste du conseiller"
MENU = "Outils"
SKIP = "Aller au contenu"
LEAVE = "Fermer la session"
BACK = "Retour aux avis"
FAULT = "Un problème"
TABLE = "Tableau"
NONE = "–"
YES = "oui"
SHOW = "Afficher"
SEARCH = "Chercher"
CANCEL = "Arrêter"
REMOVE = "Retirer"
CASE = "Cas"
FILE = "Fichier"
WHY = "Pourquoi"

INBOX = "Avis reçus"
TRACE = "Trace"
TEXTS = "Textes"
COVERAGE = "Couverture"
COMPARE = "Comparer"
BATCH = "Lot de questions"
PUBLISH = "Publier un texte"

# The door.
PASSWORD = "Mot de passe"
ENTER = "Entrer"
WRONG_PASSWORD = "Mot de passe incorrect. Nouvel essai possible dans {seconds} s."
WAIT = "Trop d’essais : attendez {seconds} s avant le suivant."
CLOSED = "Le poste du conseiller demande un mot de passe. Ouvrez-le dans le navigateur."
FOREIGN = "Cette demande vient d’un autre site : elle est refusée."

# Faults that concern every tool.
BAD_REQUEST = "La demande ne peut pas être lue. Revenez à la page et recommencez."
NOT_FOUND = "Cette page n’existe pas."
UNREADABLE = "Cette question ne peut pas être lue. Reformulez-la."
UNEXPECTED = "Le travail s’est arrêté sur une erreur inattendue. Prévenez la personne qui gère ce service."
NO_DOCUMENT = "Aucun texte « {document} » dans l’index."
NO_DIPLOMA = "Diplôme inconnu : {diploma}."
BAD_SESSION = "Session « {session} » : écrivez une année, par exemple 2026."
CANNOT_READ = "{file} ne peut pas être lu ({why}). Vérifiez ses droits."
CANNOT_WRITE = (
    "{file} ne peut pas être écrit ({why}). Rien n’est perdu : libérez le fichier ou l’espace, puis recommencez."
)
CASES_UNREADABLE = "Des cas d’évaluation ne peuvent pas être lus ; les autres fichiers servent. {problem}"
NO_FILE = "Choisissez d’abord un fichier."
EMPTY_FILE = "Ce fichier est vide."
BINARY_FILE = "Ce fichier n’est pas du texte. Enregistrez-le en CSV, en texte ou en Markdown (UTF-8), puis recommencez."

# A question and its circumstances.
QUESTION = "Question"
MORE = "Situation, session, diplôme, mode"
FROM_QUESTION = "d’après la question"
DIPLOMA = "Diplôme"
SITUATION = "Situation"
SESSION = "Session"
MODE = "Mode"
MODES = {"": "celui du service", "quotes": "citations", "llm": "modèle de langue"}
TOPIC = "Thème"
TOPICS = {
    "acces": "accès",
    "stage": "stage",
    "examen": "examen",
    "vae": "VAE",
    "suite": "suite d’études, métiers",
    "validite": "validité",
    "administratif": "administratif",
}
OUTCOME = "Issue"
STAGES = {
    "understand": "comprendre la question",
    "retrieve": "chercher dans les textes",
    "select": "choisir les extraits",
    "answer": "rédiger",
    "verify": "vérifier",
    "write": "rédiger (modèle de langue)",
    "": "–",
}

# Trace.
SEE_TRACE = "Voir la trace"
STAGE_TO_LOOK_AT = "Étape à regarder si la réponse est fausse :"
LOOK_AT = {
    "question": "l’issue vient de la question seule : voyez ce qui en a été compris.",
    "nothing_found": "ni les mots ni le sens n’ont rien trouvé dans les textes de ce diplôme.",
    "check_failed": "une vérification a échoué : voyez laquelle, et sur quelle phrase.",
    "too_weak": "des phrases ont été trouvées, mais jugées trop faibles pour répondre.",
    "assumed": "le diplôme n’est pas nommé : il a été supposé.",
    "close_call": "la réponse est à peine au-dessus du seuil : l’extrait choisi est peut-être à côté.",
    "no_topic": "aucun thème n’a été reconnu dans la question.",
    "chosen": "voyez si la bonne phrase est dans « Trouvé » : sinon, c’est l’étape d’avant (chercher).",
}
ANSWER = "Réponse"
PROBABILITY = "Probabilité que les extraits répondent"
CORRECT_THIS = "Corriger : en faire un cas d’évaluation"
UNDERSTOOD = "Compris"
AS_UNDERSTOOD = "Question, seule"
MATTER = "Sans le nom du diplôme"
SEARCHED = "Mots cherchés"
UNKNOWN_DIPLOMA = "Diplôme sans texte"
ASSUMED = "supposé"
KIND = "Réponse attendue"
KINDS_OF_ANSWER = {
    "duration": "durée",
    "count": "nombre",
    "coefficient": "coefficient",
    "mark": "note",
    "date": "date",
    "person": "personne",
    "list": "liste",
    "yes_no": "oui ou non",
    "place": "lieu",
    "value": "valeur",
    "procedure": "démarche",
}
TERMS = "Mots porteurs"
PREMISES = "Prémisses"
LANGUAGE = "Langue"
SELECTED = "Choisi"
NOTHING_SELECTED = "Aucun extrait n’a été choisi."
EVIDENCE_COLUMNS = ("extrait", "place", "probabilité", "rangs", "signaux (pourquoi)")
RANKS = "mots {words}, sens {vectors}"
FOUND = "Trouvé"
NOTHING_FOUND = "Aucune phrase n’a été cherchée ou trouvée."
MORE_HITS = "… et {count} autres."
HIT_COLUMNS = ("n°", "phrase", "rang mots", "score mots", "rang sens", "cosinus", "fusion", "choisie")
CHECKS = "Vérifications"
NO_CHECK = "Aucune vérification : il n’y avait rien à vérifier."
CHECK_COLUMNS = ("vérification", "verdict", "pourquoi", "phrase")
PASSED = "passée"
FAILED = "échec"
TIMES = "Temps par étape (millisecondes)"
TIME_COLUMNS = ("étape", "ms")
TOTAL = "total"

# Texts.
SEARCH_ALL = "Chercher dans tous les textes"
SEARCH_IN = "Chercher dans ce texte"
RESULTS = "Endroits : {count}"
NO_RESULT = "Rien dans les textes ne correspond à ces mots."
TEXT_LINE = "{id}, {size} caractères, {cases} cas d’évaluation"
TEXT_ABOUT = "{size} caractères, {passages} passages dont {tested} avec un cas, {cases} cas d’évaluation"
PARTS = "Parties"
PART = "Partie"
SECTIONS = "{count} sections"
CASES_HERE = "{count} cas reposent sur ce passage"
DOCUMENT = "Texte"

# Coverage.
COVERAGE_INTRO = (
    "Chaque case dit si les textes répondent à une question simple de ce thème, et si un cas d’évaluation le vérifie. "
    "Choisissez un diplôme pour voir ses situations."
)
ALL_DIPLOMAS = "tous les diplômes"
ANYONE = "sans précision"
STATES = {"tested": "répond, testé", "untested": "répond, non testé", "silent": "muet"}
NEXT_TEXT = "Quel texte ajouter ensuite"
SILENT_TOPICS = "{diploma} : {count} thèmes sans réponse"
# Plain questions of each topic, asked where no case does.
PROBES = {
    "acces": ("Quelles sont les conditions d’accès ?", "Qui peut s’inscrire, avec quel niveau ?"),
    "stage": ("Quelle est la durée du stage ?", "Comment le stage est-il organisé et validé ?"),
    "examen": ("Comment se déroule l’épreuve ?", "Quelles sont les épreuves et leur durée ?"),
    "vae": ("Peut-on l’obtenir par la VAE ?", "Comment se passe la validation des acquis de l’expérience ?"),
    "suite": ("Quelles poursuites d’études après ce diplôme ?", "Quels métiers peut-on exercer ?"),
    "validite": (
        "Jusqu’à quand l’enregistrement est-il valable ?",
        "À partir de quelle session le texte s’applique-t-il ?",
    ),
    "administratif": ("Qui délivre le diplôme ?", "Quel est le code du diplôme ?"),
}

# Jobs.
PROGRESS = "{done} sur {total}"
PROGRESS_LABEL = "Avancement"
STARTING = "Préparation…"
CANCELLED = "Arrêté après {done} sur {total} : ce qui est fait est gardé."

# Compare.
SIDE_A = "Côté A"
SIDE_B = "Côté B"
MODEL = "Modèle de langue"
MODEL_HINT = "vide : celui du service ; sinon fournisseur:nom (mode modèle de langue)"
INDEX = "Index"
CURRENT_INDEX = "celui du service"
EARLIER_INDEX = "{name} ({texts} textes)"
COMPARE_THEM = "Comparer"
SAME_ANSWER = "Les deux réponses sont les mêmes."
DIFFERENT_ANSWER = "Les deux réponses diffèrent."
MARKED_HERE = "Ce qui n’est que d’un côté est surligné."
AS_THE_PAGE = "comme la page des élèves"
NOTICES = "À noter"
NOTHING_CITED = "Aucune citation."
BAD_MODEL = "Modèle « {model} » : écrivez fournisseur:nom, par exemple ollama:mistral."
NO_INDEX = "L’index « {index} » n’est plus là. Choisissez-en un de la liste."

# Inbox.
SHOW_WHICH = "Avis à voir"
WHICH = {"a_traiter": "à traiter", "traites": "traités", "utiles": "utiles", "tous": "tous"}
COMPLAINTS = "{count} avis affichables, {total} reçus"
UNREADABLE_LINES = "{count} lignes du fichier des avis ne peuvent pas être lues. Elles y restent."
SAID_USEFUL = "Utile"
SAID_NOT_USEFUL = "Pas utile"
ANSWER_GIVEN = "Réponse donnée"
GIVEN = "Réponse donnée"
HANDLED = {"closed": "Classé sans cas."}
HANDLED_AS = "Traité : cas {case}."
CLOSE_IT = "Classer sans cas"
REOPEN = "Rouvrir"
NO_COMPLAINT = "Cet avis n’est plus dans le fichier des avis."

# Correct.
CORRECT = "Corriger"
STEP_QUESTION = "1. La question"
STEP_RIGHT = "2. Ce qui est juste"
STEP_EVIDENCE = "3. Les preuves"
STEP_TEXT = "Choisir une preuve dans le texte"
RIGHT_STATUS = "Issue juste"
RIGHT_REASON = "Raison"
NO_REASON_NEEDED = "(une réponse n’en a pas)"
CASE_KIND = "Genre de question"
EVIDENCE_HINT = (
    "Sélectionnez les mots dans le texte, plus bas, ou cherchez-les : une réponse juste devra citer chaque preuve. "
    "Un refus ou une question posée n’en a pas."
)
NO_EVIDENCE_YET = "Aucune preuve choisie."
FACTS = "Faits qu’une bonne réponse contient, un par ligne"
FACTS_HINT = (
    "12 semaines min · mot : recteur | rectorat · code : E8 · date : 2019-07-03 (min, max ou about pour une borne)"
)
SAVE_CASE = "Enregistrer le cas"
WORDS = "Mots de la preuve"
WORDS_HINT = "sans souris : tapez les mots, puis choisissez l’endroit"
TAKE_IT = "Prendre cette preuve"
TAKE_SELECTION = "Prendre la sélection"
SELECT_IN_TEXT = "Sélectionnez des mots dans le texte."
SAVED_TITLE = "Cas enregistré"
SAVED = "Le cas {case} est enregistré et vérifié."
VERDICT_NOW = "Verdict aujourd’hui"
RUN_IT = "À transmettre aux développeurs, pour rejouer ce cas"
AS_SAVED = "Tel qu’enregistré"
NO_QUESTION = "Écrivez la question."
NO_WORDS = "Tapez d’abord les mots à chercher."
NOTHING_PICKED = "Rien n’est sélectionné. Sélectionnez des mots dans le texte, puis recommencez."
BAD_SELECTION = "Cette sélection sort du texte. Affichez-le de nouveau et recommencez."
TEXT_CHANGED = "Le texte a changé depuis la sélection. Retirez cette preuve et choisissez-la dans le nouveau texte."
QUOTE_TOO_LONG = "La sélection compte {length} caractères, {limit} au plus. Gardez les mots qui prouvent."
CROSSES_SECTIONS = (
    "La sélection va de la section « {first} » à la section « {last} ». Une citation tient dans une seule section : "
    "prenez-en une part dans chacune."
)
TOO_MUCH_EVIDENCE = "{limit} preuves au plus. Retirez-en une."
NO_EVIDENCE = "Une réponse juste a besoin d’une preuve : sélectionnez-la dans le texte."
NO_FACT = "Dites au moins un fait que la bonne réponse contient, par exemple « mot : rectorat »."
NO_REASON = "Choisissez la raison du refus ou de la question posée."
BAD_FACT = "Fait « {fact} » : écrivez 12 semaines min, mot : recteur | rectorat, code : E8 ou date : 2019-07-03."
FACT_NOT_THERE = "Aucune preuve choisie ne contient le fait « {fact} ». Corrigez le fait, ou ajoutez la preuve."
# By the fault that add_case names.
NOT_ADDED = {
    "case": "Le cas n’est pas valable, rien n’est écrit : {why}",
    "file": "Le fichier {file} a un défaut (écrit à la main ?) : corrigez-le, puis enregistrez de nouveau. {why}",
    "not_text": "{file} n’est pas du texte UTF-8 : corrigez-le, puis enregistrez de nouveau.",
    "busy": "{file} change sans cesse : fermez l’autre programme qui y écrit, puis enregistrez de nouveau.",
    "unwritable": CANNOT_WRITE,
}

# Batch.
BATCH_INTRO = (
    "Un fichier CSV avec une colonne « question » (et, au choix : id, diploma, status, session, today), ou des lignes "
    "JSON comme pour « advisor ask --jsonl ». 20 000 lignes et 20 Mo au plus."
)
BATCH_FILE = "Fichier de questions"
BATCH_BEGIN = "Poser les questions"
BATCH_OF = "Fichier : {name}"
BATCH_DONE = "Terminé."
ALL_BATCHES = "Lots de cette session du serveur"
BATCHES_COLUMNS = ("fichier", "heure", "état", "compte")
STATES_OF_JOB = {"running": "en cours", "done": "terminé", "cancelled": "arrêté", "failed": "échec"}
BATCH_COUNTS = (
    "{done} sur {total}. Réponses : {answered} ; refus ou questions posées : {refused} ; lignes fautives : {faults}"
)
DOWNLOAD = "Télécharger ({kind})"
FIRST_ANSWERS = "Premières réponses"
FIRST_COLUMNS = ("ligne", "question", "issue", "réponse")
FAULTY_ROW = "ligne fautive"
WAITING = "En attente du lot précédent."
NO_BATCH = "Ce lot n’est plus là : les lots vivent aussi longtemps que le serveur."
NO_ROW = "Ce fichier ne contient aucune question."
FILE_TOO_LARGE = "Fichier trop volumineux : {limit} Mo au plus. Coupez-le."
TOO_MANY_ROWS = "Plus de {limit} lignes. Coupez le fichier."
NO_QUESTION_COLUMN = "La première ligne n’a pas de colonne « question ». Colonnes lues : {columns}."
BAD_CSV = "CSV illisible vers la ligne {line} ({why}) : un guillemet n’est sans doute pas fermé."
TOO_MANY_CELLS = "ligne {line} : {cells} cellules pour {head} colonnes. Mettez le texte entre guillemets."
NOT_JSON = "ce n’est pas un objet JSON en UTF-8 sur une ligne."
BAD_FIELD = "champ « {field} » : valeur incorrecte."
BATCH_COLUMNS = (
    "ligne", "id", "question", "statut", "raison", "réponse", "citations", "à noter", "diplômes", "situation",
    "session", "erreur",
)  # fmt: skip

# Publish.
PUBLISH_INTRO = (
    "Le nouveau texte est comparé à celui qui répond aujourd’hui, et les cas d’évaluation sont posés aux deux. "
    "Rien ne change pour les élèves avant « Publier »."
)
REPLACES = "Nouvelle version de"
NEW_DOCUMENT = "(un texte nouveau)"
NEW_VERSION = "Fichier du texte"
EVERY_CASE = "Poser tous les cas, et pas seulement ceux du diplôme concerné (plusieurs minutes)"
REVIEW_IT = "Voir ce qui change"
OR_FOLDER = "Ou : le dossier des textes, tel qu’il est sur le serveur"
REVIEW_FOLDER = "Comparer le dossier à l’index"
CORPUS_FOLDER = "dossier des textes"
PROPOSAL = "Proposition : {name}"
STEP_READ = "Lecture."
STEP_INDEX = "Indexation à part."
STEP_ASK = "Cas d’évaluation posés aux deux index."
WHAT_CHANGES = "Ce qui change dans les textes"
WHAT_MOVES = "Les réponses qui bougent"
EVIDENCE_TOUCHED = "Les preuves touchées"
CHANGES = {"added": "nouveau texte", "changed": "texte modifié", "removed": "texte retiré", "facts": "fiche modifiée"}
MORE_CHANGES = "… et {count} autres changements."
ASKED = "{count} cas posés aux deux index."
NO_MOVE = "Aucune réponse ne bouge."
MOVE_COLUMNS = ("cas", "question", "avant", "après", "sens", "étape")
DIRECTIONS = {"worse": "moins bien", "better": "mieux", "same verdict": "même verdict, autres mots ou citations"}
IMPACTS = {"vanished": "disparue", "value": "valeur changée", "reworded": "reformulée", "moved": "déplacée"}
IMPACT_COLUMNS = ("cas", "preuve", "avant", "après", "valeurs")
NO_IMPACT = "Aucune preuve n’est réécrite ni disparue."
ONLY_SLID = "{count} cas dont la preuve a seulement changé de place (advisor eval anchor la suit)."
NOTHING_CHANGED = "Rien ne change : ce texte est celui qui répond déjà."
DO_PUBLISH = "Publier"
DO_NOT_PUBLISH = "Ne pas publier"
PUBLISHED = "Publié : les réponses viennent maintenant de l’index {version}."
NOT_A_TEXT = "Ce genre de fichier n’est pas lu. Genres lus : {known}."
TEXT_TOO_LARGE = (
    "Ce texte dépasse {limit} Mo : l’indexer prendrait de longues minutes. Déposez-le dans le dossier des textes du "
    "serveur, puis lancez : advisor index."
)
BAD_NAME = "Nom « {name} » : lettres, chiffres, points et tirets seulement, sans espace."
NO_FILE_OF_TEXT = "Le dossier des textes n’a pas de fichier pour « {document} »."
NAME_TAKEN = "Un texte « {name} » existe déjà : choisissez-le dans « Nouvelle version de »."
NOT_UTF8 = "Ce texte n’est pas en UTF-8 (octet {byte}). Enregistrez-le en UTF-8, puis recommencez."
TEXT_UNUSABLE = "Le texte ne peut pas être utilisé : {why}"
SUPERSEDED = "un autre texte le remplace déjà (manifest.toml)."
REVIEW_RUNNING = "Une autre proposition est en cours d’examen. Attendez sa fin, ou arrêtez-la."
NOTHING_TO_PUBLISH = "Il n’y a rien à publier : examinez d’abord un texte."
INDEX_MOVED = "L’index a changé depuis l’examen. Rien n’est publié : examinez de nouveau ce texte."
CORPUS_MOVED = "Le dossier des textes a changé depuis l’examen. Rien n’est publié : examinez de nouveau ce texte."
PUBLISH_FAILED = "La publication a échoué, l’ancien texte est remis et répond toujours. {why}"


def outcome(status: str | None, reason: str | None) -> str:
    """Return a status and its reason; an unknown one is shown as it is."""
    return " : ".join(OUTCOMES.get(str(part), str(part)) for part in (status, reason) if part) or NONE


def verdict(label: str) -> str:
    """Return a verdict with its outcome, "Correct (answered)", in French."""
    word, _, rest = label.partition(" (")
    status, _, reason = rest.rstrip(")").partition("/")
    return f"{VERDICTS.get(word, word)} ({outcome(status, reason)})"
