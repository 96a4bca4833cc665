// Generated from the API's documentation by `cargo xtask regen`: change the pages, an overlay or the generator.

//! The types of what is sent and answered.

#[cfg(feature = "tag-default")]
mod default;
mod shared;
#[cfg(feature = "tag-default")]
pub use default::*;
pub use shared::*;
