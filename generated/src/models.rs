// Generated from the API's documentation by `cargo xtask regen`: change the pages, an overlay or the generator.

//! The types of what is sent and answered.

#[cfg(feature = "tag-flow-callbacks")]
mod flow_callbacks;
#[cfg(feature = "tag-flow-callbacks")]
pub use flow_callbacks::*;
