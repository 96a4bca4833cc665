//! What emitted code tells the runtime about an API: plain data in statics, no code.

use super::RawResponse;
use super::header_value;
use super::media_type;
use crate::runtime::model::wire::Typed;
use http::{HeaderMap, Method, StatusCode};
use std::any::Any;
use std::fmt;

/// An API as a whole.
#[derive(Debug)]
pub struct ApiInfo {
    /// The documented title.
    pub name: &'static str,
    /// The documented version.
    pub version: &'static str,
    /// What is sent as `User-Agent` if the caller does not choose another.
    pub user_agent: &'static str,
    /// The documented base addresses, the default one first.
    pub servers: &'static [Server],
}

/// A documented base address.
#[derive(Debug)]
pub struct Server {
    /// A URL, or a template with `{variables}`; it may be relative to the API's address.
    pub url: &'static str,
    /// What the documentation says about it.
    pub description: &'static str,
    /// The variables of the template.
    pub variables: &'static [Variable],
}

impl Server {
    pub(in crate::runtime) fn variable(&self, name: &str) -> Option<&'static Variable> {
        self.variables.iter().find(|variable| variable.name == name)
    }
}

/// A variable of a server's URL.
#[derive(Debug)]
pub struct Variable {
    /// The name between the braces.
    pub name: &'static str,
    /// What stands there if the caller does not choose another value.
    pub default: &'static str,
    /// The documented values; empty if any is allowed.
    pub values: &'static [&'static str],
}

impl Variable {
    pub(in crate::runtime) fn takes(&self, value: &str) -> bool {
        self.values.is_empty() || self.values.contains(&value)
    }
}

/// A kind of credential.
#[derive(Debug, PartialEq, Eq)]
pub struct Scheme {
    /// The documented name.
    pub name: &'static str,
    /// How it is sent.
    pub kind: SchemeKind,
    /// The method of the builder that takes it; empty if there is none.
    pub method: &'static str,
}

/// How a credential is sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SchemeKind {
    /// As it is in a header of this name.
    Header(&'static str),
    /// As a query parameter of this name.
    Query(&'static str),
    /// As a cookie of this name.
    Cookie(&'static str),
    /// `Authorization: Basic …` (RFC 7617).
    Basic,
    /// `Authorization: Bearer …` (RFC 6750).
    Bearer,
    /// `Authorization: <scheme> …`
    Http(&'static str),
    /// By the certificate of the caller's TLS connection (RFC 8446, section 4.4.2): nothing is sent in the request.
    MutualTls,
}

/// An operation: what does not depend on the arguments of a call.
#[derive(Debug)]
pub struct OperationInfo {
    /// The name of its method on the client.
    pub name: &'static str,
    /// The HTTP method, unless `other_method` is one.
    pub method: Method,
    /// A method for which `http` has no constant; empty if there is none.
    pub other_method: &'static str,
    /// The path as documented, with `{parameters}`.
    pub path: &'static str,
    /// What is sent as `Accept`.
    pub accept: &'static str,
    /// The documented header for a key that makes repeating harmless; empty if there is none.
    pub idempotency_key: &'static str,
    /// Alternatives, each a list of credentials that go together. Empty: no credential is sent. An empty alternative:
    /// the call may go without.
    pub security: &'static [&'static [&'static Scheme]],
    /// Base addresses in place of the API's, if not empty.
    pub servers: &'static [Server],
    /// The documented statuses; empty where nothing is known of them.
    pub statuses: &'static [StatusPattern],
    /// Headers of documented successes, those that a response can lack or have otherwise.
    pub headers: &'static [(StatusPattern, HeaderInfo)],
    /// The documented errors with a body that has a type.
    pub errors: &'static [(StatusPattern, ErrorBody)],
}

impl OperationInfo {
    /// What every operation has. A call each for the rest takes the compiler less time than all of it in each operation.
    #[doc(hidden)]
    pub const fn new(
        name: &'static str,
        method: Method,
        path: &'static str,
        accept: &'static str,
        statuses: &'static [StatusPattern],
        errors: &'static [(StatusPattern, ErrorBody)],
    ) -> Self {
        Self {
            name,
            method,
            other_method: "",
            path,
            accept,
            idempotency_key: "",
            security: &[],
            servers: &[],
            statuses,
            headers: &[],
            errors,
        }
    }

    /// A method for which `http` has no constant.
    #[doc(hidden)]
    pub const fn with_method(mut self, method: &'static str) -> Self {
        self.other_method = method;
        self
    }

    /// The HTTP method.
    pub(in crate::runtime) fn method(&self) -> Method {
        // The generator checks that it is a token, which every method is.
        let other = (!self.other_method.is_empty()).then(|| Method::from_bytes(self.other_method.as_bytes()));
        other.and_then(Result::ok).unwrap_or_else(|| self.method.clone())
    }

    /// The header for a key that makes repeating harmless.
    #[doc(hidden)]
    pub const fn with_idempotency_key(mut self, header: &'static str) -> Self {
        self.idempotency_key = header;
        self
    }

    /// The credentials.
    #[doc(hidden)]
    pub const fn with_security(mut self, security: &'static [&'static [&'static Scheme]]) -> Self {
        self.security = security;
        self
    }

    /// The base addresses.
    #[doc(hidden)]
    pub const fn with_servers(mut self, servers: &'static [Server]) -> Self {
        self.servers = servers;
        self
    }

    /// The headers of successes.
    #[doc(hidden)]
    pub const fn with_headers(mut self, headers: &'static [(StatusPattern, HeaderInfo)]) -> Self {
        self.headers = headers;
        self
    }
}

/// For which status a documented response is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StatusPattern {
    /// For one status.
    Code(u16),
    /// For all that start with a digit: `4XX`.
    Range(u16),
    /// For all others.
    Default,
}

impl StatusPattern {
    /// How closely it fits a status; `None` if it does not.
    pub(in crate::runtime) fn fit(self, status: StatusCode) -> Option<u8> {
        match self {
            StatusPattern::Code(code) => (code == status.as_u16()).then_some(2),
            StatusPattern::Range(digit) => (digit == status.as_u16() / 100).then_some(1),
            StatusPattern::Default => Some(0),
        }
    }
}

impl fmt::Display for StatusPattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            StatusPattern::Code(code) => code.fmt(f),
            StatusPattern::Range(digit) => write!(f, "{digit}XX"),
            StatusPattern::Default => f.write_str("any other status"),
        }
    }
}

/// A documented header of a response.
#[derive(Debug, Clone, Copy)]
pub struct HeaderInfo {
    pub(in crate::runtime) name: &'static str,
    pub(in crate::runtime) is_required: bool,
    /// What is documented, in words, if the header is not that.
    pub(in crate::runtime) differs: fn(&HeaderMap, &str) -> Option<String>,
}

/// How a header that is of no scalar type is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HeaderStyle {
    /// Elements, or keys and values, between commas.
    Simple,
    /// `key=value` between commas.
    Exploded,
    /// JSON text.
    Json,
}

