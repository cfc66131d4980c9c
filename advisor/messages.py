"""All the French of the answers, constants only. The page has its own file, advisor/web/messages_fr.py."""

from __future__ import annotations

# Whom to ask, by topic of the question. None of them is a text: they are where a person can go next.
AUTHORITY = "au service des examens de l'académie"  # data/diploma_types.toml names others, by kind of diploma
ASK = {
    "examen": "{authority}",
    "stage": "à l'établissement ou à l'organisme de formation, ou {authority}",
    "acces": "à un CIO (psychologue de l'Éducation nationale) ou à l'établissement visé",
    "vae": "à un point relais conseil VAE ou {authority}",
    "suite": "à un CIO (psychologue de l'Éducation nationale) ou à l'établissement visé",
    "validite": "à France compétences, pour l'enregistrement au RNCP, ou {authority}",
    "administratif": "à l'autorité qui délivre le diplôme, ou à un CIO",
}
ASK_DEFAULT = "à l'établissement de formation, {authority} ou à un CIO"

NOT_IN_TEXTS = "Les textes que j'ai lus ne le disent pas{scope}. Je préfère ne rien avancer."
LOST_COLUMNS = (
    "Le texte que j'ai lu a une ligne à ce sujet{scope}, mais les colonnes OUI / NON de son tableau y sont perdues : "
    "je ne peux pas dire ce qui est coché."
)
REFERS_ELSEWHERE = (
    "Le texte que j'ai lu n'énonce pas cette règle lui-même{scope} : "
    "il renvoie à un autre texte, ou à l'autorité qui en décide."
)
NOT_APPLICABLE = (
    "Le texte que j'ai lu s'applique à partir de la session {first} : il ne dit rien de la session {asked}."
)
DIPLOMA_UNKNOWN = "Je n'ai aucun texte sur ce diplôme : {name}. Je ne réponds pas non plus avec les règles d'un autre."
COVERED = "Diplômes dont j'ai les textes : {names}."
COVERED_MANY = "J'ai les textes de {count} autres diplômes : si le vôtre en fait partie, donnez son nom exact."
OUT_OF_SCOPE = (
    "Je réponds seulement aux questions sur les diplômes professionnels dont j'ai les textes : "
    "accès, stage, examen, VAE, suite d'études."
)
SMALL_TALK = (
    "Bonjour ! Posez-moi une question sur un diplôme : son accès, son stage, son examen… "
    "Je réponds avec les textes officiels, mot pour mot."
)
THANKS = "Avec plaisir. N'hésitez pas à poser une autre question sur un diplôme."
NEEDS_DIPLOMA = "La réponse dépend du diplôme. De quel diplôme parlez-vous ?"
NEEDS_SITUATION = "La règle dépend de votre situation. Laquelle est la vôtre ?"
LOOKED_AT = "J'ai regardé : {places}."
WHOM = "Vous pouvez vous adresser {whom}."
SCOPE = " ({name})"

# "Vous êtes sûr ?": nothing is added to what the text says.
AGAIN = "Je ne fais que citer les textes. Voici de nouveau ce qu'ils disent :"
GO_ON = "Je vous écoute : quelle est votre question ?"
CORRECTED = "Attention, le texte dit autre chose que ce que suppose votre question :"
ENGLISH = "Here is what the official French texts say (quoted word for word):"
ENGLISH_REFUSALS = {
    "small_talk": "I answer questions about French vocational diplomas. In French:",
    "out_of_scope": "I only answer questions about the vocational diplomas whose texts I have. In French:",
    "diploma_unknown": "I have no text about this diploma. In French:",
    "needs_diploma": "Which diploma do you mean? In French:",
    "needs_situation": "The rule depends on your situation: which one is yours? In French:",
    "not_in_texts": "The texts I have do not say. In French:",
    "refers_elsewhere": "The text I have sends the reader to another text, which I do not have. In French:",
    "not_applicable_to_session": "The text I have does not apply to that session. In French:",
}
ASSUMED_DIPLOMA = "Je comprends que vous parlez de : {name}."
FOR_SITUATION = "Règle pour votre situation ({names}) :"
IF_CONDITIONS = "Règle pour votre situation, si vous en remplissez la condition ({heading}) :"
NO_OWN_RULE = "Je n'ai pas trouvé de règle propre à votre situation ({names}). Voici celle qui vaut pour tous :"
GENERAL_RULE = "Règle générale :"
BY_SITUATION = "**Selon votre situation**"
ALSO_POSSIBLE = "Autre passage qui peut répondre :"
ALSO_FOR = "Autre passage qui peut répondre, écrit pour : {heading}."
ONLY_FOR = "Cette règle est écrite pour : {heading}."
FOR_CANDIDATES = "**{heading}** :"
SILENT_FOR = "Les textes que j'ai lus ne le disent pas pour ce diplôme."
SILENT_QUESTION = "« {question} » : {why}"
REFERS_FOR = "Le texte renvoie à un autre texte, ou à l'autorité qui en décide."
SESSION_FOR = "Le texte s'applique à partir de la session {first} : il ne dit rien de la session {asked}."
UNKNOWN_FOR = "Je n'ai aucun texte sur ce diplôme."

