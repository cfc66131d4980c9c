"""All French that the page and the HTTP door show. Constants and label tables only; sentences say what to do next."""

from __future__ import annotations

from datetime import datetime

from advisor.language.french import date_in_words

TITLE = "Conseil diplômes : vos questions sur les textes officiels"
HEADING = "Conseil diplômes"
DESCRIPTION = (
    "Posez votre question sur un diplôme professionnel : accès, stage, épreuves. "
    "Chaque réponse cite mot pour mot le texte officiel."
)
TAGLINE = "Accès, stage, épreuves : des réponses citées mot pour mot dans les textes officiels."
NO_SCRIPT = "Cette page a besoin de JavaScript. Activez-le dans votre navigateur, puis rechargez la page."
SKIP = "Aller à la question"

COVERS = "Textes couverts : {diplomas}."
COVERS_MORE = "{diplomas} et {count} autres diplômes"
NOT_OFFICIAL = "Cet assistant cite les textes ; il ne prend pas de décision officielle : votre établissement fait foi."
PRIVACY_TITLE = "Vos questions ne sont pas enregistrées"
PRIVACY = "Une question ne sert qu’à produire la réponse : elle ne quitte pas ce serveur et n’y est pas gardée."
KEPT = (
    "Seul un avis que vous envoyez est conservé, avec sa question et sa réponse. La conversation reste dans cet onglet "
    "et disparaît quand vous le fermez."
)
REMOTE = (
    "Attention : les réponses sont rédigées par un modèle de langage distant. Vos questions quittent cette machine et "
    "sont envoyées à {who}. N’y mettez aucune information personnelle."
)

QUESTION = "Votre question"
QUESTION_HINT = "Écrivez ici"
QUESTION_HINT_LONG = "Quelle est la durée du stage ?"
SEND = "Envoyer"
NEW = "Recommencer"
PRECISIONS = "Préciser ma situation"
PRECISIONS_MADE = "Ma situation : {choices}"
DIPLOMA = "Mon diplôme"
DIPLOMA_INFO = "Laissez vide si votre question nomme le diplôme."
SITUATION = "Ma situation"
ATTRIBUTES = "Et aussi"
UNSAID = "Je ne précise pas"
EMPTY = "Posez une question, ou essayez un exemple :"
CONVERSATION = "Conversation"

SITUATIONS = {
    "scolaire": "Élève ou étudiant (voie scolaire)",
    "apprenti": "Apprenti",
    "formation_continue": "Formation continue",
    "premiere_formation": "Première formation",
    "reconversion": "Reconversion",
    "perfectionnement": "Perfectionnement",
    "experience_professionnelle": "Candidat par expérience professionnelle",
    "vae": "Validation des acquis (VAE)",
    "candidat_individuel": "Candidat individuel",
    "contrat_professionnalisation": "Contrat de professionnalisation",
}
ATTRIBUTE_LABELS = {"a_distance": "À distance", "redoublant": "Redoublant", "non_scolarise": "Non scolarisé"}
# Example questions by the kind of a text, each with the topic it is shown under; {diploma} is the diploma of the text.
EXAMPLES = {
    "annexe": (
        ("Stage", "Quelle est la durée du stage en {diploma} ?"),
        ("Stage", "Que doit contenir le rapport de stage en {diploma} ?"),
    ),
    "arrete": (("Épreuves", "Comment se déroule l’épreuve en {diploma} ?"),),
    "onisep": (("Accès", "Comment entrer en {diploma} ?"), ("Poursuite d’études", "Que faire après le {diploma} ?")),
    "rncp": (("Validité", "{diploma} : la certification est-elle encore enregistrée ?"),),
}
# What the head of an answer says, by status and reason.
ANSWERED = "Réponse tirée des textes"
CLARIFY = "Une précision est nécessaire"
REFUSALS = {
    "diploma_unknown": "Diplôme absent des textes",
    "not_in_texts": "Les textes ne le disent pas",
    "refers_elsewhere": "Le texte renvoie ailleurs",
    "not_applicable_to_session": "Texte non applicable à cette session",
    "out_of_scope": "Hors du sujet de cet assistant",
    "small_talk": "Bonjour",
}
REFUSED = "Pas de réponse dans les textes"
ASK_WHOM = {
    "diploma_unknown": "À qui demander : un CIO, un psyEN, ou le site de l’Onisep.",
    "not_in_texts": "À qui demander : votre établissement, ou le service des examens de votre académie.",
    "refers_elsewhere": "À qui demander : votre établissement, ou le service des examens de votre académie.",
    "not_applicable_to_session": "À qui demander : le service des examens de votre académie.",
    "out_of_scope": "À qui demander : un CIO ou un psyEN peut vous orienter vers le bon service.",
}
ASSUMED = "Compris :"
REMOVE = "Retirer « {what} » et reposer la question"
CHOOSE = "Choisissez une réponse :"
SOURCES = "Sources"
SOURCE = "Source {n}"
READ_IN_PLACE = "Lire dans le texte"
READ_SOURCE = "Lire dans le texte la source {n}"
OFFICIAL = "Page officielle"
NEW_TAB = "(nouvel onglet)"
RELATED = "Où regarder dans les textes :"
NOTICE = "À noter"
COPY = "Copier"
COPIED = "Réponse copiée avec ses sources."
COPY_FAILED = "La copie est bloquée par le navigateur : sélectionnez le texte, puis copiez-le."
PROOF_HTML = "Fiche de preuve"
PROOF_PDF = "PDF"
PROOF_PDF_LONG = "Fiche de preuve en PDF"
YOU = "Votre question"
PENDING = "Recherche dans les textes…"
RETRY = "Réessayer"
MORE = "Lire la suite"
LESS = "Réduire"

