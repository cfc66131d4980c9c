"""The documentation of the HTTP door as one plain page, made from its OpenAPI description. It loads nothing."""

from __future__ import annotations

import json
from html import escape
from typing import Any

from fastapi import APIRouter, FastAPI
from fastapi.responses import HTMLResponse


def router(app: FastAPI, *, root: str = "") -> APIRouter:
    """Return the route of the documentation page."""
    routes = APIRouter(include_in_schema=False)

    @routes.get("/api/docs")
    def docs() -> HTMLResponse:
        return HTMLResponse(docs_html(app.openapi(), root))

    return routes


def docs_html(schema: dict[str, Any], root: str = "") -> str:
    """Return an OpenAPI description as HTML: each operation with its fields, answers and a curl command."""
    operations = [
        _operation(method, root + path, operation, schema)
        for path, item in schema["paths"].items()
        for method, operation in item.items()
    ]
    models = [_model(name, model) for name, model in schema["components"]["schemas"].items() if "properties" in model]
    return (
        f'<!doctype html><html lang="fr"><head><meta charset="utf-8"><title>{escape(schema["info"]["title"])}</title>'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f'<link rel="stylesheet" href="{escape(root)}/page/static/sheet.css"></head><body><main>'
        f"<h1>{escape(schema['info']['title'])}</h1><p>{escape(schema['info']['description'])}</p>"
        f'<p>Description complète pour les outils : <a href="{escape(root)}/api/openapi.json">openapi.json</a>. '
        f'<a href="{escape(root)}/">Retour à la page</a>.</p>'
        f"<h2>Opérations</h2>{''.join(operations)}<h2>Champs</h2>{''.join(models)}</main></body></html>"
    )


def _operation(method: str, path: str, operation: dict[str, Any], schema: dict[str, Any]) -> str:
    body = operation.get("requestBody", {}).get("content", {}).get("application/json", {}).get("schema", {})
    name = str(body.get("$ref", "")).rpartition("/")[2]
    examples = schema["components"]["schemas"].get(name, {}).get("examples", [])
    data = (
        f" -H 'Content-Type: application/json' -d '{json.dumps(examples[0], ensure_ascii=False)}'" if examples else ""
    )
    verb = "" if method == "get" else f" -X {method.upper()}"
    answers = "".join(
        f"<li><code>{escape(code)}</code> {escape(response.get('description', ''))}{_link(response)}</li>"
        for code, response in operation["responses"].items()
    )
    asks = f'<p>Corps : <a href="#{escape(name)}">{escape(name)}</a></p>' if name else ""
    return (
        f"<section><h3><code>{method.upper()} {escape(path)}</code></h3><p>{escape(operation.get('summary', ''))}. "
        f"{escape(operation.get('description', ''))}</p>{asks}<p>Réponses :</p><ul>{answers}</ul>"
        f'<pre tabindex="0">curl{verb} http://127.0.0.1:7860{escape(path)}{escape(data)}</pre></section>'
    )


def _link(response: dict[str, Any]) -> str:
    content = response.get("content", {}).get("application/json", {}).get("schema", {})
    name = str(content.get("$ref") or content.get("items", {}).get("$ref", "")).rpartition("/")[2]
    return f' : <a href="#{escape(name)}">{escape(name)}</a>' if name else ""


def _model(name: str, model: dict[str, Any]) -> str:
    required = set(model.get("required", ()))
    rows = "".join(
        f'<tr><th scope="row"><code>{escape(field)}</code></th><td>{escape(_type(spec))}</td>'
        f"<td>{'oui' if field in required else 'non'}</td><td>{escape(spec.get('description', ''))}</td></tr>"
        for field, spec in model["properties"].items()
    )
    return (
        f'<section id="{escape(name)}"><h3>{escape(name)}</h3><div class="scroll" tabindex="0"><table><thead><tr>'
        '<th scope="col">Champ</th><th scope="col">Type</th><th scope="col">Obligatoire</th><th scope="col">Sens</th>'
        f"</tr></thead><tbody>{rows}</tbody></table></div></section>"
    )


def _type(spec: dict[str, Any]) -> str:
    if "$ref" in spec:
        return str(spec["$ref"]).rpartition("/")[2]
    if "anyOf" in spec:
        return " ou ".join(_type(option) for option in spec["anyOf"])
    if "enum" in spec:
        return " | ".join(str(value) for value in spec["enum"])
    if spec.get("type") == "array":
        return f"liste de {_type(spec.get('items', {}))}"
    return str(spec.get("type", "objet"))
