#!/usr/bin/env bash
# Sanic Extensions on a query parameter that is a boolean.
#
# Guess: `flag=false` is read as false where the query is validated by a class whose field is a `bool`.
# With:  Sanic Extensions 25.12.0, with Sanic 25.12.1.
# Seen:  it is true, as any text but the empty one.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check sanic==25.12.1 sanic-ext==25.12.0 sanic-testing==24.6.0 pydantic==2.12.5
cat > "$folder/run.py" <<'PYTHON'
import asyncio
import logging
from dataclasses import dataclass

from sanic import Sanic, json
from sanic_ext import openapi, validate

logging.disable()


@dataclass
class Query:
    flag: bool


app = Sanic("flags")


@app.get("/flag")
@openapi.parameter("flag", bool, required=True)
@validate(query=Query)
async def flag(request, query: Query):
    return json(query.flag)


async def main():
    client = app.asgi_client
    document = (await client.get("/docs/openapi.json"))[1].json
    print("documented:", document["paths"]["/flag"]["get"]["parameters"][0]["schema"])
    for value in ["true", "false"]:
        print(value, (await client.get(f"/flag?flag={value}"))[1].text)


asyncio.run(main())
PYTHON
cd "$folder"
seen=$("$folder/venv/bin/python" -W ignore run.py)
expected=$(cat <<'TEXT'
documented: {'type': 'boolean'}
true true
false true
TEXT
)
printf '%s\n' "$seen"
if [ "$seen" != "$expected" ]; then
    echo 'It is not as described any more.' >&2
    exit 1
fi
