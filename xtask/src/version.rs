//! The next version of a crate.
//!
//! In: a version and a verdict. Out: the next version by Cargo's rules, where the first number that is not zero is the
//! major one:
//!
//! ```
//! use generator::changes::Verdict;
//! assert_eq!(xtask::version::next("1.4.2", Verdict::Major).as_deref(), Some("2.0.0"));
//! assert_eq!(xtask::version::next("0.4.2", Verdict::Major).as_deref(), Some("0.5.0"));
//! assert_eq!(xtask::version::next("0.4.2", Verdict::Minor).as_deref(), Some("0.4.3"));
//! assert_eq!(xtask::version::raised("0.4.2", Verdict::Minor), Some("before 1.0.0, the last number"));
//! ```

use generator::changes::Verdict;

/// Which number a verdict raises, where its name says another one; nothing from 1.0.0 on.
pub fn raised(version: &str, verdict: Verdict) -> Option<&'static str> {
    match (version.strip_prefix("0."), verdict) {
        (Some(rest), _) if rest.starts_with("0.") => Some("before 0.1.0, the last number"),
        (Some(_), Verdict::Major) => Some("before 1.0.0, the second number"),
        (Some(_), Verdict::Minor) => Some("before 1.0.0, the last number"),
        (Some(_), Verdict::Patch) | (None, _) => None,
    }
}

/// The next version; `None` if this is no version of three numbers.
pub fn next(version: &str, verdict: Verdict) -> Option<String> {
    let plain = version.split(['-', '+']).next()?;
    let numbers: Vec<u64> = plain.split('.').map(str::parse).collect::<Result<_, _>>().ok()?;
    let [major, minor, patch] = numbers.as_slice() else { return None };
    // Before 1.0.0 the numbers move one place to the right; 0.0.x has no room for less than a major change.
    let (major, minor, patch) = match (verdict, *major, *minor) {
        (_, 0, 0) => (0, 0, patch + 1),
        (Verdict::Major, 0, minor) => (0, minor + 1, 0),
        (Verdict::Minor | Verdict::Patch, 0, minor) => (0, minor, patch + 1),
        (Verdict::Major, major, _) => (major + 1, 0, 0),
        (Verdict::Minor, major, minor) => (major, minor + 1, 0),
        (Verdict::Patch, major, minor) => (major, minor, patch + 1),
    };
    Some(format!("{major}.{minor}.{patch}"))
}
