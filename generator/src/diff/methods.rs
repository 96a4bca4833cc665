//! Rules about what the methods of operations are called.
//!
//! A method that calls another operation than before compiles and does something else. `name` never causes that; an
//! `x-rust-name` can, and each way is a rule here:
//!
//! ```text
//! the operation replaces a removed one               operation-replaced
//! two operations have each other's former name       operations-swapped
//! the operation has the name that another one had    operation-name-reused
//! ```

use super::matching::{OperationItem, operation_items};
use super::operations::Pair;
use super::rule::{Finding, finding};
use crate::changes::Verdict::{Major, Minor, Patch};
use crate::changes::code;
use crate::names::{FormerOperation, OperationNames};

/// The operation is called by another name, which no other one had.
pub fn renamed(pair: &Pair<'_>) -> Option<Finding> {
    let (old, new) = pair.case.kept().filter(|(old, new)| old.names.method != new.names.method)?;
    if earlier_owner(pair).is_some() {
        return None;
    }
    let (before, after) = (&old.names.method, &new.names.method);
    let has_alias = is_former(new.names, before);
    let meaning = if has_alias {
        format!("`{before}` is deprecated: call `{after}`")
    } else {
        format!("`{before}` is gone: call `{after}`")
    };
    let rust = if has_alias { Minor } else { Major };
    finding(format!("the method `{before}` is called `{after}` now"), meaning, rust, Patch)
}

/// Reports a swap once, at the operation that comes first.
pub fn swapped(pair: &Pair<'_>) -> Option<Finding> {
    let (old, new) = pair.case.kept()?;
    let other = earlier_owner(pair).filter(|other| is_swap(pair, other))?;
    if (&old.operation.path, &old.names.key) > (&other.operation.path, &other.names.key) {
        return None;
    }
    let (before, after) = (&old.names.method, &new.names.method);
    let what = format!(
        "the methods `{before}` and `{after}` swapped names: `{before}` calls {} now, and `{after}` calls {}",
        code(&other.names.key),
        code(&new.names.key)
    );
    finding(what, "code that calls either compiles and does something else: change its calls", Major, Patch)
}

/// The document gives an operation the name of one that is gone.
pub fn replaced(pair: &Pair<'_>) -> Option<Finding> {
    let (old, new) = pair.case.kept().filter(|_| is_replaced(pair))?;
    let what = format!(
        "by its `x-rust-name`, `{}` calls {}; before it called {}, which is gone",
        new.names.method,
        code(&new.names.key),
        code(&old.names.key)
    );
    finding(what, "code that calls it compiles and does something else: look at its calls", Major, Major)
}

/// Whether the document says that an operation replaces another one.
pub fn is_replaced(pair: &Pair<'_>) -> bool {
    pair.case.kept().is_some_and(|(old, new)| pair.sides.operation_now(old) != Some(new.index))
}

/// The operation has a name by which another one was called.
pub fn reused(pair: &Pair<'_>) -> Option<Finding> {
    let other = earlier_owner(pair).filter(|other| !is_swap(pair, other))?;
    let new = pair.case.latest();
    let method = &new.names.method;
    let what = match pair.case.kept() {
        Some((old, _)) => format!("the method `{}` is called `{method}` now", old.names.method),
        None => format!("its method is called `{method}`"),
    };
    let what = format!("{what}, which called {} before", code(&other.names.key));
    finding(what, "code that calls it compiles and does something else: change its calls", Major, Patch)
}

/// The other operation that the method of a new or renamed one called before.
fn earlier_owner<'a>(pair: &Pair<'a>) -> Option<OperationItem<'a>> {
    let new = match (pair.case.added(), pair.case.kept()) {
        (Some(new), _) => new,
        (None, Some((old, new)))
            if old.names.method != new.names.method && !is_former(old.names, &new.names.method) =>
        {
            new
        }
        (None, _) => return None,
    };
    let had_it =
        |old: &OperationItem<'_>| old.names.method == new.names.method || is_former(old.names, &new.names.method);
    operation_items(pair.sides.old).into_iter().find(had_it)
}

/// Whether another operation is called now as this one was, and the other way round.
fn is_swap(pair: &Pair<'_>, other: &OperationItem<'_>) -> bool {
    let Some((old, _)) = pair.case.kept() else { return false };
    let now = pair.sides.operation_now(other).and_then(|now| pair.sides.new.names.operations.get(now));
    now.is_some_and(|now| now.method == old.names.method)
}

fn is_former(names: &OperationNames, method: &str) -> bool {
    names.former.iter().any(|former| former.method == method)
}

/// A deprecated method of the last version is gone.
pub fn alias_removed(pair: &Pair<'_>) -> Option<Finding> {
    let (old, new) = pair.case.kept()?;
    let is_gone =
        |former: &&FormerOperation| !is_former(new.names, &former.method) && former.method != new.names.method;
    let gone = &old.names.former.iter().find(is_gone)?.method;
    let meaning = format!("call `{}`", new.names.method);
    finding(format!("the deprecated method `{gone}` was removed"), meaning, Major, Patch)
}
