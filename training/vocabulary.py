"""The vocabulary cut down to what French and English text uses. Nothing becomes unknown: single characters all stay."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence

import torch
from tokenizers import Tokenizer
from transformers import BertModel

from training.e5_weights import Vocabulary, tokenizer_of

MARKS = ("<s>", "<pad>", "</s>", "<unk>", "<mask>")
FRENCH_WORDS = 400_000  # of wordfreq's list, which holds fewer
ENGLISH_WORDS = 60_000


def written_forms(word: str) -> Iterable[str]:
    """Yield a word as people write it: after an apostrophe, with a capital, in capitals, without its accents."""
    bare = "".join(c for c in unicodedata.normalize("NFD", word) if not unicodedata.combining(c))
    for form in dict.fromkeys((word, bare)):
        yield from (form, form.capitalize(), form.upper(), f"l'{form}", f"({form}", f"l’{form}")


def usage(tokenizer: Tokenizer, texts: Iterable[str], *, weight: int = 1) -> Counter[int]:
    """Return how often each piece is used in `texts`."""
    counts: Counter[int] = Counter()
    for encoding in tokenizer.encode_batch_fast(list(texts), add_special_tokens=False):
        counts.update(encoding.ids)
    return Counter({piece: count * weight for piece, count in counts.items()})


def word_usage(tokenizer: Tokenizer) -> Counter[int]:
    """Return the use of each piece over wordfreq's French and English lists, weighted by the frequency of the words."""
    from wordfreq import top_n_list, word_frequency

    counts: Counter[int] = Counter()
    for language, size in (("fr", FRENCH_WORDS), ("en", ENGLISH_WORDS)):
        for word in top_n_list(language, size):
            forms = list(written_forms(word)) if language == "fr" else [word, word.capitalize()]
            # Occurrences in a thousand million words; the rare forms count for little but not for nothing.
            weight = max(1, round(word_frequency(word, language) * 1e9))
            for encoding in tokenizer.encode_batch_fast(forms, add_special_tokens=False):
                for piece in encoding.ids:
                    counts[piece] += weight
    return counts


def kept_pieces(vocabulary: Vocabulary, counts: Counter[int], *, limit: int) -> list[int]:
    """Return the ids to keep in rising order: marks, single characters, then the most used, `limit` in all."""
    always = {
        number
        for number, piece in enumerate(vocabulary.pieces)
        if piece in MARKS or len(piece) == 1 or (len(piece) == 2 and piece[0] == "▁")
    }
    ranked = [piece for piece, _ in counts.most_common() if piece not in always]
    return sorted(always | set(ranked[: max(0, limit - len(always))]))


def prune(model: BertModel, vocabulary: Vocabulary, kept: Sequence[int]) -> tuple[BertModel, Vocabulary, Tokenizer]:
    """Cut the embedding table of `model` (in place) and the vocabulary down to `kept`; add the tokenizer."""
    table = model.embeddings.word_embeddings
    new = {old: position for position, old in enumerate(kept)}
    smaller = torch.nn.Embedding(len(kept), table.embedding_dim, padding_idx=new[vocabulary.pad])
    smaller.weight.data = table.weight.data[torch.tensor(kept)].clone()
    model.embeddings.word_embeddings = smaller
    model.config.vocab_size = len(kept)
    model.config.pad_token_id = new[vocabulary.pad]
    pruned = Vocabulary(
        pieces=tuple(vocabulary.pieces[old] for old in kept),
        scores=tuple(vocabulary.scores[old] for old in kept),
        bos=new[vocabulary.bos],
        eos=new[vocabulary.eos],
        pad=new[vocabulary.pad],
        unk=new[vocabulary.unk],
    )
    return model, pruned, tokenizer_of(pruned)
