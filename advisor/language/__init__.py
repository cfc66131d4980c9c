"""How French is read: words and stems, the vocabulary that a counsellor edits, persons, numbers and exams in a text."""
