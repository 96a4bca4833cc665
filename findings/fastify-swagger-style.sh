#!/usr/bin/env bash
# @fastify/swagger on the style of a query parameter.
#
# Guess: `style: deepObject` beside the schema of a query parameter becomes the `style` of this parameter.
# With:  fastify 5.12.8, @fastify/swagger 9.9.3.
# Seen:  it stays inside of the parameter's schema, where OpenAPI has no such keyword, and the parameter has none. A `style`
# beside the properties of the whole query becomes the style of all of its parameters, lists too, for which it is not defined.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{"private": true, "type": "module"}' > package.json
npm install --silent --ignore-scripts --no-audit --no-fund fastify@5.12.8 @fastify/swagger@9.9.3
cat > run.js <<'SCRIPT'
import swagger from '@fastify/swagger'
import Fastify from 'fastify'

const app = Fastify({ ajv: { customOptions: { keywords: ['style', 'explode'] } } })
await app.register(swagger, { openapi: { openapi: '3.0.3', info: { title: 'x', version: '1' } } })
const filter = { type: 'object', properties: { name: { type: 'string' } } }
const tags = { type: 'array', items: { type: 'string' } }
const deep = { style: 'deepObject', explode: true }
app.get('/own', { schema: { querystring: { type: 'object', properties: { filter: { ...filter, ...deep }, tags } } } }, async () => '')
app.get('/whole', { schema: { querystring: { type: 'object', properties: { filter, tags }, ...deep } } }, async () => '')
await app.ready()
for (const path of ['/own', '/whole']) {
  for (const { name, style, schema } of app.swagger().paths[path].get.parameters) {
    console.log(path, name, 'style of the parameter:', style ?? '(none)', 'in the schema:', schema.style ?? '(none)')
  }
}
SCRIPT
seen=$(node run.js)
expected=$(cat <<'TEXT'
/own filter style of the parameter: (none) in the schema: deepObject
/own tags style of the parameter: (none) in the schema: (none)
/whole filter style of the parameter: deepObject in the schema: (none)
/whole tags style of the parameter: deepObject in the schema: (none)
TEXT
)
printf '%s\n' "$seen"
if [ "$seen" != "$expected" ]; then
    echo 'It is not as described any more.' >&2
    exit 1
fi
