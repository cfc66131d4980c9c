"""The embedded language model as a LangChain chat model: llama.cpp in this process, no network.

One text at a time: a second question waits for the first, or until its own deadline. Not here: the file (embedded).
"""

from __future__ import annotations

import os
import queue
import threading
from collections.abc import Iterator
from typing import Any

from langchain_core.callbacks import CallbackManagerForLLMRun
from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, AIMessageChunk, BaseMessage
from langchain_core.outputs import ChatGeneration, ChatGenerationChunk, ChatResult
from pydantic import PrivateAttr

from advisor.config import Config
from advisor.errors import LanguageModelFailed, ModelError
from advisor.llm.embedded import checked_path

CONTEXT = 6144  # tokens of prompt and answer together; write keeps the extracts well below
_ROLES = {"system": "system", "human": "user", "ai": "assistant"}
_END = object()


class EmbeddedChat(BaseChatModel):
    """Qwen2.5 1.5B in 4 bits, read by llama.cpp on every core. The prompt's constant beginning stays in its cache."""

    max_tokens: int = 300
    _server: Any = PrivateAttr()
    _busy: Any = PrivateAttr(default_factory=threading.Lock)

    @classmethod
    def open(cls, config: Config) -> EmbeddedChat:
        """Load the model: one to a few seconds, 1.5 GB of memory. Raises ModelError."""
        path = checked_path(config)
        try:
            import xllamacpp  # type: ignore[import-untyped,import-not-found,unused-ignore]
        except ImportError:
            raise ModelError("xllamacpp: not installed. Run `make install-llm`.") from None
        params = xllamacpp.CommonParams()
        params.model.path = str(path)
        params.n_ctx = CONTEXT
        params.n_parallel = 1
        params.cpuparams.n_threads = params.cpuparams_batch.n_threads = os.cpu_count() or 1
        params.sampling.temp = 0.0
        params.warmup = False
        params.verbosity = -1
        try:
            server = xllamacpp.Server(params)
        except (RuntimeError, ValueError, MemoryError) as error:
            raise ModelError(f"{path.name}: cannot be loaded ({error}). About 1.5 GB of memory are needed.") from None
        model = cls(max_tokens=config.llm_max_tokens)
        model._server = server
        return model

    @property
    def _llm_type(self) -> str:
        return "advisor-embedded"

    def _generate(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> ChatResult:
        text = "".join(str(chunk.message.text) for chunk in self._stream(messages, stop, run_manager, **kwargs))
        return ChatResult(generations=[ChatGeneration(message=AIMessage(text))])

    def _stream(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> Iterator[ChatGenerationChunk]:
        request = {
            "messages": [{"role": _ROLES[message.type], "content": str(message.text)} for message in messages],
            "max_tokens": self.max_tokens,
            "temperature": 0.0,
            "stop": stop or [],
            "stream": True,
            "cache_prompt": True,
        }
        pieces: queue.SimpleQueue[object] = queue.SimpleQueue()
        left = threading.Event()
        threading.Thread(target=self._run, args=(request, pieces, left), daemon=True).start()
        try:
            while (piece := pieces.get()) is not _END:
                if isinstance(piece, LanguageModelFailed):
                    raise piece
                yield ChatGenerationChunk(message=AIMessageChunk(content=str(piece)))
        finally:
            left.set()

    def _run(self, request: dict[str, Any], pieces: queue.SimpleQueue[object], left: threading.Event) -> None:
        """Write one text. The engine calls back with each piece; a callback that returns True stops it."""

        def heard(chunk: Any) -> bool:
            for part in chunk if isinstance(chunk, list) else [chunk]:
                if "choices" not in part:
                    pieces.put(LanguageModelFailed("nonsense", "the engine refused the prompt"))
                    return True
                for choice in part["choices"]:
                    text = choice.get("delta", {}).get("content")
                    if text:
                        pieces.put(text)
            return left.is_set()

        try:
            with self._busy:
                if not left.is_set():
                    self._server.handle_chat_completions(request, heard)
        except (RuntimeError, ValueError, MemoryError) as error:
            pieces.put(LanguageModelFailed("down", type(error).__name__))
        finally:
            pieces.put(_END)
