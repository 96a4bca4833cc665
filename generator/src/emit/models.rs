//! Models: a struct, a table of its fields, and what makes one.

mod builder;
mod meaning;
mod methods;
mod pages;

use super::docs;
use super::enums;
use super::groups::{Group, Owner, groups};
use super::items::{Imports, allowed_deprecated, braced, deprecated, former_type, item_docs, literal};
use super::library::inner;
use super::types::{Scope, allowed_nesting, ident, rust_type};
use super::unions;
use crate::features::ALL_TYPES;
use crate::ir::{Field, Identity, ObjectShape, Shape, Type, TypeDef, TypeId};
use crate::module::Module;
use crate::names::{FieldNames, FormerField, TypeNames};
use proc_macro2::{Ident, Literal, TokenStream};
use quote::{format_ident, quote};

/// `src/models.rs` and the files of its folder.
pub(super) fn modules(scope: Scope<'_>) -> Vec<Module<'_>> {
    let groups = groups(scope);
    let list: Vec<(String, Owner)> = groups.iter().map(|group| (group.module.clone(), group.owner)).collect();
    let mut modules = vec![Module::new("src/models.rs", move || index(scope, &list))];
    for group in groups {
        let path = format!("src/models/{}.rs", group.module);
        let size = group.types.iter().map(|id| size(&scope.type_(*id).0.shape)).sum();
        modules.push(Module::in_parts(path, size, move |write| file(scope, &group, write)));
    }
    modules
}

/// What is emitted of a type, counted in fields.
fn size(shape: &Shape) -> usize {
    match shape {
        Shape::Object(shape) => 4 + shape.fields.len(),
        Shape::Union(_) | Shape::StringEnum(_) | Shape::ValueEnum(_) => 4,
    }
}

fn index(scope: Scope<'_>, groups: &[(String, Owner)]) -> TokenStream {
    let allowed = allowed_deprecated(scope);
    let modules = groups.iter().map(|(module, owner)| {
        let (module, gate) = (ident(module), owner.gate(scope));
        quote! {
            #gate
            #allowed
            mod #module;
        }
    });
    let exports = groups.iter().map(|(module, owner)| {
        let (module, gate) = (ident(module), owner.gate(scope));
        quote! {
            #gate
            pub use #module::*;
        }
    });
    let docs = inner(docs::attributes(&index_docs(scope)));
    let tuples = scope.api.tuples.iter().map(|elements| tuple_traits(*elements));
    quote! {
        #docs
        #(#modules)*
        #(#exports)*
        #(#tuples)*
    }
}

/// How tuples of a number of elements stand in JSON.
fn tuple_traits(elements: usize) -> TokenStream {
    let names = (0..elements).map(|index| format_ident!("T{index}"));
    let indices = (0..elements).map(Literal::usize_unsuffixed);
    quote!(crate::runtime::tuple!(#(#names #indices),*);)
}

fn index_docs(scope: Scope<'_>) -> String {
    let text = "The types of what is sent and answered.";
    match scope.api.unreached() {
        0 => text.to_owned(),
        _ => format!("{text}\n\nThose that no operation reaches are there with the feature `{ALL_TYPES}`."),
    }
}

fn file(scope: Scope<'_>, group: &Group, write: &mut dyn FnMut(TokenStream)) -> TokenStream {
    let mut imports = Imports::default();
    for part in group.types.iter().flat_map(|id| definition(scope, *id)).chain(enums::marks(scope, &group.types)) {
        imports.note(&part);
        write(part);
    }
    imports.tokens()
}

/// What is emitted of a type, item by item.
fn definition(scope: Scope<'_>, id: TypeId) -> Vec<TokenStream> {
    let (definition, names) = scope.type_(id);
    let mut parts = match &definition.shape {
        Shape::Object(shape) => model(scope, id, shape),
        Shape::StringEnum(values) => vec![enums::string_enum(scope, definition, names, values)],
        Shape::ValueEnum(values) => vec![enums::value_enum(scope, definition, names, values)],
        Shape::Union(shape) => vec![unions::union(scope, definition, names, shape)],
    };
    parts.extend(names.former.iter().map(|former| former_type(former, &names.ident)));
    parts
}

/// A field with everything that is emitted of it.
struct Member<'a> {
    field: &'a Field,
    names: &'a FieldNames,
    ident: Ident,
    setter: Ident,
    former: &'a [FormerField],
    /// The type of its value, without `null`.
    type_: &'a Type,
    rust: TokenStream,
    index: Literal,
}

impl Member<'_> {
    /// `null` is documented, beside a type that does not hold it.
    fn is_nullable(&self) -> bool {
        matches!(self.field.type_, Type::Nullable(_))
    }

    /// `null` is documented.
    fn can_be_null(&self) -> bool {
        self.is_nullable() || (self.field.null && self.field.type_ == Type::Any)
    }
}

fn model(scope: Scope<'_>, id: TypeId, shape: &ObjectShape) -> Vec<TokenStream> {
    let (definition, names) = scope.type_(id);
    let members = members(scope, shape, &names.fields);
    let structure = structure(scope, id, shape, &members);
    let items = pages::items(scope, id, &members);
    let inherent = inherent(scope, definition, names, shape, (&members, items));
    let table = table(names, shape, &members);
    let builder = builder::methods(scope, id, shape, &members);
    [structure, inherent, table].into_iter().chain(builder).collect()
}

fn members<'a>(scope: Scope<'_>, shape: &'a ObjectShape, names: &'a [FieldNames]) -> Vec<Member<'a>> {
    let fields = shape.fields.iter().zip(names).enumerate();
    let member = |(index, (field, names)): (usize, (&'a Field, &'a FieldNames))| Member {
        field,
        names,
        ident: ident(&names.field),
        setter: ident(&names.setter),
        former: &names.former,
        type_: field.type_.not_null(),
        rust: rust_type(scope, field.type_.not_null()),
        index: Literal::usize_unsuffixed(index),
    };
    fields.map(member).collect()
}

