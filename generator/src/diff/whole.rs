//! Rules about the API as a whole: its texts, its servers, its credentials, its features.

use super::matching::Sides;
use super::rule::{Case, Finding, Found, finding, found, pair};
use super::servers;
use super::types;
use crate::changes::Verdict::{self, Major, Minor, Patch};
use crate::changes::code;
use crate::ir::{SchemeKind, SecurityScheme, Server, Tag};
use crate::names::{FormerTag, SchemeNames, TagNames};

type Rule = fn(&Sides<'_>) -> Option<Finding>;
type SchemeRule = fn(&Case<(&SecurityScheme, &SchemeNames)>) -> Option<Finding>;
type TagRule = fn(&Case<(&Tag, &TagNames)>) -> Option<Finding>;

const RULES: &[(&str, Rule)] = &[
    ("title-changed", title_changed),
    ("api-version-changed", version_changed),
    ("api-documentation-changed", documentation_changed),
    ("server-changed", server_changed),
    ("default-server-added", default_server_added),
    ("default-server-removed", default_server_removed),
    ("server-added", server_added),
    ("server-removed", server_removed),
];

const SCHEME_RULES: &[(&str, SchemeRule)] = &[
    ("credential-added", credential_added),
    ("credential-removed", credential_removed),
    ("credential-changed", credential_changed),
    ("credential-renamed", credential_renamed),
    ("credential-flow-changed", flow_changed),
    ("credential-scope-added", scope_added),
    ("credential-scope-removed", scope_removed),
    ("credential-documentation-changed", credential_documentation_changed),
];

const TAG_RULES: &[(&str, TagRule)] = &[
    ("feature-renamed", feature_renamed),
    ("tag-alias-removed", tag_alias_removed),
    ("tag-documentation-changed", tag_documentation_changed),
];

/// The ids of the rules.
pub fn ids() -> Vec<&'static str> {
    let of_api = RULES.iter().map(|(id, _)| *id);
    of_api.chain(SCHEME_RULES.iter().map(|(id, _)| *id)).chain(TAG_RULES.iter().map(|(id, _)| *id)).collect()
}

/// What changed in the API as a whole.
pub fn check(sides: &Sides<'_>) -> Vec<Found> {
    let mut list = found(RULES.iter().map(|(id, rule)| (*id, rule(sides))));
    let (old, new) = (sides.old, sides.new);
    list.extend(servers::check(&old.api.servers, &new.api.servers));
    let before: Vec<_> = old.api.schemes.iter().zip(&old.names.schemes).collect();
    let after: Vec<_> = new.api.schemes.iter().zip(&new.names.schemes).collect();
    for case in pair(&before, &after, |(scheme, _)| scheme.name.as_str()) {
        list.extend(found(SCHEME_RULES.iter().map(|(id, rule)| (*id, rule(&case)))));
    }
    let before: Vec<_> = old.api.tags.iter().zip(&old.names.tags).collect();
    let after: Vec<_> = new.api.tags.iter().zip(&new.names.tags).collect();
    for case in pair(&before, &after, |(tag, _)| tag.name.as_str()) {
        list.extend(found(TAG_RULES.iter().map(|(id, rule)| (*id, rule(&case)))));
    }
    list
}

fn title_changed(sides: &Sides<'_>) -> Option<Finding> {
    let (before, after) = (&sides.old.api.title, &sides.new.api.title);
    (before != after).then_some(())?;
    finding(format!("the title {} became {}", code(before), code(after)), "nothing to do", Patch, Patch)
}

fn version_changed(sides: &Sides<'_>) -> Option<Finding> {
    let (before, after) = (&sides.old.api.version, &sides.new.api.version);
    (before != after).then_some(())?;
    finding(format!("the version of the API {} became {}", code(before), code(after)), "nothing to do", Patch, Patch)
}

fn documentation_changed(sides: &Sides<'_>) -> Option<Finding> {
    (sides.old.api.description != sides.new.api.description).then_some(())?;
    finding("the API is described in other words", "nothing to do", Patch, Patch)
}

