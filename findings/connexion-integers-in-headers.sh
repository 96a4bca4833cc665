#!/usr/bin/env bash
# Connexion on integers in headers and cookies.
#
# Guess: `1` in a header or a cookie that is documented as an integer is valid, as it is in a query.
# With:  connexion 3.3.0 (AsyncApp).
# Seen:  only the query is converted. A header and a cookie are validated as text, so that no request with either satisfies
# the operation: "'1' is not of type 'integer'".
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
    return {name: repr(value) for name, value in received.items()}


for place, name, query, headers in [
    ("query", "number", "?number=1", {}),
    ("header", "X-Number", "", {"X-Number": "1"}),
    ("cookie", "number", "", {"Cookie": "number=1"}),
]:
    parameter = {"in": place, "name": name, "schema": {"type": "integer"}}
    operation = {"operationId": "read", "parameters": [parameter], "responses": {"200": {"description": "ok"}}}
    document = {"openapi": "3.0.3", "info": {"title": "x", "version": "1"}, "paths": {"/list": {"get": operation}}}
    app = connexion.AsyncApp("x")
    app.add_api(document, resolver=connexion.resolver.Resolver(lambda _: handle))
    with app.test_client() as client:
        response = client.get(f"/list{query}", headers=headers)
        body = response.json()
        print(place, response.status_code, body.get("detail", body).splitlines()[0] if "detail" in body else body)
PYTHON
seen=$("$folder/venv/bin/python" -W ignore "$folder/run.py" 2> "$folder/log") || { cat "$folder/log" >&2; exit 1; }
expected=$(cat <<'TEXT'
query 200 {'number': '1'}
header 400 '1' is not of type 'integer'
cookie 400 '1' is not of type 'integer'
TEXT
)
printf '%s\n' "$seen"
if [ "$seen" != "$expected" ]; then
    echo 'It is not as described any more.' >&2
    exit 1
fi