FEEDBACK = "Donner mon avis"
FEEDBACK_LEGEND = "Cette réponse vous est-elle utile ?"
USEFUL = "Utile"
NOT_USEFUL = "Pas utile"
REASONS_LEGEND = "Ce qui ne va pas (facultatif)"
REASONS = {
    "faux": "Faux",
    "incomplet": "Incomplet",
    "mauvais_diplome": "Mauvais diplôme",
    "mauvaise_situation": "Mauvaise situation",
    "texte_perime": "Texte périmé",
    "pas_compris": "Question mal comprise",
    "autre": "Autre",
}
COMMENT = "Votre remarque (facultatif)"
SEND_FEEDBACK = "Envoyer mon avis"
FEEDBACK_STORED = "Seront conservés : votre avis, la question, la réponse et la date. N’écrivez ni nom ni coordonnées."
FEEDBACK_THANKS = "Merci, votre avis est enregistré."
FEEDBACK_CHOOSE = "Choisissez d’abord « Utile » ou « Pas utile »."

# The source panel.
SOURCE_PANEL = "La source dans le texte"
CLOSE = "Fermer"
PUBLISHED = "Publié le {date}"
UNDATED = "Texte sans date de publication connue"
APPLIES = "Applicable à partir de la session {session}"
EXPIRED = "Enregistrement échu le {date}"
VALID_UNTIL = "Enregistrement valable jusqu’au {date}"
RETRIEVED = "Copie relevée le {date}"
LICENCE = "Licence : {licence}"
NO_PUBLISHER = "Éditeur non indiqué"
WHOLE_TEXT = "Afficher tout le texte"
CUT = "[…]"
QUOTE_START = "début de la citation : "
QUOTE_END = " (fin de la citation)"
SOURCE_CHANGED = "Ce texte a été remplacé depuis la réponse. Reposez la question pour citer la version en vigueur."
SOURCE_UNKNOWN = "Ce texte n’est plus dans l’index. Reposez la question."

# The proof sheet.
PROOF_TITLE = "Fiche de preuve"
PROOF_INTRO = (
    "Ce document reproduit une réponse et les extraits des textes sur lesquels elle s’appuie. "
    "Il n’a pas valeur de décision officielle."
)
PROOF_QUESTION = "Question"
PROOF_ANSWER = "Réponse"
PROOF_QUOTES = "Extraits cités, mot pour mot"
PROOF_NO_QUOTES = "Aucun extrait : les textes consultés ne répondent pas à cette question."
PROOF_SITUATION = "Situation prise en compte"
PROOF_NO_SITUATION = "aucune précisée"
PROOF_WHEN = "Consultation du {when}"
PROOF_INDEX = "Version des textes : {version}"
PROOF_SAME = "Extrait vérifié : identique au texte conservé (caractères {start} à {end}, empreinte du texte {sha})."
PROOF_DIFFERENT = "Attention : cet extrait ne correspond plus au texte conservé. Reposez la question."
PROOF_PRINT = "Imprimer"
PROOF_BAD = (
    "Cette fiche ne peut pas être produite : la réponse reçue est illisible. Revenez à la page et reposez la question."
)
PROOF_FILE = "fiche-de-preuve"

