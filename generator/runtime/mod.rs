//! Everything that is not specific to one operation or one model.
//!
//! The same code is in every generated crate. Models: [`wire`] has the traits behind them, [`decode`] and [`encode`]
//! the code that reads and writes them all, [`undocumented`] what the documentation does not have, [`text`] the
//! strings with a format, [`open_enum`] and [`union`] what their names say.

pub mod decode;
pub mod encode;
mod model;
mod number;
pub mod open_enum;
pub mod text;
pub mod undocumented;
pub mod union;
mod values;
pub mod wire;

pub use decode::DecodeError;
#[allow(unused_imports, reason = "not every API has one")]
pub(crate) use model::model;
pub use open_enum::{Constant, OpenEnum, Unlisted};
#[allow(unused_imports, reason = "not every API has one")]
pub(crate) use open_enum::{open_enum, string_enum, value_enum};
pub use text::{Base64, Date, DateTime, Decimal, Duration, Password, Time, Uri, Uuid};
pub use undocumented::{MissingField, Undocumented, required};
#[allow(unused_imports, reason = "not every API has one")]
pub(crate) use union::union;
pub use union::{Branches, Union};
pub use wire::{Array, Documented, Field, Map, Model, Scalar, ScalarTarget, Target, Typed, ValueTarget, View, Wire};
