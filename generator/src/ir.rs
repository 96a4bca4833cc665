//! What a client *is*: operations, models and their types. No JSON Schema and no Rust identifiers in it.
//!
//! `lower` makes an [`Api`] from a document, `name` chooses identifiers for its items, `emit` writes both down. All
//! lists are in their final order; an index ([`TypeId`], [`SchemeId`], [`TagId`]) never dangles.

use serde_json::Value as Json;

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
    /// The credentials that operations use, by name.
    pub schemes: Vec<SecurityScheme>,
    /// The groups of operations, sorted by name; an operation without a tag is in the tag `default`.
    pub tags: Vec<Tag>,
    /// Sorted by path, then method.
    pub operations: Vec<Operation>,
    /// Components first, sorted by name, then the inline ones in the order of the items they belong to.
    pub types: Vec<TypeDef>,
    /// Parts of the document that the client leaves out or reads as any value.
    pub unsupported: Vec<Unsupported>,
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
    /// `example` (or the first of `examples`).
    pub example: Option<Json>,
    /// `externalDocs.url`.
    pub link: Option<String>,
    /// `deprecated: true`.
    pub deprecated: bool,
}

/// A base address.
#[derive(Debug, Clone, PartialEq)]
pub struct Server {
    /// The URL or URL template, without a slash at its end. Empty or relative where the document has no absolute one.
    pub url: String,
    /// `description`.
    pub description: Option<String>,
    /// The variables of the template.
    pub variables: Vec<ServerVariable>,
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
    /// `x-rust-name`.
    pub rust_name: Option<String>,
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

/// An HTTP method of a path item.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Method {
    /// GET
    Get,
    /// PUT
    Put,
    /// POST
    Post,
    /// DELETE
    Delete,
    /// OPTIONS
    Options,
    /// HEAD
    Head,
    /// PATCH
    Patch,
    /// TRACE
    Trace,
}

/// One method of one path.
#[derive(Debug, Clone, PartialEq)]
pub struct Operation {
    /// `operationId`.
    pub id: Option<String>,
    /// `x-rust-name`.
    pub rust_name: Option<String>,
    /// Texts; the title is the summary.
    pub docs: Docs,
    /// The method.
    pub method: Method,
    /// The path as documented.
    pub path: String,
    /// The path, taken apart.
    pub segments: Vec<PathPart>,
    /// The first tag.
    pub tag: TagId,
    /// Path parameters in the order of the path, then required ones, then optional ones, each in the author's order.
    pub parameters: Vec<Parameter>,
    /// The request body.
    pub body: Option<Body>,
    /// The responses that are a success: 2XX, or `default` where no other is documented.
    pub successes: Vec<Response>,
    /// All other documented responses.
    pub errors: Vec<Response>,
    /// Alternatives ("one of"), each a list of credentials that go together. Empty: none is needed.
    pub security: Vec<Vec<SchemeId>>,
    /// True if one alternative is to send no credential at all.
    pub security_optional: bool,
    /// The servers of this operation or its path item, if they differ from the API's.
    pub servers: Vec<Server>,
    /// How to get more than one page of its list.
    pub paging: Option<Paging>,
    /// The pages that document it.
    pub pages: Vec<String>,
}

/// A part of a path template.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PathPart {
    /// Text, already percent-encoded where it has to be.
    Literal(String),
    /// An index into [`Operation::parameters`].
    Parameter(usize),
}

/// Where a parameter is sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ParameterLocation {
    /// In the path.
    Path,
    /// In the query.
    Query,
    /// As a header.
    Header,
    /// As a cookie.
    Cookie,
}

/// How a parameter's value becomes text (OpenAPI 3.0.4, "Style Values").
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Style {
    /// `;color=blue`
    Matrix,
    /// `.blue`
    Label,
    /// `color=blue`
    Form,
    /// `blue`
    Simple,
    /// `blue%20black`
    SpaceDelimited,
    /// `blue|black`
    PipeDelimited,
    /// `color[R]=100`
    DeepObject,
    /// JSON text (a parameter with `content`).
    Json,
}