NOTICES = {
    "expired": "L'enregistrement de cette certification est échu depuis le {date} : le texte peut ne plus s'appliquer.",
    "not_applicable_to_session": "Ce texte s'applique à partir de la session {first}.",
    "ambiguous_source": "Ce passage vient d'un tableau dont les colonnes OUI / NON sont perdues : "
    "on ne peut pas en déduire si c'est ouvert.",
    "undated_source": "Ce texte ne porte pas de date : vérifiez qu'il est toujours en vigueur.",
    "stale_source": "Ce texte a été relevé le {date}, il y a plus d'un an : vérifiez qu'il est toujours en vigueur.",
}

SITUATIONS = {
    "scolaire": "voie scolaire",
    "apprenti": "apprentissage",
    "formation_continue": "formation continue",
    "premiere_formation": "première formation",
    "reconversion": "reconversion",
    "perfectionnement": "perfectionnement",
    "experience_professionnelle": "expérience professionnelle",
    "vae": "VAE",
    "candidat_individuel": "candidat individuel",
    "contrat_professionnalisation": "contrat de professionnalisation",
    "a_distance": "formation à distance",
    "redoublant": "candidat ayant échoué à une session antérieure",
    "non_scolarise": "candidat non scolarisé",
}

# What stands around the quotes of who asked in English, by the French it stands for.
ENGLISH_LABELS = {
    CORRECTED: "Careful: the text says otherwise than your question supposes.",
    AGAIN: "I only quote the texts. Here again is what they say:",
    ASSUMED_DIPLOMA: "I take it that you mean: {name}.",
    FOR_SITUATION: "The rule for your situation ({names}):",
    IF_CONDITIONS: "The rule for your situation, if you meet its condition ({heading}):",
    NO_OWN_RULE: "I found no rule for your own situation ({names}). Here is the one for everyone:",
    GENERAL_RULE: "The general rule:",
    BY_SITUATION: "**Depending on your situation**",
    ALSO_POSSIBLE: "Another passage that may answer:",
    ALSO_FOR: "Another passage that may answer, written for: {heading}.",
    ONLY_FOR: "This rule is written for: {heading}.",
    SILENT_FOR: "The texts I have do not say so for this diploma.",
    SILENT_QUESTION: "“{question}”: {why}",
    REFERS_FOR: "The text sends the reader to another text, or to the authority that decides.",
    SESSION_FOR: "The text applies from session {first} on: it says nothing of session {asked}.",
    UNKNOWN_FOR: "I have no text about this diploma.",
}
ENGLISH_SITUATIONS = {
    "scolaire": "school",
    "apprenti": "apprenticeship",
    "formation_continue": "adult education",
    "premiere_formation": "first training",
    "reconversion": "retraining",
    "perfectionnement": "further training",
    "experience_professionnelle": "professional experience",
    "vae": "VAE",
    "candidat_individuel": "independent candidate",
    "contrat_professionnalisation": "contrat de professionnalisation",
    "a_distance": "distance learning",
    "redoublant": "candidate who failed an earlier session",
    "non_scolarise": "candidate out of school",
}

BOUNDS = {"min": "au moins", "max": "au plus", "about": "environ"}

# Mode llm. Why the quotes answer instead of the model, by cause of LanguageModelFailed or of the checks.
MODEL = {
    "slow": "Le modèle de langue n'a pas répondu à temps : voici la réponse par les citations.",
    "down": "Le modèle de langue ne répond pas : voici la réponse par les citations.",
    "quota": "Le modèle de langue a atteint sa limite d'utilisation : voici la réponse par les citations.",
    "key": "Le modèle de langue refuse l'accès (clé absente ou invalide) : voici la réponse par les citations.",
    "missing": "Le modèle de langue n'est pas installé, ou mal réglé : voici la réponse par les citations.",
    "nonsense": "Le modèle de langue n'a pas donné de texte utilisable : voici la réponse par les citations.",
    "no_answer": "Le modèle de langue n'a pas su répondre avec ces extraits : voici les citations trouvées.",
    "unproved": "Le texte du modèle de langue n'était pas prouvé par les extraits : voici les citations.",
    "withheld": "La question ou les extraits ne peuvent pas être confiés au modèle de langue : voici les citations.",
}
MODEL_UNUSED = ("no_answer", "unproved", "withheld")  # the other causes are model_unavailable
WRITTEN = "Réponse rédigée par un modèle de langue et vérifiée phrase par phrase : ce sont les citations qui font foi."
ENGLISH_WRITTEN = "Here is what the official French texts say (told in French by a language model, and checked):"
