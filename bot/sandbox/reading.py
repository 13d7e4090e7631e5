"""A Bot API call's body, whichever of its forms a client chose; it must never know the method."""

import json
from typing import Any
from urllib.parse import parse_qsl

from starlette.datastructures import UploadFile
from starlette.requests import Request

from bot.sandbox.errors import bad_request
from bot.sandbox.params import Params, Upload


async def read_params(request: Request) -> Params:
    """Return the parameters of the query string and of the body, be it urlencoded, JSON or multipart."""
    values: dict[str, Any] = dict(parse_qsl(request.scope["query_string"].decode(), keep_blank_values=True))
    kind = request.headers.get("content-type", "")
    if kind.startswith("multipart/form-data"):
        values |= await _multipart(request)
    elif kind.startswith("application/json"):
        values |= _json(await request.body())
    else:
        body = await request.body()
        values |= dict(parse_qsl(body.decode("utf-8", "replace"), keep_blank_values=True))
    return Params(values)


def _json(body: bytes) -> dict[str, Any]:
    try:
        values = json.loads(body or b"{}")
    except ValueError:
        raise bad_request("can't parse JSON body") from None
    if not isinstance(values, dict):
        raise bad_request("expected an Object")
    return values


async def _multipart(request: Request) -> dict[str, Any]:
    values: dict[str, Any] = {}
    async with request.form() as form:
        for name, value in form.multi_items():
            values[name] = await _upload(value) if isinstance(value, UploadFile) else value
    return values


async def _upload(file: UploadFile) -> Upload:
    return Upload(file.filename or "file", await file.read(), file.content_type or "application/octet-stream")