/// A parameter of an operation.
#[derive(Debug, Clone, PartialEq)]
pub struct Parameter {
    /// As sent.
    pub name: String,
    /// `x-rust-name`.
    pub rust_name: Option<String>,
    /// Where it is sent.
    pub location: ParameterLocation,
    /// `required`, always true in a path.
    pub required: bool,
    /// Its type.
    pub type_: Type,
    /// How it becomes text.
    pub style: Style,
    /// `explode`.
    pub explode: bool,
    /// `allowReserved`.
    pub allow_reserved: bool,
    /// Texts.
    pub docs: Docs,
}

/// A request body.
#[derive(Debug, Clone, PartialEq)]
pub struct Body {
    /// `required`.
    pub required: bool,
    /// The alternatives in the order of preference: never empty.
    pub contents: Vec<Content>,
    /// Texts.
    pub docs: Docs,
}

/// A body in one media type.
#[derive(Debug, Clone, PartialEq)]
pub struct Content {
    /// The media type as sent, `application/json` for instance.
    pub media_type: String,
    /// How it is written and read.
    pub kind: ContentKind,
}

/// How a body is written and read.
#[derive(Debug, Clone, PartialEq)]
pub enum ContentKind {
    /// A JSON value of a type.
    Json(Type),
    /// `application/x-www-form-urlencoded`: an object whose properties are encoded by these rules.
    Form(Type, Vec<PartEncoding>),
    /// `multipart/form-data` and other multipart types.
    Multipart(Vec<Part>),
    /// Text, also XML.
    Text,
    /// Any bytes.
    Binary,
    /// `text/event-stream`, each event's data a JSON value of a type (or any text).
    EventStream(Type),
    /// `application/x-ndjson`, `application/jsonl`: a JSON value of a type on every line.
    JsonLines(Type),
}

/// How one property of a form is encoded.
#[derive(Debug, Clone, PartialEq)]
pub struct PartEncoding {
    /// The property.
    pub name: String,
    /// Form by default.
    pub style: Style,
    /// True by default.
    pub explode: bool,
    /// False by default.
    pub allow_reserved: bool,
}

/// A part of a multipart body.
#[derive(Debug, Clone, PartialEq)]
pub struct Part {
    /// The field's name as sent.
    pub name: String,
    /// `x-rust-name`.
    pub rust_name: Option<String>,
    /// Whether it has to be there.
    pub required: bool,
    /// What it holds.
    pub kind: PartKind,
    /// `encoding.contentType`, if documented.
    pub media_type: Option<String>,
    /// Texts.
    pub docs: Docs,
}

/// What a part of a multipart body holds.
#[derive(Debug, Clone, PartialEq)]
pub enum PartKind {
    /// A file: bytes or a stream, with a name.
    File,
    /// Several files under one name.
    Files,
    /// A scalar as text.
    Text(Type),
    /// Several scalars under one name.
    Texts(Type),
    /// A JSON value.
    Json(Type),
}

/// A documented response.
#[derive(Debug, Clone, PartialEq)]
pub struct Response {
    /// For which status.
    pub status: StatusPattern,
    /// What the body is, in the preferred media type; `None` if there is none.
    pub content: Option<Content>,
    /// Documented headers.
    pub headers: Vec<ResponseHeader>,
    /// Texts.
    pub docs: Docs,
}

/// A key of `responses`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum StatusPattern {
    /// One status.
    Code(u16),
    /// `4XX`: the first digit.
    Range(u8),
    /// `default`
    Default,
}

/// A documented response header.
#[derive(Debug, Clone, PartialEq)]
pub struct ResponseHeader {
    /// The name as documented.
    pub name: String,
    /// Its type.
    pub type_: Type,
    /// Texts.
    pub docs: Docs,
}

/// How a list is read page by page.
#[derive(Debug, Clone, PartialEq)]
pub struct Paging {
    /// Keys from the response body to the array of items, outermost first; empty if the body is the array.
    pub items: Vec<String>,
    /// The type of an item.
    pub item: Type,
    /// How the next page is asked for.
    pub kind: PagingKind,
}

/// How the next page is asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PagingKind {
    /// A page number from 1 in a query parameter, up to the number found in the body under these keys.
    PageNumber {
        /// The query parameter.
        parameter: String,
        /// Keys to the number of the last page; empty: until a page is empty.
        last_page: Vec<String>,
    },
    /// A number of items to leave out, in a query parameter.
    Offset {
        /// The query parameter.
        parameter: String,
    },
    /// A token from the body, in a query parameter.
    Cursor {
        /// The query parameter.
        parameter: String,
        /// Keys to the token of the next page.
        next: Vec<String>,
    },
    /// The URL of the next page in the body, under these keys.
    NextUrl {
        /// Keys to the URL.
        next: Vec<String>,
    },
    /// The URL of the next page in the `Link` header (RFC 8288).
    LinkHeader,
}

