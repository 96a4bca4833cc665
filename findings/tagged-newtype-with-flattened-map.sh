#!/usr/bin/env bash
# schemars and utoipa on an internally tagged enum, one of whose variants holds a struct with a flattened map.
#
# Guess: what serde writes for a value fits the schema that is derived from the same attributes.
# Seen:  with schemars 1.2.3 and with utoipa 5.5.0 it does not. The variant is the struct's schema, with
#        `additionalProperties: {type: integer}` for the map, and beside it the tag. `additionalProperties` sees only the
#        properties of its own schema, so the tag has to be an integer there and a text beside it: no value fits.
# Means: a reader of such documents has to take a property that any part of an `allOf` names for documented.
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
use std::collections::BTreeMap;
use utoipa::{PartialSchema, ToSchema};

#[derive(Serialize, JsonSchema, ToSchema)]
#[serde(tag = "kind")]
enum Event {
    Counted(Counts),
}

#[derive(Serialize, JsonSchema, ToSchema)]
struct Counts {
    total: i32,
    #[serde(flatten)]
    others: BTreeMap<String, i32>,
}

fn main() {
    let event = Event::Counted(Counts { total: 2, others: BTreeMap::from([("east".to_owned(), 1)]) });
    let written = serde_json::to_value(&event).unwrap();
    let schemars: Value = schemars::schema_for!(Event).into();
    let mut utoipa = serde_json::to_value(Event::schema()).unwrap();
    utoipa["components"] = json!({"schemas": {"Counts": serde_json::to_value(Counts::schema()).unwrap()}});
    println!("written {written}");
    println!("schemars {}", jsonschema::is_valid(&schemars, &written));
    println!("utoipa {}", jsonschema::is_valid(&utoipa, &written));
}
RUST
seen=$(cargo run --quiet)
wanted='written {"east":1,"kind":"Counted","total":2}
schemars false
utoipa false'
echo "$seen"
if [ "$seen" != "$wanted" ]; then echo "changed, it was: $wanted"; exit 1; fi
