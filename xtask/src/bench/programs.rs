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
serde_json = "1"

[workspace]
"#;

/// The root of that crate.
pub const MODELS_LIBRARY: &str = "pub mod models;\npub mod runtime;\n";

/// The half of the runtime that models need.
pub const MODELS_RUNTIME: &str = r#"pub mod decode;
pub mod encode;
mod model;
mod number;
pub mod open_enum;
pub mod text;
pub mod undocumented;
pub mod union;
mod values;
pub mod wire;

pub(crate) use model::model;
pub use undocumented::{MissingField, Undocumented, required};
pub use union::{Branches, Union};
pub use wire::{Array, Documented, Field, Map, Model, Scalar, ScalarTarget, Target, Typed, ValueTarget, View, Wire};
"#;

/// The files of that half, beside the one above.
pub const MODELS_RUNTIME_FILES: &[&str] = &[
    "decode.rs",
    "decode/inside.rs",
    "encode.rs",
    "model.rs",
    "number.rs",
    "open_enum.rs",
    "text.rs",
    "text/dates.rs",
    "undocumented.rs",
    "union.rs",
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
