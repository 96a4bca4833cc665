#!/usr/bin/env bash
# Prism on lists in urlencoded forms.
#
# Guess: a list in a form is read from repeated keys, the default of OpenAPI 3.0 for a property without an `encoding`
#        (style `form`, `explode: true`), or at least from a text with commas.
# With:  @stoplight/prism-cli 5.14.2.
# Seen:  both are refused: "Request body property tags must be array". With an `encoding` that says what is the default
#        anyway, repeated keys are read.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{"private": true, "type": "module"}' > package.json
npm install --silent --ignore-scripts --no-audit --no-fund @stoplight/prism-cli@5.14.2
cat > run.js <<'SCRIPT'
import { spawn } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { createServer } from 'node:net'

const content = encoding => ({
  'application/x-www-form-urlencoded': { schema: { type: 'object', properties: { tags: { type: 'array', items: { type: 'string' } } } }, ...encoding }
})
const operation = encoding => ({ post: { requestBody: { required: true, content: content(encoding) }, responses: { 204: { description: 'Done' } } } })
writeFileSync('api.json', JSON.stringify({
  openapi: '3.0.3',
  info: { title: 'x', version: '1' },
  paths: { '/without': operation({}), '/with': operation({ encoding: { tags: { style: 'form', explode: true } } }) }
}))
const port = await new Promise(done => {
  const server = createServer().listen(0, '127.0.0.1', () => { const { port } = server.address(); server.close(() => done(port)) })
})
const prism = spawn(process.execPath, ['node_modules/.bin/prism', 'mock', '--host', '127.0.0.1', '--port', port, 'api.json'], { stdio: 'ignore' })
try {
  const url = 'http://127.0.0.1:' + port
  for (let tries = 0; tries < 600; tries++) {
    if (await fetch(url).then(() => true, () => false)) break
    await new Promise(done => setTimeout(done, 100))
  }
  const headers = { 'content-type': 'application/x-www-form-urlencoded' }
  for (const path of ['/without', '/with']) {
    for (const body of ['tags=b&tags=c', 'tags=b,c']) {
      const answer = await fetch(url + path, { method: 'POST', headers, body })
      const text = await answer.text()
      console.log(path, body, answer.status, text && JSON.parse(text).validation[0].message)
    }
  }
} finally {
  prism.kill()
}
SCRIPT
seen=$(node run.js)
expected=$(cat <<'TEXT'
/without tags=b&tags=c 422 Request body property tags must be array
/without tags=b,c 422 Request body property tags must be array
/with tags=b&tags=c 204 
/with tags=b,c 422 Reserved characters used in request body
TEXT
)
printf '%s\n' "$seen"
if [ "$seen" != "$expected" ]; then
    echo 'It is not as described any more.' >&2
    exit 1
fi
