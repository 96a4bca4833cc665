#!/usr/bin/env bash
# openapi-merge on two documents that both require a credential by the document's own `security`.
#
# Guess: with a `dispute` prefix for the second document everything in it is renamed together: its operations go on
#        asking for its own credential, and its links go on naming its own operations.
# Seen:  openapi-merge 2.0.2 keeps the first document's `security` and server and drops the second's, so that the
#        second document's operations ask for the first one's header (`X-Shop`, the renamed scheme `Mapskey` is
#        used by nothing) at the first one's server; a link names the first document's operation, since
#        `operationId` is renamed and the link that names it is not.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y > /dev/null
npm install --silent --no-audit --no-fund openapi-merge@2.0.2 > /dev/null 2>&1

cat > merge.cjs << 'JS'
const { merge } = require("openapi-merge");
const api = (title, header, path) => ({
  openapi: "3.0.3", info: { title, version: "1" }, servers: [{ url: `https://${title}.example` }], security: [{ key: [] }],
  paths: { [path]: { get: { operationId: "find", responses: { 200: {
    description: "found", links: { again: { operationId: "find" } } } } } } },
  components: { securitySchemes: { key: { type: "apiKey", in: "header", name: header } } },
});
const { output } = merge([{ oas: api("shop", "X-Shop", "/items") },
                          { oas: api("maps", "X-Maps", "/places"), dispute: { prefix: "Maps" } }]);
const places = output.paths["/places"];
console.log(JSON.stringify({
  servers: output.servers, security: output.security, own: places.get.security ?? places.servers ?? null,
  schemes: Object.entries(output.components.securitySchemes).map(([name, it]) => `${name}: ${it.name}`),
  operation: places.get.operationId, link: places.get.responses[200].links.again.operationId,
}));
JS
seen=$(node merge.cjs)
wanted='{"servers":[{"url":"https://shop.example"}],"security":[{"key":[]}],"own":null,"schemes":["key: X-Shop","Mapskey: X-Maps"],"operation":"Mapsfind","link":"find"}'
echo "$seen"
if [ "$seen" != "$wanted" ]; then echo "changed, it was: $wanted"; exit 1; fi
