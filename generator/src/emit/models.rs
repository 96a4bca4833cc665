//! Models: a struct, a table of its fields, and what makes one.

use super::docs;
use super::enums;
use super::groups::{Group, Owner, groups};
use super::items::{Imports, allowed, braced, former_docs, former_type, item_docs, literal};
use super::library::inner;
use super::types::{Scope, allowed_nesting, argument, ident, rust_type};
use super::unions;
use crate::features::ALL_TYPES;
use crate::ir::{Field, ObjectShape, Shape, Type, TypeDef, TypeId};
use crate::module::Module;
use crate::names::{FieldNames, FormerField, TypeNames};
use proc_macro2::{Ident, Literal, TokenStream};
use quote::quote;

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
    let modules = groups.iter().map(|(module, owner)| {
        let (module, gate) = (ident(module), owner.gate(scope));
        quote! {
            #gate
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
    quote! {
        #docs
        #(#modules)*
        #(#exports)*
    }
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
        Shape::Object(shape) => model(scope, definition, names, shape),
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
    ident: Ident,
    setter: Ident,
    former: &'a [FormerField],
    rust: TokenStream,
    index: Literal,
}

fn model(scope: Scope<'_>, definition: &TypeDef, names: &TypeNames, shape: &ObjectShape) -> Vec<TokenStream> {
    let members = members(scope, shape, &names.fields);
    let structure = structure(scope, definition, names, shape, &members);
    let inherent = inherent(scope, definition, names, shape, &members);
    let default = default(names, shape, &members);
    let table = table(names, shape, &members);
    let name = ident(&names.ident);
    vec![structure, inherent, default, table, quote!(runtime::model!(#name);)]
}

fn members<'a>(scope: Scope<'_>, shape: &'a ObjectShape, names: &'a [FieldNames]) -> Vec<Member<'a>> {
    let fields = shape.fields.iter().zip(names).enumerate();
    let member = |(index, (field, names)): (usize, (&'a Field, &'a FieldNames))| Member {
        field,
        ident: ident(&names.field),
        setter: ident(&names.setter),
        former: &names.former,
        rust: rust_type(scope, &field.type_),
        index: Literal::usize_unsuffixed(index),
    };
    fields.map(member).collect()
}

fn structure(
    scope: Scope<'_>,
    definition: &TypeDef,
    names: &TypeNames,
    shape: &ObjectShape,
    members: &[Member<'_>],
) -> TokenStream {
    let name = ident(&names.ident);
    let docs = type_docs(scope, definition, names);
    let nesting = nesting(shape);
    let fields = members.iter().map(|member| {
        let (ident, rust) = (&member.ident, &member.rust);
        let docs = field_docs(scope, member.field);
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

/// The documentation of a type. Deprecated items say so there: an attribute would make every use of them in the crate
/// itself a warning.
pub(super) fn type_docs(scope: Scope<'_>, definition: &TypeDef, names: &TypeNames) -> TokenStream {
    let mut more = Vec::new();
    if definition.docs.deprecated {
        more.push("Deprecated".to_owned());
    }
    let text = item_docs(scope, &definition.docs, &more);
    if text.is_empty() {
        docs::attributes(&format!("`{}` of the documentation.", names.ident))
    } else {
        docs::attributes(&text)
    }
}

fn field_docs(scope: Scope<'_>, field: &Field) -> TokenStream {
    let mut more = Vec::new();
    let says_nothing = field.docs.title.is_none() && field.docs.description.is_none();
    if says_nothing || field.required {
        let required = if field.required { ", always there" } else { "" };
        more.push(format!("{}{required}", docs::inline(&field.name)));
    }
    if field.read_only {
        more.push("Only in answers".to_owned());
    }
    if field.write_only {
        more.push("Only in requests".to_owned());
    }
    if field.docs.deprecated {
        more.push("Deprecated".to_owned());
    }
    docs::attributes(&item_docs(scope, &field.docs, &more))
}

fn inherent(
    scope: Scope<'_>,
    definition: &TypeDef,
    names: &TypeNames,
    shape: &ObjectShape,
    members: &[Member<'_>],
) -> TokenStream {
    let name = ident(&names.ident);
    let constructor = definition.in_request.then(|| constructor(scope, members));
    let accessors = members
        .iter()
        .filter(|member| definition.in_response && member.field.required)
        .map(|member| accessor(scope, &names.ident, member));
    let setters = members
        .iter()
        .filter(|member| definition.in_request && !member.field.read_only)
        .map(|member| setter(scope, member));
    let methods = braced(constructor.into_iter().chain(accessors).chain(setters));
    if methods.stream().is_empty() {
        return TokenStream::new();
    }
    let nesting = nesting(shape);
    quote! {
        #nesting
        impl #name #methods
    }
}

/// `new`: what a request has to have are its arguments.
fn constructor(scope: Scope<'_>, members: &[Member<'_>]) -> TokenStream {
    let required: Vec<_> = members.iter().filter(|member| member.field.required && !member.field.read_only).collect();
    if required.is_empty() {
        return quote! {
            /// With no field set.
            #[inline]
            pub fn new() -> Self {
                Self::default()
            }
        };
    }
    let parameters = required.iter().map(|member| {
        let ident = &member.ident;
        let type_ = argument(scope, &member.field.type_, ident, false).type_;
        quote!(#ident: #type_)
    });
    let values = required.iter().map(|member| {
        let ident = &member.ident;
        let value = argument(scope, &member.field.type_, ident, false).value;
        quote!(#ident: Some(#value),)
    });
    let allowed = allowed("new", required.iter().map(|member| &member.ident), required.len());
    quote! {
        /// With all that the documentation requires.
        #allowed
        #[inline]
        pub fn new(#(#parameters),*) -> Self {
            Self { #(#values)* ..Self::default() }
        }
    }
}

fn setter(scope: Scope<'_>, member: &Member<'_>) -> TokenStream {
    let (ident, setter) = (&member.ident, &member.setter);
    let argument = argument(scope, &member.field.type_, ident, false);
    let (type_, value) = (argument.type_, argument.value);
    let docs = docs::attributes(&format!("Sets {}.", docs::inline(&member.field.name)));
    let allowed = allowed("", [ident], 2);
    let former = member.former.iter().map(|former| {
        let (former, docs) = (self::ident(&former.setter), former_docs(&setter.to_string()));
        quote! {
            #docs
            #[must_use]
            #[inline]
            pub fn #former(self, #ident: #type_) -> Self {
                self.#setter(#ident)
            }
        }
    });
    quote! {
        #docs
        #allowed
        #[must_use]
        #[inline]
        pub fn #setter(mut self, #ident: #type_) -> Self {
            self.#ident = Some(#value);
            self
        }
        #(#former)*
    }
}

fn accessor(scope: Scope<'_>, model: &str, member: &Member<'_>) -> TokenStream {
    let (ident, key) = (&member.ident, literal(&member.field.name));
    let docs = docs::attributes(&format!(
        "{}, which the documentation says is always there.\n\n# Errors\nIf it is absent, or not of the documented type.",
        docs::inline(&member.field.name)
    ));
    // The box is there for the sake of the model's size, not of its users.
    let (rust, unboxed) = match &member.field.type_ {
        Type::Boxed(id) => (rust_type(scope, &Type::Named(*id)), Some(quote!(.map(AsRef::as_ref)))),
        _ => (member.rust.clone(), None),
    };
    let former = member.former.iter().map(|former| {
        let (former, docs) = (self::ident(&former.field), former_docs(&ident.to_string()));
        quote! {
            #docs
            #[inline]
            pub fn #former(&self) -> Result<&#rust, runtime::MissingField> {
                self.#ident()
            }
        }
    });
    quote! {
        #docs
        #[inline]
        pub fn #ident(&self) -> Result<&#rust, runtime::MissingField> {
            runtime::required(&self.#ident, &self.undocumented, #model, #key)#unboxed
        }
        #(#former)*
    }
}

/// The model with no field set.
fn default(names: &TypeNames, shape: &ObjectShape, members: &[Member<'_>]) -> TokenStream {
    let name = ident(&names.ident);
    let idents = members.iter().map(|member| &member.ident);
    let additional = shape.additional.as_ref().map(|_| {
        let field = ident(&names.additional);
        quote!(#field: std::collections::BTreeMap::new(),)
    });
    quote! {
        impl Default for #name {
            #[inline]
            fn default() -> Self {
                Self {
                    #(#idents: None,)*
                    #additional
                    undocumented: runtime::Undocumented::EMPTY,
                }
            }
        }
    }
}

fn table(names: &TypeNames, shape: &ObjectShape, members: &[Member<'_>]) -> TokenStream {
    let name = ident(&names.ident);
    let text = literal(&names.ident);
    let documented = members.iter().map(|member| {
        let key = literal(&member.field.name);
        let or_null = member.field.null && member.field.type_ == Type::Any;
        match (member.field.required, or_null) {
            (false, false) => quote!(runtime::Documented::Optional(#key)),
            (true, false) => quote!(runtime::Documented::Required(#key)),
            (false, true) => quote!(runtime::Documented::OptionalOrNull(#key)),
            (true, true) => quote!(runtime::Documented::RequiredOrNull(#key)),
        }
    });
    let field = fields(members, None);
    let field_mut = fields(members, Some(ident("mut")));
    let additional = shape.additional.as_ref().map(|_| {
        let field = ident(&names.additional);
        quote! {
            #[inline]
            fn additional(&self) -> Option<&dyn runtime::Map> {
                Some(&self.#field)
            }
            #[inline]
            fn additional_mut(&mut self) -> Option<&mut dyn runtime::Map> {
                Some(&mut self.#field)
            }
        }
    });
    quote! {
        impl runtime::Model for #name {
            #[inline]
            fn info(&self) -> &'static runtime::ModelInfo {
                &runtime::ModelInfo { name: #text, fields: &[#(#documented),*] }
            }
            #[inline]
            fn field(&self, index: usize) -> &dyn runtime::Field {
                #field
            }
            #[inline]
            fn field_mut(&mut self, index: usize) -> &mut dyn runtime::Field {
                #field_mut
            }
            #additional
        }
    }
}

/// The fields by their index, borrowed as `mutable` says.
fn fields(members: &[Member<'_>], mutable: Option<Ident>) -> TokenStream {
    if members.is_empty() {
        return quote! {
            let _ = index;
            &#mutable self.undocumented
        };
    }
    let arms = members.iter().map(|member| {
        let (index, ident) = (&member.index, &member.ident);
        quote!(#index => &#mutable self.#ident,)
    });
    let arms = braced(arms.chain([quote!(_ => &#mutable self.undocumented,)]));
    quote!(match index #arms)
}
