"""The evidence model as torch: e5-small reading question and evidence together, and one logit."""

from __future__ import annotations

from collections.abc import Sequence

import torch
from tokenizers import Tokenizer
from torch import nn
from torch.nn.functional import binary_cross_entropy_with_logits
from transformers import BertModel

MICRO_BATCH = 16  # pairs padded together
ANSWER_WEIGHT = 0.5  # of the cross-entropy per pair, beside the list-wise loss
ALL_WRONG = -1e4


class Judge(nn.Module):
    """Tokens of "<s> question </s> </s> evidence </s>" to one logit: higher, it answers; 0, as likely as not."""

    def __init__(self, bert: BertModel) -> None:
        super().__init__()
        self.bert = bert
        size = bert.config.hidden_size
        self.dense = nn.Linear(2 * size, size)
        self.out = nn.Linear(size, 1)

    def forward(self, input_ids: torch.Tensor, attention_mask: torch.Tensor) -> torch.Tensor:
        """Return logits, shape (batch,). The first token and the mean are both read: e5 was trained on the mean."""
        hidden = self.bert(input_ids=input_ids, attention_mask=attention_mask).last_hidden_state
        weight = attention_mask.unsqueeze(-1).to(hidden.dtype)
        mean = (hidden * weight).sum(1) / weight.sum(1).clamp(min=1e-9)
        both = torch.cat([hidden[:, 0], mean], dim=-1)
        return self.out(torch.tanh(self.dense(both))).squeeze(-1)


def logits_of(judge: Judge, tokenizer: Tokenizer, pairs: Sequence[tuple[str, str]], *, pad: int) -> torch.Tensor:
    """Return the logits of `pairs` in order, read in micro-batches of similar length."""
    encodings = [encoding.ids for encoding in tokenizer.encode_batch(list(pairs))]
    order = sorted(range(len(encodings)), key=lambda position: len(encodings[position]))
    parts = []
    for start in range(0, len(order), MICRO_BATCH):
        batch = [encodings[position] for position in order[start : start + MICRO_BATCH]]
        ids = torch.full((len(batch), max(map(len, batch))), pad)
        for row, tokens in zip(ids, batch, strict=True):
            row[: len(tokens)] = torch.tensor(tokens)
        parts.append(judge(ids, (ids != pad).long()))
    back = torch.empty(len(order), dtype=torch.long)
    back[torch.tensor(order)] = torch.arange(len(order))
    return torch.cat(parts)[back]


def group_loss(logits: torch.Tensor, answers: torch.Tensor) -> torch.Tensor:
    """Return the loss of one question's candidates; `answers` is 1 for those that answer, 0 for the others.

    List-wise: minus the log of the share of the softmax that falls on what answers (nothing for an unanswerable
    question). Per pair: cross-entropy, the ones that answer and the others counting half each, so that a score means
    the same for every question and "none of them" can be learnt.
    """
    yes = answers.bool()
    losses = binary_cross_entropy_with_logits(logits, answers, reduction="none")
    if not yes.any():
        # The best one decides whether a question is refused: it counts as much as all the others.
        return ANSWER_WEIGHT * (losses.mean() + losses.max())
    list_wise = torch.logsumexp(logits, 0) - torch.logsumexp(logits.masked_fill(~yes, ALL_WRONG), 0)
    per_pair = losses[yes].mean() + (losses[~yes].mean() if (~yes).any() else 0.0)
    return list_wise + ANSWER_WEIGHT * per_pair
