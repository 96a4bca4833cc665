//! Rules about the variables of servers: those of the API, and those of an operation.
//!
//! A server is the same by its URL. What a variable is called, what it can be and what it is by default are data of the
//! emitted crate, no part of its signatures.

use super::rule::{Case, Finding, Found, finding, found, pair};
use crate::changes::Verdict::{Major, Minor, Patch};
use crate::changes::code;
use crate::ir::{Server, ServerVariable};

type Rule = fn(&Variables<'_>) -> Option<Finding>;

/// What a rule looks at: a variable of a server.
struct Variables<'a> {
    server: &'a Server,
    case: Case<&'a ServerVariable>,
}

const RULES: &[(&str, Rule)] = &[
    ("server-variable-added", added),
    ("server-variable-removed", removed),
    ("server-variable-default-changed", default_changed),
    ("server-variable-value-added", value_added),
    ("server-variable-value-removed", value_removed),
];

/// About a server without its variables.
const DOCUMENTATION: &str = "server-documentation-changed";

/// The ids of the rules.
pub fn ids() -> Vec<&'static str> {
    RULES.iter().map(|(id, _)| *id).chain([DOCUMENTATION]).collect()
}

/// What changed in the servers that stay.
pub fn check(old: &[Server], new: &[Server]) -> Vec<Found> {
    let mut list = Vec::new();
    for after in new {
        let Some(before) = old.iter().find(|before| before.url == after.url) else { continue };
        let (variables, now): (Vec<_>, Vec<_>) = (before.variables.iter().collect(), after.variables.iter().collect());
        for case in pair(&variables, &now, |variable| variable.name.as_str()) {
            let variables = Variables { server: after, case };
            list.extend(found(RULES.iter().map(|(id, rule)| (*id, rule(&variables)))));
        }
        list.extend(found(std::iter::once((DOCUMENTATION, documentation_changed(before, after)))));
    }
    list
}

fn documentation_changed(old: &Server, new: &Server) -> Option<Finding> {
    let texts = |server: &Server| {
        let of_variables =
            server.variables.iter().map(|variable| (variable.name.clone(), variable.description.clone()));
        let mut of_variables: Vec<_> = of_variables.filter(|(_, text)| text.is_some()).collect();
        of_variables.sort();
        (server.description.clone(), of_variables)
    };
    if texts(old) == texts(new) {
        return None;
    }
    finding(format!("the server {} is described in other words", code(&new.url)), "nothing to do", Patch, Patch)
}

/// "the variable `region` of the server `https://{region}.example`"
fn called(variables: &Variables<'_>) -> String {
    let name = &variables.case.latest().name;
    format!("the variable {} of the server {}", code(name), code(&variables.server.url))
}

fn added(variables: &Variables<'_>) -> Option<Finding> {
    variables.case.added()?;
    finding(format!("{} was added", called(variables)), "clients can set it", Patch, Minor)
}

fn removed(variables: &Variables<'_>) -> Option<Finding> {
    variables.case.removed()?;
    finding(format!("{} was removed", called(variables)), "clients that set it have to stop", Patch, Major)
}

fn default_changed(variables: &Variables<'_>) -> Option<Finding> {
    let (old, new) = variables.case.kept().filter(|(old, new)| old.default != new.default)?;
    let what = format!("{}: the default {} became {}", called(variables), code(&old.default), code(&new.default));
    finding(what, "clients that do not set it call another address; old clients call the old one", Patch, Major)
}

/// The values that the first state allows and the second one does not.
fn missing(one: &ServerVariable, other: &ServerVariable) -> Option<String> {
    let is_gone = |value: &&String| !other.values.contains(value);
    let list: Vec<String> = one.values.iter().filter(is_gone).map(|value| code(value)).collect();
    (!list.is_empty()).then(|| list.join(", "))
}

fn value_added(variables: &Variables<'_>) -> Option<Finding> {
    let (old, new) = variables.case.kept()?;
    if new.values.is_empty() {
        let had_list = !old.values.is_empty();
        return had_list
            .then(|| finding(format!("{} can be any value", called(variables)), "nothing to do", Patch, Minor))?;
    }
    let added = missing(new, old).filter(|_| !old.values.is_empty())?;
    finding(format!("{} can be {added}", called(variables)), "clients can choose it", Patch, Minor)
}

fn value_removed(variables: &Variables<'_>) -> Option<Finding> {
    let (old, new) = variables.case.kept()?;
    if old.values.is_empty() && !new.values.is_empty() {
        let list: Vec<String> = new.values.iter().map(|value| code(value)).collect();
        let what = format!("{} can only be {}", called(variables), list.join(", "));
        return finding(what, "clients that set another value have to choose one of these", Patch, Major);
    }
    let removed = missing(old, new).filter(|_| !new.values.is_empty())?;
    let what = format!("{} cannot be {removed} any more", called(variables));
    finding(what, "clients that chose it have to choose another", Patch, Major)
}
