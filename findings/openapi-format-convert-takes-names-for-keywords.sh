#!/usr/bin/env bash
# openapi-format --convertTo 3.1 on an OpenAPI 3.0 document.
#
# Guess: keywords of schemas are converted; properties that happen to be named like a keyword, examples and
#        defaults are data and stay as they are; `nullable` beside `allOf` becomes a union with null.
# Seen:  openapi-format 1.33.6 removes a property named `nullable`, rewrites examples and defaults as if they were
#        schemas, drops the null of `nullable` beside `allOf`, and leaves a boolean `exclusiveMinimum` that has no
#        `minimum` beside it, which 3.1 does not allow.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y > /dev/null
npm install --silent --no-audit --no-fund openapi-format@1.33.6 > /dev/null 2>&1

cat > api.json << 'JSON'
{"openapi":"3.0.3","info":{"title":"Columns","version":"1"},"paths":{},"components":{"schemas":{
  "Text":{"type":"string"},
  "Column":{"type":"object","properties":{"name":{"type":"string"},"nullable":{"type":"boolean"}}},
  "Field":{"type":"object","example":{"type":"text","nullable":true},"default":{"type":"text","nullable":true}},
  "Label":{"nullable":true,"allOf":[{"$ref":"#/components/schemas/Text"}]},
  "Above":{"type":"number","exclusiveMinimum":true}}}}
JSON
npx openapi-format api.json --no-sort --convertTo 3.1 -o out.json > /dev/null 2>&1

failed=0
expect() { # schema, wanted
    seen=$(node -e 'console.log(JSON.stringify(require(process.argv[1]).components.schemas[process.argv[2]]))' "$folder/out.json" "$1")
    echo "$1: $seen"
    if [ "$2" != "$seen" ]; then echo "  changed, it was: $2"; failed=1; fi
}
expect Column '{"type":"object","properties":{"name":{"type":"string"}}}'
expect Field '{"type":"object","examples":[{"type":["text","null"]}],"default":{"type":["text","null"]}}'
expect Label '{"allOf":[{"$ref":"#/components/schemas/Text"}]}'
expect Above '{"type":"number","exclusiveMinimum":true}'
exit $failed
