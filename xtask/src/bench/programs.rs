//! The programs that are measured, built outside the project's workspace.

/// The manifest of the models with serde's derive.
pub const DERIVED_MANIFEST: &str = r#"[package]
name = "derived"
version = "0.1.0"
edition = "2024"

[dependencies]
serde = { version = "1", features = ["derive"] }
serde_json = "1"

[workspace]
"#;

/// The manifest of the emitted models without the client: what the derived ones are compared with.
pub const MODELS_MANIFEST: &str = r#"[package]
name = "emitted_models"
version = "0.1.0"
edition = "2024"

[features]
tag-models = []

[dependencies]
base64 = "0.23"
serde = { version = "1", default-features = false, features = ["std"] }
serde_json = { version = "1.0.129", features = ["float_roundtrip", "raw_value"] }

[workspace]
"#;

/// The root of that crate.
pub const MODELS_LIBRARY: &str = "pub mod models;\npub mod runtime;\n";

/// The half of the runtime that models need.
pub const MODELS_RUNTIME: &str = r#"pub mod decode;
pub mod encode;
mod json_text;
mod kind;
mod model;
mod number;
mod odd_token;
pub mod open_enum;
mod place;
mod split;
pub mod text;
pub mod undocumented;
pub mod union;
mod values;
pub mod wire;

pub use kind::{Described, Kind, ModelKind};
pub(crate) use model::model;
pub use undocumented::{MissingField, Undocumented, required};
pub use union::{Branches, Union};
pub use wire::{Array, Documented, Field, Map, Model, ModelInfo, Scalar, ScalarTarget, Target, Typed, ValueTarget, View, Wire};
"#;

/// The files of that half, beside the one above.
pub const MODELS_RUNTIME_FILES: &[&str] = &[
    "decode.rs",
    "decode/inside.rs",
    "decode/repair.rs",
    "decode/text.rs",
    "decode/value.rs",
    "encode.rs",
    "json_text.rs",
    "kind.rs",
    "model.rs",
    "number.rs",
    "odd_token.rs",
    "open_enum.rs",
    "place.rs",
    "split.rs",
    "text.rs",
    "text/dates.rs",
    "undocumented.rs",
    "union.rs",
    "union/format.rs",
    "values.rs",
    "wire.rs",
];

/// The manifest of a program, with its name and the folder of the client to be filled in.
pub const MANIFEST: &str = r#"[package]
name = "{name}"
version = "0.1.0"
edition = "2024"

[dependencies]
allocation-counter = "0.8"
patchworks-client = { path = {client} }
reqwest = { version = "0.13", default-features = false, features = ["json", "rustls"] }
serde = { version = "1", features = ["derive"] }
serde_json = "1"
tokio = { version = "1", features = ["io-util", "net", "rt", "time"] }

[workspace]
"#;

/// Decodes and encodes 10,000 flows, with the emitted model and with serde's derive.
pub const THROUGHPUT: &str = include_str!("programs/throughput.rs");

/// Calls a server on this machine, through the client and by hand.
pub const CALL: &str = include_str!("programs/call.rs");

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test that fails says where")]

    use super::{MODELS_MANIFEST, MODELS_RUNTIME_FILES};

    /// The half for models needs of its dependencies what the client needs of them.
    #[test]
    fn the_half_for_models_depends_as_the_client_does() {
        let client = concat!(env!("CARGO_MANIFEST_DIR"), "/../generated/Cargo.toml");
        let client = std::fs::read_to_string(client).unwrap();
        let dependencies = |text: &str| -> Vec<String> {
            let section = text.split("[dependencies]\n").nth(1).unwrap().split("\n[").next().unwrap();
            section.lines().filter(|line| !line.is_empty()).map(str::to_owned).collect()
        };
        let of_client = dependencies(&client);
        for line in dependencies(MODELS_MANIFEST) {
            assert!(of_client.contains(&line), "the client has no line `{line}`");
        }
    }

    /// A benchmark that nobody runs for a while would otherwise stop compiling unnoticed.
    #[test]
    fn the_half_for_models_needs_no_other_file() {
        let runtime = concat!(env!("CARGO_MANIFEST_DIR"), "/../generator/runtime");
        for file in MODELS_RUNTIME_FILES {
            let text = std::fs::read_to_string(format!("{runtime}/{file}")).unwrap();
            let stem = file.trim_end_matches(".rs");
            let inside = text.lines().filter_map(|line| line.trim_start_matches("pub ").strip_prefix("mod "));
            let inside = inside.filter_map(|line| line.strip_suffix(';')).map(|name| format!("{stem}/{name}.rs"));
            let beside = text.split(if stem.contains('/') { "super::super::" } else { "super::" }).skip(1);
            let beside = beside.filter_map(|rest| rest.split_once("::")).map(|(name, _)| name);
            let is_module = |name: &&str| name.chars().all(|letter| letter.is_ascii_lowercase() || letter == '_');
            let beside = beside.filter(is_module).map(|name| format!("{name}.rs"));
            for needed in inside.chain(beside) {
                assert!(MODELS_RUNTIME_FILES.contains(&needed.as_str()), "{file} needs {needed}");
            }
        }
    }
}
