#!/usr/bin/env bash
# FastAPI, Litestar and django-ninja on lists in headers.
#
# Guess: a header parameter that is documented as an array, whose style is `simple` by default, is read from `1,2`.
# With:  FastAPI 0.165.0, Litestar 2.25.0, django-ninja 1.7.1 on Django 5.2.19.
# Seen:  all three document an array without a style. FastAPI refuses `1,2` and reads repeated header lines only. Litestar
# and django-ninja refuse both, and a single value too: no request satisfies the operation.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check fastapi==0.165.0 litestar==2.25.0 django-ninja==1.7.1 Django==5.2.19 httpx==0.28.1
cat > "$folder/run.py" <<'PYTHON'
import logging
from typing import Annotated

import django
from django.conf import settings

settings.configure(ROOT_URLCONF=__name__, SECRET_KEY="x", ALLOWED_HOSTS=["*"])
django.setup()

import fastapi
import fastapi.testclient
import litestar
import litestar.testing
import ninja
from django.test import Client
from django.urls import path
from litestar.params import Parameter

logging.disable()
ninja_api = ninja.NinjaAPI()
fastapi_api = fastapi.FastAPI()


@ninja_api.get("/list")
def of_ninja(request, numbers: list[int] = ninja.Header(...)):
    return numbers


@fastapi_api.get("/list")
def of_fastapi(numbers: Annotated[list[int], fastapi.Header()]):
    return numbers


@litestar.get("/list", sync_to_thread=False)
def of_litestar(numbers: Annotated[list[int], Parameter(header="numbers")]) -> list[int]:
    return numbers


urlpatterns = [path("", ninja_api.urls)]


def tell(name, document, call):
    parameter = document["paths"]["/list"]["get"]["parameters"][0]
    print(name, "documented:", parameter["schema"]["type"], parameter.get("style", "(no style)"))
    for what, lines in [("1,2", ["1,2"]), ("repeated", ["1", "2"]), ("one", ["1"])]:
        print(name, what + ":", call(lines))


client = fastapi.testclient.TestClient(fastapi_api)
by_lines = lambda lines: client.get("/list", headers=[("numbers", line) for line in lines]).status_code
tell("FastAPI", client.get("/openapi.json").json(), by_lines)
with litestar.testing.TestClient(litestar.Litestar([of_litestar])) as client:
    tell("Litestar", client.get("/schema/openapi.json").json(), by_lines)
django_client = Client()
# WSGI servers join repeated lines by commas.
tell("django-ninja", django_client.get("/openapi.json").json(), lambda lines: django_client.get("/list", headers={"numbers": ",".join(lines)}).status_code)
PYTHON
cd "$folder"
seen=$("$folder/venv/bin/python" -W ignore run.py)
expected=$(cat <<'TEXT'
FastAPI documented: array (no style)
FastAPI 1,2: 422
FastAPI repeated: 200
FastAPI one: 200
Litestar documented: array (no style)
Litestar 1,2: 400
Litestar repeated: 400
Litestar one: 400
django-ninja documented: array (no style)
django-ninja 1,2: 422
django-ninja repeated: 422
django-ninja one: 422
TEXT
)
printf '%s\n' "$seen"
if [ "$seen" != "$expected" ]; then
    echo 'It is not as described any more.' >&2
    exit 1
fi
