//! Headers for sites behind a login.
//!
//! In: `NAME=VARIABLE` from the command line, where the environment has the variable, and the addresses that were asked
//! for. Out: the headers of a request, which only the origins of those addresses get. The values are nowhere else: not in
//! the lock, and in no message.

use crate::specs::at;
use generator::diagnostic::Diagnostics;
use reqwest::Url;
use reqwest::header::{HeaderName, HeaderValue};
use std::path::Path;

/// What a header is called, and the variable that has its value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Header {
    name: HeaderName,
    variable: String,
}

/// Reads `NAME=VARIABLE`.
///
/// # Errors
/// Why it is none.
pub fn header(text: &str) -> Result<Header, String> {
    let form = "say the header and the environment variable that has its value: `NAME=VARIABLE`";
    let (name, variable) = text.split_once('=').ok_or(form)?;
    let is_variable = !variable.is_empty() && variable.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
    match HeaderName::from_bytes(name.trim().as_bytes()) {
        Ok(name) if is_variable => Ok(Header { name, variable: variable.to_owned() }),
        // The text may be the secret itself.
        Ok(_) | Err(_) => Err(form.to_owned()),
    }
}

/// Headers, and the origins that get them.
#[derive(Default)]
pub(super) struct Login {
    headers: Vec<(HeaderName, HeaderValue)>,
    sites: Vec<Url>,
}

impl Login {
    /// The headers for a request to an address.
    pub fn headers(&self, url: &Url) -> &[(HeaderName, HeaderValue)] {
        if self.sites.iter().any(|site| site.origin() == url.origin()) { &self.headers } else { &[] }
    }
}

/// Takes the values from the environment. `urls` are the addresses that were asked for.
pub(super) fn read(dx: &mut Diagnostics, specs: &Path, headers: &[Header], urls: &[Url]) -> Login {
    let mut login = Login { headers: Vec::new(), sites: urls.to_vec() };
    for Header { name, variable } in headers {
        match std::env::var(variable).ok().map(|value| HeaderValue::from_str(value.trim())) {
            Some(Ok(mut value)) if !value.is_empty() => {
                value.set_sensitive(true);
                login.headers.push((name.clone(), value));
            }
            Some(_) | None => {
                let message = format!(
                    "`{variable}` is no variable of the environment that holds the value of the header `{name}`"
                );
                dx.error("no-login", message, at(specs))
                    .help("set the variable to the whole value, for example `Bearer …`");
            }
        }
    }
    let is_one_site = urls.windows(2).all(|pair| matches!(pair, [one, other] if one.origin() == other.origin()));
    if !headers.is_empty() && !is_one_site {
        let message = "the addresses are of several sites, and a login is for one";
        dx.error("no-login", message, at(specs)).help(
            "give the address that the login is for beside `--header`; what else the lock names is fetched without it",
        );
    }
    login
}
