#!/usr/bin/env bash
# @hono/zod-openapi on integers and coerced numbers.
#
# Guess: what a schema documents is what it takes: an `integer` without bounds takes any, a form field that is not nullable
# in Zod is not documented as such.
# With:  @hono/zod-openapi 1.6.3, hono 4.13.19, zod 4.6.7.
# Seen:  `z.number().int()` is documented as `type: integer` and refuses 2^53; `z.coerce.number().int()` is documented as
# `integer` or `null`, also in a form, which has no null.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{"private": true, "type": "module"}' > package.json
npm install --silent --ignore-scripts --no-audit --no-fund @hono/zod-openapi@1.6.3 hono@4.13.19 zod@4.6.7
cat > run.js <<'SCRIPT'
import { createRoute, OpenAPIHono, z } from '@hono/zod-openapi'

const app = new OpenAPIHono()
const route = (path, mediaType, schema) => createRoute({
  method: 'post', path, request: { body: { required: true, content: { [mediaType]: { schema } } } }, responses: { 200: { description: 'It' } }
})
app.openapi(route('/json', 'application/json', z.object({ count: z.number().int() })), context => context.text(''))
app.openapi(route('/form', 'application/x-www-form-urlencoded', z.object({ count: z.coerce.number().int() })), context => context.text(''))
const paths = app.getOpenAPI31Document({ openapi: '3.1.0', info: { title: 'x', version: '1' } }).paths
for (const [path, type] of [['/json', 'application/json'], ['/form', 'application/x-www-form-urlencoded']]) {
  console.log(path, 'documented:', JSON.stringify(paths[path].post.requestBody.content[type].schema))
}
const post = async (path, type, body) => (await app.request(path, { method: 'POST', headers: { 'content-type': type }, body })).status
console.log('2^53 - 1 in JSON:', await post('/json', 'application/json', '{"count": 9007199254740991}'))
console.log('2^53 in JSON:', await post('/json', 'application/json', '{"count": 9007199254740992}'))
console.log('null as the text of a form:', await post('/form', 'application/x-www-form-urlencoded', 'count=null'))
console.log('nothing in a form:', await post('/form', 'application/x-www-form-urlencoded', 'other=1'))
SCRIPT
seen=$(node run.js)
expected=$(cat <<'TEXT'
/json documented: {"type":"object","properties":{"count":{"type":"integer"}},"required":["count"]}
/form documented: {"type":"object","properties":{"count":{"type":["integer","null"]}},"required":["count"]}
2^53 - 1 in JSON: 200
2^53 in JSON: 400
null as the text of a form: 400
nothing in a form: 400
TEXT
)
printf '%s\n' "$seen"
if [ "$seen" != "$expected" ]; then
    echo 'It is not as described any more.' >&2
    exit 1
fi