/// A type of a value.
#[derive(Debug, Clone, PartialEq)]
pub enum Type {
    /// Any JSON value.
    Any,
    /// A boolean.
    Boolean,
    /// An integer.
    Integer(IntegerKind),
    /// A number.
    Float(FloatKind),
    /// A string.
    String,
    /// A string with a format.
    Text(TextFormat),
    /// Raw bytes: only in bodies and multipart parts, never inside JSON.
    Binary,
    /// A list.
    Array(Box<Type>),
    /// An object with any keys.
    Map(Box<Type>),
    /// Or `null`.
    Nullable(Box<Type>),
    /// A type of its own.
    Named(TypeId),
    /// A type of its own, boxed since it contains itself through this place.
    Boxed(TypeId),
    /// A Rust type from outside, by `x-rust-type`; it implements serde's traits, `Clone`, `PartialEq` and `Debug`.
    Foreign(String),
}

impl Type {
    /// True if a type of its own is in it.
    pub fn refers_to_types(&self) -> bool {
        self.named().is_some()
    }

    /// The type of its own that is in it.
    pub fn named(&self) -> Option<TypeId> {
        match self {
            Type::Named(id) | Type::Boxed(id) => Some(*id),
            Type::Array(inner) | Type::Map(inner) | Type::Nullable(inner) => inner.named(),
            Type::Any
            | Type::Boolean
            | Type::Integer(_)
            | Type::Float(_)
            | Type::String
            | Type::Text(_)
            | Type::Binary
            | Type::Foreign(_) => None,
        }
    }

    /// True if both are the same type of its own, boxed or not.
    pub fn is_same_named(&self, other: &Type) -> bool {
        match (self, other) {
            (Type::Named(one) | Type::Boxed(one), Type::Named(other) | Type::Boxed(other)) => one == other,
            _ => false,
        }
    }
}

/// Width of an integer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum IntegerKind {
    /// `int8`
    I8,
    /// `int16`
    I16,
    /// `int32`
    I32,
    /// `int64`, and no format
    I64,
    /// `uint8`
    U8,
    /// `uint16`
    U16,
    /// `uint32`
    U32,
    /// `uint64`
    U64,
}

/// Width of a number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum FloatKind {
    /// `float`
    F32,
    /// `double`, and no format
    F64,
}

/// A format of a string that has a type of its own in the runtime, which keeps the text as sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum TextFormat {
    /// `date-time`
    DateTime,
    /// `date`
    Date,
    /// `time`
    Time,
    /// `duration`
    Duration,
    /// `uuid`
    Uuid,
    /// `uri`, `url`, `iri`, `uri-reference`
    Uri,
    /// `decimal`
    Decimal,
    /// `byte` (base64)
    Base64,
    /// `password`
    Password,
}

/// A type of its own.
#[derive(Debug, Clone, PartialEq)]
pub struct TypeDef {
    /// Which schema it is: what its name is made of.
    pub identity: Identity,
    /// `x-rust-name`.
    pub rust_name: Option<String>,
    /// Texts.
    pub docs: Docs,
    /// What it looks like.
    pub shape: Shape,
    /// A request can contain it.
    pub in_request: bool,
    /// A response can contain it.
    pub in_response: bool,
    /// The tags whose operations reach it, sorted; empty if something that no operation reaches contains it.
    pub tags: Vec<TagId>,
    /// JSON pointer of the schema in the merged document.
    pub pointer: String,
}

impl TypeDef {
    /// A model without fields, for an index that names no type.
    pub fn nothing() -> Self {
        Self {
            identity: Identity::Component(String::new()),
            rust_name: None,
            docs: Docs::default(),
            shape: Shape::Object(ObjectShape { fields: Vec::new(), additional: None }),
            in_request: false,
            in_response: false,
            tags: Vec::new(),
            pointer: String::new(),
        }
    }
}

