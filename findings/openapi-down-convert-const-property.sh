#!/usr/bin/env bash
# @apiture/openapi-down-convert, which turns OpenAPI 3.1 into 3.0, on a model with a property named `const`.
#
# Guess: a property named `const` is a property; only the keyword `const` becomes an `enum` of one value, and a
#        numeric `exclusiveMinimum` becomes `minimum` with a boolean, since the result calls itself 3.0.3.
# Seen:  @apiture/openapi-down-convert 0.14.2 replaces the property `const` by a property `enum` whose schema is an
#        array, leaves numeric exclusive bounds and lists of types as they are, and leaves `const: null`, though it
#        writes `openapi: 3.0.3`.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y > /dev/null
npm install --silent --no-audit --no-fund @apiture/openapi-down-convert@0.14.2 > /dev/null 2>&1

cat > api.json << 'JSON'
{"openapi":"3.1.0","info":{"title":"Rules","version":"1"},"paths":{},"components":{"schemas":{
  "Kind":{"const":"rule"},
  "Rule":{"type":"object","properties":{"const":{"type":"string"},"name":{"type":"string"}}},
  "Count":{"type":"integer","exclusiveMinimum":0},
  "Key":{"type":["string","integer"]},
  "Nothing":{"const":null}}}}
JSON
npx openapi-down-convert --input api.json --output out.json > /dev/null 2>&1

failed=0
expect() { # title, wanted, JavaScript that gives what is seen
    seen=$(node -e "const d = require('$folder/out.json'), s = d.components.schemas; console.log(JSON.stringify($3))")
    echo "$1: $seen"
    if [ "$2" != "$seen" ]; then echo "  changed, it was: $2"; failed=1; fi
}
expect 'openapi' '"3.0.3"' 'd.openapi'
expect 'Kind' '{"enum":["rule"]}' 's.Kind'
expect 'Rule' '{"type":"object","properties":{"name":{"type":"string"},"enum":[{"type":"string"}]}}' 's.Rule'
expect 'Count' '{"type":"integer","exclusiveMinimum":0}' 's.Count'
expect 'Key' '{"type":["string","integer"]}' 's.Key'
expect 'Nothing' '{"const":null}' 's.Nothing'
exit $failed
