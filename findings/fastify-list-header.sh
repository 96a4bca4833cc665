#!/usr/bin/env bash
# Fastify on lists in headers.
#
# Guess: a header that is documented and validated as an array of strings, whose style is `simple`, is read from `a,b` as
# two strings.
# With:  fastify 5.12.8, @fastify/swagger 9.9.3.
# Seen:  Fastify coerces the text to an array with one string, `a,b`, and takes it as valid; repeated lines are joined by
# Node before, and read as one string too.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{"private": true, "type": "module"}' > package.json
npm install --silent --ignore-scripts --no-audit --no-fund fastify@5.12.8 @fastify/swagger@9.9.3
cat > run.js <<'SCRIPT'
import swagger from '@fastify/swagger'
import Fastify from 'fastify'

const app = Fastify()
await app.register(swagger, { openapi: { openapi: '3.0.3', info: { title: 'x', version: '1' } } })
const headers = { type: 'object', properties: { names: { type: 'array', items: { type: 'string' } } } }
app.get('/list', { schema: { headers } }, async request => request.headers.names)
await app.ready()
const [{ schema, style }] = app.swagger().paths['/list'].get.parameters
console.log('documented:', JSON.stringify(schema), style ?? '(no style)')
const address = await app.listen({ host: '127.0.0.1', port: 0 })
console.log('a,b is read as', await (await fetch(address + '/list', { headers: { names: 'a,b' } })).text())
console.log('a and b are read as', await (await fetch(address + '/list', { headers: [['names', 'a'], ['names', 'b']] })).text())
await app.close()
SCRIPT
seen=$(node run.js)
expected=$(cat <<'TEXT'
documented: {"type":"array","items":{"type":"string"}} (no style)
a,b is read as ["a,b"]
a and b are read as ["a, b"]
TEXT
)
printf '%s\n' "$seen"
if [ "$seen" != "$expected" ]; then
    echo 'It is not as described any more.' >&2
    exit 1
fi
