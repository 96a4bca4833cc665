#!/usr/bin/env bash
# express-openapi-validator on a query parameter whose name ends in brackets.
#
# Guess: a documented parameter `ids[]`, as servers in PHP name their lists, can be sent as `ids[]=a&ids[]=b`.
# With:  express-openapi-validator 5.6.2, express 5.3.0.
# Seen:  the query is read into `ids` before it is compared with the names, so that the documented parameter is refused
# with 400 as unknown, with its brackets percent-encoded or not.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{"private": true}' > package.json
npm install --silent --ignore-scripts --no-audit --no-fund express@5.3.0 express-openapi-validator@5.6.2
cat > run.cjs <<'SCRIPT'
const express = require('express')
const validator = require('express-openapi-validator')

async function call(name, query) {
  const parameter = { in: 'query', name, schema: { type: 'array', items: { type: 'string' } } }
  const operation = { parameters: [parameter], responses: { 200: { description: 'ok' } } }
  const apiSpec = { openapi: '3.0.3', info: { title: 'x', version: '1' }, paths: { '/list': { get: operation } } }
  const app = express()
  app.use(validator.middleware({ apiSpec }))
  app.get('/list', (request, response) => response.json(request.query))
  app.use((error, request, response, next) => response.status(error.status).json(error.message))
  const server = await new Promise(done => { const it = app.listen(0, '127.0.0.1', () => done(it)) })
  const response = await fetch(`http://127.0.0.1:${server.address().port}/list?${query}`)
  console.log(name, query, response.status, await response.text())
  server.close()
}

async function main() {
  await call('ids', 'ids=a&ids=b')
  await call('ids[]', 'ids[]=a&ids[]=b')
  await call('ids[]', 'ids%5B%5D=a&ids%5B%5D=b')
}
main()
SCRIPT
seen=$(node run.cjs)
expected=$(cat <<'TEXT'
ids ids=a&ids=b 200 {"ids":["a","b"]}
ids[] ids[]=a&ids[]=b 400 "Unknown query parameter 'ids'"
ids[] ids%5B%5D=a&ids%5B%5D=b 400 "Unknown query parameter 'ids'"
TEXT
)
printf '%s\n' "$seen"
if [ "$seen" != "$expected" ]; then
    echo 'It is not as described any more.' >&2
    exit 1
fi
