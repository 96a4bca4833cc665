#!/usr/bin/env bash
# FastAPI on what it documents of streams and files.
#
# Guess: an operation that returns a `StreamingResponse` or a `FileResponse` is documented with some binary or text content.
# With:  FastAPI 0.165.0.
# Seen:  annotated as a return type, a `StreamingResponse` is documented as `application/json` with an empty schema,
# whatever its media type is; as `response_class`, a `FileResponse` is documented without any content.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check fastapi==0.165.0 pydantic==2.14.4 httpx==0.28.1
cat > "$folder/run.py" <<'PYTHON'
from fastapi import FastAPI
from fastapi.responses import FileResponse, StreamingResponse
from fastapi.testclient import TestClient

app = FastAPI()


@app.get("/stream")
def stream() -> StreamingResponse:
    return StreamingResponse(iter(["1\n", "2\n"]), media_type="text/csv")


@app.get("/file", response_class=FileResponse)
def file():
    return FileResponse(__file__, media_type="application/octet-stream")


client = TestClient(app)
paths = client.get("/openapi.json").json()["paths"]
for path in ["/stream", "/file"]:
    content = paths[path]["get"]["responses"]["200"].get("content")
    print(path, "documented:", content, "sent:", client.get(path).headers["content-type"].split(";")[0])
PYTHON
cd "$folder"
seen=$("$folder/venv/bin/python" -W ignore run.py)
expected=$(cat <<'TEXT'
/stream documented: {'application/json': {'schema': {}}} sent: text/csv
/file documented: None sent: application/octet-stream
TEXT
)
printf '%s\n' "$seen"
if [ "$seen" != "$expected" ]; then
    echo 'It is not as described any more.' >&2
    exit 1
fi