impl HeaderInfo {
    /// One that a response may lack.
    pub const fn optional<T: Typed>(name: &'static str) -> Self {
        Self { name, is_required: false, differs: differs::<T> }
    }

    /// One that every response has.
    pub const fn required<T: Typed>(name: &'static str) -> Self {
        Self { is_required: true, ..Self::optional::<T>(name) }
    }

    /// One that is a list, an object, or JSON.
    pub const fn compound<T: Typed>(name: &'static str, is_required: bool, style: HeaderStyle) -> Self {
        let differs = match style {
            HeaderStyle::Simple => differs_in_list::<T, false>,
            HeaderStyle::Exploded => differs_in_list::<T, true>,
            HeaderStyle::Json => differs_in_json::<T>,
        };
        Self { name, is_required, differs }
    }
}

fn differs<T: Typed>(headers: &HeaderMap, name: &str) -> Option<String> {
    expected(header_value::typed_header::<T>(headers, name))
}

fn differs_in_list<T: Typed, const EXPLODE: bool>(headers: &HeaderMap, name: &str) -> Option<String> {
    expected(header_value::list_header::<T>(headers, name, EXPLODE))
}

fn differs_in_json<T: Typed>(headers: &HeaderMap, name: &str) -> Option<String> {
    expected(header_value::json_header::<T>(headers, name))
}

fn expected<T: Typed>(header: Option<T>) -> Option<String> {
    let header = header.as_ref().map(|header| header.view());
    super::deviation::expected_instead(header, &mut T::blank())
}

type AnyBody = Box<dyn Any + Send + Sync>;

/// How the body of a documented error is read.
#[derive(Clone, Copy)]
pub struct ErrorBody {
    /// Empty where all bodies of the status are of one type.
    media_type: &'static str,
    decode: fn(&RawResponse) -> Option<AnyBody>,
}

impl ErrorBody {
    /// A JSON value of a type.
    pub const fn of<T: Typed>() -> Self {
        Self { media_type: "", decode: decode_body::<T> }
    }

