#!/usr/bin/env bash
# Litestar on the media type of a stream.
#
# Guess: a handler that returns a `Stream` of bytes is documented and sent as `application/octet-stream`, or with no type.
# With:  Litestar 2.25.0.
# Seen:  it is documented as `application/json` with an empty schema, and sent as `application/json`, though the body is
# not JSON.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check litestar==2.25.0 httpx==0.28.1
cat > "$folder/run.py" <<'PYTHON'
import logging

from litestar import Litestar, get
from litestar.response import Stream
from litestar.testing import TestClient

logging.disable()


@get("/stream", sync_to_thread=False)
def stream() -> Stream:
    return Stream(iter([b"1\n", b"2\n"]))


with TestClient(Litestar([stream])) as client:
    paths = client.get("/schema/openapi.json").json()["paths"]
    print("documented:", paths["/stream"]["get"]["responses"]["200"]["content"])
    answer = client.get("/stream")
    print("sent:", answer.headers["content-type"], answer.content)
PYTHON
cd "$folder"
seen=$("$folder/venv/bin/python" -W ignore run.py)
expected=$(cat <<'TEXT'
documented: {'application/json': {'schema': {}}}
sent: application/json b'1\n2\n'
TEXT
)
printf '%s\n' "$seen"
if [ "$seen" != "$expected" ]; then
    echo 'It is not as described any more.' >&2
    exit 1
fi
