//! Types: what values look like.

use super::constraint::Constraint;
use super::{Docs, ParameterLocation, TagId, TypeId};
use serde_json::Value as Json;
use std::ops::RangeInclusive;
use std::sync::Arc;

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
    /// An array of a fixed length, each element of another type.
    Tuple(Vec<Type>),
    /// Or `null`.
    Nullable(Box<Type>),
    /// A type of its own.
    Named(TypeId),
    /// A type of its own, boxed since it contains itself through this place.
    Boxed(TypeId),
}

impl Type {
    /// The type without `null`.
    pub fn not_null(&self) -> &Type {
        match self {
            Type::Nullable(inner) => inner.not_null(),
            Type::Any
            | Type::Boolean
            | Type::Integer(_)
            | Type::Float(_)
            | Type::String
            | Type::Text(_)
            | Type::Binary
            | Type::Array(_)
            | Type::Map(_)
            | Type::Tuple(_)
            | Type::Named(_)
            | Type::Boxed(_) => self,
        }
    }

    /// The types directly inside a list, a map, a tuple or beside `null`.
    pub fn inner(&self) -> &[Type] {
        match self {
            Type::Array(inner) | Type::Map(inner) | Type::Nullable(inner) => std::slice::from_ref(inner),
            Type::Tuple(elements) => elements,
            _ => &[],
        }
    }

    /// True if a type of its own is in it.
    pub fn refers_to_types(&self) -> bool {
        self.named().is_some() || self.inner().iter().any(Type::refers_to_types)
    }

    /// The type of its own that is in it; `None` if there can be several, in a tuple.
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
            | Type::Tuple(_) => None,
        }
    }

    /// How many lists, maps, tuples and nulls are around the innermost type.
    pub fn nesting(&self) -> usize {
        let (mut levels, mut type_) = (0, self);
        while let Type::Array(inner) | Type::Map(inner) | Type::Nullable(inner) = type_ {
            (levels, type_) = (levels + 1, inner);
        }
        match type_ {
            Type::Tuple(elements) => levels + 1 + elements.iter().map(Type::nesting).fold(0, usize::max),
            _ => levels,
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

impl IntegerKind {
    /// All of them.
    pub const ALL: [IntegerKind; 8] = [
        IntegerKind::I8,
        IntegerKind::I16,
        IntegerKind::I32,
        IntegerKind::I64,
        IntegerKind::U8,
        IntegerKind::U16,
        IntegerKind::U32,
        IntegerKind::U64,
    ];

    /// The `format` that documents it.
    pub fn format(self) -> &'static str {
        match self {
            IntegerKind::I8 => "int8",
            IntegerKind::I16 => "int16",
            IntegerKind::I32 => "int32",
            IntegerKind::I64 => "int64",
            IntegerKind::U8 => "uint8",
            IntegerKind::U16 => "uint16",
            IntegerKind::U32 => "uint32",
            IntegerKind::U64 => "uint64",
        }
    }

    /// The width that a `format` documents.
    pub fn of_format(format: &str) -> Option<Self> {
        let format = if format == "uint" { "uint64" } else { format };
        Self::ALL.into_iter().find(|kind| kind.format() == format)
    }

    /// The integers of this width.
    pub fn range(self) -> RangeInclusive<i128> {
        let signed = |bits: u32| -(1_i128 << (bits - 1))..=(1_i128 << (bits - 1)) - 1;
        let unsigned = |bits: u32| 0..=(1_i128 << bits) - 1;
        match self {
            IntegerKind::I8 => signed(8),
            IntegerKind::I16 => signed(16),
            IntegerKind::I32 => signed(32),
            IntegerKind::I64 => signed(64),
            IntegerKind::U8 => unsigned(8),
            IntegerKind::U16 => unsigned(16),
            IntegerKind::U32 => unsigned(32),
            IntegerKind::U64 => unsigned(64),
        }
    }
}

/// Width of a number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum FloatKind {
    /// Where an overlay says `x-rust-type: f32`.
    F32,
    /// Every number, whatever its format.
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
    /// `int64`, `uint64`, `int32`, `uint32` of a string
    Integer,
    /// `byte` (base64)
    Base64,
    /// `base64url`
    Base64Url,
    /// `password`
    Password,
}

