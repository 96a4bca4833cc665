"""An application in FastAPI that tells what it understood: `cargo lab servers fastapi` calls it."""

import datetime
import decimal
import enum
import uuid
from typing import Annotated, Generic, Literal, TypeVar

from fastapi import Body, Cookie, Depends, FastAPI, File, Form, Header, HTTPException, Query, Request, Response, UploadFile
from fastapi.responses import FileResponse, PlainTextResponse, StreamingResponse
from fastapi.security import APIKeyCookie, APIKeyHeader, APIKeyQuery, HTTPBasic, HTTPBasicCredentials, HTTPBearer
from pydantic import BaseModel, Field

SECRET = "open-sesame"
T = TypeVar("T")

app = FastAPI(title="FastAPI", version="1.0.0")


class Echo(BaseModel, Generic[T]):
    echo: T


class Mode(str, enum.Enum):
    fast = "fast"
    slow = "very slow"


class Lists(BaseModel):
    kind: Mode
    tags: list[str] | None = None
    ids: list[int] | None = None
    mode: Mode | None = None
    limit: int | None = None


@app.get("/lists/{kind}")
def lists(
    kind: Mode,
    tags: Annotated[list[str] | None, Query()] = None,
    ids: Annotated[list[int] | None, Query()] = None,
    mode: Mode | None = None,
    limit: Annotated[int | None, Query(ge=0, le=100)] = None,
) -> Echo[Lists]:
    return Echo(echo=Lists(kind=kind, tags=tags, ids=ids, mode=mode, limit=limit))


class Filter(BaseModel):
    model_config = {"extra": "forbid"}
    name: str | None = None
    sizes: list[float] | None = None
    exact: bool | None = None


@app.get("/query-model")
def query_model(filter: Annotated[Filter, Query()]) -> Echo[Filter]:
    return Echo(echo=filter)


class Headers(BaseModel):
    x_plain: str | None = Field(None, alias="x-plain")
    x_numbers: list[int] | None = Field(None, alias="x-numbers")


@app.get("/headers")
def headers(
    x_plain: Annotated[str | None, Header()] = None, x_numbers: Annotated[list[int] | None, Header()] = None
) -> Echo[Headers]:
    return Echo(echo=Headers(**{"x-plain": x_plain, "x-numbers": x_numbers}))


class Cookies(BaseModel):
    theme: str
    count: int | None = None


@app.get("/cookies")
def cookies(theme: Annotated[str, Cookie()], count: Annotated[int | None, Cookie()] = None) -> Echo[Cookies]:
    return Echo(echo=Cookies(theme=theme, count=count))


class Values(BaseModel):
    day: datetime.date
    moment: datetime.datetime | None = None
    id: uuid.UUID | None = None
    price: decimal.Decimal | None = None
    ratio: float | None = None


@app.get("/values/{day}")
def values(
    day: datetime.date,
    moment: datetime.datetime | None = None,
    id: uuid.UUID | None = None,
    price: decimal.Decimal | None = None,
    ratio: float | None = None,
) -> Values:
    return Values(day=day, moment=moment, id=id, price=price, ratio=ratio)


class Entry(BaseModel):
    title: str
    pages: int
    authors: list[str] | None = None
    mode: Mode | None = None


@app.post("/form")
def form(entry: Annotated[Entry, Form()]) -> Echo[dict[str, Entry]]:
    return Echo(echo={"body": entry})


class Uploaded(BaseModel):
    file: str
    more: list[str] | None = None
    note: str
    count: int | None = None
    tags: list[str] | None = None


@app.post("/files")
async def files(
    file: Annotated[UploadFile, File()],
    note: Annotated[str, Form()],
    more: Annotated[list[UploadFile] | None, File()] = None,
    count: Annotated[int | None, Form()] = None,
    tags: Annotated[list[str] | None, Form()] = None,
) -> Echo[dict[str, Uploaded]]:
    text = (await file.read()).decode()
    others = None if more is None else [(await other.read()).decode() for other in more]
    return Echo(echo={"body": Uploaded(file=text, more=others, note=note, count=count, tags=tags)})


class Cat(BaseModel):
    kind: Literal["cat"]
    lives: int
    friends: list["Dog"] | None = None


class Dog(BaseModel):
    kind: Literal["dog"]
    name: str | None = None


Pet = Annotated[Cat | Dog, Field(discriminator="kind")]


@app.post("/pets", status_code=201)
def create_pet(pet: Pet) -> Echo[dict[str, Pet]]:
    return Echo(echo={"body": pet})


class Circle(BaseModel):
    radius: float


class Box(BaseModel):
    width: int
    height: int | None = None


@app.put("/shapes/{name}")
def put_shape(name: str, shape: Circle | Box | list[Circle]) -> Echo[dict[str, Circle | Box | list[Circle] | str]]:
    return Echo(echo={"name": name, "body": shape})


@app.post("/two")
def two(box: Annotated[Box, Body()], circle: Annotated[Circle | None, Body()] = None) -> Echo[dict[str, dict[str, Box | Circle | None]]]:
    return Echo(echo={"body": {"box": box, "circle": circle}})


@app.post(
    "/raw",
    openapi_extra={"requestBody": {"required": True, "content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}}}},
)
async def raw(request: Request) -> Echo[dict[str, str]]:
    return Echo(echo={"body": (await request.body()).decode()})


@app.get("/text", response_class=PlainTextResponse)
def text() -> str:
    return "just text"


@app.get("/string")
def string() -> str:
    return "a JSON string"


@app.get("/either", responses={200: {"content": {"text/plain": {"schema": {"type": "string"}}}}})
def either(plain: bool = False) -> Circle:
    return PlainTextResponse("plain text") if plain else Circle(radius=1.5)


@app.get("/download", response_class=FileResponse)
def download() -> str:
    return __file__


@app.get("/stream")
def stream() -> StreamingResponse:
    return StreamingResponse((f"{number}\n" for number in range(3)), media_type="text/plain")


@app.get("/nothing")
def nothing() -> None:
    return None


@app.delete("/items/{item_id}", status_code=204)
def delete_item(item_id: int) -> Response:
    return Response(status_code=204)


class User(BaseModel):
    user: str | None


def check(secret: str | None) -> User:
    if secret != SECRET:
        raise HTTPException(401, "not the secret")
    return User(user="ali")


@app.get("/by-header")
def by_header(key: Annotated[str, Depends(APIKeyHeader(name="x-key"))]) -> User:
    return check(key)


@app.get("/by-query")
def by_query(key: Annotated[str, Depends(APIKeyQuery(name="api key"))]) -> User:
    return check(key)


@app.get("/by-cookie")
def by_cookie(key: Annotated[str, Depends(APIKeyCookie(name="session"))]) -> User:
    return check(key)


@app.get("/by-basic")
def by_basic(credentials: Annotated[HTTPBasicCredentials, Depends(HTTPBasic())]) -> User:
    return check(credentials.password)


@app.get("/by-bearer")
def by_bearer(credentials: Annotated[object, Depends(HTTPBearer())]) -> User:
    return check(credentials.credentials)


@app.get("/perhaps")
def perhaps(key: Annotated[str | None, Depends(APIKeyHeader(name="x-key", auto_error=False))] = None) -> User:
    return User(user=key)
