//! From what a client is to what everything in it is called.
//!
//! In go an [`Api`] and the text of the `names.json` of the last run, out come [`Names`]: every Rust identifier of the
//! client, chosen here and nowhere else. A name is, in this order, what an `x-rust-name` says, what it was in the last
//! run, or what the document calls the item, in the words of Rust:
//!
//! ```text
//! GET /api/v1/flows/{flow}/callbacks, "List Flow Callbacks"  →  list_flow_callbacks, ListFlowCallbacks
//! filter[started_after]                                      →  filter_started_after
//! type                                                       →  type_
//! ```
//!
//! Names that would be the same get the words that tell them apart, all of them, and a note says so (`scope`). Writes
//! no code, and knows no JSON Schema.

mod aliases;
mod arguments;
mod based;
mod bodies;
mod branches;
mod constructors;
mod credentials;
mod file;
mod identifier;
mod join;
mod members;
mod migrate;
mod operations;
mod outputs;
mod record;
mod regrouped;
mod renamed;
mod reserved;
mod scope;
mod share;
mod types;
mod variants;
mod webhooks;
mod words;

use crate::diagnostic::Diagnostics;
use crate::features::{self, ALL_TYPES};
use crate::ir::{Api, Content, ContentKind, SecurityScheme, Tag};
use crate::names::{FormerTag, Names, SchemeNames, TagNames, TypeNames};
use crate::source::escape_pointer;
use identifier::Case;
pub use join::objects as share_objects;
pub use migrate::earlier::with_earlier;
pub use record::names_to_lose;
use record::{Record, Recorded};
use scope::{Item, Scope};
pub use share::enums as share_enums;
use words::{SPELLINGS, Spelling, Words};

/// What the record says of a feature that is on by default.
const BY_DEFAULT: &str = "default";

/// Where a run stands between the versions of a crate: see `aliases`.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Versions {
    /// There is none before this run.
    pub is_first: bool,
    /// One is made of this run.
    pub release: bool,
}

/// Chooses all identifiers.
pub fn assign(dx: &mut Diagnostics, api: &Api, recorded: Option<&str>, versions: Versions) -> Names {
    let waves = types::waves(api);
    let (order, branches) = (waves.concat(), branches::keys(api));
    let keys = record::type_keys(api, &order, &branches);
    let recorded = &record::read(dx, api, (&keys, &order), recorded, versions);
    let mut record = Record::default();
    let all_types = all_types(api, recorded, &mut record);
    let schemes = schemes(dx, &api.schemes, recorded, &mut record);
    let tags = tags(dx, api, recorded, &mut record);
    let operations = operations::assign(dx, api, recorded, &mut record);
    record.add_operations(api, recorded, &operations);
    let places = record::place_keys(api, &keys);
    let known = types::Known { keys: &keys, waves: &waves, branches: &branches, recorded };
    let (idents, former) = types::assign(dx, api, &operations, &known, &mut record);
    let mut named = Vec::with_capacity(idents.len());
    let types = members::Types { idents: &idents, former: &former, keys: &keys };
    let before = constructors::made_before(recorded);
    for (((definition, key), ident), former) in api.types.iter().zip(&keys).zip(&idents).zip(&former) {
        let former = former.clone();
        let mut names = TypeNames { key: key.clone(), ident: ident.clone(), former, ..TypeNames::default() };
        members::assign(dx, definition, key, types, recorded, &mut record, &mut names);
        names.constructor = constructors::assign(api, definition, &names, (recorded, &before), &mut record);
        named.push(names);
    }
    for (((key, places), definition), ident) in keys.into_iter().zip(places).zip(&api.types).zip(&idents) {
        let joined = definition.joined.iter().map(|joined| joined.key.clone());
        for key in if places.is_empty() { vec![key] } else { places }.into_iter().chain(joined) {
            record.add("types", key, ident);
        }
    }
    let webhooks = webhooks::assign(dx, api, recorded, &mut record);
    Names { types: named, operations, webhooks, schemes, tags, all_types, record: record.into_text() }
}

/// Whether the types that no operation reaches are on by default. That never ends by itself, since callers rely on it.
fn all_types(api: &Api, recorded: &Recorded, record: &mut Record) -> bool {
    let is_on = api.operations.is_empty() || recorded.get(features::SECTION, ALL_TYPES) == Some(BY_DEFAULT);
    record.add(features::SECTION, ALL_TYPES.to_owned(), if is_on { BY_DEFAULT } else { "optional" });
    is_on
}

/// The words of a text at a level of [`SPELLINGS`].
fn spelled(text: &str, level: usize) -> Words {
    words::of(text, SPELLINGS.get(level).copied().unwrap_or(Spelling::Exact))
}

