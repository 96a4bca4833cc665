//! Types and literals in Rust: what every emitter of items shares.

use super::texts::Texts;
use crate::ir::{Api, FloatKind, IntegerKind, Shape, TagId, TextFormat, Type, TypeDef, TypeId};
use crate::names::{Names, TypeNames};
use crate::surface::Signature;
use proc_macro2::{Ident, Span, TokenStream};
use quote::quote;
use std::sync::LazyLock;

/// What is emitted: the API and the identifiers of its items.
#[derive(Clone, Copy)]
pub(super) struct Scope<'a> {
    pub api: &'a Api,
    pub names: &'a Names,
    /// What callers see of the operations.
    pub signatures: &'a [Signature<'a>],
    /// The crate's name in Rust.
    pub krate: &'a str,
    /// Descriptions that are made already.
    pub texts: &'a Texts<'a>,
}

impl<'a> Scope<'a> {
    /// A type and its identifiers.
    pub fn type_(self, id: TypeId) -> (&'a TypeDef, &'a TypeNames) {
        static NONE: LazyLock<(TypeDef, TypeNames)> = LazyLock::new(|| (TypeDef::nothing(), TypeNames::default()));
        // `lower` makes no index that is out of bounds; a total function needs an answer all the same.
        match (self.api.types.get(id.0), self.names.types.get(id.0)) {
            (Some(definition), Some(names)) => (definition, names),
            (None, _) | (_, None) => (&NONE.0, &NONE.1),
        }
    }
}

/// An identifier that `name` chose.
pub(super) fn ident(text: &str) -> Ident {
    let is_valid = is_plain(text) || (!text.is_empty() && syn::parse_str::<Ident>(text).is_ok());
    Ident::new(if is_valid { text } else { "unnamed" }, Span::call_site())
}

/// An identifier at first sight: nearly all are, and parsing takes a hundred times as long. Whether it is a keyword is
/// the business of `name`.
fn is_plain(text: &str) -> bool {
    let is_letter = |byte: &u8| byte.is_ascii_alphabetic();
    text.as_bytes().first().is_some_and(is_letter)
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
}

