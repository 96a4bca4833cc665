#!/usr/bin/env bash
# poem-openapi on two media types of one status.
#
# Guess: two variants of a response with one status, in JSON and in plain text, are one entry of `responses` with two media
#        types in the document.
# With:  poem 3.1.12, poem-openapi 5.1.16.
# Seen:  the document has the key "200" twice in one object. What a JSON parser makes of that is its own choice (RFC 8259,
#        section 4); most keep the last, and the first media type is gone.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
mkdir src
cat > Cargo.toml <<'TOML'
[package]
name = "look"
version = "0.0.0"
edition = "2024"
[dependencies]
poem = "=3.1.12"
poem-openapi = "=5.1.16"
[workspace]
TOML
cat > src/main.rs <<'RUST'
use poem_openapi::payload::{Json, PlainText};
use poem_openapi::{ApiResponse, OpenApi, OpenApiService};

#[derive(ApiResponse)]
enum Either {
    #[oai(status = 200)]
    Json(Json<i32>),
    #[oai(status = 200)]
    Text(PlainText<String>),
}

struct Api;

#[OpenApi]
impl Api {
    #[oai(path = "/either", method = "get")]
    async fn either(&self, plain: poem_openapi::param::Query<bool>) -> Either {
        if plain.0 { Either::Text(PlainText("text".to_owned())) } else { Either::Json(Json(1)) }
    }
}

fn main() {
    let document = OpenApiService::new(Api, "x", "1").spec();
    let keys = document.lines().filter(|line| line.trim() == "\"200\": {").count();
    println!("the key \"200\" in the responses of one operation: {keys}");
    for media_type in ["application/json", "text/plain"] {
        println!("{media_type}: {}", document.matches(media_type).count());
    }
}
RUST
export CARGO_PROFILE_DEV_DEBUG=0
seen=$(cargo run --quiet)
expected=$(cat <<'TEXT'
the key "200" in the responses of one operation: 2
application/json: 1
text/plain: 1
TEXT
)
printf '%s\n' "$seen"
if [ "$seen" != "$expected" ]; then
    echo 'It is not as described any more.' >&2
    exit 1
fi