/// A type of its own.
#[derive(Debug, Clone, PartialEq)]
pub struct TypeDef {
    /// Which schema it is: what its name is made of.
    pub identity: Identity,
    /// The places of the inline enums that became this one type; empty if it stands for itself alone.
    pub places: Vec<SharedPlace>,
    /// The inline types that are this one, since they were the same.
    pub joined: Vec<Joined>,
    /// What its own place says of its fields, where other places came to say something else; else empty.
    pub own: Vec<PlaceField>,
    /// What it is called after, if it is several inline types: a property, or a tag.
    pub named_after: Option<String>,
    /// `x-rust-name`.
    pub rust_name: Option<String>,
    /// Texts.
    pub docs: Docs,
    /// What it looks like.
    pub shape: Shape,
    /// An enum of strings beside any other string: what is not listed is documented all the same.
    pub any_text: bool,
    /// A request can contain it.
    pub in_request: bool,
    /// A response can contain it.
    pub in_response: bool,
    /// An operation reaches it: by what it mentions, and from a component to those that extend it by `allOf`.
    pub is_reached: bool,
    /// A payload of a webhook or a callback contains it.
    pub in_webhook: bool,
    /// The tags whose operations reach it, sorted; empty if something that no operation reaches contains it.
    pub tags: Vec<TagId>,
    /// JSON pointer of the schema in the merged document.
    pub pointer: String,
    /// JSON pointers of the other schemas that it is composed of, the outermost first; empty if there are none.
    pub parts: Vec<String>,
}

impl TypeDef {
    /// A model without fields, for an index that names no type.
    pub fn nothing() -> Self {
        Self {
            identity: Identity::Component(String::new()),
            places: Vec::new(),
            joined: Vec::new(),
            own: Vec::new(),
            named_after: None,
            rust_name: None,
            docs: Docs::default(),
            shape: Shape::Object(ObjectShape { fields: Vec::new(), additional: None }),
            any_text: false,
            in_request: false,
            in_response: false,
            is_reached: false,
            in_webhook: false,
            tags: Vec::new(),
            pointer: String::new(),
            parts: Vec::new(),
        }
    }
}

/// An inline type that is another one, since both are the same.
#[derive(Debug, Clone, PartialEq)]
pub struct Joined {
    /// What `names.json` remembers it by.
    pub key: String,
    /// JSON pointer of its schema in the merged document.
    pub pointer: String,
    /// As [`TypeDef::parts`].
    pub parts: Vec<String>,
    /// What it could be called after: the property whose value it is, or the tag of its operation.
    pub place: Option<String>,
    /// What this place says of the fields, where places came to say different things; else empty.
    pub own: Vec<PlaceField>,
}

/// What one of the places of a type says of a field. The type has what all say, and so has the client.
#[derive(Debug, Clone, PartialEq)]
pub struct PlaceField {
    /// As on the wire.
    pub name: String,
    /// In `required`.
    pub required: bool,
    /// `deprecated: true`.
    pub deprecated: bool,
    /// The constraints on its values.
    pub constraints: Vec<Constraint>,
    /// The default.
    pub default: Option<Arc<Json>>,
}

/// A place of an inline enum that shares its type with other places.
#[derive(Debug, Clone, PartialEq)]
pub struct SharedPlace {
    /// Which schema stands there.
    pub identity: Identity,
    /// JSON pointer of the schema in the merged document.
    pub pointer: String,
    /// The values that are documented there; the type has those of all places.
    pub values: Vec<Json>,
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
    /// An inline schema of an operation, by its index in [`super::Api::operations`].
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
    /// `x-webhooks`
    Webhook,
    /// `callbacks` of an operation.
    Callback,
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
    /// A parameter: where it is sent, and its name. One name in two places is two parameters.
    Parameter(ParameterLocation, String),
    /// The request body.
    Body,
    /// The body of a response, by the key in `responses`.
    Response(String),
    /// A header of a response.
    Header(String),
    /// The model that a schema itself is, where the schema as a type is the union of those that extend it.
    Base,
    /// A further media type of a response.
    Media(String),
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
    /// `null` is documented though its type, any JSON value, does not say so: of a schema that says nothing, or says
    /// that.
    pub null: bool,
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
    /// `x-enum-descriptions`, or what the branch that is the value says, if given.
    pub description: Option<String>,
    /// The branch that is the value says `deprecated: true`.
    pub deprecated: bool,
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
    /// Values of the discriminator that choose it: those of the mapping, then the component's name.
    pub tags: Vec<String>,
    /// It takes values whose discriminator is absent or chooses none.
    pub is_default: bool,
    /// Texts.
    pub docs: Docs,
    /// JSON pointer of its schema, or of the reference to that, in the merged document.
    pub pointer: String,
}
