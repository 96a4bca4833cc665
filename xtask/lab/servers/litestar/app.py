"""An application in Litestar that tells what it understood: `cargo lab servers litestar` calls it."""

import datetime
import enum
import uuid
from dataclasses import dataclass
from typing import Annotated, Generic, TypeVar

import msgspec
from litestar import Litestar, MediaType, Request, Response, delete, get, post, put
from litestar.connection import ASGIConnection
from litestar.datastructures import UploadFile
from litestar.enums import RequestEncodingType
from litestar.exceptions import NotAuthorizedException
from litestar.handlers import BaseRouteHandler
from litestar.openapi import OpenAPIConfig
from litestar.openapi.spec import Components, SecurityScheme
from litestar.pagination import ClassicPagination, CursorPagination, OffsetPagination
from litestar.params import Body, Parameter
from litestar.response import File, Stream

SECRET = "open-sesame"
T = TypeVar("T")


@dataclass
class Echo(Generic[T]):
    echo: T


class Mode(str, enum.Enum):
    FAST = "fast"
    SLOW = "very slow"


@dataclass
class Lists:
    kind: str
    tags: list[str] | None = None
    ids: list[int] | None = None
    mode: Mode | None = None


@get("/lists/{kind:str}", sync_to_thread=False)
def lists(kind: str, tags: list[str] | None = None, ids: list[int] | None = None, mode: Mode | None = None) -> Echo[Lists]:
    return Echo(Lists(kind, tags, ids, mode))


@dataclass
class Named:
    x_key: str | None
    theme: str
    count: int | None


@get("/named", sync_to_thread=False)
def named(
    theme: Annotated[str, Parameter(cookie="theme")],
    plain: Annotated[str | None, Parameter(header="x-plain")] = None,
    numbers: Annotated[list[int] | None, Parameter(header="x-numbers")] = None,
    count: Annotated[int | None, Parameter(cookie="count", ge=0)] = None,
) -> Echo[dict[str, str | int | list[int] | None]]:
    return Echo({"theme": theme, "x-plain": plain, "x-numbers": numbers, "count": count})


@dataclass
class Values:
    day: datetime.date
    moment: datetime.datetime | None
    id: uuid.UUID | None
    ratio: float | None


@get("/values/{day:date}", sync_to_thread=False)
def values(day: datetime.date, moment: datetime.datetime | None = None, id: uuid.UUID | None = None, ratio: float | None = None) -> Values:
    return Values(day, moment, id, ratio)


@dataclass
class Entry:
    title: str
    pages: int
    authors: list[str] | None = None
    mode: Mode | None = None


@post("/form", sync_to_thread=False)
def form(data: Annotated[Entry, Body(media_type=RequestEncodingType.URL_ENCODED)]) -> Echo[dict[str, Entry]]:
    return Echo({"body": data})


@dataclass
class Parts:
    file: UploadFile
    note: str
    count: int | None = None
    tags: list[str] | None = None


@dataclass
class Uploaded:
    file: str
    note: str
    count: int | None
    tags: list[str] | None


@post("/files")
async def files(data: Annotated[Parts, Body(media_type=RequestEncodingType.MULTI_PART)]) -> Echo[dict[str, Uploaded]]:
    text = (await data.file.read()).decode()
    return Echo({"body": Uploaded(text, data.note, data.count, data.tags)})


@post("/many-files")
async def many_files(data: Annotated[list[UploadFile], Body(media_type=RequestEncodingType.MULTI_PART)]) -> int:
    return len(data)


class Cat(msgspec.Struct, tag="cat", tag_field="kind"):
    lives: int


class Dog(msgspec.Struct, tag="dog", tag_field="kind"):
    name: str | None = None


@post("/pets", sync_to_thread=False)
def create_pet(data: Cat | Dog) -> Echo[dict[str, Cat | Dog]]:
    return Echo({"body": data})


class Box(msgspec.Struct):
    width: int
    height: int | None = None


@put("/boxes/{name:str}", sync_to_thread=False)
def put_box(name: str, data: Box | list[Box]) -> Echo[dict[str, Box | list[Box] | str]]:
    return Echo({"name": name, "body": data})


@get("/classic", sync_to_thread=False)
def classic(page_size: int, current_page: int) -> ClassicPagination[Box]:
    return ClassicPagination(items=[Box(current_page)], page_size=page_size, current_page=current_page, total_pages=1)


@get("/offset", sync_to_thread=False)
def offset(limit: int, offset: int) -> OffsetPagination[Box]:
    return OffsetPagination(items=[Box(1)], limit=limit, offset=offset, total=1)


@get("/cursor", sync_to_thread=False)
def cursor(cursor: str | None, results_per_page: int) -> CursorPagination[str, Box]:
    return CursorPagination(items=[Box(1)], results_per_page=results_per_page, cursor=cursor)


@get("/text", media_type=MediaType.TEXT, sync_to_thread=False)
def text() -> str:
    return "just text"


@get("/string", sync_to_thread=False)
def string() -> str:
    return "a JSON string?"


@get("/html", media_type=MediaType.HTML, sync_to_thread=False)
def html() -> str:
    return "<p>html</p>"


@get("/download", sync_to_thread=False)
def download() -> File:
    return File(__file__, filename="app.py")


@get("/stream", sync_to_thread=False)
def stream() -> Stream:
    return Stream(iter([b"1\n", b"2\n"]))


@get("/bytes", media_type="application/octet-stream", sync_to_thread=False)
def raw_bytes() -> bytes:
    return b"\x00\xff"


@delete("/items/{item:int}", sync_to_thread=False)
def delete_item(item: int) -> None:
    return None


@get("/made", sync_to_thread=False)
def made() -> Response[Box]:
    return Response(Box(1), headers={"x-made": "yes"})


def secured(connection: ASGIConnection, _: BaseRouteHandler) -> None:
    if connection.headers.get("x-key") != SECRET and connection.headers.get("authorization") != f"Bearer {SECRET}":
        raise NotAuthorizedException("not the secret")


@get("/secret", guards=[secured], security=[{"Key": []}, {"Token": []}], sync_to_thread=False)
def secret(request: Request) -> Echo[dict[str, str]]:
    return Echo({})


app = Litestar(
    route_handlers=[
        lists, named, values, form, files, many_files, create_pet, put_box, classic, offset, cursor, text, string, html,
        download, stream, raw_bytes, delete_item, made, secret,
    ],
    openapi_config=OpenAPIConfig(
        title="Litestar",
        version="1.0.0",
        components=Components(
            security_schemes={
                "Key": SecurityScheme(type="apiKey", name="x-key", security_scheme_in="header"),
                "Token": SecurityScheme(type="http", scheme="bearer"),
            }
        ),
    ),
)
