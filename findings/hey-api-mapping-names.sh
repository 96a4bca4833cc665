#!/usr/bin/env bash
# @hey-api/openapi-ts on a discriminator's mapping, whose values may be names of schemas or references.
#
# Guess: `mapping: {dog: Dog}` and `mapping: {dog: '#/components/schemas/Dog'}` say the same (OpenAPI 3.0.4, Discriminator
#        Object), so the type's constant is `'dog'` in both.
# Seen:  @hey-api/openapi-ts 0.99.0 takes the schema's name for the value where the mapping names it: the type has
#        `kind: 'Dog'`, which the documented value `dog` does not fit. By reference it is `'cat'`, as documented.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y > /dev/null
npm install --silent --no-audit --no-fund @hey-api/openapi-ts@0.99.0 typescript@5.9.3 > /dev/null 2>&1

cat > pets.json << 'JSON'
{"openapi":"3.0.3","info":{"title":"Pets","version":"1"},"paths":{"/pet":{"get":{"operationId":"getPet","responses":{"200":
 {"description":"one","content":{"application/json":{"schema":{"$ref":"#/components/schemas/Pet"}}}}}}}},
 "components":{"schemas":{
  "Pet":{"oneOf":[{"$ref":"#/components/schemas/Cat"},{"$ref":"#/components/schemas/Dog"}],
         "discriminator":{"propertyName":"kind","mapping":{"cat":"#/components/schemas/Cat","dog":"Dog"}}},
  "Cat":{"type":"object","required":["kind"],"properties":{"kind":{"type":"string"}}},
  "Dog":{"type":"object","required":["kind"],"properties":{"kind":{"type":"string"}}}}}}
JSON
npx openapi-ts -i pets.json -o out > /dev/null 2>&1

seen=$(sed -n '/^export type Pet = /,/Dog);/p' out/types.gen.ts | tr -d '\n ')
wanted="exporttypePet=({kind:'cat';}&Cat)|({kind:'Dog';}&Dog);"
echo "$seen"
if [ "$seen" != "$wanted" ]; then echo "changed, it was: $wanted"; exit 1; fi
