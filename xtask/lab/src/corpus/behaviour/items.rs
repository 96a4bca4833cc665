//! What a generated crate has that can be used: its types and operations, and what they are in the document.
//!
//! Plain data, kept as `items.json` beside the program that uses the crate. An index into one of the lists is what the
//! program is told to use.

use serde::{Deserialize, Serialize};

/// Everything of a crate that its program can use.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Items {
    /// The types of its models, enums and unions.
    pub types: Vec<TypeItem>,
    /// Its operations.
    pub operations: Vec<OperationItem>,
    /// The names of the security schemes it takes credentials for.
    pub schemes: Vec<String>,
}

/// A type.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct TypeItem {
    /// Its name in Rust.
    pub name: String,
    /// JSON pointer of its schema in the merged document.
    pub pointer: String,
    /// It is the model of a schema that is a union of those that extend it.
    #[serde(default)]
    pub is_base: bool,
}

/// An operation.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct OperationItem {
    /// Its method in Rust.
    pub name: String,
    /// The HTTP method, in capitals.
    pub method: String,
    /// The path as documented.
    pub path: String,
    /// The parameters that can be set.
    pub parameters: Vec<ParameterItem>,
    /// The bodies that can be sent.
    pub contents: Vec<ContentItem>,
    /// Whether the first of them is an argument of the method.
    pub body_required: bool,
}

/// A parameter.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct ParameterItem {
    /// As sent.
    pub name: String,
    /// `path`, `query`, `header` or `cookie`.
    pub location: String,
    /// Whether it has to be given.
    pub required: bool,
}

/// A body in one media type.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct ContentItem {
    /// As documented.
    pub media_type: String,
    /// Others that a caller chooses by the header `Content-Type`.
    pub also: Vec<String>,
    /// How it is given.
    pub kind: ContentKind,
}

/// How a body is given.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub enum ContentKind {
    /// As a value, which is sent as JSON.
    #[default]
    Json,
    /// As a value, which is sent as a form.
    Form,
    /// As parts.
    Multipart(Vec<PartItem>),
    /// As text.
    Text,
    /// As bytes.
    Bytes,
}

/// A part of a multipart body.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct PartItem {
    /// As sent.
    pub name: String,
    /// Whether it has to be given.
    pub required: bool,
    /// Whether it is given as a file, or as several files.
    pub is_file: bool,
    /// Whether it is given as several files.
    pub is_list_of_files: bool,
}