fn server_changed(sides: &Sides<'_>) -> Option<Finding> {
    let (before, after) = (sides.old.api.servers.first()?, sides.new.api.servers.first()?);
    let at = |sides: &Server, published: &Option<String>| published.clone().filter(|_| sides.is_relative());
    let (found, finds) = (at(before, &sides.old.api.published), at(after, &sides.new.api.published));
    (before.url != after.url || found != finds).then_some(())?;
    let shown = |server: &Server, at: Option<String>| match at {
        Some(at) => format!("{} at {}", code(&server.url), code(&at)),
        None => code(&server.url),
    };
    let what = format!("the default server {} became {}", shown(before, found), shown(after, finds));
    finding(what, "clients that name no server call the other one; old clients call the old one", Patch, Major)
}

/// The first server of a state, if the other one has none.
fn only_server<'a>(one: &'a [Server], other: &[Server]) -> Option<&'a Server> {
    one.first().filter(|_| other.is_empty())
}

fn default_server_added(sides: &Sides<'_>) -> Option<Finding> {
    let server = only_server(&sides.new.api.servers, &sides.old.api.servers)?;
    let what = format!("the default server {} was added", code(&server.url));
    finding(what, "clients that name no `base_url` call it", Minor, Minor)
}

fn default_server_removed(sides: &Sides<'_>) -> Option<Finding> {
    let server = only_server(&sides.old.api.servers, &sides.new.api.servers)?;
    let what = format!("the default server {} was removed", code(&server.url));
    finding(what, "clients have to say `base_url`", Patch, Major)
}

/// The servers that the first state has and the second one has not.
fn missing(one: &[Server], other: &[Server]) -> Option<String> {
    let has = |server: &&Server| !other.iter().any(|it| it.url == server.url);
    let list: Vec<String> = one.iter().skip(1).filter(has).map(|server| code(&server.url)).collect();
    (!list.is_empty()).then(|| list.join(", "))
}

fn server_added(sides: &Sides<'_>) -> Option<Finding> {
    let added = missing(&sides.new.api.servers, &sides.old.api.servers)?;
    finding(format!("the server {added} was added"), "clients can choose it", Minor, Minor)
}

fn server_removed(sides: &Sides<'_>) -> Option<Finding> {
    let removed = missing(&sides.old.api.servers, &sides.new.api.servers)?;
    finding(format!("the server {removed} was removed"), "clients that chose it have to choose another", Patch, Major)
}

type SchemeCase<'a> = Case<(&'a SecurityScheme, &'a SchemeNames)>;

fn credential_added(case: &SchemeCase<'_>) -> Option<Finding> {
    let (scheme, names) = case.added()?;
    let what = format!("the credential {} was added", code(&scheme.name));
    if !scheme.kind.has_secret() {
        return finding(what, "connections can have a certificate", Patch, Minor);
    }
    finding(what, format!("there is `Auth::{}`", names.variant), Minor, Minor)
}

fn credential_removed(case: &SchemeCase<'_>) -> Option<Finding> {
    let (scheme, names) = case.removed()?;
    let what = format!("the credential {} was removed", code(&scheme.name));
    if !scheme.kind.has_secret() {
        return finding(what, "the certificate of a connection is not looked at", Patch, Major);
    }
    finding(what, format!("`Auth::{}` is gone", names.variant), Major, Major)
}

fn credential_changed(case: &SchemeCase<'_>) -> Option<Finding> {
    let ((old, _), (new, names)) = case.kept().filter(|(old, new)| old.0.kind != new.0.kind)?;
    let has_a_password = |scheme: &SecurityScheme| matches!(scheme.kind, SchemeKind::Basic);
    let is_sent_alike = matches!((&old.kind, &new.kind), (SchemeKind::Bearer { .. }, SchemeKind::Bearer { .. }));
    let is_one_variant = has_a_password(old) == has_a_password(new) && old.kind.has_secret() == new.kind.has_secret();
    let rust = if is_one_variant { Patch } else { Major };
    let what = format!("the credential {} is sent or got in another way", code(&new.name));
    let meaning = if rust == Major {
        format!("`Auth::{}` holds something else", names.variant)
    } else {
        "nothing to do but to take this version".to_owned()
    };
    finding(what, meaning, rust, if is_sent_alike { Minor } else { Major })
}

