#!/usr/bin/env bash
# openapi-python-client on a nullable enum that lists null, as OpenAPI 3.0.3 asks for.
#
# Guess: `type: string, nullable: true, enum: [open, closed, null]` is one enum, or none, and every field that refers to
#        it has that one type.
# Seen:  openapi-python-client 0.29.1 writes three classes with the same members (`state_type_1`, `state_type_2_type_1`,
#        `state_type_3_type_1`), each field is a union of the three, and no class is called `State`. Without `nullable`
#        and null it is the one class `State`.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv tools
tools/bin/pip install --quiet --disable-pip-version-check openapi-python-client==0.29.1 > /dev/null 2>&1

document() { # the schema of the enum
    cat << JSON
{"openapi":"3.0.3","info":{"title":"Doors","version":"1"},"paths":{"/door":{"get":{"operationId":"getDoor","responses":{"200":
 {"description":"one","content":{"application/json":{"schema":{"\$ref":"#/components/schemas/Door"}}}}}}}},
 "components":{"schemas":{"State":$1,
  "Door":{"type":"object","required":["state"],"properties":{"state":{"\$ref":"#/components/schemas/State"}}}}}}
JSON
}
models() { # the schema of the enum
    document "$1" > api.json
    rm -rf out
    tools/bin/openapi-python-client generate --path api.json --output-path out > /dev/null 2>&1
    ls out/doors_client/models | grep -v -e __ -e door.py | tr '\n' ' '
}
seen="nullable: $(models '{"type":"string","nullable":true,"enum":["open","closed",null]}')plain: $(models '{"type":"string","enum":["open","closed"]}')"
wanted='nullable: state_type_1.py state_type_2_type_1.py state_type_3_type_1.py plain: state.py '
echo "$seen"
if [ "$seen" != "$wanted" ]; then echo "changed, it was: $wanted"; exit 1; fi
