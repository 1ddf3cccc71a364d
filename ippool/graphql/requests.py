"""What a request holds: read strictly, and refused with a code where it is not of the form."""

from __future__ import annotations

from typing import Any

import orjson
from strawberry.http import GraphQLRequestData

from ippool.domain.words import Words
from ippool.graphql.errors import ClientError, Code


def refuse(en: str, ja: str, code: Code = Code.BAD_REQUEST, status: int = 400, **headers: str) -> ClientError:
    """Make the refusal of a request that holds no operation we could run."""
    return ClientError(code, Words(ja, en), status=status, headers=headers)


def several_operations() -> ClientError:
    """Make the refusal of a document of several operations where none is named."""
    return refuse(
        "The document has several operations; name the one to run in `operationName`.",
        "文書に操作が複数あります。実行するものを operationName で指定してください。",
        Code.OPERATION_UNKNOWN,
    )


def no_such_operation() -> ClientError:
    """Make the refusal of a document that has no operation of the name that is given."""
    return refuse("The document has no operation of that name.", "その名前の操作が文書にありません。", Code.OPERATION_UNKNOWN)


def read_json(text: bytes | str, name: Words) -> Any:
    """Read JSON in UTF-8. Raises: ClientError for anything else: too deep, numbers out of range, no JSON at all."""
    try:
        return orjson.loads(text)
    except orjson.JSONDecodeError:
        raise refuse(f"{name.en} is not JSON in UTF-8.", f"{name.ja}を UTF-8 の JSON として読めません。") from None


def as_operation(asked: object) -> GraphQLRequestData:
    """Check the shape of a request. Raises: ClientError naming the part at fault."""
    if isinstance(asked, list):
        raise refuse("Send one operation per request.", "操作は一つのリクエストに一つだけ送ってください。")
    if not isinstance(asked, dict):
        raise refuse("The body must be a JSON object.", "本文は JSON オブジェクトにしてください。")
    shapes = {
        "query": (str, "a string", "文字列"),
        "operationName": (str, "a string", "文字列"),
        "variables": (dict, "an object", "オブジェクト"),
        "extensions": (dict, "an object", "オブジェクト"),
    }
    for part, (kind, en, ja) in shapes.items():
        if not isinstance(asked.get(part), kind | None):
            raise refuse(f"`{part}` must be {en} or null.", f"{part} は{ja}か null にしてください。")
    return GraphQLRequestData(
        query=asked.get("query"),
        variables=asked.get("variables"),
        operation_name=asked.get("operationName"),
        extensions=asked.get("extensions"),
    )
