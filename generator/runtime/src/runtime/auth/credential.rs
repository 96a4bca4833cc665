//! Credentials: how a secret becomes a header, a query parameter or a cookie, and which of them a call needs.

use crate::runtime::basics::percent::Escape;
use crate::runtime::basics::reason::Reason;
use crate::runtime::basics::secret::Secret;
use crate::runtime::basics::split::{pieces, split_before, trim};
use crate::runtime::request::style::Pair;
use crate::runtime::response::info::{Scheme, SchemeKind};
use crate::runtime::token::renewal::{Held, Renewal};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use http::header::{AUTHORIZATION, HeaderName, HeaderValue};
use std::fmt;
use std::sync::Arc;

/// A secret and the documented scheme that it is for. The generated `Auth` type becomes this.
#[derive(Clone)]
pub struct Credential {
    scheme: &'static Scheme,
    kind: Kind,
}

#[derive(Clone)]
enum Kind {
    Fixed {
        /// As given.
        secret: Secret,
        /// As sent.
        value: Secret,
    },
    Renewed(Arc<dyn Renewal>),
}

/// What a credential is made of: a secret (from `Secret`, `String`, `&str`), or with the feature `tokens` a `TokenSource`
/// that gives one when it is needed. Clones share the token.
#[derive(Clone)]
pub struct AuthValue {
    kind: ValueKind,
}

#[derive(Clone)]
enum ValueKind {
    Fixed(Secret),
    #[cfg_attr(not(feature = "tokens"), allow(dead_code, reason = "only a source of tokens makes it"))]
    Renewed(Arc<dyn Renewal>),
}

impl From<Secret> for AuthValue {
    fn from(secret: Secret) -> Self {
        Self { kind: ValueKind::Fixed(secret) }
    }
}

impl From<String> for AuthValue {
    fn from(text: String) -> Self {
        Secret::from(text).into()
    }
}

impl From<&str> for AuthValue {
    fn from(text: &str) -> Self {
        Secret::from(text).into()
    }
}

impl AuthValue {
    /// What a source of tokens makes.
    #[cfg(feature = "tokens")]
    pub(in crate::runtime) fn renewed(renewal: Arc<dyn Renewal>) -> Self {
        Self { kind: ValueKind::Renewed(renewal) }
    }
}

impl fmt::Debug for AuthValue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self.kind {
            ValueKind::Fixed(_) => "AuthValue([redacted])",
            ValueKind::Renewed(_) => "AuthValue(token source)",
        })
    }
}

/// Where a credential is sent.
pub(in crate::runtime) enum Target {
    Header(HeaderName),
    Query(&'static str),
    Cookie(&'static str),
}

impl Credential {
    /// A key, a token, or a source of tokens.
    pub fn new(scheme: &'static Scheme, value: impl Into<AuthValue>) -> Self {
        match value.into().kind {
            ValueKind::Fixed(secret) => Self::fixed(scheme, secret),
            ValueKind::Renewed(renewed) => Self { scheme, kind: Kind::Renewed(renewed) },
        }
    }

    fn fixed(scheme: &'static Scheme, secret: Secret) -> Self {
        let value = match scheme.kind {
            SchemeKind::Header(_) | SchemeKind::Query(_) | SchemeKind::Cookie(_) | SchemeKind::MutualTls => {
                secret.clone()
            }
            SchemeKind::Bearer => Secret::new(format!("Bearer {}", secret.expose())),
            SchemeKind::Http(name) => Secret::new(format!("{name} {}", secret.expose())),
            SchemeKind::Basic => Secret::new(format!("Basic {}", STANDARD.encode(secret.expose()))),
        };
        Self { scheme, kind: Kind::Fixed { secret, value } }
    }

    /// A user name and a password (RFC 7617).
    pub fn basic(scheme: &'static Scheme, username: &str, password: &Secret) -> Self {
        let pair = format!("{username}:{}", password.expose());
        let value = Secret::new(format!("Basic {}", STANDARD.encode(pair)));
        Self { scheme, kind: Kind::Fixed { secret: password.clone(), value } }
    }

    /// Where its secret comes from, if that is not fixed.
    pub(in crate::runtime) fn renewed(&self) -> Option<&dyn Renewal> {
        match &self.kind {
            Kind::Fixed { .. } => None,
            Kind::Renewed(renewed) => Some(&**renewed),
        }
    }

    /// The same with a token that its source gave.
    pub(in crate::runtime) fn with_token(&self, held: &Held) -> Self {
        Self::fixed(self.scheme, held.secret.clone())
    }

    /// The documented name of the scheme.
    pub fn scheme(&self) -> &'static str {
        self.scheme.name
    }

    /// The texts that nobody may see: as given and as sent.
    pub(in crate::runtime) fn secrets(&self) -> Option<[&Secret; 2]> {
        match &self.kind {
            Kind::Fixed { secret, value } => Some([secret, value]),
            Kind::Renewed(_) => None,
        }
    }

    /// The text as sent in a query or a cookie. It is empty while its source was not asked.
    pub(in crate::runtime) fn text(&self) -> &str {
        self.secrets().map_or("", |[_, value]| value.expose())
    }

    pub(in crate::runtime) fn header(&self) -> Result<HeaderValue, Reason> {
        let mut value = HeaderValue::from_str(self.text()).map_err(|_| {
            Reason::told(format_args!(
                "the secret for `{}` has a character that no header can have, such as a line break",
                self.scheme.name
            ))
        })?;
        value.set_sensitive(true);
        Ok(value)
    }

    /// Refuses what could not be sent.
    pub(in crate::runtime) fn check(&self) -> Result<(), Reason> {
        let Some([secret, value]) = self.secrets() else { return target(self.scheme).map(drop) };
        // Basic takes an empty password; a token and a key are texts.
        let is_token = matches!(self.scheme.kind, SchemeKind::Bearer | SchemeKind::Http(_));
        if secret.expose().is_empty() && (is_token || value.expose().is_empty()) {
            return Err(Reason::told(format_args!("the secret for `{}` is empty", self.scheme.name)));
        }
        match target(self.scheme)? {
            Target::Header(_) => self.header().map(drop),
            Target::Cookie(name) => self.cookie(name).map(drop),
            Target::Query(_) => Ok(()),
        }
    }

    /// The cookie that it is, as it is: a server compares it with what it gave out.
    pub(in crate::runtime) fn cookie(&self, name: &str) -> Result<Pair, Reason> {
        match is_cookie(self.text()) {
            true => Ok(Pair::new(name, self.text(), Escape::None)),
            false => Err(Reason::told(format_args!(
                "the secret for `{}` has a `;` or a control character, which no cookie can have",
                self.scheme.name
            ))),
        }
    }

    pub(in crate::runtime) fn target(&self) -> Result<Target, Reason> {
        target(self.scheme)
    }
}

/// False if a text in a cookie would end it, or the header.
pub(in crate::runtime) fn is_cookie(text: &str) -> bool {
    !text.bytes().any(|byte| byte == b';' || byte.is_ascii_control())
}

/// True if a `Cookie` header has a cookie of a name.
pub(in crate::runtime) fn has_cookie(header: &HeaderValue, name: &str) -> bool {
    let text = String::from_utf8_lossy(header.as_bytes());
    let mut found = false;
    for pair in pieces(&text, ";") {
        found |= trim(split_before(pair, "=").0) == name;
    }
    found
}

impl fmt::Debug for Credential {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let value = if self.renewed().is_some() { "token source" } else { "[redacted]" };
        write!(f, "Credential({}: {value})", self.scheme.name)
    }
}

