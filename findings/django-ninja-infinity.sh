#!/usr/bin/env bash
# django-ninja on a number that JSON does not have.
#
# Guess: a response field of type `float` is always sent as JSON, a number that JSON does not have as `null` or an error.
# With:  django-ninja 1.7.1, Django 5.2.19.
# Seen:  `type: number` is documented, and `Infinity` is sent with `application/json`, which no JSON parser has to read (RFC 8259).
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check django-ninja==1.7.1 Django==5.2.19
cat > "$folder/run.py" <<'PYTHON'
import django
from django.conf import settings

settings.configure(ROOT_URLCONF=__name__, SECRET_KEY="x", ALLOWED_HOSTS=["*"])
django.setup()

from django.test import Client
from django.urls import path
from ninja import NinjaAPI, Schema

api = NinjaAPI()


class Measured(Schema):
    ratio: float


@api.get("/ratio", response=Measured)
def ratio(request):
    return {"ratio": float("inf")}


urlpatterns = [path("", api.urls)]
client = Client()
print("documented:", client.get("/openapi.json").json()["components"]["schemas"]["Measured"]["properties"]["ratio"])
answer = client.get("/ratio")
print("sent:", answer["content-type"].split(";")[0], answer.content.decode())
PYTHON
cd "$folder"
seen=$("$folder/venv/bin/python" -W ignore run.py)
expected=$(cat <<'TEXT'
documented: {'title': 'Ratio', 'type': 'number'}
sent: application/json {"ratio": Infinity}
TEXT
)
printf '%s\n' "$seen"
if [ "$seen" != "$expected" ]; then
    echo 'It is not as described any more.' >&2
    exit 1
fi
