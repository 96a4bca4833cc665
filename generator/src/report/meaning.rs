//! What each code means, for readers who see it for the first time.
//!
//! In: the code of an error or a warning. Out: a title, and what the client does about it. A message names the one place
//! and value; this is what all messages of the code have in common. `untyped-schema` is
//!
//! ```text
//! Schema without a type
//! The client accepts any JSON value there and keeps it as sent.
//! ```

/// What a code means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Meaning {
    /// A few words: what is wrong or left open.
    pub title: &'static str,
    /// A sentence or two: what the client does about it.
    pub client: &'static str,
}

/// What a code means; nothing for a code that no page can cause.
pub fn of(code: &str) -> Option<Meaning> {
    let found = TYPES.iter().chain(OPERATIONS).chain(DOCUMENTS).chain(CORRECTIONS).find(|(known, ..)| *known == code);
    found.map(|(_, title, client)| Meaning { title, client })
}

type Entry = (&'static str, &'static str, &'static str);

const UNREAD: &str =
    "The client lacks what the block describes; where nothing else describes an API, nothing is generated.";
const NOTHING: &str = "Nothing is generated until this is corrected.";
const OPTION: &str = "The client ignores the keyword. Values are kept as sent.";

const TYPES: &[Entry] = &[
    ("untyped-schema", "Schema without a type", "The client accepts any JSON value there and keeps it as sent."),
    ("missing-items", "Array without `items`", "The client accepts any JSON value as an element."),
    (
        "contradictory-schema",
        "Schema that contradicts itself",
        "The client reads what the message names, and keeps any other value as sent.",
    ),
    (
        "differs-between-pages",
        "Pages that disagree",
        "The client accepts what any of the pages documents: all properties, all enum values, and as required only \
         what all pages require.",
    ),
    (
        "component-differs",
        "Schemas of one name that differ",
        "The client has one type with all properties where one schema has those of the others, and else a type for each.",
    ),
    (
        "enum-value-type",
        "Enum values of another type",
        "The client reads the values as if they had the documented type.",
    ),
    ("repeated-value", "Enum value that is listed twice", "The client has the value once."),
    (
        "unknown-type",
        "Type that OpenAPI does not have",
        "The client reads the nearest type that OpenAPI has, or any value.",
    ),
    ("type-list", "List of types in OpenAPI 3.0", "The client accepts each of the types."),
    ("required-flag", "`required` as a boolean", "The client reads it as a mark of this one property."),
    ("wrong-default", "Default of another type", "The client documents no default; nothing else depends on it."),
    ("wrong-value", "Keyword with a value of the wrong type", OPTION),
    ("repaired-value", "Keyword with a value of the wrong type", "The client reads the value that is clearly meant."),
    ("unknown-keyword", "Keyword that does not exist", OPTION),
    ("unsupported-keyword", "Keyword that the client does not model", OPTION),
    ("unsupported-tuple", "Array with a type for each position", "Each element may be any of the documented types."),
    ("ignored-sibling", "Keyword beside `$ref`", "OpenAPI 3.0 ignores such keywords, and so does the client."),
    ("reference-cycle", "Schema that contains itself by `allOf`", "The client leaves out the part that leads back."),
    (
        "too-deep",
        "Values that are nested too deeply",
        "The client accepts any JSON value in the deepest part. A document that cannot be read to its end gives nothing.",
    ),
];

const OPERATIONS: &[Entry] = &[
    ("missing-responses", "Operation without responses", "Any 2xx status is a success."),
    ("missing-success", "Operation without a success", "Any 2xx status is a success."),
    ("missing-content", "Request body without content", "The operation is called without a body."),
    ("several-bodies", "Several request bodies", "The client sends the first one."),
    ("bad-status", "Response that is no status", "The client leaves out the response."),
    ("repeated-status", "Status that is documented twice", "The last of the responses counts."),
    ("unreadable-media-type", "Media type beside JSON", "The client asks for the JSON that is documented beside it."),
    ("repaired-media-type", "Media type that does not exist", "The client reads the media type that is clearly meant."),
    ("bad-location", "Parameter in a place that does not exist", "The client leaves out the parameter."),
    ("bad-style", "Style that does not fit the parameter", "The client sends the parameter in its default style."),
    ("missing-name", "Parameter without a name", "The client leaves out the parameter."),
    ("repeated-parameter", "Parameter that is documented twice", "The first description counts."),
    ("optional-path-parameter", "Path parameter that is not required", "The parameter is a required argument."),
    (
        "undeclared-path-parameter",
        "Path parameter that is not declared",
        "The parameter is a required string argument.",
    ),
    ("unused-path-parameter", "Path parameter that the path lacks", "The client drops the parameter."),
    ("unusable-header", "Header that cannot be sent", "The client leaves out the header."),
    ("unsupported-collection-format", "List format that does not exist", "The client writes the list with commas."),
    ("unsupported-method", "Method that does not exist", "The client has no such operation."),
    ("unknown-scheme", "Credential that is not described", "Callers can write the `Authorization` header themselves."),
    ("unknown-flow", "OAuth flow that does not exist", "The client takes a token and does not know where to get one."),
    ("missing-url", "Server without a URL", "The client leaves out the server."),
    (
        "guessed-server",
        "Server that is not said",
        "The client calls what the message names, unless it is given another server.",
    ),
    ("path-without-slash", "Path without a leading slash", "The client puts a slash in front of the path."),
    ("bad-path", "Path that no client can call", "The client has no such operation."),
    ("repeated-tag", "Tag that is described twice", "The first description counts."),
    ("expansion-limit", "Operation with too many parts", NOTHING),
    (
        "repeated-method",
        "Method that stands twice in a path",
        "The client has the operation of the key in small letters.",
    ),
    ("clashing-operations", "Operation of several services", NOTHING),
];

const DOCUMENTS: &[Entry] = &[
    ("missing-info", "Document without a title", "The API is called `API`."),
    ("missing-version", "Document without an OpenAPI version", "The document is read as OpenAPI 3.0."),
    ("unknown-version", "OpenAPI version that does not exist", NOTHING),
    ("not-an-object", "Value that has to be an object", "The client leaves out the part."),
    ("no-document", "Document that is no object", NOTHING),
    ("no-fragment", "File without OpenAPI", NOTHING),
    ("no-fragments", "No OpenAPI at all", NOTHING),
    ("nothing-selected", "No operation is selected", NOTHING),
    ("unmatched-selector", "Selector that matches nothing", NOTHING),
    ("page-not-found", "Page that was not found", NOTHING),
    ("invalid-json", "Invalid JSON", UNREAD),
    ("invalid-yaml", "Invalid YAML", UNREAD),
    ("duplicate-key", "Key that stands twice in an object", NOTHING),
    ("too-large-expansion", "Document that expands without end", NOTHING),
    (
        "unresolved-reference",
        "Reference that leads nowhere",
        "The client reads any value there; a path parameter is a text.",
    ),
    (
        "mangled-reference",
        "Description that is a reference",
        "The client documents the text and has nothing else of what it names.",
    ),
    ("lost-reference", "Reference that led somewhere in the last run", NOTHING),
    ("missing-reference-target", "Reference to a file that is missing", "The client reads any value there."),
    ("reference-out-of-specs", "Reference to a file elsewhere", "The client reads any value there."),
    ("missing-document", "Document that pages refer to and that is missing", "The client lacks its operations."),
    ("nothing-referred", "Document that no page refers to", "The client has none of its operations."),
    ("unclosed-fence", "Code block that is never closed", "The block is read up to the next heading or fence."),
    ("unreadable-block", "Block that describes no operation", "The client lacks what the block describes."),
    ("unsupported-asyncapi", "AsyncAPI block", "The client does not have the messages."),
    ("torn-snapshot", "Pages of two states of the documentation", "The client accepts both states."),
    ("unrelated-fragments", "Pages of several APIs", NOTHING),
    ("unknown-title", "Title that no page has", NOTHING),
];

const CORRECTIONS: &[Entry] = &[
    ("unknown-extension", "Extension that does not exist", "The generator ignores the extension."),
    ("wrong-extension", "Extension with a value of the wrong type", "The generator ignores the extension."),
    ("unknown-rust-type", "Rust type that the client does not have", "The client has the documented type."),
    ("fetched-extension", "Extension in a fetched page", "The generator ignores the extension."),
    ("fetched-overlay", "Overlay that was fetched", "The generator does not apply the overlay."),
    ("overlay-needless", "Correction that changes nothing", "The document is as it is without the action."),
    ("overlay-no-match", "Correction that matches nothing", NOTHING),
    ("overridden-type", "Correction that says any value and a type", "The client accepts any JSON value there."),
    ("overlay-root", "Correction that removes the document", NOTHING),
    ("invalid-overlay", "Invalid overlay", NOTHING),
    ("invalid-json-path", "Invalid JSONPath", NOTHING),
    ("unknown-overlay-version", "Overlay version that does not exist", NOTHING),
    ("invalid-paging", "Unusable `x-paging`", NOTHING),
    ("name-taken", "Name that another item has", NOTHING),
    ("unusable-name", "Name that Rust does not allow", "The item gets another name."),
    ("numbered-name", "Names that only a number tells apart", "The name ends in a number."),
    ("shortened-name", "Name that is too long for a file", "The module has a shortened name."),
    ("invalid-names", "Unreadable `names.json`", NOTHING),
    ("broken-invariant", "Defect of the generator", NOTHING),
];
