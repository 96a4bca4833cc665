#!/usr/bin/env bash
# openapi-schema-validator on a keyword beside `$ref` in OpenAPI 3.0, and on a mapping by a name.
#
# Guess: OpenAPI 3.0.3 ignores what stands beside `$ref`, so that `maxLength` there never refuses a value; a mapping may
# give the name of a schema in place of a reference.
# With:  openapi-schema-validator 0.9.0, `OAS30Validator`.
# Seen:  `maxLength` beside `$ref` is checked; a mapping by a name is taken for the path of a file, and cannot be resolved.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check openapi-schema-validator==0.9.0
cat > "$folder/run.py" <<'PYTHON'
from openapi_schema_validator import OAS30Validator

COMPONENTS = {
    "components": {
        "schemas": {
            "Name": {"type": "string"},
            "Cat": {"type": "object", "properties": {"kind": {"type": "string"}}},
        }
    }
}


def errors(schema, value):
    return [error.message for error in OAS30Validator({**schema, **COMPONENTS}).iter_errors(value)]


name = {"$ref": "#/components/schemas/Name"}
print("beside:", errors({**name, "maxLength": 1}, "Minka"))
cat = {"$ref": "#/components/schemas/Cat"}
for target in ["#/components/schemas/Cat", "Cat"]:
    discriminator = {"propertyName": "kind", "mapping": {"cat": target}}
    print(target, errors({"oneOf": [cat], "discriminator": discriminator}, {"kind": "cat"}))
PYTHON
cd "$folder"
seen=$("$folder/venv/bin/python" -W ignore run.py)
expected=$(cat <<'TEXT'
beside: ["'Minka' is too long"]
#/components/schemas/Cat []
Cat ["{'kind': 'cat'} reference 'Cat' could not be resolved"]
TEXT
)
printf '%s\n' "$seen"
if [ "$seen" != "$expected" ]; then
    echo 'It is not as described any more.' >&2
    exit 1
fi
