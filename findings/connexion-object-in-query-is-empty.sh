#!/usr/bin/env bash
# Connexion on an object in the query that says no style.
#
# Guess: such an object has the style `form` with `explode`, the defaults of OpenAPI 3.0, so that `from=1&to=2` is read as
# the object with both members.
# With:  connexion 3.3.0 (AsyncApp).
# Seen:  the request is valid, and the function is called with an empty object: what was sent is lost without a word. With
# `style: deepObject` the object is whole.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check connexion==3.3.0 httpx==0.28.1
cat > "$folder/run.py" <<'PYTHON'
import logging

import connexion

logging.disable(logging.CRITICAL)


async def handle(**received):
    return {name: sorted(value.items()) for name, value in received.items()}


for said, query in [({}, "from=1&to=2"), ({"style": "deepObject", "explode": True}, "span%5Bfrom%5D=1&span%5Bto%5D=2")]:
    schema = {"type": "object", "properties": {"from": {"type": "integer"}, "to": {"type": "integer"}}}
    parameter = {"in": "query", "name": "span", "schema": schema, **said}
    operation = {"operationId": "read", "parameters": [parameter], "responses": {"200": {"description": "ok"}}}
    document = {"openapi": "3.0.3", "info": {"title": "x", "version": "1"}, "paths": {"/list": {"get": operation}}}
    app = connexion.AsyncApp("x")
    app.add_api(document, resolver=connexion.resolver.Resolver(lambda _: handle))
    with app.test_client() as client:
        response = client.get(f"/list?{query}")
        print(said.get("style", "(no style)"), query, response.status_code, response.json())
PYTHON
seen=$("$folder/venv/bin/python" -W ignore "$folder/run.py" 2> "$folder/log") || { cat "$folder/log" >&2; exit 1; }
expected=$(cat <<'TEXT'
(no style) from=1&to=2 200 {'span': []}
deepObject span%5Bfrom%5D=1&span%5Bto%5D=2 200 {'span': [['from', 1], ['to', 2]]}
TEXT
)
printf '%s\n' "$seen"
if [ "$seen" != "$expected" ]; then
    echo 'It is not as described any more.' >&2
    exit 1
fi
