#!/usr/bin/env bash
# An Overlay 1.0 `remove` whose target matches elements of an array.
#
# Guess: all matching elements go, and no others, whichever way the target selects them.
# Seen:  openapi-format 1.33.6 removes by index, one after the other, while the indices shift: of the tags a to e the
#        target `$.tags[?(@.name != "c")]` removes `a` and `c`, and keeps the other three that match. Where the target is
#        an index, openapi-overlays-js 0.2.0 removes all behind it too: `$.tags[2]` leaves `a` and `b`. bump-cli 2.11.0
#        removes what matches. All three exit with 0.
# Means: an overlay that removes elements of an array needs a check of what is left, for each tool that applies it.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y > /dev/null
npm install --silent --no-audit --no-fund \
    bump-cli@2.11.0 openapi-overlays-js@0.2.0 openapi-format@1.33.6 js-yaml@4.1.0 > /dev/null 2>&1

cat > api.json << 'JSON'
{"openapi":"3.0.3","info":{"title":"Letters","version":"1"},
 "tags":[{"name":"a"},{"name":"b"},{"name":"c"},{"name":"d"},{"name":"e"}],"paths":{}}
JSON
# Whatever a tool writes, JSON or YAML.
tags() { node -e 'const document = require("js-yaml").load(require("fs").readFileSync(process.argv[1], "utf8"));
  console.log((document.tags ?? []).map((tag) => tag.name).join(""))' "$1"; }

failed=0
expect() { # what, wanted, seen
    echo "$1: left of abcde: '$3'"
    if [ "$2" != "$3" ]; then echo "  changed, it was: '$2'"; failed=1; fi
}
apply() { # target, what is left by bump-cli, by openapi-overlays-js, by openapi-format
    node -e 'console.log(JSON.stringify({overlay: "1.0.0", info: {title: "Fewer", version: "1"},
      actions: [{target: process.argv[1], remove: true}]}))' "$1" > overlay.json
    npx bump overlay api.json overlay.json > bump.out 2> /dev/null
    npx overlayjs --openapi api.json --overlay overlay.json > overlayjs.out 2> /dev/null
    npx openapi-format api.json --overlayFile overlay.json --no-sort -o format.json > /dev/null 2>&1
    expect "bump-cli, $1" "$2" "$(tags bump.out)"
    expect "openapi-overlays-js, $1" "$3" "$(tags overlayjs.out)"
    expect "openapi-format, $1" "$4" "$(tags format.json)"
}
apply '$.tags[?(@.name != "c")]' c c bde
apply '$.tags[0,1]' cde '' bde
apply '$.tags[2]' abde ab abde
exit $failed
