#!/usr/bin/env bash
# utoipa on a flattened optional struct.
#
# Guess: `#[serde(flatten)] area: Option<Area>` documents the fields of `Area` as optional properties, as schemars does.
# Seen:  utoipa 5.5.0 writes `allOf: [{oneOf: [{type: null}, Area]}, {type: object, …}]`. An object is no null, so only
#        `Area` is left, with its required fields: what serde writes for `None` does not fit the derived schema. With
#        schemars 1.2.3 both values fit.
# Means: null as a branch inside of an `allOf` of objects has to be read as "the other branch is optional".
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
mkdir src
cat > Cargo.toml << 'TOML'
[package]
name = "look"
version = "0.0.0"
edition = "2024"
[dependencies]
jsonschema = { version = "=0.61.0", default-features = false }
schemars = "=1.2.3"
serde = { version = "1", features = ["derive"] }
serde_json = "1"
utoipa = "=5.5.0"
[workspace]
TOML
cat > src/main.rs << 'RUST'
use schemars::JsonSchema;
use serde::Serialize;
use serde_json::{json, Value};
use utoipa::{PartialSchema, ToSchema};

#[derive(Serialize, JsonSchema, ToSchema)]
struct Room {
    name: String,
    #[serde(flatten)]
    area: Option<Area>,
}

#[derive(Serialize, JsonSchema, ToSchema)]
struct Area {
    width: i32,
}

fn main() {
    let mut utoipa = serde_json::to_value(Room::schema()).unwrap();
    utoipa["components"] = json!({"schemas": {"Area": serde_json::to_value(Area::schema()).unwrap()}});
    let schemars: Value = schemars::schema_for!(Room).into();
    for area in [Some(Area { width: 3 }), None] {
        let written = serde_json::to_value(Room { name: "east".to_owned(), area }).unwrap();
        let fits = |schema: &Value| jsonschema::is_valid(schema, &written);
        println!("{written} utoipa {} schemars {}", fits(&utoipa), fits(&schemars));
    }
}
RUST
seen=$(cargo run --quiet)
wanted='{"name":"east","width":3} utoipa true schemars true
{"name":"east"} utoipa false schemars true'
echo "$seen"
if [ "$seen" != "$wanted" ]; then echo "changed, it was: $wanted"; exit 1; fi
