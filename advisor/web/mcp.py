"""The advisor as a tool for assistants: the Model Context Protocol over streamable HTTP, without sessions, at /mcp.

Only what a tool server needs: initialize, ping, tools/list, tools/call. Each request is answered by itself, as JSON.
The protocol is JSON-RPC 2.0: https://modelcontextprotocol.io/specification (transports, tools).
"""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import urlsplit

from fastapi import APIRouter, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import JSONResponse, Response
from pydantic import ValidationError

from advisor.errors import AdvisorError
from advisor.web import messages_fr as fr
from advisor.web.api import status_of
from advisor.web.schemas import AskBody
from advisor.web.service import Service

VERSIONS = ("2025-11-25", "2025-06-18", "2025-03-26")  # newest first; structured results came with 2025-06-18
PARSE_ERROR, INVALID_REQUEST, NO_METHOD, BAD_PARAMS = -32700, -32600, -32601, -32602

TOOLS: list[dict[str, Any]] = [
    {
        "name": "ask",
        "title": fr.HEADING,
        "description": fr.TOOL_ASK,
        "inputSchema": {
            "type": "object",
            "properties": {
                "question": {"type": "string", "description": fr.TOOL_QUESTION},
                "diploma": {"type": "string", "description": fr.TOOL_DIPLOMA},
                "status": {
                    "type": "array",
                    "items": {"type": "string", "enum": [*fr.SITUATIONS, *fr.ATTRIBUTE_LABELS]},
                    "description": fr.SITUATION,
                },
                "session": {"type": "integer", "description": fr.TOOL_SESSION},
            },
            "required": ["question"],
            "additionalProperties": False,
        },
        "annotations": {"readOnlyHint": True, "openWorldHint": False},
    },
    {
        "name": "diplomas",
        "title": fr.DIPLOMA,
        "description": fr.TOOL_DIPLOMAS,
        "inputSchema": {"type": "object", "properties": {}, "additionalProperties": False},
        "annotations": {"readOnlyHint": True, "openWorldHint": False},
    },
]


def router(service: Service) -> APIRouter:
    """Return the route of the MCP server."""
    routes = APIRouter(include_in_schema=False)

    @routes.post("/mcp")
    async def mcp(request: Request) -> Response:
        # A page of another site must not reach a server on this machine through the person's browser.
        origin = request.headers.get("origin")
        if origin and urlsplit(origin).netloc != request.headers.get("host"):
            return Response(status_code=403)
        try:
            message = json.loads(await request.body())
        except (ValueError, RecursionError):
            return JSONResponse(_error(None, PARSE_ERROR, fr.BAD_JSON), 400)
        if not isinstance(message, dict) or message.get("jsonrpc") != "2.0":
            return JSONResponse(_error(None, INVALID_REQUEST, fr.BAD_JSON), 400)
        if "id" not in message:  # a notification, which has no answer
            return Response(status_code=202)
        return JSONResponse(await run_in_threadpool(reply, service, message))

    @routes.api_route("/mcp", methods=["GET", "DELETE"])
    def no_stream() -> Response:
        return Response(status_code=405, headers={"Allow": "POST"})

    return routes


def reply(service: Service, message: dict[str, Any]) -> dict[str, Any]:
    """Return the JSON-RPC answer to one request."""
    method, id = message.get("method"), message["id"]
    params = message.get("params") if isinstance(message.get("params"), dict) else {}
    assert isinstance(params, dict)
    if method == "initialize":
        wanted = params.get("protocolVersion")
        return _result(
            id,
            {
                "protocolVersion": wanted if wanted in VERSIONS else VERSIONS[0],
                "capabilities": {"tools": {"listChanged": False}},
                "serverInfo": {"name": "advisor", "title": fr.HEADING, "version": "1"},
                "instructions": fr.TOOL_INSTRUCTIONS,
            },
        )
    if method == "ping":
        return _result(id, {})
    if method == "tools/list":
        return _result(id, {"tools": TOOLS})
    if method == "tools/call":
        return _call(service, id, params)
    return _error(id, NO_METHOD, f"Method not found: {method}")


def _call(service: Service, id: Any, params: dict[str, Any]) -> dict[str, Any]:
    """Run one tool. What goes wrong inside it is a result that says so, for the assistant to read."""
    arguments = params.get("arguments") or {}
    try:
        if params.get("name") == "ask":
            answer = service.ask(AskBody.model_validate(arguments).asked()).answer
        elif params.get("name") == "diplomas":
            answer = {"diplomas": [{"id": diploma.id, "name": diploma.name} for diploma in service.diplomas()]}
        else:
            return _error(id, BAD_PARAMS, f"Unknown tool: {params.get('name')}")
    except ValidationError as error:
        first = error.errors()[0]
        sentence = fr.BAD_FIELD.format(field=".".join(str(part) for part in first["loc"]))
        return _result(id, {"content": [{"type": "text", "text": sentence}], "isError": True})
    except AdvisorError as error:
        return _result(id, {"content": [{"type": "text", "text": status_of(error)[1]}], "isError": True})
    text = json.dumps(answer, ensure_ascii=False)
    return _result(id, {"content": [{"type": "text", "text": text}], "structuredContent": answer, "isError": False})


def _result(id: Any, result: dict[str, Any]) -> dict[str, Any]:
    return {"jsonrpc": "2.0", "id": id, "result": result}


def _error(id: Any, code: int, message: str) -> dict[str, Any]:
    return {"jsonrpc": "2.0", "id": id, "error": {"code": code, "message": message}}
