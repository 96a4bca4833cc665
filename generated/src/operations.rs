// Generated from the API's documentation by `cargo xtask regen`: change the pages, an overlay or the generator.

//! The operations, a module for every tag of the documentation.

/// Flow Callbacks
#[cfg(feature = "tag-flow-callbacks")]
pub mod flow_callbacks;
#[cfg(feature = "tag-flow-callbacks")]
pub use flow_callbacks::*;
