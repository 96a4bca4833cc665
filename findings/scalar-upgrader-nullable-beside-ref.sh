#!/usr/bin/env bash
# @scalar/openapi-upgrader, OpenAPI 3.0 to 3.1: keywords beside `$ref`, and files.
#
# Guess: in 3.0 a keyword beside `$ref` is ignored (3.0.4, Reference Object), so `nullable` beside it changes nothing;
#        a file stays `type: string` with a `contentMediaType` or `format`.
# Seen:  @scalar/openapi-upgrader 0.4.9 turns `$ref` with `nullable` into a union with null, so that the upgraded
#        document allows more than the original; it removes `type: string` of files in multipart bodies, so that only
#        `contentMediaType` is left; and a body of `application/octet-stream` gets the schema `{}`.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y > /dev/null
npm install --silent --no-audit --no-fund @scalar/openapi-upgrader@0.4.9 > /dev/null 2>&1

cat > upgrade.mjs << 'JS'
import { upgrade } from "@scalar/openapi-upgrader";
const file = { type: "string", format: "binary" };
const content = { "application/octet-stream": { schema: { ...file } },
  "multipart/form-data": { schema: { type: "object", properties: { photo: { ...file }, all: { type: "array", items: { ...file } } } } } };
const api = upgrade({ openapi: "3.0.3", info: { title: "Photos", version: "1" },
  paths: { "/photos": { post: { requestBody: { content }, responses: { 204: { description: "kept" } } } } },
  components: { schemas: { Name: { type: "string" },
    Photo: { type: "object", properties: { name: { $ref: "#/components/schemas/Name", nullable: true } } } } } }, "3.1");
const upgraded = api.paths["/photos"].post.requestBody.content;
console.log(JSON.stringify([api.components.schemas.Photo.properties.name, upgraded["application/octet-stream"],
  upgraded["multipart/form-data"].schema.properties]));
JS
seen=$(node upgrade.mjs)
wanted='[{"anyOf":[{"$ref":"#/components/schemas/Name"},{"type":"null"}]},{"schema":{}},{"photo":{"contentMediaType":"application/octet-stream"},"all":{"type":"array","items":{"contentMediaType":"application/octet-stream"}}}]'
echo "$seen"
if [ "$seen" != "$wanted" ]; then echo "changed, it was: $wanted"; exit 1; fi
