#!/usr/bin/env bash
# BlackSheep on a tuple, and on a union of scalars, in a response.
#
# Guess: a tuple of an integer and a text is documented as a list of both types, or of any; `int | str` as `anyOf`.
# With:  BlackSheep 2.6.4, with essentials-openapi 1.4.0.
# Seen:  the tuple is a list of integers, the type of its first element; the union is an `anyOf` of scalars beside
# `type: object`, which no value fits, and it is not required, though it has no default. What is sent is `[1, "a"]` and `1`.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check blacksheep==2.6.4 essentials-openapi==1.4.0
cat > "$folder/run.py" <<'PYTHON'
import asyncio
import json
from dataclasses import dataclass

from blacksheep import Application
from blacksheep.server.openapi.v3 import OpenAPIHandler
from blacksheep.testing import TestClient
from openapidocs.v3 import Info


@dataclass
class Place:
    pair: tuple[int, str]
    either: int | str


app = Application()
OpenAPIHandler(info=Info(title="Places", version="1")).bind_app(app)


@app.router.get("/place")
async def place() -> Place:
    return Place((1, "a"), 1)


async def main():
    await app.start()
    client = TestClient(app)
    schemas = json.loads(await (await client.get("/openapi.json")).read())["components"]["schemas"]
    documented = schemas["Place"]
    print("pair:", documented["properties"]["pair"]["items"]["type"])
    union = schemas[documented["properties"]["either"]["$ref"].split("/")[-1]]
    print("either:", union["type"], [branch["type"] for branch in union["anyOf"]])
    print("required:", documented["required"])
    print("sent:", (await (await client.get("/place")).read()).decode())


asyncio.run(main())
PYTHON
cd "$folder"
seen=$("$folder/venv/bin/python" -W ignore run.py)
expected=$(cat <<'TEXT'
pair: integer
either: object ['integer', 'string']
required: ['pair']
sent: {"pair":[1,"a"],"either":1}
TEXT
)
printf '%s\n' "$seen"
if [ "$seen" != "$expected" ]; then
    echo 'It is not as described any more.' >&2
    exit 1
fi
