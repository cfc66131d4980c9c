"""A server on this machine with the API of OpenAI's chat, which does what it is told: answers, or misbehaves."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

KEY = "sk-very-secret-key"


@dataclass
class Server:
    """A server with the API of OpenAI's chat that does what `manner` says."""

    url: str = ""
    manner: str = "good"
    text: str | Callable[[str], str] = ""  # what it writes, or what it makes of the prompt
    over: threading.Event = field(default_factory=threading.Event)
    keys: list[str] = field(default_factory=list)
    bodies: list[dict[str, object]] = field(default_factory=list)


def _chunk(**delta: object) -> bytes:
    choice = {"index": 0, "delta": {"role": "assistant", **delta}, "finish_reason": None}
    body = {"id": "1", "object": "chat.completion.chunk", "created": 0, "model": "m", "choices": [choice]}
    return f"data: {json.dumps(body)}\n\n".encode()


def _handler(server: Server) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            server.keys.append(self.headers.get("Authorization", ""))
            server.bodies.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
            if server.manner.isdigit():
                self._send(int(server.manner), json.dumps({"error": {"message": f"bad key {KEY}"}}).encode())
            elif server.manner == "page":
                self._send(200, b"<html>Bonjour</html>", "text/html")
            elif server.manner == "silent":
                server.over.wait(20)
            else:
                self._stream()

        def _stream(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "text/event-stream")
            self.end_headers()
            for word in self._text().split(" ") if server.manner not in ("empty", "tool", "broken") else ():
                self.wfile.write(_chunk(content=word + " "))
                self.wfile.flush()
                if server.manner == "drips" and server.over.wait(0.3):
                    return
                if server.manner == "cut":
                    return
            if server.manner == "broken":
                self.wfile.write(b"data: {not json\n\n")
            if server.manner == "tool":
                call = {"index": 0, "id": "1", "type": "function", "function": {"name": "rm", "arguments": "{}"}}
                self.wfile.write(_chunk(tool_calls=[call]))
            self.wfile.write(b"data: [DONE]\n\n")

        def _text(self) -> str:
            if not callable(server.text):
                return server.text
            told = server.bodies[-1]["messages"]
            assert isinstance(told, list)
            return server.text("\n".join(str(message["content"]) for message in told))

        def _send(self, status: int, body: bytes, kind: str = "application/json") -> None:
            self.send_response(status)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            return

    return Handler


@contextmanager
def listening(text: str | Callable[[str], str]) -> Iterator[Server]:
    """Yield the server, listening on a free port of this machine."""
    server = Server(text=text)
    http = ThreadingHTTPServer(("127.0.0.1", 0), _handler(server))
    http.daemon_threads = True
    server.url = f"http://127.0.0.1:{http.server_port}/v1"
    threading.Thread(target=http.serve_forever, daemon=True).start()
    try:
        yield server
    finally:
        server.over.set()
        http.shutdown()
        http.server_close()
