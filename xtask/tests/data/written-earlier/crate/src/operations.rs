// Generated from the API's documentation by `cargo xtask regen`: change the pages, an overlay or the generator.

//! The operations, a module for every tag of the documentation.

/// default
#[cfg(feature = "tag-default")]
pub mod default;
#[cfg(feature = "tag-default")]
pub use default::*;