fn structure(scope: Scope<'_>, id: TypeId, shape: &ObjectShape, members: &[Member<'_>]) -> TokenStream {
    let (definition, names) = scope.type_(id);
    let name = ident(&names.ident);
    let docs = docs_with(scope, definition, &used(scope, id));
    let nesting = nesting(shape);
    let fields = members.iter().map(|member| {
        let (ident, rust) = (&member.ident, &member.rust);
        let docs = field_docs(scope, member.field, member.names);
        quote! {
            #docs
            pub #ident: Option<#rust>,
        }
    });
    let additional = shape.additional.as_ref().map(|type_| {
        let (field, rust) = (ident(&names.additional), rust_type(scope, type_));
        quote! {
            /// Further properties.
            pub #field: std::collections::BTreeMap<String, #rust>,
        }
    });
    quote! {
        #docs
        #nesting
        #[non_exhaustive]
        pub struct #name {
            #(#fields)*
            #additional
            /// What was sent beyond, or against, the documentation.
            pub undocumented: runtime::Undocumented,
        }
    }
}

fn nesting(shape: &ObjectShape) -> Option<TokenStream> {
    allowed_nesting(shape.fields.iter().map(|field| &field.type_).chain(&shape.additional))
}

/// The documentation of a type, and the mark of a deprecated one.
pub(super) fn type_docs(scope: Scope<'_>, definition: &TypeDef) -> TokenStream {
    docs_with(scope, definition, &[])
}

