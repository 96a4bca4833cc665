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

/// The part of the runtime that models need: its room [`MODELS_ROOM`], and what that room uses.
pub const MODELS_RUNTIME: &str = r#"mod basics {
    pub(in crate::runtime) mod split;
}
mod model;

pub(crate) use model::implement::model;
pub use model::kind::{Described, Kind, ModelKind};
pub use model::undocumented::{MissingField, Undocumented, required};
pub use model::union::{Branches, Union};
pub use model::wire::{Array, Documented, Field, Map, Model, ModelInfo, Scalar, ScalarTarget, Target, Typed, ValueTarget, View, Wire};
pub use model::{decode, encode, open_enum, text, undocumented, union, wire};
"#;

/// The room of the runtime that models need as a whole.
pub const MODELS_ROOM: &str = "runtime/model";

/// The file that this room needs.
pub const MODELS_BASICS: &str = "runtime/basics/split.rs";

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

    use super::{MODELS_MANIFEST, MODELS_ROOM};
    use std::path::Path;

    /// The half for models needs of its dependencies what the client needs of them.
    #[test]
    fn the_half_for_models_depends_as_the_client_does() {
        let client = concat!(env!("CARGO_MANIFEST_DIR"), "/../../generated/Cargo.toml");
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
    fn the_room_of_models_needs_no_other_file() {
        let source = concat!(env!("CARGO_MANIFEST_DIR"), "/../../generator/runtime/src");
        let files = crate::bench::files(Path::new(source), Path::new(MODELS_ROOM)).unwrap();
        assert!(files.len() > 10, "{files:?}");
        for file in files {
            let text = std::fs::read_to_string(Path::new(source).join(&file)).unwrap();
            for used in text.split(" crate::runtime::").skip(1) {
                let is_known = used.starts_with("model::") || used.starts_with("basics::split::");
                assert!(is_known, "{} needs {}", file.display(), used.lines().next().unwrap());
            }
        }
    }
}