/// A type as a field or a response has it.
pub(super) fn rust_type(scope: Scope<'_>, type_: &Type) -> TokenStream {
    match type_ {
        Type::Any => quote!(serde_json::Value),
        Type::Boolean => quote!(bool),
        Type::Integer(kind) => integer(*kind),
        Type::Float(FloatKind::F32) => quote!(f32),
        Type::Float(FloatKind::F64) => quote!(f64),
        Type::String | Type::Binary => quote!(String),
        Type::Text(format) => text(*format),
        Type::Array(item) => {
            let item = rust_type(scope, item);
            quote!(Vec<#item>)
        }
        Type::Map(value) => {
            let value = rust_type(scope, value);
            quote!(std::collections::BTreeMap<String, #value>)
        }
        Type::Tuple(elements) => {
            let elements = elements.iter().map(|element| rust_type(scope, element));
            // As rustfmt writes it, for documentation.
            if elements.len() == 1 { quote!((#(#elements,)*)) } else { quote!((#(#elements),*)) }
        }
        Type::Nullable(inner) => {
            let inner = rust_type(scope, inner);
            quote!(Option<#inner>)
        }
        Type::Named(id) => named(scope, *id),
        Type::Boxed(id) => {
            let named = named(scope, *id);
            quote!(Box<#named>)
        }
    }
}

fn named(scope: Scope<'_>, id: TypeId) -> TokenStream {
    let name = ident(&scope.type_(id).1.ident);
    quote!(models::#name)
}

fn integer(kind: IntegerKind) -> TokenStream {
    match kind {
        IntegerKind::I8 => quote!(i8),
        IntegerKind::I16 => quote!(i16),
        IntegerKind::I32 => quote!(i32),
        IntegerKind::I64 => quote!(i64),
        IntegerKind::U8 => quote!(u8),
        IntegerKind::U16 => quote!(u16),
        IntegerKind::U32 => quote!(u32),
        IntegerKind::U64 => quote!(u64),
    }
}

fn text(format: TextFormat) -> TokenStream {
    match format {
        TextFormat::DateTime => quote!(runtime::DateTime),
        TextFormat::Date => quote!(runtime::Date),
        TextFormat::Time => quote!(runtime::Time),
        TextFormat::Duration => quote!(runtime::Duration),
        TextFormat::Uuid => quote!(runtime::Uuid),
        TextFormat::Uri => quote!(runtime::Uri),
        TextFormat::Decimal => quote!(runtime::Decimal),
        TextFormat::Integer => quote!(runtime::Integer),
        TextFormat::Base64 => quote!(runtime::Base64),
        TextFormat::Base64Url => quote!(runtime::Base64Url),
        TextFormat::Password => quote!(runtime::Password),
    }
}

/// What clippy has to allow for items that mention types nested so deeply.
pub(super) fn allowed_nesting<'a>(types: impl IntoIterator<Item = &'a Type>) -> Option<TokenStream> {
    /// Clippy's `type-complexity-threshold`.
    const MOST: usize = 250;
    // An accessor gives `Result<&T, MissingField>`, which counts 32 and nests the type once.
    let is_deep = types.into_iter().any(|type_| complexity(type_, 2) + 32 > MOST);
    is_deep.then(|| quote!(#[allow(clippy::type_complexity, reason = "the documentation nests it so")]))
}

/// How complex clippy finds a type that stands inside `nesting - 1` others.
fn complexity(type_: &Type, nesting: usize) -> usize {
    let own = 10 * nesting;
    match type_ {
        Type::Array(inner) | Type::Nullable(inner) => own + complexity(inner, nesting + 1),
        Type::Map(inner) => own + 10 * (nesting + 1) + complexity(inner, nesting + 1),
        Type::Tuple(elements) => own + elements.iter().map(|inner| complexity(inner, nesting + 1)).sum::<usize>(),
        Type::Boxed(_) => own + 10 * (nesting + 1),
        Type::Any
        | Type::Boolean
        | Type::Integer(_)
        | Type::Float(_)
        | Type::String
        | Type::Text(_)
        | Type::Binary
        | Type::Named(_) => own,
    }
}

/// A value that a caller passes: the argument's type, and the expression that makes the documented type of it.
pub(super) struct Argument {
    /// `impl Into<String>`
    pub type_: TokenStream,
    /// `name.into()`
    pub value: TokenStream,
    /// The value is a reference already.
    pub is_reference: bool,
}

/// How a value of a type is passed to a setter, a constructor or a method.
pub(super) fn argument(scope: Scope<'_>, type_: &Type, name: &Ident, by_reference: bool) -> Argument {
    let rust = rust_type(scope, type_);
    match type_ {
        Type::String | Type::Binary | Type::Text(_) | Type::Any => {
            Argument { type_: quote!(impl Into<#rust>), value: quote!(#name.into()), is_reference: false }
        }
        Type::Array(item) => match &**item {
            Type::String | Type::Text(_) => {
                let item = rust_type(scope, item);
                Argument {
                    type_: quote!(impl IntoIterator<Item = impl Into<#item>>),
                    value: quote!(#name.into_iter().map(Into::into).collect::<Vec<#item>>()),
                    is_reference: false,
                }
            }
            _ => Argument { type_: quote!(impl Into<#rust>), value: quote!(#name.into()), is_reference: false },
        },
        Type::Boxed(_) if !by_reference => {
            Argument { type_: quote!(impl Into<#rust>), value: quote!(#name.into()), is_reference: false }
        }
        Type::Named(id) | Type::Boxed(id) if by_reference && !is_enum(scope, *id) => {
            let named = named(scope, *id);
            Argument { type_: quote!(&#named), value: quote!(#name), is_reference: true }
        }
        Type::Map(_) if by_reference => Argument { type_: quote!(&#rust), value: quote!(#name), is_reference: true },
        Type::Nullable(inner) if by_reference => argument(scope, inner, name, by_reference),
        // Integer literals are such, too.
        Type::Float(FloatKind::F64) => {
            Argument { type_: quote!(impl Into<f64>), value: quote!(#name.into()), is_reference: false }
        }
        Type::Boolean
        | Type::Integer(_)
        | Type::Float(FloatKind::F32)
        | Type::Map(_)
        | Type::Tuple(_)
        | Type::Nullable(_)
        | Type::Named(_)
        | Type::Boxed(_) => Argument { type_: rust, value: quote!(#name), is_reference: false },
    }
}

/// True if values of a type are `Copy`. An enum beside which any other text is documented owns that text.
pub(super) fn is_copy(scope: Scope<'_>, type_: &Type) -> bool {
    match type_ {
        Type::Boolean | Type::Integer(_) | Type::Float(_) => true,
        Type::Nullable(inner) => is_copy(scope, inner),
        Type::Tuple(elements) => elements.iter().all(|element| is_copy(scope, element)),
        Type::Named(id) => is_enum(scope, *id) && !scope.type_(*id).0.any_text,
        Type::Any | Type::String | Type::Text(_) | Type::Binary | Type::Array(_) | Type::Map(_) | Type::Boxed(_) => {
            false
        }
    }
}

/// True if a type is an enum of documented values: small, and passed by value.
fn is_enum(scope: Scope<'_>, id: TypeId) -> bool {
    match scope.type_(id).0.shape {
        Shape::StringEnum(_) | Shape::ValueEnum(_) => true,
        Shape::Object(_) | Shape::Union(_) => false,
    }
}

/// `#[cfg(feature = "tag-…")]`, for what belongs to one tag alone.
pub(super) fn gate(scope: Scope<'_>, tag: Option<TagId>) -> Option<TokenStream> {
    let feature = &scope.names.tags.get(tag?.0)?.feature;
    Some(quote!(#[cfg(feature = #feature)]))
}