fn docs_with(scope: Scope<'_>, definition: &TypeDef, more: &[String]) -> TokenStream {
    let text = item_docs(scope, &definition.docs, more);
    let docs = match text.is_empty() {
        true => docs::attributes(&identity_docs(definition)),
        false => docs::attributes(&text),
    };
    let deprecated = deprecated(&definition.docs);
    quote!(#docs #deprecated)
}

/// What there is to say of a type that is not described.
fn identity_docs(definition: &TypeDef) -> String {
    if let Identity::Component(name) = &definition.identity {
        return format!("{} of the documentation.", docs::inline(name));
    }
    let what = match definition.shape {
        Shape::Object(_) => "An object",
        Shape::StringEnum(_) | Shape::ValueEnum(_) => "An enum",
        Shape::Union(_) => "A union",
    };
    format!("{what} that has no name in the documentation.")
}

/// Which operations return and send a model, and which models contain it: the first ones.
fn used(scope: Scope<'_>, id: TypeId) -> Vec<String> {
    const MOST: usize = 4;
    let Some(uses) = scope.texts.uses(id) else { return Vec::new() };
    let list = |relation: &str, names: Vec<&String>| {
        let shown: Vec<String> = names.iter().take(MOST).map(|name| docs::inline(name)).collect();
        let more = names.len().saturating_sub(MOST);
        let more = if more > 0 { format!(" and {more} more") } else { String::new() };
        (!shown.is_empty()).then(|| format!("{relation} {}{more}", shown.join(", ")))
    };
    let methods = |operations: &[usize]| {
        operations.iter().filter_map(|index| scope.names.operations.get(*index)).map(|names| &names.method).collect()
    };
    let models = uses.inside.iter().map(|id| &scope.type_(*id).1.ident).collect();
    [list("Returned by", methods(&uses.returned)), list("Sent by", methods(&uses.sent)), list("Part of", models)]
        .into_iter()
        .flatten()
        .collect()
}

fn field_docs(scope: Scope<'_>, field: &Field, names: &FieldNames) -> TokenStream {
    let mut more = Vec::new();
    let says_nothing = field.docs.title.is_none() && field.docs.description.is_none();
    let required = if field.required { "; always there" } else { "" };
    if says_nothing {
        more.push(format!("{}{required}", meaning::of(scope, &field.type_)));
    } else if field.required {
        more.push("Always there".to_owned());
    }
    if field.name != names.field {
        more.push(format!("Called {} in JSON", docs::inline(&field.name)));
    }
    if matches!(field.type_, Type::Nullable(_)) {
        more.push("Can be `null`".to_owned());
    }
    if field.read_only {
        more.push("Only in responses".to_owned());
    }
    if field.write_only {
        more.push("Only in requests".to_owned());
    }
    let (docs, deprecated) = (docs::attributes(&item_docs(scope, &field.docs, &more)), deprecated(&field.docs));
    quote!(#docs #deprecated)
}

fn inherent(
    scope: Scope<'_>,
    definition: &TypeDef,
    names: &TypeNames,
    shape: &ObjectShape,
    (members, items): (&[Member<'_>], Option<TokenStream>),
) -> TokenStream {
    let name = ident(&names.ident);
    let constructor = definition.in_request.then(|| builder::constructors(scope, names, members));
    let accessors = members
        .iter()
        .filter(|member| definition.in_response && member.field.required)
        .map(|member| methods::accessor(scope, member));
    let setters = members
        .iter()
        .filter(|member| definition.in_request && !member.field.read_only)
        .map(|member| methods::setter(scope, member));
    let methods = braced(
        constructor.into_iter().chain(accessors).chain(setters).chain(methods::nulls(definition, members)).chain(items),
    );
    if methods.stream().is_empty() {
        return TokenStream::new();
    }
    let nesting = nesting(shape);
    quote! {
        #nesting
        impl #name #methods
    }
}

/// The fields by their indices, with what the documentation says of each: the runtime makes the traits of the model from it.
fn table(names: &TypeNames, shape: &ObjectShape, members: &[Member<'_>]) -> TokenStream {
    let name = ident(&names.ident);
    let text = literal(&names.ident);
    let rows = members.iter().map(|member| {
        let (index, ident, key) = (&member.index, &member.ident, literal(&member.field.name));
        let documented = match (member.field.required, member.can_be_null()) {
            (false, false) => quote!(Optional),
            (true, false) => quote!(Required),
            (false, true) => quote!(OptionalOrNull),
            (true, true) => quote!(RequiredOrNull),
        };
        quote!(#index #ident #documented #key,)
    });
    let additional = shape.additional.as_ref().map(|_| ident(&names.additional));
    quote!(runtime::model!(#name #text { #(#rows)* } #additional);)
}