/// Which schema a type is.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Identity {
    /// `components.schemas.<name>`, or a schema of that name that an inline part stands for.
    Component(String),
    /// An inline schema inside another type.
    Inline {
        /// The type that contains it.
        parent: TypeId,
        /// Where in it.
        role: Role,
    },
    /// An inline schema of an operation, by its index in [`Api::operations`].
    Operation {
        /// Index of the operation.
        operation: usize,
        /// Where in it.
        role: Role,
    },
    /// An inline enum that several places share, named after the property.
    Shared {
        /// The property's name.
        property: String,
    },
    /// An inline schema inside a component that has no type of its own: a list or a map among the schemas, or any
    /// parameter, header, request body or response that operations share.
    Part {
        /// Which kind of component.
        section: Section,
        /// The component's key there.
        component: String,
        /// Where in it; empty if it is the schema of a parameter, a header, a body or a response itself.
        role: Role,
    },
}

/// A kind of component that can contain inline schemas.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Section {
    /// `components.schemas`
    Schema,
    /// `components.parameters`
    Parameter,
    /// `components.headers`
    Header,
    /// `components.requestBodies`
    RequestBody,
    /// `components.responses`
    Response,
}

/// Where an inline schema stands in its parent, outermost step first.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Role(pub Vec<RoleStep>);

/// One step from a parent to an inline schema.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum RoleStep {
    /// A property.
    Property(String),
    /// The elements of an array.
    Item,
    /// The values of a map.
    Value,
    /// A branch of a union, by its index in the document.
    Branch(usize),
    /// A parameter.
    Parameter(String),
    /// The request body.
    Body,
    /// The body of a response, by the key in `responses`.
    Response(String),
    /// A header of a response.
    Header(String),
}

/// What a type looks like.
#[derive(Debug, Clone, PartialEq)]
pub enum Shape {
    /// A model.
    Object(ObjectShape),
    /// An open enum of texts.
    StringEnum(Vec<EnumValue>),
    /// An open enum of other or mixed JSON values.
    ValueEnum(Vec<EnumValue>),
    /// One of several types.
    Union(UnionShape),
}

impl Shape {
    /// The types of fields and branches.
    pub fn types(&self) -> Vec<&Type> {
        match self {
            Shape::Object(shape) => shape.fields.iter().map(|field| &field.type_).chain(&shape.additional).collect(),
            Shape::Union(shape) => shape.branches.iter().map(|branch| &branch.type_).collect(),
            Shape::StringEnum(_) | Shape::ValueEnum(_) => Vec::new(),
        }
    }
}

/// An object with documented properties.
#[derive(Debug, Clone, PartialEq)]
pub struct ObjectShape {
    /// In the author's order; names are distinct.
    pub fields: Vec<Field>,
    /// The type of further properties, if the documentation gives them one (`additionalProperties` that is a schema
    /// with a meaning). Undocumented ones are kept raw.
    pub additional: Option<Type>,
}

/// A property of an object.
#[derive(Debug, Clone, PartialEq)]
pub struct Field {
    /// As on the wire.
    pub name: String,
    /// `x-rust-name`.
    pub rust_name: Option<String>,
    /// Its type; [`Type::Nullable`] at the top if `null` is documented.
    pub type_: Type,
    /// In `required`.
    pub required: bool,
    /// `readOnly`: not in requests.
    pub read_only: bool,
    /// `writeOnly`: not in responses.
    pub write_only: bool,
    /// Texts.
    pub docs: Docs,
}

/// A documented value of an enum.
#[derive(Debug, Clone, PartialEq)]
pub struct EnumValue {
    /// As on the wire.
    pub value: Json,
    /// `x-enum-varnames` or `x-rust-name`, if given.
    pub rust_name: Option<String>,
    /// `x-enum-descriptions`, if given.
    pub description: Option<String>,
}

/// One of several types.
#[derive(Debug, Clone, PartialEq)]
pub struct UnionShape {
    /// The branches, most specific first; never empty.
    pub branches: Vec<Branch>,
    /// `discriminator.propertyName`.
    pub discriminator: Option<String>,
}

/// A branch of a union.
#[derive(Debug, Clone, PartialEq)]
pub struct Branch {
    /// Its type.
    pub type_: Type,
    /// What names it: the component's name, the title, or the discriminator's value.
    pub name: Option<String>,
    /// Values of the discriminator that choose it.
    pub tags: Vec<String>,
    /// Texts.
    pub docs: Docs,
}
