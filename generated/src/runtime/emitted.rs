//! What emitted code alone calls: descriptions of an API, and the traits and tables behind models.
//!
//! Callers of a client need none of it, so it is in no documentation. It is there at the root of the runtime too.

#[cfg(feature = "events")]
pub use super::call::opened::{Open, Opened};
pub use super::call::operation::{Answer, Paged};
pub use super::call::parts::Parts;
pub use super::model::kind::{BoxKind, Described, Kind, ModelKind, TextKind, UnionKind, ValueKind};
pub use super::model::open_enum::{Compound, Constant, OpenEnum};
pub use super::model::single::{SingleOf, SingleText};
pub use super::model::text::{TextFormat, formats};
pub use super::model::undocumented::{items, required, required_boxed, required_copy, required_or_null, required_text};
pub use super::model::union::{Branches, Format, Union};
pub use super::model::unlisted::{AnyText, Unlisted};
#[cfg(feature = "webhooks")]
pub use super::model::webhook::{KnownEvent, payload, which_event};
pub use super::model::wire::{
    Array, Documented, Field, Map, Model, ModelInfo, Scalar, ScalarTarget, Target, Typed, ValueTarget, View, Wire,
};
pub use super::model::{decode, encode, open_enum, text, undocumented, union, wire};
pub use super::response::header_value::{json_header, list_header, typed_header};
pub use super::response::info::{
    ApiInfo, Encoding, ErrorBody, HeaderInfo, HeaderStyle, Location, Paging, PagingKind, Param, SchemeKind, Server,
    Style, Variable,
};