fn credential_renamed(case: &SchemeCase<'_>) -> Option<Finding> {
    let ((_, old), (scheme, new)) = case.kept().filter(|(old, new)| old.1.variant != new.1.variant)?;
    let what = format!("the credential {} got another name in Rust", code(&scheme.name));
    finding(what, format!("`Auth::{}` is called `Auth::{}` now", old.variant, new.variant), Major, Patch)
}

/// Where a person is sent, and where a token is renewed. Where a token is got is told with the kind.
fn flow_changed(case: &SchemeCase<'_>) -> Option<Finding> {
    let ((old, _), (new, _)) = case.kept()?;
    let urls = |scheme: &SecurityScheme| -> Vec<_> {
        scheme.flows.iter().map(|flow| (flow.kind, flow.authorization_url.clone(), flow.refresh_url.clone())).collect()
    };
    if urls(old) == urls(new) {
        return None;
    }
    let what = format!("the flows of the credential {} changed", code(&new.name));
    finding(what, "old clients get their tokens in the old way", Patch, Minor)
}

/// The scopes that the first state documents and the second one does not.
fn missing_scopes(one: &SecurityScheme, other: &SecurityScheme) -> Option<String> {
    let has = |scope: &String| other.flows.iter().any(|flow| flow.scopes.contains(scope));
    let mut list: Vec<&String> = one.flows.iter().flat_map(|flow| &flow.scopes).filter(|scope| !has(scope)).collect();
    list.sort();
    list.dedup();
    let list: Vec<String> = list.into_iter().map(|scope| code(scope)).collect();
    (!list.is_empty()).then(|| list.join(", "))
}

fn scope_added(case: &SchemeCase<'_>) -> Option<Finding> {
    let ((old, _), (new, _)) = case.kept()?;
    let added = missing_scopes(new, old)?;
    finding(format!("the credential {} has the scope {added}", code(&new.name)), "tokens can have it", Patch, Minor)
}

fn scope_removed(case: &SchemeCase<'_>) -> Option<Finding> {
    let ((old, _), (new, _)) = case.kept()?;
    let removed = missing_scopes(old, new)?;
    let what = format!("the credential {} has no scope {removed} any more", code(&new.name));
    finding(what, "asking for it may fail", Patch, Major)
}

fn credential_documentation_changed(case: &SchemeCase<'_>) -> Option<Finding> {
    let (_, (new, _)) = case.kept().filter(|(old, new)| types::texts_differ(&old.0.docs, &new.0.docs))?;
    finding(format!("the credential {} is described in other words", code(&new.name)), "nothing to do", Patch, Patch)
}

fn feature_renamed(case: &Case<(&Tag, &TagNames)>) -> Option<Finding> {
    let ((_, old), (tag, new)) = case.kept().filter(|(old, new)| old.1.module != new.1.module)?;
    let what = format!("the tag {} got another name in Rust", code(&tag.name));
    let (meaning, rust) = moved_feature(old, new);
    finding(what, meaning, rust, Patch)
}

/// What it means that the feature of operations is another one.
pub fn moved_feature(old: &TagNames, new: &TagNames) -> (String, Verdict) {
    let has_alias = new.former.iter().any(|former| former.feature == old.feature);
    let fate = if has_alias { "is deprecated: name" } else { "is gone: name" };
    let meaning = format!("the feature `{}` {fate} `{}`; so it is with the module", old.feature, new.feature);
    (meaning, if has_alias { Minor } else { Major })
}

fn tag_alias_removed(case: &Case<(&Tag, &TagNames)>) -> Option<Finding> {
    let ((_, old), (_, new)) = case.kept()?;
    let is_gone = |former: &&FormerTag| !new.former.contains(former) && former.module != new.module;
    let gone = old.former.iter().find(is_gone)?;
    let what = format!("the deprecated feature `{}` and its module were removed", gone.feature);
    finding(what, format!("name `{}`", new.feature), Major, Patch)
}

fn tag_documentation_changed(case: &Case<(&Tag, &TagNames)>) -> Option<Finding> {
    let (_, (tag, _)) = case.kept().filter(|(old, new)| old.0.description != new.0.description)?;
    finding(format!("the tag {} is described in other words", code(&tag.name)), "nothing to do", Patch, Patch)
}
