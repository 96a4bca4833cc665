//! What a caller sees of a crate, read from its sources.
//!
//! In: the text of Rust files. Out: every public item with its signature, in which paths have their last name only:
//!
//! ```text
//! Entry            struct
//! Entry.amount     Option<f64>
//! Entry::new       (f64) -> Self
//! Status::Active   Active
//! GetEntry::Output Entry
//! ```
//!
//! Knows nothing of documents: an item that an earlier generator wrote is what stands there.

use proc_macro2::{Delimiter, Spacing, TokenStream, TokenTree};
use quote::ToTokens;
use std::collections::BTreeMap;
use syn::{FnArg, ImplItem, Item as Parsed, ItemImpl, ReturnType, Signature, Visibility};

/// Which kind of item.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// A struct, an enum or an alias.
    Type,
    /// A field of a model.
    Field,
    /// A variant of an enum.
    Variant,
    /// A method, a setter or an accessor.
    Method,
    /// What an operation gives.
    Associated,
}

/// An item: the type it belongs to, its kind, and its name there.
pub type Key = (String, Kind, String);

/// The public items with their signatures.
pub type Items = BTreeMap<Key, String>;

/// The public items of files. What is no Rust has none.
pub fn of<'a>(texts: impl Iterator<Item = &'a str>) -> Items {
    let mut items = Items::new();
    for file in texts.filter_map(|text| syn::parse_file(text).ok()) {
        file.items.iter().for_each(|item| add(&mut items, item));
    }
    items
}

fn add(items: &mut Items, item: &Parsed) {
    let key = |owner: &syn::Ident, kind, name: String| (owner.to_string(), kind, name);
    match item {
        Parsed::Struct(item) if is_public(&item.vis) => {
            items.insert(key(&item.ident, Kind::Type, String::new()), "struct".to_owned());
            for field in item.fields.iter().filter(|field| is_public(&field.vis)) {
                let name = field.ident.as_ref().map(ToString::to_string).unwrap_or_default();
                items.insert(key(&item.ident, Kind::Field, name), text(&field.ty));
            }
        }
        Parsed::Enum(item) if is_public(&item.vis) => {
            items.insert(key(&item.ident, Kind::Type, String::new()), "enum".to_owned());
            for variant in &item.variants {
                let held = text(&variant.fields);
                items.insert(key(&item.ident, Kind::Variant, variant.ident.to_string()), held);
            }
        }
        Parsed::Type(item) if is_public(&item.vis) => {
            items.insert(key(&item.ident, Kind::Type, String::new()), format!("alias of {}", text(&item.ty)));
        }
        Parsed::Impl(item) => add_impl(items, item),
        _ => {}
    }
}

fn add_impl(items: &mut Items, item: &ItemImpl) {
    let owner = text(&item.self_ty);
    for inner in &item.items {
        match (inner, &item.trait_) {
            (ImplItem::Fn(method), None) if is_public(&method.vis) && !is_hidden(&method.attrs) => {
                items.insert((owner.clone(), Kind::Method, method.sig.ident.to_string()), signature(&method.sig));
            }
            (ImplItem::Type(associated), Some(_)) => {
                let name = associated.ident.to_string();
                items.insert((owner.clone(), Kind::Associated, name), text(&associated.ty));
            }
            _ => {}
        }
    }
}

fn is_public(visibility: &Visibility) -> bool {
    matches!(visibility, Visibility::Public(_))
}

/// It is in no documentation.
pub fn is_hidden(attributes: &[syn::Attribute]) -> bool {
    attributes.iter().any(|attribute| attribute.path().is_ident("doc") && text(attribute).contains("hidden"))
}

/// "(&self, f64) -> Self"
fn signature(signature: &Signature) -> String {
    let of = |input: &FnArg| match input {
        // Whether the method itself may change what it takes is nothing to its callers.
        FnArg::Receiver(this) => text(this).trim_start_matches("mut ").to_owned(),
        FnArg::Typed(argument) => text(&argument.ty),
    };
    let arguments: Vec<String> = signature.inputs.iter().map(of).collect();
    let output = match &signature.output {
        ReturnType::Default => String::new(),
        ReturnType::Type(_, output) => format!(" -> {}", text(output)),
    };
    format!("({}){output}", arguments.join(", "))
}

/// The text of a part, as people write it, with the last names of paths.
fn text(part: &impl ToTokens) -> String {
    let mut words = Vec::new();
    add_words(&mut words, part.to_token_stream());
    let mut text = String::new();
    for (index, word) in words.iter().enumerate() {
        let is_in_path = words.get(index + 1).is_some_and(|next| next == "::")
            && words.get(index + 2).is_some_and(|next| next != "<");
        if is_in_path || (word == "::" && words.get(index + 1).is_some_and(|next| next != "<")) {
            continue;
        }
        let is_word = |text: &str| text.ends_with(|one: char| one.is_alphanumeric() || one == '_');
        let starts_word = word.starts_with(|one: char| one.is_alphanumeric() || one == '_');
        if (is_word(&text) && starts_word) || text.ends_with(',') {
            text.push(' ');
        }
        text.push_str(word);
    }
    text
}

/// Identifiers, literals, brackets, and signs, of which those that belong together are one word.
fn add_words(words: &mut Vec<String>, tokens: TokenStream) {
    let mut is_joint = false;
    for token in tokens {
        let mut add = |word: String| match words.last_mut().filter(|_| is_joint) {
            Some(last) => last.push_str(&word),
            None => words.push(word),
        };
        match token {
            TokenTree::Group(group) => {
                let (open, close) = match group.delimiter() {
                    Delimiter::Parenthesis => ("(", ")"),
                    Delimiter::Brace => ("{", "}"),
                    Delimiter::Bracket => ("[", "]"),
                    Delimiter::None => ("", ""),
                };
                words.push(open.to_owned());
                add_words(words, group.stream());
                words.push(close.to_owned());
                is_joint = false;
            }
            TokenTree::Punct(sign) => {
                add(sign.as_char().to_string());
                is_joint = sign.spacing() == Spacing::Joint;
            }
            other => {
                add(other.to_string());
                is_joint = false;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn items_have_their_signatures() {
        let text = "
            pub struct Entry { pub amount: Option<f64>, pub map: std::collections::BTreeMap<String, models::Note>, own: u8 }
            impl Entry { pub fn new(amount: impl Into<f64>) -> Self {} #[doc(hidden)] pub fn no(&self) {} fn own() {} }
            impl runtime::Operation for GetEntry { type Output = models::Entry; }
            impl runtime::Request<GetEntry> { pub fn page(self, page: i64) -> Self {} }
            pub enum Kind { One, Two(models::Entry) }
            pub type Old = Entry;
            struct Own;";
        let items = super::of(std::iter::once(text));
        let shown: Vec<String> =
            items.iter().map(|((owner, _, name), text)| format!("{owner} {name}: {text}")).collect();
        let expected = [
            "Entry : struct",
            "Entry amount: Option<f64>",
            "Entry map: BTreeMap<String, Note>",
            "Entry new: (impl Into<f64>) -> Self",
            "GetEntry Output: Entry",
            "Kind : enum",
            "Kind One: ",
            "Kind Two: (Entry)",
            "Old : alias of Entry",
            "Request<GetEntry> page: (self, i64) -> Self",
        ];
        assert_eq!(shown, expected);
    }
}