/// Where credentials of a scheme are sent.
pub(in crate::runtime) fn target(scheme: &Scheme) -> Result<Target, Reason> {
    Ok(match scheme.kind {
        SchemeKind::Basic | SchemeKind::Bearer | SchemeKind::Http(_) => Target::Header(AUTHORIZATION),
        SchemeKind::Query(name) => Target::Query(name),
        SchemeKind::Cookie(name) => Target::Cookie(name),
        // The emitted `Auth` has no variant for it.
        SchemeKind::MutualTls => return Err(Reason::told(format_args!("`{}` takes no secret", scheme.name))),
        SchemeKind::Header(name) => Target::Header(HeaderName::from_bytes(name.as_bytes()).map_err(|_| {
            Reason::told(format_args!("the documented header `{name}` of `{}` is no header name", scheme.name))
        })?),
    })
}

/// The credentials of the first alternative that is complete, none if the call may go without, `None` if it may not.
/// What the caller sets by other means (`is_set`) counts as there. No two of an alternative are sent in one place. An
/// alternative that asks for a certificate only counts as one without credentials: the transport knows the certificate.
pub(in crate::runtime) fn choose<'c>(
    security: &[&[&'static Scheme]],
    given: &[&'c Credential],
    is_set: &dyn Fn(&Scheme) -> bool,
) -> Option<Vec<&'c Credential>> {
    let mut may_go_without = security.is_empty();
    for alternative in security {
        if alternative.iter().all(|scheme| scheme.kind == SchemeKind::MutualTls) {
            may_go_without = true;
        } else if let Some(chosen) = complete(alternative, given, is_set)
            && share_no_place(&chosen)
        {
            return Some(chosen);
        }
    }
    may_go_without.then(Vec::new)
}

fn complete<'c>(
    alternative: &[&'static Scheme],
    given: &[&'c Credential],
    is_set: &dyn Fn(&Scheme) -> bool,
) -> Option<Vec<&'c Credential>> {
    let mut chosen = Vec::new();
    for scheme in alternative {
        if scheme.kind != SchemeKind::MutualTls && !is_set(scheme) {
            chosen.push(*given.iter().find(|credential| credential.scheme == *scheme)?);
        }
    }
    Some(chosen)
}

/// For a call that is not documented: every credential that the client has, the first of those for one place.
pub(in crate::runtime) fn choose_all<'c>(
    given: &[&'c Credential],
    is_set: &dyn Fn(&Scheme) -> bool,
) -> Vec<&'c Credential> {
    let mut chosen: Vec<&Credential> = Vec::new();
    for credential in given {
        if !is_set(credential.scheme) {
            chosen.push(credential);
            if !share_no_place(&chosen) {
                chosen.pop();
            }
        }
    }
    chosen
}

fn share_no_place(credentials: &[&Credential]) -> bool {
    for (index, one) in credentials.iter().enumerate() {
        for other in &credentials[..index] {
            if is_one_place(one.scheme.kind, other.scheme.kind) {
                return false;
            }
        }
    }
    true
}

fn is_one_place(one: SchemeKind, other: SchemeKind) -> bool {
    match (one, other) {
        (SchemeKind::Query(one), SchemeKind::Query(other)) | (SchemeKind::Cookie(one), SchemeKind::Cookie(other)) => {
            one == other
        }
        _ => match (header_of(one), header_of(other)) {
            (Some(one), Some(other)) => one.eq_ignore_ascii_case(other),
            _ => false,
        },
    }
}

fn header_of(kind: SchemeKind) -> Option<&'static str> {
    match kind {
        SchemeKind::Header(name) => Some(name),
        SchemeKind::Basic | SchemeKind::Bearer | SchemeKind::Http(_) => Some("authorization"),
        SchemeKind::Query(_) | SchemeKind::Cookie(_) | SchemeKind::MutualTls => None,
    }
}
