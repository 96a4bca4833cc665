//! What makes a model that is sent: `new`, or a builder.
//!
//! In goes a model, out comes its [`Constructor`]. A model whose arguments could be confused is built by names. It stays
//! so, whatever its fields become, since `names.json` remembers it; and where an earlier run made the model with `new`,
//! that stays as a deprecated method, as a former name does (see `aliases`):
//!
//! ```json
//! { "builders": { "Order": "builder" }, "renamed": { "builders Order: new": "new" } }
//! ```
//!
//! A model is known by its Rust name here, which it keeps wherever it stands in the document.

use super::aliases::Former;
use super::record::{Record, Recorded};
use crate::ir::{Api, Shape, TypeDef};
use crate::names::{Constructor, TypeNames};
use std::collections::HashSet;

/// The section of the models that are built by names.
const SECTION: &str = "builders";

/// What the builder is made by, and what the constructor is called that it replaced.
const NAMES: (&str, &str) = ("builder", "new");

/// The types that the last run made, by their Rust names.
pub fn made_before(recorded: &Recorded) -> HashSet<&str> {
    recorded.all("types").collect()
}

/// What makes a model; `named` has its names and those of its fields.
pub fn assign(
    api: &Api,
    definition: &TypeDef,
    named: &TypeNames,
    (recorded, before): (&Recorded, &HashSet<&str>),
    record: &mut Record,
) -> Constructor {
    let Shape::Object(shape) = &definition.shape else { return Constructor::New };
    let (builder, new) = NAMES;
    let names = || std::iter::once(&named.ident).chain(&named.former);
    let is_known = names().any(|name| recorded.get(SECTION, name).is_some());
    // The accessor of a required field can have the name.
    let is_free = named.fields.iter().all(|field| field.field != builder && field.setter != builder);
    if !is_free || !(is_known || api.is_built_by_names(shape)) {
        return Constructor::New;
    }
    record.add(SECTION, named.ident.clone(), builder);
    let had_new = !recorded.versions.is_first
        && !is_known
        && definition.in_request
        && names().any(|name| before.contains(name.as_str()));
    let had_new = had_new.then(|| Former { name: new.to_owned(), is_released: recorded.versions.release });
    let former: Vec<Former> =
        names().flat_map(|name| recorded.former(SECTION, name)).cloned().chain(had_new).take(1).collect();
    former.iter().for_each(|former| record.add_former(SECTION, &named.ident, former));
    Constructor::Builder { keeps_new: !former.is_empty() }
}
