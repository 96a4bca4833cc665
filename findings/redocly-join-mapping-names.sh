#!/usr/bin/env bash
# redocly join --prefix-components-with-info-prop on a discriminator whose mapping names a schema.
#
# Guess: a mapping value is a schema's name or a reference to it (OpenAPI 3.0.4, Discriminator Object), so both forms
#        get the prefix that the component gets.
# Seen:  @redocly/cli 2.77.0 renames the references and leaves the names: `kitten: Cat` names nothing afterwards,
#        where `cat: '#/components/schemas/Pets_Cat'` is right. The exit status is 0 and no warning is printed.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y > /dev/null
npm install --silent --no-audit --no-fund @redocly/cli@2.77.0 > /dev/null 2>&1

cat > pets.json << 'JSON'
{"openapi":"3.0.3","info":{"title":"Pets","version":"1"},"servers":[{"url":"https://pets.example"}],
 "paths":{"/pets":{"get":{"responses":{"200":{"description":"one","content":{"application/json":
   {"schema":{"$ref":"#/components/schemas/Pet"}}}}}}}},
 "components":{"schemas":{
   "Pet":{"oneOf":[{"$ref":"#/components/schemas/Cat"}],
          "discriminator":{"propertyName":"kind","mapping":{"cat":"#/components/schemas/Cat","kitten":"Cat"}}},
   "Cat":{"type":"object","properties":{"kind":{"type":"string"}}}}}}
JSON
cat > vets.json << 'JSON'
{"openapi":"3.0.3","info":{"title":"Vets","version":"1"},"servers":[{"url":"https://vets.example"}],
 "paths":{"/vets":{"get":{"responses":{"204":{"description":"none"}}}}}}
JSON
npx redocly join pets.json vets.json --prefix-components-with-info-prop title -o out.json > /dev/null 2>&1

seen=$(node -e 'const s = require(process.argv[1]).components.schemas;
  console.log(JSON.stringify([Object.keys(s), s.Pets_Pet.discriminator.mapping]))' "$folder/out.json")
wanted='[["Pets_Pet","Pets_Cat"],{"cat":"#/components/schemas/Pets_Cat","kitten":"Cat"}]'
echo "$seen"
if [ "$seen" != "$wanted" ]; then echo "changed, it was: $wanted"; exit 1; fi
