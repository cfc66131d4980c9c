"""Make a model easy to compute in bytes: no column of a matrix's input far larger than the others, the result the same.

Dynamic quantisation gives the whole input of a matrix one scale, so one large column leaves few steps to the others.
Dividing each column and multiplying the weights that read it moves the difficulty into the weights, which have a scale
per output (SmoothQuant, Xiao et al. 2023, https://arxiv.org/abs/2211.10438).
"""

from __future__ import annotations

from collections.abc import Sequence

import torch
from tokenizers import Tokenizer
from torch import nn

from training.judge import Judge, logits_of

# Of the difficulty that moves into the weights, as an exponent: correlation with the logits of the model as trained
# 0.983 with 0.5, 0.998 with 0.7, 0.999 with 0.8, 0.998 with 0.9; 0.994 without smoothing (40 pairs; mean change 0.15
# with 0.8, 0.39 without).
SHARE = 0.8
_LEAST = 1e-5


class Smoothed(nn.Module):
    """A linear layer that divides its input by `divisor`, column by column, and has it in its weights instead."""

    def __init__(self, linear: nn.Linear, largest: torch.Tensor) -> None:
        """`largest`: the largest absolute value of each input column, shape (inputs,)."""
        super().__init__()
        weight = linear.weight.data
        divisor = largest.clamp(min=_LEAST) ** SHARE / weight.abs().amax(0).clamp(min=_LEAST) ** (1 - SHARE)
        self.linear = nn.Linear(linear.in_features, linear.out_features, bias=linear.bias is not None)
        self.linear.weight.data = weight * divisor
        if linear.bias is not None:
            self.linear.bias.data = linear.bias.data.clone()
        self.register_buffer("factor", 1 / divisor)

    def forward(self, hidden: torch.Tensor) -> torch.Tensor:
        """Return what the linear layer returns, shape (…, outputs)."""
        return self.linear(hidden * self.factor)


def smooth(judge: Judge, tokenizer: Tokenizer, pairs: Sequence[tuple[str, str]], *, pad: int) -> None:
    """Replace (in place) the linear layers of the encoder by smoothed ones, their columns measured on `pairs`."""
    linears = [module for module in judge.bert.encoder.modules() if isinstance(module, nn.Linear)]
    largest: dict[nn.Module, torch.Tensor] = {}

    def see(module: nn.Module, inputs: tuple[torch.Tensor]) -> None:
        now = inputs[0].detach().abs().flatten(0, -2).amax(0)
        largest[module] = torch.maximum(largest[module], now) if module in largest else now

    hooks = [linear.register_forward_pre_hook(see) for linear in linears]
    with torch.no_grad():
        logits_of(judge.eval(), tokenizer, pairs, pad=pad)
    for hook in hooks:
        hook.remove()
    for parent in list(judge.bert.encoder.modules()):
        for name, child in list(parent.named_children()):
            if child in largest:
                setattr(parent, name, Smoothed(child, largest[child]))
