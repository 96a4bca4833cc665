//! SHA-256, by the library that TLS has already.

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use ring::digest::{SHA256, SHA256_OUTPUT_LEN, digest};

/// The SHA-256 of bytes, in hexadecimal.
pub fn sha256(bytes: &[u8]) -> String {
    short(bytes, SHA256_OUTPUT_LEN)
}

/// The first bytes of the SHA-256 of bytes, in hexadecimal.
pub fn short(bytes: &[u8], length: usize) -> String {
    digest(&SHA256, bytes).as_ref().iter().take(length).map(|byte| format!("{byte:02x}")).collect()
}

/// The SHA-256 of bytes in Base64, as a Content Security Policy names a script.
pub fn base64(bytes: &[u8]) -> String {
    BASE64_STANDARD.encode(digest(&SHA256, bytes))
}
