//! What a client *is*: operations, models and their types. No JSON Schema and no Rust identifiers in it.
//!
//! `lower` makes an [`Api`] from a document, `name` chooses identifiers for its items, `emit` writes both down. All
//! lists are in their final order; an index ([`TypeId`], [`SchemeId`], [`TagId`]) never dangles.

mod constraint;
mod operation;
mod outcome;
mod table;
mod types;
pub mod walk;
mod webhook;

pub use constraint::*;
pub use operation::*;
pub use outcome::*;
pub use table::*;
pub use types::*;
pub use webhook::*;

use crate::source::Place;
use serde_json::Value as Json;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// Index into [`Api::types`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TypeId(pub usize);

/// Index into [`Api::schemes`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SchemeId(pub usize);

/// Index into [`Api::tags`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TagId(pub usize);

/// A whole API.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Api {
    /// `info.title`.
    pub title: String,
    /// `info.version`.
    pub version: String,
    /// `info.description`, CommonMark.
    pub description: Option<String>,
    /// The document's servers, the default one first. Never empty in a valid document, may be empty here.
    pub servers: Vec<Server>,
    /// Where the document was published, if it is known and an address in the document is relative to it.
    pub published: Option<String>,
    /// The credentials that operations use, by name.
    pub schemes: Vec<SecurityScheme>,
    /// The groups of operations, sorted by name; an operation without a tag is in the tag `default`.
    pub tags: Vec<Tag>,
    /// Sorted by path, then method.
    pub operations: Vec<Operation>,
    /// What the server sends by itself: webhooks by name, then the callbacks of each operation by name.
    pub webhooks: Vec<Webhook>,
    /// Components first, sorted by name, then the inline ones in the order of the items they belong to.
    pub types: Vec<TypeDef>,
    /// How many elements the tuples have that are mentioned anywhere.
    pub tuples: BTreeSet<usize>,
    /// For every component schema the names of those that extend it by `allOf`, directly or not.
    pub extended: BTreeMap<String, Vec<String>>,
    /// Parts of the document that the client leaves out or reads as any value.
    pub unsupported: Vec<Unsupported>,
    /// Where the document chooses names.
    pub chosen: Chosen,
}

/// Where a document chooses names, for messages about them.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Chosen {
    /// For every name the objects that have it as their `x-rust-name`: the pointer in the merged document, without the
    /// indices of lists, and the place of the name.
    pub names: BTreeMap<String, Vec<(String, Place)>>,
    /// Tags that may be too long to name a file.
    pub long_tags: BTreeMap<String, Place>,
}

impl Api {
    /// The enum of a type that has one possible value.
    pub fn constant(&self, type_: &Type) -> Option<TypeId> {
        let (Type::Named(id) | Type::Boxed(id)) = type_ else { return None };
        let definition = self.types.get(id.0).filter(|definition| !definition.any_text)?;
        match &definition.shape {
            Shape::StringEnum(values) | Shape::ValueEnum(values) => (values.len() == 1).then_some(*id),
            Shape::Object(_) | Shape::Union(_) => None,
        }
    }

    /// Whether a field is an argument of the `new` of a model that is sent: required, and with more than one possible value.
    pub fn is_argument(&self, field: &Field) -> bool {
        field.required && !field.read_only && self.constant(&field.type_).is_none()
    }

    /// Whether arguments of the `new` of a model could be confused, so that it is built by names: there are many, and two
    /// of one type.
    pub fn is_built_by_names(&self, shape: &ObjectShape) -> bool {
        const MANY: usize = 4;
        let arguments = shape.fields.iter().filter(|field| self.is_argument(field)).map(|field| &field.type_);
        let mut distinct: Vec<&Type> = Vec::new();
        let mut count = 0;
        for type_ in arguments {
            count += 1;
            if !distinct.iter().any(|other| *other == type_ || other.is_same_named(type_)) {
                distinct.push(type_);
            }
        }
        count >= MANY && distinct.len() < count
    }

    /// Whether anything that has a name in Rust is deprecated.
    pub fn has_deprecated(&self) -> bool {
        let of_type = |definition: &TypeDef| match &definition.shape {
            Shape::Object(shape) => shape.fields.iter().any(|field| field.docs.deprecated),
            Shape::StringEnum(values) | Shape::ValueEnum(values) => values.iter().any(|value| value.deprecated),
            Shape::Union(shape) => shape.branches.iter().any(|branch| branch.docs.deprecated),
        };
        self.types.iter().any(|definition| definition.docs.deprecated || of_type(definition))
            || self.operations.iter().any(Operation::has_deprecated)
            || self.webhooks.iter().any(|webhook| webhook.docs.deprecated)
    }

    /// How many types no operation reaches.
    pub fn unreached(&self) -> usize {
        self.types.iter().filter(|definition| !definition.is_reached).count()
    }
}

impl Chosen {
    /// From how many bytes on a tag may be too long.
    pub const LONG: usize = 60;

