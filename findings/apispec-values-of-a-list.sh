#!/usr/bin/env bash
# apispec on a list whose elements are restricted, and on the format of a date.
#
# Guess: `ContainsOnly(["a", "b"])` becomes an `enum` of the elements; a date in the format `rfc` has no `format`, or a text.
# With:  apispec 6.10.1, with marshmallow 4.4.0.
# Seen:  the `enum` of two texts stands at the list itself, which no list fits; `format` is null, which OpenAPI 3.0 refuses.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check apispec==6.10.1 marshmallow==4.4.0
cat > "$folder/run.py" <<'PYTHON'
from apispec import APISpec
from apispec.ext.marshmallow import MarshmallowPlugin
from marshmallow import Schema, fields
from marshmallow.validate import ContainsOnly


class Pet(Schema):
    kinds = fields.List(fields.String(), validate=ContainsOnly(["a", "b"]))
    born = fields.DateTime(format="rfc")


spec = APISpec(title="Pets", version="1", openapi_version="3.0.3", plugins=[MarshmallowPlugin()])
spec.components.schema("Pet", schema=Pet)
properties = spec.to_dict()["components"]["schemas"]["Pet"]["properties"]
print("kinds:", properties["kinds"])
print("born:", {name: properties["born"][name] for name in ["type", "format"]})
print("valid:", Pet().load({"kinds": ["a"]}))
PYTHON
cd "$folder"
seen=$("$folder/venv/bin/python" -W ignore run.py)
expected=$(cat <<'TEXT'
kinds: {'type': 'array', 'enum': ['a', 'b'], 'items': {'type': 'string'}}
born: {'type': 'string', 'format': None}
valid: {'kinds': ['a']}
TEXT
)
printf '%s\n' "$seen"
if [ "$seen" != "$expected" ]; then
    echo 'It is not as described any more.' >&2
    exit 1
fi