/// Whether a body has parts.
fn is_multipart(content: &Content) -> bool {
    matches!(content.kind, ContentKind::Multipart(_))
}

fn schemes(
    dx: &mut Diagnostics,
    schemes: &[SecurityScheme],
    recorded: &Recorded,
    record: &mut Record,
) -> Vec<SchemeNames> {
    let named = |item: &SecurityScheme| (item.name.clone(), item.rust_name.clone());
    let list: Vec<_> = schemes.iter().map(named).collect();
    let variant = |name: &str| identifier::camel(&identifier::snake_words(name));
    // `API` is a static beside theirs, and no variant can be called `Self`.
    let reserved = |name: &str| name == "api" || identifier::camel(&identifier::snake_words(name)) == "Self";
    let (names, _) = flat(dx, "security scheme", "schemes", &list, "auth", reserved, recorded, record);
    let methods = credentials::assign(schemes, &names, recorded, record);
    names
        .into_iter()
        .zip(methods)
        .map(|(name, method)| SchemeNames {
            item: identifier::screaming(&identifier::snake_words(&name)),
            variant: variant(&name),
            method,
        })
        .collect()
}

fn tags(dx: &mut Diagnostics, api: &Api, recorded: &Recorded, record: &mut Record) -> Vec<TagNames> {
    let tags = &api.tags;
    let named = |item: &Tag| (item.name.clone(), item.rust_name.clone());
    let list: Vec<_> = tags.iter().map(named).collect();
    let (names, former) = flat(dx, "tag", "tags", &list, "tag", reserved::is_module, recorded, record);
    record.add_tags(api);
    for (tag, name) in tags.iter().zip(&names).filter(|(tag, _)| tag.rust_name.is_none()) {
        if let Some(place) = recorded.chosen.long_tags.get(&tag.name).filter(|_| words::is_cut(&tag.name)) {
            let message = format!("the tag is too long to name a file, so its module is called `{name}`");
            dx.warning("shortened-name", message, *place)
                .help("give the tag a name of its own: an `x-rust-name` beside its name in `tags` of the document");
        }
    }
    let former_tag = |module: String| FormerTag { feature: feature(&module), module };
    let both = names.into_iter().zip(former);
    both.map(|(module, former)| TagNames {
        feature: feature(&module),
        module,
        former: former.into_iter().map(former_tag).collect(),
    })
    .collect()
}

/// The cargo feature of the tag with a module.
fn feature(module: &str) -> String {
    // What a module cannot be called, a feature can.
    let is_reserved = |plain: &&str| reserved::is_module(plain) || reserved::is_module(&[plain, "_"].concat());
    let plain = module.strip_suffix("_tag").filter(is_reserved).unwrap_or(module);
    format!("tag-{}", identifier::snake_words(plain).join("-"))
}

/// Where a security scheme stands in the document; a tag is found by its name alone.
fn scheme_pointer(name: &str) -> String {
    format!("/components/securitySchemes/{}", escape_pointer(name))
}

/// Names of items that have nothing but a name; distinct in upper camel case as well. Also what they were called before.
#[expect(clippy::too_many_arguments, reason = "the rules of a small namespace, and where names come from and go to")]
fn flat(
    dx: &mut Diagnostics,
    what: &'static str,
    section: &'static str,
    list: &[(String, Option<String>)],
    apart: &'static str,
    reserved: fn(&str) -> bool,
    recorded: &Recorded,
    record: &mut Record,
) -> (Vec<String>, Vec<Vec<String>>) {
    let item = |(name, given): &(String, Option<String>)| (name.clone(), given.clone());
    let owned: Vec<_> = list.iter().map(item).collect();
    let items: Vec<Item> = owned
        .iter()
        .map(|(name, given)| Item {
            key: name.clone(),
            given: given.as_deref(),
            at: given.as_deref().and_then(|given| recorded.chosen.place(&scheme_pointer(name), given)),
            recorded: recorded.get(section, name),
            former: recorded.former(section, name),
        })
        .collect();
    let scope = Scope {
        what,
        case: Case::Snake,
        levels: SPELLINGS.len(),
        words: &|item, level| spelled(list.get(item).map_or("", |(name, _)| name), level),
        reserved: &|_, name| reserved(name),
        apart: &|_| apart,
        distinct: |name| identifier::camel(&identifier::snake_words(name)),
    };
    let names = scope::assign(dx, &scope, &items);
    for (item, name) in items.iter().zip(&names) {
        record.add(section, item.key.clone(), name);
    }
    let former = aliases::of(recorded, record, section, &scope, &items, &names);
    (names, former)
}