    /// A text, read as a `String`.
    pub const fn text() -> Self {
        Self {
            media_type: "",
            decode: |response| Some(Box::new(std::str::from_utf8(response.body()).ok()?.to_owned())),
        }
    }

    /// No body: of a status that is documented without one, where a less specific status has one.
    pub const fn none() -> Self {
        Self { media_type: "", decode: |_| None }
    }

    /// The body as the type documented for its status, if it can be read as that.
    pub(in crate::runtime) fn read(response: &RawResponse) -> Option<AnyBody> {
        let (mut closest, mut bodies) = (0, Vec::new());
        for (pattern, body) in response.documented_errors() {
            let Some(fit) = pattern.fit(response.status()) else { continue };
            if fit > closest {
                (closest, bodies) = (fit, Vec::new());
            }
            if fit == closest {
                bodies.push(body);
            }
        }
        let mut media_types = Vec::new();
        for body in &bodies {
            media_types.push(body.media_type);
        }
        let sent = media_type::content_type(response);
        let chosen = sent.and_then(|sent| media_type::closest(sent, &media_types)).unwrap_or_default();
        (bodies.get(chosen)?.decode)(response)
    }

    /// The same, for a body in one of several media types of its status.
    pub const fn in_media_type(self, media_type: &'static str) -> Self {
        Self { media_type, ..self }
    }
}

fn decode_body<T: Typed>(response: &RawResponse) -> Option<AnyBody> {
    let mut body = T::blank();
    response.read_error(&mut body, &mut T::blank()).then(|| -> AnyBody { Box::new(body) })
}

impl fmt::Debug for ErrorBody {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ErrorBody")
    }
}

/// Where a parameter is sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Location {
    /// In the path.
    Path,
    /// In the query.
    Query,
    /// In a header.
    Header,
    /// In a cookie.
    Cookie,
}

/// How the value of a parameter becomes text: OpenAPI 3.0.4, "Style Values".
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Style {
    /// `;color=blue`
    Matrix,
    /// `.blue`
    Label,
    /// `color=blue`
    Form,
    /// `blue`
    Simple,
    /// `color=blue%20black`
    SpaceDelimited,
    /// `color=blue%7Cblack`
    PipeDelimited,
    /// `color%5BR%5D=100`
    DeepObject,
    /// `color=blue`, with nothing encoded (OpenAPI 3.2).
    Cookie,
    /// JSON text.
    Json,
    /// `blue|black,brown`: lists in lists, the delimiter of the outer list first. An exploded outer list has none.
    Lists(&'static str),
}

/// A documented parameter.
#[derive(Debug)]
pub struct Param {
    /// Its name as sent.
    pub name: &'static str,
    /// Where it is sent.
    pub location: Location,
    /// How its value becomes text.
    pub style: Style,
    /// Whether each element of a list or an object stands on its own.
    pub explode: bool,
    /// Whether reserved characters are sent as they are.
    pub allow_reserved: bool,
}

/// How one property of a form is encoded, where the documentation says so.
#[derive(Debug)]
pub struct Encoding {
    /// The property.
    pub name: &'static str,
    /// How its value becomes text.
    pub style: Style,
    /// Whether each element of a list or an object stands on its own.
    pub explode: bool,
    /// Whether reserved characters are sent as they are.
    pub allow_reserved: bool,
}

/// How a list is read page by page.
#[derive(Debug)]
pub struct Paging {
    /// Keys from the body of a response to the array of items, outermost first; empty if the body is the array.
    pub items: &'static [&'static str],
    /// How the next page is asked for.
    pub kind: PagingKind,
}

/// How the next page is asked for. A parameter is one of the query, by its name, or a property of the JSON body that is
/// sent, as a JSON pointer.
#[derive(Debug, Clone, Copy)]
pub enum PagingKind {
    /// By a page number.
    PageNumber {
        /// The parameter.
        parameter: &'static str,
        /// The number of the first page.
        first: u64,
        /// Keys to the number of the last page, or to a boolean that says whether a page is the last one; empty: until
        /// a page is empty.
        last_page: &'static [&'static str],
    },
    /// By a number of items to leave out.
    Offset {
        /// The parameter.
        parameter: &'static str,
    },
    /// By a token from the body.
    Cursor {
        /// The parameter.
        parameter: &'static str,
        /// Keys to the token of the next page.
        next: &'static [&'static str],
    },
    /// By a URL from the body.
    NextUrl {
        /// Keys to the URL.
        next: &'static [&'static str],
    },
    /// By a URL from the `Link` header (RFC 8288).
    LinkHeader,
}
