#!/usr/bin/env bash
# openapi-backend on an object in the query.
#
# Guess: an object among the query parameters that says no style is sent as `form` with `explode`, the defaults of OpenAPI
# 3.0, so that its members are parameters of their own: `from=1&to=2`; and `range=from,1,to,2` without `explode`.
# With:  openapi-backend 5.21.2.
# Seen:  both are refused: the members are taken as parameters that are not documented, and the list as no object. With
# `style: deepObject` the object is read.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{"private": true}' > package.json
npm install --silent --ignore-scripts --no-audit --no-fund openapi-backend@5.21.2
cat > run.cjs <<'SCRIPT'
const { OpenAPIBackend } = require('openapi-backend')

async function call(said, query) {
  const schema = { type: 'object', properties: { from: { type: 'string' }, to: { type: 'string' } } }
  const parameters = [{ in: 'query', name: 'range', ...said, schema }]
  const operation = { operationId: 'list', parameters, responses: { 200: { description: 'ok' } } }
  const definition = { openapi: '3.0.3', info: { title: 'x', version: '1' }, paths: { '/list': { get: operation } } }
  const api = new OpenAPIBackend({ definition })
  api.register({
    list: context => context.request.query,
    validationFail: context => context.validation.errors.map(error => `${error.instancePath} ${error.message}`),
  })
  await api.init()
  const answer = await api.handleRequest({ method: 'GET', path: `/list?${query}`, headers: {} })
  console.log(JSON.stringify(said), query, JSON.stringify(answer))
}

async function main() {
  await call({}, 'from=1&to=2')
  await call({ explode: false }, 'range=from,1,to,2')
  await call({ style: 'deepObject', explode: true }, 'range[from]=1&range[to]=2')
}
main()
SCRIPT
seen=$(node run.cjs)
expected=$(cat <<'TEXT'
{} from=1&to=2 ["/query must NOT have additional properties"]
{"explode":false} range=from,1,to,2 ["/query/range must be object"]
{"style":"deepObject","explode":true} range[from]=1&range[to]=2 {"range":{"from":"1","to":"2"}}
TEXT
)
printf '%s\n' "$seen"
if [ "$seen" != "$expected" ]; then
    echo 'It is not as described any more.' >&2
    exit 1
fi
