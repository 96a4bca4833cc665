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
