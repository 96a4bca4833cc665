#!/usr/bin/env bash
# FastAPI on a form field without text.
#
# Guess: a required form field of type `str` can be empty, as a JSON property and a query parameter can.
# With:  FastAPI 0.165.0, Pydantic 2.14.4, python-multipart 0.0.34.
# Seen:  `note=` is refused with 422 as missing, whether the form is urlencoded or multipart, though the document says
# `type: string` without `minLength`. The same empty text in a query and in JSON is taken.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check fastapi==0.165.0 pydantic==2.14.4 python-multipart==0.0.34 httpx==0.28.1
cat > "$folder/run.py" <<'PYTHON'
from typing import Annotated

from fastapi import FastAPI, Form
from fastapi.testclient import TestClient
from pydantic import BaseModel

app = FastAPI()


class Note(BaseModel):
    note: str


@app.post("/form")
def form(note: Annotated[str, Form()]):
    return note


@app.get("/query")
def query(note: str):
    return note


@app.post("/json")
def json(body: Note):
    return body.note


client = TestClient(app)
schemas = client.get("/openapi.json").json()["components"]["schemas"]
print("documented:", schemas["Body_form_form_post"]["properties"]["note"])
answer = client.post("/form", content="note=", headers={"content-type": "application/x-www-form-urlencoded"})
print("urlencoded:", answer.status_code, answer.json()["detail"][0]["type"])
answer = client.post("/form", files={"note": (None, "")})
print("multipart:", answer.status_code, answer.json()["detail"][0]["type"])
print("query:", client.get("/query?note=").status_code)
print("JSON:", client.post("/json", json={"note": ""}).status_code)
PYTHON
cd "$folder"
seen=$("$folder/venv/bin/python" -W ignore run.py)
expected=$(cat <<'TEXT'
documented: {'type': 'string', 'title': 'Note'}
urlencoded: 422 missing
multipart: 422 missing
query: 200
JSON: 200
TEXT
)
printf '%s\n' "$seen"
if [ "$seen" != "$expected" ]; then
    echo 'It is not as described any more.' >&2
    exit 1
fi
