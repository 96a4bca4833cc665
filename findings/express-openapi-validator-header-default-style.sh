#!/usr/bin/env bash
# express-openapi-validator on a list in a header that says no style.
#
# Guess: a header without `style` has the style `simple`, which is the default of OpenAPI 3.0 for headers, so that `1,2` is
# a list of two integers, and a request without the header, which is optional, is valid.
# With:  express-openapi-validator 5.6.2, express 5.3.0.
# Seen:  every request to the operation is refused with 400, with the header or without it, as the style is `undefined`.
# With `style: simple` written out the same requests are valid.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{"private": true}' > package.json
npm install --silent --ignore-scripts --no-audit --no-fund express@5.3.0 express-openapi-validator@5.6.2
cat > run.cjs <<'SCRIPT'
const express = require('express')
const validator = require('express-openapi-validator')

async function call(said, headers) {
  const parameter = { in: 'header', name: 'X-Ids', ...said, schema: { type: 'array', items: { type: 'integer' } } }
  const operation = { parameters: [parameter], responses: { 200: { description: 'ok' } } }
  const apiSpec = { openapi: '3.0.3', info: { title: 'x', version: '1' }, paths: { '/list': { get: operation } } }
  const app = express()
  app.use(validator.middleware({ apiSpec }))
  app.get('/list', (request, response) => response.json(request.headers['x-ids'] ?? null))
  app.use((error, request, response, next) => response.status(error.status).json(error.message))
  const server = await new Promise(done => { const it = app.listen(0, '127.0.0.1', () => done(it)) })
  const response = await fetch(`http://127.0.0.1:${server.address().port}/list`, { headers })
  console.log(JSON.stringify(said), JSON.stringify(headers), response.status, await response.text())
  server.close()
}

async function main() {
  await call({}, { 'x-ids': '1,2' })
  await call({}, {})
  await call({ style: 'simple' }, { 'x-ids': '1,2' })
  await call({ style: 'simple' }, {})
}
main()
SCRIPT
seen=$(node run.cjs)
expected=$(cat <<'TEXT'
{} {"x-ids":"1,2"} 400 "Parameter 'style' has incorrect value 'undefined' for [X-Ids]"
{} {} 400 "Parameter 'style' has incorrect value 'undefined' for [X-Ids]"
{"style":"simple"} {"x-ids":"1,2"} 200 [1,2]
{"style":"simple"} {} 200 null
TEXT
)
printf '%s\n' "$seen"
if [ "$seen" != "$expected" ]; then
    echo 'It is not as described any more.' >&2
    exit 1
fi
