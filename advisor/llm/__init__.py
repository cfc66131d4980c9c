"""Mode llm: a language model tells the checked quotes, and each of its sentences is proved before anyone sees it."""
