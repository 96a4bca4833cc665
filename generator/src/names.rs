//! Every Rust identifier of a client, by the index of the item in [`crate::ir::Api`].
//!
//! `name` chooses them, `emit` writes them down. All are valid identifiers as they stand (keywords are avoided, not
//! escaped), distinct where Rust wants them distinct, and none is taken by an item of the runtime. The lists have
//! the lengths of the lists in the API that they belong to.

pub mod key;

/// All identifiers.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Names {
    /// For every type.
    pub types: Vec<TypeNames>,
    /// For every operation.
    pub operations: Vec<OperationNames>,
    /// For every security scheme.
    pub schemes: Vec<SchemeNames>,
    /// For every tag.
    pub tags: Vec<TagNames>,
    /// For every webhook and callback the variant of its enum.
    pub webhooks: Vec<String>,
    /// The types that no operation reaches are on by default: there was no operation when the client was made first.
    pub all_types: bool,
    /// The text of `names.json`: all names by what they are on the wire, to be kept by later runs.
    pub record: String,
}

/// The identifiers of a type.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct TypeNames {
    /// What `names.json` remembers it by: `Flows`, `Flows/properties/labels/items`.
    pub key: String,
    /// The type itself: `Flows`.
    pub ident: String,
    /// What it was called before a rename that was wanted, for a deprecated alias.
    pub former: Vec<String>,
    /// For every field of a model; empty for other shapes.
    pub fields: Vec<FieldNames>,
    /// For every value of an enum or branch of a union; empty for models.
    pub variants: Vec<String>,
    /// For every value of an enum what it was called before a rename that was wanted, for a deprecated constant; empty
    /// for other shapes.
    pub former_variants: Vec<Vec<String>>,
    /// The field of a model that holds further entries: `additional_properties`, unless that is a documented property.
    pub additional: String,
    /// What makes a model that is sent.
    pub constructor: Constructor,
}

/// What makes a model that is sent.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Constructor {
    /// `new`, which takes what is required.
    #[default]
    New,
    /// `builder`, with a method for each field.
    Builder {
        /// The last version had `new`, which is deprecated now.
        keeps_new: bool,
    },
}

impl Constructor {
    /// Whether there is a `new`, deprecated or not.
    pub fn has_new(self) -> bool {
        match self {
            Constructor::New => true,
            Constructor::Builder { keeps_new } => keeps_new,
        }
    }
}

/// The identifiers of a field.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct FieldNames {
    /// The field, and the accessor of a required one: `created_at`.
    pub field: String,
    /// The setter: `with_created_at`.
    pub setter: String,
    /// What the field was called before a rename that was wanted, for a deprecated setter and accessor.
    pub former: Vec<FormerField>,
}

/// What a field was called.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct FormerField {
    /// The field, and the accessor of a required one.
    pub field: String,
    /// The setter.
    pub setter: String,
}

/// What an operation was called.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct FormerOperation {
    /// The method.
    pub method: String,
    /// The type that stood for it.
    pub ident: String,
    /// The alias of its request type.
    pub request: String,
    /// Its output, its headers and its multipart bodies, each with what it is called now.
    pub companions: Vec<(String, String)>,
    /// For every content of the body the method that took it; see [`OperationNames::body_methods`].
    pub body_methods: Vec<String>,
}

/// The identifiers of an operation.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct OperationNames {
    /// What `names.json` remembers it by: `GET /api/v1/flows/{flow}/callbacks`.
    pub key: String,
    /// The method of `Client`: `list_flow_callbacks`.
    pub method: String,
    /// What it was called before a rename that was wanted, for a deprecated method.
    pub former: Vec<FormerOperation>,
    /// The type that stands for the operation: `ListFlowCallbacks`.
    pub ident: String,
    /// The alias of its request type: `ListFlowCallbacksRequest`.
    pub request: String,
    /// The enum of its success bodies, where it has several types of them: `ListFlowCallbacksOutput`.
    pub output: String,
    /// The variants of that enum, for every one of [`crate::ir::Operation::outcomes`]: `Status200`, `Status200Pdf`.
    pub output_variants: Vec<String>,
    /// The type of its documented response headers, where it has some: `ListFlowCallbacksHeaders`.
    pub headers: String,
    /// The accessors of those headers, for every entry of `successes` and every header of it. The same header name has
    /// the same accessor in every response of an operation.
    pub header_accessors: Vec<Vec<String>>,
    /// For every parameter: the argument or the setter.
    pub parameters: Vec<String>,
    /// For every parameter what it was called before a rename that was wanted, for a deprecated setter.
    pub former_parameters: Vec<Vec<String>>,
    /// The argument or the setter for the body, for every content: `body`, and where there are several contents
    /// `body` for the first one and `body_as_form`, `body_as_text`, … for the others.
    pub bodies: Vec<String>,
    /// For every content of a required body but the first one the method of `Client` that takes it as an argument:
    /// `create_pet_as_form`. Empty for the first, and where the body is optional.
    pub body_methods: Vec<String>,
    /// For every content of the body the arguments or setters for the parts of a multipart body; empty for others.
    pub parts: Vec<Vec<String>>,
    /// For every content and every part the setters of the part's headers: `file_x_checksum`.
    pub part_headers: Vec<Vec<Vec<String>>>,
    /// For every content and every part the setter of its media type where a caller can choose one: `file_content_type`;
    /// else empty.
    pub part_media_types: Vec<Vec<String>>,
    /// For every content of the body, the type that a multipart body with its parts has: `UploadFileBody`.
    pub body_types: Vec<String>,
}

/// The identifiers of a security scheme.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct SchemeNames {
    /// The static item: `API_KEY_AUTH`.
    pub item: String,
    /// The variant of `Auth`: `ApiKeyAuth`.
    pub variant: String,
    /// The method of the client's builder that takes the credential: `api_key`.
    pub method: String,
}

/// The identifiers of a tag.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct TagNames {
    /// The module, and the name of its file: `flow_callbacks`.
    pub module: String,
    /// The cargo feature: `tag-flow-callbacks`.
    pub feature: String,
    /// What the tag was called before, for a deprecated module and for a feature that turns on the one of now.
    pub former: Vec<FormerTag>,
}

/// What a tag was called.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct FormerTag {
    /// The module.
    pub module: String,
    /// The cargo feature.
    pub feature: String,
}
