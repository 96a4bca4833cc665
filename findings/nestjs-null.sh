#!/usr/bin/env bash
# NestJS on null, texts and numbers.
#
# Guess: a handler that returns `null` sends the JSON text `null`, and a text documented as `application/json` is sent as JSON.
# With:  @nestjs/core 12.5.1 with platform-express, @nestjs/swagger 12.0.2.
# Seen:  `null` is an empty body with status 200 and no media type; a string and a number are sent bare, as `text/html`.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{"private": true, "type": "module"}' > package.json
npm install --silent --ignore-scripts --no-audit --no-fund @nestjs/common@12.5.1 @nestjs/core@12.5.1 @nestjs/platform-express@12.5.1 @nestjs/swagger@12.0.2 reflect-metadata@0.2.2 rxjs@7.8.2
cat > run.js <<'SCRIPT'
import 'reflect-metadata'
import { Controller, Get, Module } from '@nestjs/common'
import { NestFactory } from '@nestjs/core'
import { ApiOkResponse, DocumentBuilder, SwaggerModule } from '@nestjs/swagger'

class Application {
  none() { return null }
  text() { return 'just text' }
  number() { return 1.5 }
}
class Root {}
const types = { none: Object, text: String, number: Number }
for (const [name, type] of Object.entries(types)) {
  const descriptor = Object.getOwnPropertyDescriptor(Application.prototype, name)
  Get(name)(Application.prototype, name, descriptor)
  ApiOkResponse({ type })(Application.prototype, name, descriptor)
}
Controller()(Application)
Module({ controllers: [Application] })(Root)

const app = await NestFactory.create(Root, { logger: false })
const { paths } = SwaggerModule.createDocument(app, new DocumentBuilder().build())
await app.listen(0, '127.0.0.1')
for (const name of Object.keys(types)) {
  const documented = paths['/' + name].get.responses[200].content
  const answer = await fetch('http://127.0.0.1:' + app.getHttpServer().address().port + '/' + name)
  console.log(name, JSON.stringify(documented), answer.status, answer.headers.get('content-type'), JSON.stringify(await answer.text()))
}
await app.close()
SCRIPT
seen=$(node run.js)
expected=$(cat <<'TEXT'
none {"application/json":{"schema":{"type":"object"}}} 200 null ""
text {"application/json":{"schema":{"type":"string"}}} 200 text/html; charset=utf-8 "just text"
number {"application/json":{"schema":{"type":"number"}}} 200 text/html; charset=utf-8 "1.5"
TEXT
)
printf '%s\n' "$seen"
if [ "$seen" != "$expected" ]; then
    echo 'It is not as described any more.' >&2
    exit 1
fi
