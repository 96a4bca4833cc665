//! Licences as SPDX expressions.
//!
//! In: what a configuration or a command line names as the licence. Out: nothing if crates.io takes it, else why not:
//!
//! ```
//! assert!(xtask::license::check("MIT OR Apache-2.0").is_ok());
//! let problem = xtask::license::check("MIT OR Apache").unwrap_err();
//! assert_eq!(problem.reason, "unknown licence `Apache`");
//! assert_eq!(problem.help, "did you mean `Apache-2.0`? https://spdx.org/licenses lists all names");
//! ```

use crate::config;
use spdx::error::Reason;
use spdx::identifiers::{EXCEPTIONS, LICENSES};
use spdx::{Expression, ParseMode, exception_id, gnu_license_id, license_id};

/// What crates.io takes: `/` in place of `OR`, and names that SPDX has replaced, as earlier versions of Cargo wrote them.
const MODE: ParseMode = ParseMode { allow_imprecise_license_names: false, ..ParseMode::LAX };

/// Why a text is no licence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// What is wrong.
    pub reason: String,
    /// What to do.
    pub help: String,
}

/// Checks an expression.
///
/// # Errors
/// If crates.io would refuse it.
pub fn check(text: &str) -> Result<(), Problem> {
    let Err(error) = Expression::parse_mode(text, MODE) else { return Ok(()) };
    let term = text.get(error.span.clone()).unwrap_or_default();
    let is_name = matches!(error.reason, Reason::UnknownTerm | Reason::UnknownLicense | Reason::UnknownException);
    if !is_name {
        let place = if term.is_empty() { "at the end".to_owned() } else { format!("at `{term}`") };
        let reason = error.reason.to_string();
        let reason = format!("{} {place}", reason.trim_end_matches(" here"));
        return Err(Problem { reason, help: "write one such as `MIT` or `MIT OR Apache-2.0`".to_owned() });
    }
    let near = nearest(term).map(|near| format!("did you mean `{near}`? ")).unwrap_or_default();
    Err(Problem {
        reason: format!("unknown licence `{term}`"),
        help: format!("{near}https://spdx.org/licenses lists all names"),
    })
}

/// The name that is meant: one that people often write otherwise, or the most similar one.
fn nearest(term: &str) -> Option<&'static str> {
    let often = spdx::imprecise_license_id(term).filter(|(_, length)| *length == term.len());
    let often = often.and_then(|(id, _)| if id.is_deprecated() { gnu_license_id(id.name, false) } else { Some(id) });
    if let Some(id) = often {
        return Some(id.name);
    }
    let licences = LICENSES.iter().map(|one| one.name);
    let licences = licences.filter(|name| license_id(name).is_some_and(|id| !id.is_deprecated()));
    let exceptions = EXCEPTIONS.iter().map(|one| one.name);
    let exceptions = exceptions.filter(|name| exception_id(name).is_some_and(|id| !id.is_deprecated()));
    config::nearest(term, &licences.chain(exceptions).collect::<Vec<_>>())
}
