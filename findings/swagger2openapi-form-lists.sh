#!/usr/bin/env bash
# swagger2openapi on lists in forms: `collectionFormat: csv`, which is Swagger 2.0's default, against `multi`.
#
# Guess: the two differ on the wire (`ids=1,2` and `ids=1&ids=2`), so the converted documents differ: the first gets
#        an `encoding` with `explode: false`, since the default of OpenAPI 3.0 repeats the key.
# Seen:  swagger2openapi 7.0.8 writes the same for both, without an `encoding`, an error or a warning: a client of the
#        converted document repeats the key where the server reads commas. In a query the two are told apart.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y > /dev/null
npm install --silent --no-audit --no-fund swagger2openapi@7.0.8 > /dev/null 2>&1

cat > api.json << 'JSON'
{"swagger":"2.0","info":{"title":"Lists","version":"1"},"host":"lists.example","paths":{
 "/form":{"post":{"consumes":["application/x-www-form-urlencoded"],"parameters":[
   {"in":"formData","name":"commas","type":"array","items":{"type":"integer"}},
   {"in":"formData","name":"keys","type":"array","collectionFormat":"multi","items":{"type":"integer"}}],
  "responses":{"204":{"description":"done"}}}},
 "/query":{"get":{"parameters":[
   {"in":"query","name":"commas","type":"array","items":{"type":"integer"}},
   {"in":"query","name":"keys","type":"array","collectionFormat":"multi","items":{"type":"integer"}}],
  "responses":{"204":{"description":"done"}}}}}}
JSON
npx swagger2openapi api.json > out.json

failed=0
expect() { # title, wanted, JavaScript that gives what is seen
    seen=$(node -e "const p = require('$folder/out.json').paths; console.log(JSON.stringify($3))")
    echo "$1: $seen"
    if [ "$2" != "$seen" ]; then echo "  changed, it was: $2"; failed=1; fi
}
form='p["/form"].post.requestBody.content["application/x-www-form-urlencoded"]'
expect 'commas in the form' '{"type":"array","items":{"type":"integer"}}' "$form.schema.properties.commas"
expect 'keys in the form' '{"type":"array","items":{"type":"integer"}}' "$form.schema.properties.keys"
expect 'encoding of the form' 'null' "$form.encoding ?? null"
expect 'explode in the query' '[false,true]' 'p["/query"].get.parameters.map(it => it.explode)'
exit $failed
