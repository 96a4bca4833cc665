//! Tables of what OpenAPI and HTTP fix: methods, places of parameters, keys of responses. Each word is said here alone.

/// An HTTP method of a path item.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
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
    /// Any other method, as it is sent: `QUERY`, `COPY`.
    Other(String),
}

/// What stands before the name of any other method in a path item: `x-additional-operation-QUERY`.
pub const ADDITIONAL_OPERATION: &str = "x-additional-operation-";

impl Method {
    /// The methods that have a member of their own in a path item of OpenAPI 3.0.
    pub const OF_PATH_ITEMS: [Method; 8] = [
        Method::Get,
        Method::Put,
        Method::Post,
        Method::Delete,
        Method::Options,
        Method::Head,
        Method::Patch,
        Method::Trace,
    ];

    /// The method of a member of a path item: `get`.
    pub fn of_key(key: &str) -> Option<Method> {
        let is_of_key = |method: &Method| method.as_str().eq_ignore_ascii_case(key);
        let is_lower = !key.bytes().any(|byte| byte.is_ascii_uppercase());
        Method::OF_PATH_ITEMS.into_iter().find(is_of_key).filter(|_| is_lower)
    }

    /// The key of its member in a path item: `get`, `x-additional-operation-COPY`.
    pub fn key(&self) -> String {
        match self {
            Method::Other(method) => [ADDITIONAL_OPERATION, method].concat(),
            method => method.as_str().to_ascii_lowercase(),
        }
    }

    /// The method as it is sent.
    pub fn as_str(&self) -> &str {
        match self {
            Method::Get => "GET",
            Method::Put => "PUT",
            Method::Post => "POST",
            Method::Delete => "DELETE",
            Method::Options => "OPTIONS",
            Method::Head => "HEAD",
            Method::Patch => "PATCH",
            Method::Trace => "TRACE",
            Method::Other(method) => method,
        }
    }
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
    /// As the whole query.
    QueryString,
}

impl ParameterLocation {
    /// All of them.
    pub const ALL: [ParameterLocation; 5] = [
        ParameterLocation::Path,
        ParameterLocation::Query,
        ParameterLocation::Header,
        ParameterLocation::Cookie,
        ParameterLocation::QueryString,
    ];

    /// Where documents mean by a text.
    pub fn of(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|location| location.text() == text)
    }

    /// `path`, `query`, `header`, `cookie` or `querystring`, as documents say it.
    pub fn text(self) -> &'static str {
        match self {
            ParameterLocation::Path => "path",
            ParameterLocation::Query => "query",
            ParameterLocation::Header => "header",
            ParameterLocation::Cookie => "cookie",
            ParameterLocation::QueryString => "querystring",
        }
    }
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

impl StatusPattern {
    /// The pattern of a key of `responses`: `200`, `4XX`, `4xx`, `default`.
    pub fn of_key(key: &str) -> Option<Self> {
        if key.eq_ignore_ascii_case("default") {
            return Some(StatusPattern::Default);
        }
        if let Ok(code) = key.trim().parse::<u16>() {
            return (100..600).contains(&code).then_some(StatusPattern::Code(code));
        }
        let [digit, b'x' | b'X', b'x' | b'X'] = key.as_bytes() else { return None };
        (b'1'..=b'5').contains(digit).then(|| StatusPattern::Range(digit - b'0'))
    }

    /// True for one status of a success, or all of them.
    pub fn is_success(self) -> bool {
        matches!(self, StatusPattern::Code(200..=299) | StatusPattern::Range(2))
    }

    /// True if it says more about a status than `default` does.
    pub fn names(self, status: u16) -> bool {
        match self {
            StatusPattern::Code(code) => code == status,
            StatusPattern::Range(digit) => u16::from(digit) == status / 100,
            StatusPattern::Default => false,
        }
    }
}

/// As documents write it.
impl std::fmt::Display for StatusPattern {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            StatusPattern::Code(code) => write!(f, "{code}"),
            StatusPattern::Range(digit) => write!(f, "{digit}XX"),
            StatusPattern::Default => f.write_str("default"),
        }
    }
}
