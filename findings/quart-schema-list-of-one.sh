#!/usr/bin/env bash
# Quart-Schema on a query parameter that is a list with one element.
#
# Guess: `names=a` is a list with one element where the document says `type: array` and `explode` is the default.
# With:  Quart-Schema 0.25.0, with Pydantic 2.12.5.
# Seen:  two elements are read, and one is answered by 400: what stands once is passed on as a text, which is no list.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check quart==0.22.0 quart-schema==0.25.0 pydantic==2.12.5
cat > "$folder/run.py" <<'PYTHON'
import asyncio
from dataclasses import dataclass

from quart import Quart
from quart_schema import QuartSchema, validate_querystring


@dataclass
class Query:
    names: list[str] | None = None


app = Quart(__name__)
QuartSchema(app)


@app.get("/pets")
@validate_querystring(Query)
async def pets(query_args: Query):
    return {"names": query_args.names}


async def main():
    client = app.test_client()
    document = await (await client.get("/openapi.json")).get_json()
    (parameter,) = document["paths"]["/pets"]["get"]["parameters"]
    print("documented:", parameter["schema"]["anyOf"][0], parameter.get("style"), parameter.get("explode"))
    for query in ["names=a&names=b", "names=a"]:
        print(query, (await client.get(f"/pets?{query}")).status_code)


asyncio.run(main())
PYTHON
cd "$folder"
seen=$("$folder/venv/bin/python" -W ignore run.py)
expected=$(cat <<'TEXT'
documented: {'items': {'type': 'string'}, 'type': 'array'} None None
names=a&names=b 200
names=a 400
TEXT
)
printf '%s\n' "$seen"
if [ "$seen" != "$expected" ]; then
    echo 'It is not as described any more.' >&2
    exit 1
fi
