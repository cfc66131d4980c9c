"""Language models behind LangChain's chat interface: any provider, a server of one's own, or the embedded model.

`open_chat(config)` opens, `deltas(chat, …)` reads the text as it is written, until a deadline. Not here: what the
model is told (prompts), what its text is worth (support, write), the embedded model's file and engine (embedded).
"""

from __future__ import annotations

import contextlib
import os
import queue
import threading
import time
from collections.abc import Generator, Sequence
from types import TracebackType
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from advisor.config import Config
from advisor.errors import ConfigError, LanguageModelFailed, ModelError

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel

KEY = "ADVISOR_LLM_KEY"  # holds the key; without it the provider's library looks for its own variable
EMBEDDED = "embedded"
_LONGEST = 8_000  # characters of one text; a model that writes more is not answering

# How each provider's library calls the same settings. Another provider gets temperature and max_tokens only.
_SETTINGS: dict[str, dict[str, str]] = {
    "openai": {"tokens": "max_tokens", "timeout": "timeout", "retries": "max_retries", "url": "base_url"},
    "anthropic": {"tokens": "max_tokens", "timeout": "timeout", "retries": "max_retries", "url": "base_url"},
    "mistralai": {"tokens": "max_tokens", "timeout": "timeout", "retries": "max_retries", "url": "base_url"},
    "ollama": {"tokens": "num_predict", "url": "base_url"},
}


def open_chat(config: Config) -> BaseChatModel:
    """Open the model that `config.llm` names. Nothing is sent yet.

    Raises ConfigError for a setting that cannot be, ModelError when a package or the embedded model's file is missing.
    """
    if config.llm_timeout <= 0 or config.llm_max_tokens <= 0:
        raise ConfigError("llm_timeout and llm_max_tokens must be above 0. Correct advisor.toml or ADVISOR_*.")
    if config.llm == EMBEDDED:
        from advisor.llm.embedded_chat import EmbeddedChat

        return EmbeddedChat.open(config)
    provider, _, name = config.llm.partition(":")
    if not provider or not name:
        raise ConfigError(f'llm = {config.llm!r}: not a model. Write "embedded" or "provider:name", as ollama:mistral.')
    from langchain.chat_models import init_chat_model

    with _Caught() as caught:
        chat: BaseChatModel = init_chat_model(name, model_provider=provider, **_settings(provider, config))
        return chat
    raise _not_opened(caught.error, provider, config)


def _not_opened(error: Exception | None, provider: str, config: Config) -> ModelError | ConfigError:
    """Say what to do about a model that cannot be opened, without the library's words: they may hold the key."""
    if isinstance(error, ImportError):
        package = f"langchain-{provider.replace('_', '-')}"
        return ModelError(f"{package}: not installed. Run `make install-llm` (extra llm).")
    if isinstance(error, ValueError) and str(error).startswith("Unsupported"):
        return ConfigError(f"llm = {config.llm!r}: LangChain knows no provider {provider!r}.")
    return ModelError(f"{config.llm}: cannot be opened. Set {KEY} to its key, or llm_base_url to its address.")


def _settings(provider: str, config: Config) -> dict[str, Any]:
    names = _SETTINGS.get(provider, {"tokens": "max_tokens"})
    settings: dict[str, Any] = {"temperature": 0.0, names["tokens"]: config.llm_max_tokens}
    if "timeout" in names:
        settings[names["timeout"]] = config.llm_timeout
        # A second try would end after the deadline: the quotes answer instead.
        settings[names["retries"]] = 0 if provider != "mistralai" else 1
    if provider == "ollama":
        settings["client_kwargs"] = {"timeout": config.llm_timeout}
    if config.llm_base_url:
        settings[names.get("url", "base_url")] = config.llm_base_url
    if provider != "ollama":
        key = os.environ.get(KEY)
        if key:
            settings["api_key"] = key
        elif provider == "openai" and config.llm_base_url and not os.environ.get("OPENAI_API_KEY"):
            settings["api_key"] = "none"  # a server of one's own asks for none, its client for something
    return settings


