#!/usr/bin/env bash
# Litestar on what it documents of a file.
#
# Guess: a handler that returns a `File` is documented with a media type, and its headers with their formats.
# With:  Litestar 2.25.0.
# Seen:  the content is documented under the media type `""`, the empty text; `last-modified` is documented as a
# `date-time` (RFC 3339) "in RFC 2822 format", and sent as the latter.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check litestar==2.25.0 httpx==0.28.1
cat > "$folder/run.py" <<'PYTHON'
import logging
import re

from litestar import Litestar, get
from litestar.response import File
from litestar.testing import TestClient

logging.disable()


@get("/file", sync_to_thread=False)
def file() -> File:
    return File(__file__, filename="file.csv")


with TestClient(Litestar([file])) as client:
    response = client.get("/schema/openapi.json").json()["paths"]["/file"]["get"]["responses"]["200"]
    print("documented media types:", list(response["content"]))
    print("documented last-modified:", response["headers"]["last-modified"]["schema"])
    answer = client.get("/file")
    print("sent media type:", answer.headers["content-type"].split(";")[0])
    is_rfc_2822 = re.fullmatch(r"[A-Z][a-z]{2}, \d\d [A-Z][a-z]{2} \d{4} \d\d:\d\d:\d\d GMT", answer.headers["last-modified"])
    print("sent last-modified as RFC 2822:", bool(is_rfc_2822))
PYTHON
cd "$folder"
seen=$("$folder/venv/bin/python" -W ignore run.py)
expected=$(cat <<'TEXT'
documented media types: ['']
documented last-modified: {'type': 'string', 'format': 'date-time'}
sent media type: text/csv
sent last-modified as RFC 2822: True
TEXT
)
printf '%s\n' "$seen"
if [ "$seen" != "$expected" ]; then
    echo 'It is not as described any more.' >&2
    exit 1
fi
