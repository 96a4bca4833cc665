#!/usr/bin/env bash
# openapi-zod-client on an object that has properties and, beside them, further keys of another type.
#
# Guess: `properties` are read as documented, and `additionalProperties` holds for all other keys only.
# Seen:  openapi-zod-client 1.18.3 drops the properties: the emitted schema is `z.record(z.number().int())`, and refuses
#        the valid `{"name": "east", "seats": 4}`. A response documented as `4XX` gets the status `NaN`.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y > /dev/null
npm install --silent --no-audit --no-fund openapi-zod-client@1.18.3 zod@3.25.76 > /dev/null 2>&1

cat > rooms.json << 'JSON'
{"openapi":"3.0.3","info":{"title":"Rooms","version":"1"},"paths":{"/room":{"get":{"operationId":"getRoom","responses":{
  "200":{"description":"one","content":{"application/json":{"schema":{"$ref":"#/components/schemas/Room"}}}},
  "4XX":{"description":"none","content":{"application/json":{"schema":{"$ref":"#/components/schemas/Problem"}}}}}}}},
 "components":{"schemas":{
  "Room":{"type":"object","required":["name"],"properties":{"name":{"type":"string"}},"additionalProperties":{"type":"integer"}},
  "Problem":{"type":"object","properties":{"title":{"type":"string"}}}}}}
JSON
npx openapi-zod-client rooms.json -o out.ts --export-schemas > /dev/null 2>&1

schema=$(sed -n 's/^const Room = \(.*\);$/\1/p' out.ts)
if [ -z "$schema" ]; then schema=$(sed -n '/^const Room = /,/;$/p' out.ts | tr -d '\n' | sed 's/^const Room = //; s/;$//'); fi
status=$(sed -n 's/^ *status: \(.*\),$/\1/p' out.ts)
valid=$(node -e "const { z } = require('zod'); console.log($schema.safeParse({ name: 'east', seats: 4 }).success)")
seen="$schema, status $status, the valid object is accepted: $valid"
wanted='z.record(z.number().int()), status NaN, the valid object is accepted: false'
echo "$seen"
if [ "$seen" != "$wanted" ]; then echo "changed, it was: $wanted"; exit 1; fi