    /// The place where the item at a pointer gets a name; where the item stands in several places, that of the first one
    /// with the name.
    pub fn place(&self, pointer: &str, name: &str) -> Option<Place> {
        let all = self.names.get(name)?;
        let found = all.iter().find(|(at, _)| at == pointer).or_else(|| all.first());
        found.map(|(_, place)| *place)
    }
}

/// What a document has that the client does not model.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Unsupported {
    /// A kebab-case kind: `callbacks`, `links`, `webhooks`, `not`, `pattern-properties`, …
    pub kind: &'static str,
    /// JSON pointer in the merged document.
    pub pointer: String,
}

/// Texts about an item.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Docs {
    /// A short name: `title` of a schema, `summary` of an operation.
    pub title: Option<String>,
    /// `description`, CommonMark.
    pub description: Option<String>,
    /// Facts for the documentation, each a short CommonMark sentence without a full stop: "Default: `10`",
    /// "Between 1 and 100 characters", "Format: `email`".
    pub facts: Vec<String>,
    /// The constraints among the facts, and those of what is inside the value.
    pub constraints: Vec<Constraint>,
    /// `example` (or the first of `examples`).
    pub example: Option<Arc<Json>>,
    /// `default` of a schema; it is told among the facts too.
    pub default: Option<Arc<Json>>,
    /// `externalDocs.url`.
    pub link: Option<String>,
    /// `deprecated: true`.
    pub deprecated: bool,
}

/// The title of an API as a part of a sentence: `the Flows API`, of the titles `Flows`, `Flows API` and `The Flows API`.
pub fn in_sentence(title: &str) -> String {
    let title = title.trim();
    let title = title.strip_prefix("The ").or_else(|| title.strip_prefix("the ")).unwrap_or(title);
    let is_api = |word: &str| ["api", "apis", "openapi"].contains(&word.to_ascii_lowercase().as_str());
    match title.split(|char: char| !char.is_alphanumeric()).any(is_api) {
        true => format!("the {title}"),
        false if title.is_empty() => "an API".to_owned(),
        false => format!("the {title} API"),
    }
}

/// A base address.
#[derive(Debug, Clone, PartialEq)]
pub struct Server {
    /// The URL or URL template, without a slash at its end; `/` alone says nothing about where the API is.
    pub url: String,
    /// `description`.
    pub description: Option<String>,
    /// The variables of the template.
    pub variables: Vec<ServerVariable>,
}

impl Server {
    /// True if the URL names no scheme, and says more than `/`.
    pub fn is_relative(&self) -> bool {
        !self.url.contains("://") && self.url != "/"
    }
}

/// A variable of a server's URL.
#[derive(Debug, Clone, PartialEq)]
pub struct ServerVariable {
    /// The name between the braces.
    pub name: String,
    /// Its documented default.
    pub default: String,
    /// The documented values, empty if any is allowed.
    pub values: Vec<String>,
    /// `description`.
    pub description: Option<String>,
}

/// A kind of credential.
#[derive(Debug, Clone, PartialEq)]
pub struct SecurityScheme {
    /// The key in `components.securitySchemes`.
    pub name: String,
    /// How it is sent.
    pub kind: SchemeKind,
    /// Texts.
    pub docs: Docs,
    /// The flows of OAuth 2.
    pub flows: Vec<Flow>,
    /// `x-rust-name`.
    pub rust_name: Option<String>,
}

/// A way to get a token by OAuth 2.
#[derive(Debug, Clone, PartialEq)]
pub struct Flow {
    /// The key in `flows`: `clientCredentials`.
    pub kind: &'static str,
    /// `authorizationUrl`.
    pub authorization_url: Option<String>,
    /// `refreshUrl`.
    pub refresh_url: Option<String>,
    /// The names of the scopes.
    pub scopes: Vec<String>,
}

/// How a credential is sent.
#[derive(Debug, Clone, PartialEq)]
pub enum SchemeKind {
    /// A raw key in a header, the query or a cookie of this name.
    ApiKey {
        /// Where.
        location: ParameterLocation,
        /// The name of the header, the query parameter or the cookie.
        name: String,
    },
    /// `Authorization: Basic …` (RFC 7617).
    Basic,
    /// `Authorization: Bearer …` (RFC 6750), also for OAuth 2 and OpenID Connect tokens.
    Bearer {
        /// For OAuth 2: where to get one.
        token_url: Option<String>,
    },
    /// `Authorization: <scheme> …` with another registered scheme.
    Http {
        /// The scheme's name.
        scheme: String,
    },
    /// By the certificate of the caller's TLS connection: `mutualTLS` of OpenAPI 3.1.
    MutualTls,
}

impl SchemeKind {
    /// True if the client has to be given a secret for it.
    pub fn has_secret(&self) -> bool {
        !matches!(self, SchemeKind::MutualTls)
    }
}

/// A group of operations.
#[derive(Debug, Clone, PartialEq)]
pub struct Tag {
    /// As documented, `default` for operations without one.
    pub name: String,
    /// `description`.
    pub description: Option<String>,
    /// `x-rust-name`.
    pub rust_name: Option<String>,
}
