#!/usr/bin/env bash
# An Overlay 1.0 `update` whose target is an array.
#
# Guess: the value is appended to the array as one entry, as Overlay 1.0.0 says of arrays ("an entry to append").
# Seen:  bump-cli 2.11.0 and openapi-overlays-js 0.2.0 turn the array into an object with the keys "0" and "name";
#        openapi-format 1.33.6 appends nothing and reports success. All three exit with 0.
# Means: an action that adds a tag, a server or a parameter by the array's own path needs a check of its result.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y > /dev/null
npm install --silent --no-audit --no-fund bump-cli@2.11.0 openapi-overlays-js@0.2.0 openapi-format@1.33.6 > /dev/null 2>&1

cat > api.json << 'JSON'
{"openapi":"3.0.3","info":{"title":"Shelf","version":"1"},"tags":[{"name":"books"}],"paths":{}}
JSON
cat > overlay.json << 'JSON'
{"overlay":"1.0.0","info":{"title":"One more tag","version":"1"},
 "actions":[{"target":"$.tags","update":{"name":"loans"}}]}
JSON
# Only so that a YAML reader is at hand, whatever a tool writes.
tags() { node -e 'const yaml = require("js-yaml"), fs = require("fs");
  console.log(JSON.stringify(yaml.load(fs.readFileSync(process.argv[1], "utf8")).tags))' "$1"; }
npm install --silent --no-audit --no-fund js-yaml@4.1.0 > /dev/null 2>&1

npx bump overlay api.json overlay.json > bump.out 2> /dev/null
npx overlayjs --openapi api.json --overlay overlay.json > overlayjs.out 2> /dev/null
npx openapi-format api.json --overlayFile overlay.json --no-sort -o format.json > /dev/null 2>&1

failed=0
expect() { # name, wanted, seen
    echo "$1: $3"
    if [ "$2" != "$3" ]; then echo "  changed, it was: $2"; failed=1; fi
}
expect bump-cli '{"0":{"name":"books"},"name":"loans"}' "$(tags bump.out)"
expect openapi-overlays-js '{"0":{"name":"books"},"name":"loans"}' "$(tags overlayjs.out)"
expect openapi-format '[{"name":"books"}]' "$(tags format.json)"
exit $failed