def sent_to(config: Config) -> str:
    """Return who gets the questions of mode llm: an address's host, a provider's name; "" when nobody outside."""
    provider = config.llm.partition(":")[0]
    host = urlsplit(config.llm_base_url).hostname or ""
    if config.llm == EMBEDDED or (provider == "ollama" and not host):
        return ""
    local = host in ("localhost", "::1") or host.startswith("127.")
    return "" if local else host or provider


# --------------------------------------------------------------------------- reading


class _Caught:
    """Keeps what went wrong inside its block. The providers' libraries share no base class of errors to name."""

    error: Exception | None = None

    def __enter__(self) -> _Caught:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> bool:
        if isinstance(error, Exception):
            self.error = error
            return True
        return False


_END = object()


def deltas(chat: BaseChatModel, messages: Sequence[tuple[str, str]], *, seconds: float) -> Generator[str, None, None]:
    """Yield the model's text piece by piece, for at most `seconds`. `messages` are (role, text), role system or human.

    The model is read in a thread of its own, so that one that hangs or drips is left at the deadline. Stop reading by
    closing the generator. Raises LanguageModelFailed: slow, down, quota, key or nonsense.
    """
    deadline = time.monotonic() + seconds
    pieces: queue.SimpleQueue[object] = queue.SimpleQueue()
    caught, left = _Caught(), threading.Event()
    thread = threading.Thread(target=_read, args=(chat, list(messages), pieces, caught, left), daemon=True)
    thread.start()
    length = 0
    try:
        while True:
            try:
                piece = pieces.get(timeout=max(0.0, deadline - time.monotonic()))
            except queue.Empty:
                raise LanguageModelFailed("slow") from None
            if piece is _END:
                break
            length += len(str(piece))
            if length > _LONGEST:
                raise LanguageModelFailed("nonsense", "endless text")
            yield str(piece)
    finally:
        left.set()
    if caught.error is not None:
        raise _failure(caught.error) from None


def _read(
    chat: BaseChatModel,
    messages: list[tuple[str, str]],
    pieces: queue.SimpleQueue[object],
    caught: _Caught,
    left: threading.Event,
) -> None:
    with caught, contextlib.closing(_stream(chat, messages)) as chunks:
        for chunk in chunks:
            if left.is_set():
                break
            if getattr(chunk, "tool_call_chunks", None) or getattr(chunk, "invalid_tool_calls", None):
                raise LanguageModelFailed("nonsense", "tool call")
            text = str(chunk.text)
            if text:
                pieces.put(text)
    pieces.put(_END)


def _stream(chat: BaseChatModel, messages: list[tuple[str, str]]) -> Generator[Any, None, None]:
    # A generator of our own: LangChain promises an iterator, which need not have close().
    yield from chat.stream(messages)


def _failure(error: Exception) -> LanguageModelFailed:
    """Name the cause by the HTTP status or the kind of error; the provider's own words are left out."""
    if isinstance(error, LanguageModelFailed):
        return error
    response = getattr(error, "response", None)
    status = getattr(error, "status_code", None) or getattr(response, "status_code", None)
    kind = type(error).__name__
    if status in (402, 429):
        return LanguageModelFailed("quota", f"HTTP {status}")
    if status in (401, 403):
        return LanguageModelFailed("key", f"HTTP {status}")
    if isinstance(status, int) and status > 0:
        return LanguageModelFailed("down", f"HTTP {status}")
    if isinstance(error, TimeoutError) or "Timeout" in kind:
        return LanguageModelFailed("slow", kind)
    if isinstance(error, (ValueError, TypeError, KeyError, AttributeError, IndexError)):
        return LanguageModelFailed("nonsense", kind)  # an answer that its own library cannot read
    return LanguageModelFailed("down", kind)