# Faults. Each says what happened and what to do.
TOO_LONG = "Votre question compte {length} caractères, {limit} au plus. Raccourcissez-la : elle reste dans le champ."
NO_QUESTION = "Écrivez d’abord votre question."
BUSY = "Une réponse est en cours. Votre question reste dans le champ : envoyez-la juste après."
UNREACHABLE = (
    "Le serveur ne répond pas. Votre question est conservée ci-dessus : vérifiez la connexion, puis réessayez."
)
SOURCE_UNREACHABLE = (
    "Le serveur ne répond pas : le texte ne peut pas être affiché. Vérifiez la connexion, puis réessayez."
)
FEEDBACK_UNREACHABLE = (
    "Le serveur ne répond pas : votre avis n’est pas parti. Il reste dans ce formulaire : vérifiez la connexion, "
    "puis renvoyez-le."
)
INTERRUPTED = "La page a été rechargée avant la réponse."
FAILED = "La réponse n’a pas pu être produite. Votre question est conservée : réessayez dans un instant."
STORAGE_FULL = "Conversation très longue : ses plus anciennes réponses ne survivront pas à un rechargement de la page."
CLEARED = "Nouvelle conversation : la précédente est effacée."
NO_INDEX = (
    "L’index des textes n’est pas encore construit. Sur le serveur, lancez : advisor index (ou make index). "
    "Puis rechargez cette page."
)
OTHER_INDEX = "L’index vient d’une autre version du logiciel. Sur le serveur : advisor index. Puis rechargez la page."
BAD_INDEX = "L’index ne peut pas être lu. Sur le serveur : advisor index --rebuild. Puis rechargez cette page."
ENGINE = "Le moteur de réponse n’est pas disponible. Réessayez plus tard ou prévenez la personne qui gère ce service."
NO_PAGE = "Cette page n’existe pas, ou n’a plus d’adresse : une fiche de preuve se rouvre depuis sa réponse."
PAGE_FAILED = "Cette page ne peut pas être affichée pour le moment. Réessayez dans un instant."
TO_START = "Poser une question"
BODY_TOO_LARGE = "Demande trop volumineuse : {limit} Ko au plus."
BAD_FIELD = "Champ « {field} » : valeur manquante ou incorrecte."
UNREADABLE = "Cette question ne peut pas être lue. Reformulez-la."
BAD_JSON = "La demande n’est pas du JSON valable."
QUESTION_OR_MESSAGES = "Donnez « question » ou « messages », et un seul des deux."
LAST_IS_USER = "Le dernier message doit venir de l’utilisateur."
UNKNOWN_STATUS = "Situation inconnue : {status}. Valeurs possibles : {known}."
UNKNOWN_DIPLOMA = "Diplôme inconnu : {diploma}. La liste est à /api/diplomas."
UNKNOWN_DOCUMENT = "Texte inconnu : {document}."
FEEDBACK_FULL = "Les avis ne peuvent plus être enregistrés pour le moment. Prévenez la personne qui gère ce service."

API_TITLE = "Conseil diplômes : l’API"
API_DESCRIPTION = "Les mêmes réponses que la page, avec leurs citations, pour des programmes."

# What assistants read of the tool.
TOOL_INSTRUCTIONS = (
    "Répond aux questions sur les diplômes professionnels français d’après les textes officiels de l’index. Reprenez "
    "les citations telles quelles ; si « status » vaut « not_found », dites que les textes ne répondent pas."
)
TOOL_ASK = (
    "Répond à une question sur un diplôme professionnel français (accès, stage, épreuves) avec les extraits exacts "
    "des textes officiels et leur place, ou dit que les textes ne répondent pas."
)
TOOL_QUESTION = "La question, en français, avec le nom du diplôme."
TOOL_DIPLOMA = "Identifiant d’un diplôme (outil « diplomas »), si la question ne le nomme pas."
TOOL_SESSION = "Session d’examen, par exemple 2026."
TOOL_DIPLOMAS = "Liste les diplômes sur lesquels l’index contient un texte."


def moment(value: datetime) -> str:
    """Return "3 juillet 2019 à 9 h 05" for a date and time."""
    return f"{date_in_words(value.date())} à {value.hour} h {value.minute:02d}"


def situation(code: str) -> str:
    """Return the label of a situation or attribute; an unknown code is shown as it is."""
    return SITUATIONS.get(code) or ATTRIBUTE_LABELS.get(code) or code.replace("_", " ")
