#!/usr/bin/env bash
# apispec on numbers that marshmallow writes as texts.
#
# Guess: `Decimal(as_string=True)` and `Integer(as_string=True)` are documented as texts.
# With:  apispec 6.10.1, with marshmallow 4.4.0.
# Seen:  they are documented as `number` and `integer`; what is written is `"1.50"` and `"7"`.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check apispec==6.10.1 marshmallow==4.4.0
cat > "$folder/run.py" <<'PYTHON'
from decimal import Decimal

from apispec import APISpec
from apispec.ext.marshmallow import MarshmallowPlugin
from marshmallow import Schema, fields


class Price(Schema):
    amount = fields.Decimal(as_string=True)
    count = fields.Integer(as_string=True)


spec = APISpec(title="Prices", version="1", openapi_version="3.0.3", plugins=[MarshmallowPlugin()])
spec.components.schema("Price", schema=Price)
properties = spec.to_dict()["components"]["schemas"]["Price"]["properties"]
print("documented:", {name: schema["type"] for name, schema in properties.items()})
print("written:", Price().dumps({"amount": Decimal("1.50"), "count": 7}))
PYTHON
cd "$folder"
seen=$("$folder/venv/bin/python" -W ignore run.py)
expected=$(cat <<'TEXT'
documented: {'amount': 'number', 'count': 'integer'}
written: {"amount": "1.50", "count": "7"}
TEXT
)
printf '%s\n' "$seen"
if [ "$seen" != "$expected" ]; then
    echo 'It is not as described any more.' >&2
    exit 1
fi
