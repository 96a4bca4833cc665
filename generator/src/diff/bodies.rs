//! Rules about the request body of an operation. Those about the parts of a multipart body are in [`super::parts`].
//!
//! The first alternative of a required body is the last argument of the method; other alternatives, and an optional
//! body, are setters. A multipart body is a type of its own whose `new` takes the required parts.

use super::Revision;
use super::constraints;
use super::matching::{OperationItem, Sides};
use super::media::{self, InMediaType};
use super::parts;
use super::rule::{Finding, Found, add_new, finding, found};
use super::types::{self, Relation};
use crate::changes::Verdict::{self, Major, Minor, Patch};
use crate::changes::code;
use crate::ir::{Body, Content, ContentKind, PartEncoding, Shape, Style, Type};
use crate::surface::{BodyInput, Passing};

/// What a rule about bodies looks at.
pub struct Bodies<'a> {
    sides: &'a Sides<'a>,
    old: Option<&'a Body>,
    new: Option<&'a Body>,
    /// What calls pass in each state.
    passed: (Vec<Passed<'a>>, Vec<Passed<'a>>),
}

/// One way to pass a body: an argument, a setter, or a method of the client with an argument.
#[derive(Debug, Clone, Copy)]
struct Passed<'a> {
    /// The setter or the method; empty for the argument of the operation's own method.
    by: &'a str,
    content: &'a Content,
    /// The type of a multipart body.
    multipart: &'a str,
}

type Rule = fn(&Bodies<'_>) -> Option<Finding>;

const RULES: &[(&str, Rule)] = &[
    ("body-added-required", added_required),
    ("body-added-optional", added_optional),
    ("body-removed", removed),
    ("body-became-required", became_required),
    ("body-became-optional", became_optional),
    ("body-media-type-added", media_type_added),
    ("body-media-type-removed", media_type_removed),
    ("body-preference-changed", preference_changed),
    ("body-encoding-changed", encoding_changed),
    ("body-documentation-changed", documentation_changed),
];

const TYPE_CHANGED: &str = "body-type-changed";

const CONSTRAINTS: constraints::Ids =
    ["body-constraint-tightened", "body-constraint-loosened", "body-constraint-changed"];

/// The ids of the rules.
pub fn ids() -> Vec<&'static str> {
    RULES.iter().map(|(id, _)| *id).chain([TYPE_CHANGED]).chain(CONSTRAINTS).chain(parts::ids()).collect()
}

/// What changed in the body of an operation.
pub fn check(sides: &Sides<'_>, old: OperationItem<'_>, new: OperationItem<'_>) -> Vec<Found> {
    let passed = (passed(old), passed(new));
    let bodies = Bodies { sides, old: old.operation.body.as_ref(), new: new.operation.body.as_ref(), passed };
    let mut list = found(RULES.iter().map(|(id, rule)| (*id, rule(&bodies))));
    list.extend(types_changed(&bodies));
    for (old, new) in contents(&bodies) {
        let place = constraints::Place {
            called: "the body".to_owned(),
            old: &old.constraints,
            new: &new.constraints,
            is_sent: true,
            is_received: false,
        };
        add_new(&mut list, constraints::check(CONSTRAINTS, &place));
        let (ContentKind::Multipart(old), ContentKind::Multipart(new)) = (&old.kind, &new.kind) else { continue };
        add_new(&mut list, parts::check(sides, old, new));
    }
    list
}

/// The ways to pass a body: as the argument, by a setter, and by a method.
fn passed(item: OperationItem<'_>) -> Vec<Passed<'_>> {
    let mut all = Vec::new();
    for BodyInput { content, name, type_name: multipart, passing, method } in item.signature.bodies.iter().copied() {
        let by = if passing == Passing::Argument { "" } else { name };
        all.push(Passed { by, content, multipart });
        all.extend(method.map(|by| Passed { by, content, multipart }));
    }
    all
}

/// Whether a call that passes the one compiles where the other is expected.
fn is_passed_alike(sides: &Sides<'_>, old: &Passed<'_>, new: &Passed<'_>) -> bool {
    match (&old.content.kind, &new.content.kind) {
        (
            ContentKind::Json(before) | ContentKind::Form(before, _),
            ContentKind::Json(after) | ContentKind::Form(after, _),
        ) => types::relation(sides, types::not_null(before), types::not_null(after)) == Relation::Same,
        (ContentKind::Multipart(_), ContentKind::Multipart(_)) => old.multipart == new.multipart,
        (ContentKind::Text, ContentKind::Text) => true,
        (
            ContentKind::Binary | ContentKind::EventStream(_) | ContentKind::JsonLines(_),
            ContentKind::Binary | ContentKind::EventStream(_) | ContentKind::JsonLines(_),
        ) => true,
        _ => false,
    }
}

/// Whether all ways of the first state are there in the second one.
fn has_all(sides: &Sides<'_>, one: &[Passed<'_>], other: &[Passed<'_>]) -> bool {
    one.iter().all(|way| other.iter().any(|also| way.by == also.by && is_passed_alike(sides, way, also)))
}

/// What other media types mean for calls.
fn rust_of_loss(bodies: &Bodies<'_>) -> Verdict {
    if has_all(bodies.sides, &bodies.passed.0, &bodies.passed.1) { Patch } else { Major }
}

/// The contents that both states have.
fn contents<'a>(bodies: &Bodies<'a>) -> Vec<(&'a Content, &'a Content)> {
    let (Some(old), Some(new)) = (bodies.old, bodies.new) else { return Vec::new() };
    let before = |new: &Content| old.contents.iter().find(|old| old.media_type == new.media_type);
    new.contents.iter().filter_map(|new| Some((before(new)?, new))).collect()
}

fn added_required(bodies: &Bodies<'_>) -> Option<Finding> {
    bodies.new.filter(|new| bodies.old.is_none() && new.required)?;
    finding("a body was added and is required", "every call has to pass it", Major, Major)
}

fn added_optional(bodies: &Bodies<'_>) -> Option<Finding> {
    bodies.new.filter(|new| bodies.old.is_none() && !new.required)?;
    finding("an optional body was added", "calls can set it", Minor, Minor)
}

fn removed(bodies: &Bodies<'_>) -> Option<Finding> {
    bodies.old.filter(|_| bodies.new.is_none())?;
    finding("the body was removed", "calls must not pass it any more", Major, Major)
}

fn became_required(bodies: &Bodies<'_>) -> Option<Finding> {
    bodies.old.zip(bodies.new).filter(|(old, new)| !old.required && new.required)?;
    finding("the body became required", "the setter became an argument: every call has to pass it", Major, Major)
}

fn became_optional(bodies: &Bodies<'_>) -> Option<Finding> {
    bodies.old.zip(bodies.new).filter(|(old, new)| old.required && !new.required)?;
    finding("the body became optional", "the argument became a setter", Major, Minor)
}

/// The media types that the first body has and the second one has not.
fn missing(one: &Body, other: &Body) -> Option<String> {
    let has = |media_type: &str| other.contents.iter().any(|content| content.media_type == media_type);
    let list: Vec<String> = one
        .contents
        .iter()
        .filter(|content| !has(&content.media_type))
        .map(|content| code(&content.media_type))
        .collect();
    (!list.is_empty()).then(|| list.join(", "))
}

fn media_type_added(bodies: &Bodies<'_>) -> Option<Finding> {
    let added = missing(bodies.new?, bodies.old?)?;
    let has_name = |by: &str| bodies.passed.0.iter().any(|before| before.by == by);
    let is_choice = bodies.passed.1.iter().any(|way| !has_name(way.by));
    let (meaning, rust) =
        if is_choice { ("calls have another choice", Minor) } else { ("it is what calls pass from now on", Patch) };
    finding(format!("the body can be sent as {added}"), meaning, rust, Minor)
}

fn media_type_removed(bodies: &Bodies<'_>) -> Option<Finding> {
    let removed = missing(bodies.old?, bodies.new?)?;
    let rust = rust_of_loss(bodies);
    let meaning = if rust == Major {
        "calls have to send it otherwise"
    } else {
        "calls stay as they are; old clients still send it"
    };
    finding(format!("the body cannot be sent as {removed} any more"), meaning, rust, Major)
}

/// The alternative that has the plain name is another one, though it was there before or the old one still is.
fn preference_changed(bodies: &Bodies<'_>) -> Option<Finding> {
    let (old, new) = (bodies.old?, bodies.new?);
    let (first, preferred) = (old.contents.first()?, new.contents.first()?);
    let is_kept = new.contents.iter().any(|content| content.media_type == first.media_type);
    if first.media_type == preferred.media_type || !is_kept {
        return None;
    }
    let what = format!("the body is sent as {} before {}", code(&preferred.media_type), code(&first.media_type));
    let rust = rust_of_loss(bodies);
    let meaning = if rust == Major { "what was called `body` has another name" } else { "calls stay as they are" };
    finding(what, meaning, rust, Patch)
}

/// What is sent, as a message shows it.
fn shown(side: Revision<'_>, content: &Content) -> String {
    match &content.kind {
        ContentKind::Json(type_) | ContentKind::Form(type_, _) => code(&types::text(side, type_)),
        ContentKind::Multipart(_) => "parts".to_owned(),
        ContentKind::Text => "a text".to_owned(),
        ContentKind::Binary => "bytes".to_owned(),
        ContentKind::EventStream(type_) => format!("events of {}", code(&types::text(side, type_))),
        ContentKind::JsonLines(type_) => format!("lines of {}", code(&types::text(side, type_))),
    }
}

/// How what is sent in one media type relates.
fn sent_relation(sides: &Sides<'_>, old: &Content, new: &Content) -> Relation {
    match (&old.kind, &new.kind) {
        (ContentKind::Json(old), ContentKind::Json(new))
        | (ContentKind::Form(old, _), ContentKind::Form(new, _))
        | (ContentKind::EventStream(old), ContentKind::EventStream(new))
        | (ContentKind::JsonLines(old), ContentKind::JsonLines(new)) => types::relation(sides, old, new),
        (ContentKind::Multipart(_), ContentKind::Multipart(_))
        | (ContentKind::Text, ContentKind::Text)
        | (ContentKind::Binary, ContentKind::Binary) => Relation::Same,
        _ => Relation::Other,
    }
}

/// Each media type that both states have is compared.
fn types_changed(bodies: &Bodies<'_>) -> Vec<Found> {
    let contents = contents(bodies);
    let changed = contents
        .iter()
        .map(|(old, new)| InMediaType { media_type: &new.media_type, finding: type_changed(bodies, old, new) });
    let all: Vec<InMediaType<'_>> = changed.collect();
    let findings = media::joined("the body", &all).into_iter();
    findings.map(|finding| Found { rule: TYPE_CHANGED, finding }).collect()
}

fn type_changed(bodies: &Bodies<'_>, old: &Content, new: &Content) -> Option<Finding> {
    let relation = sent_relation(bodies.sides, old, new);
    if relation == Relation::Same {
        return None;
    }
    let (before, after) = (shown(bodies.sides.old, old), shown(bodies.sides.new, new));
    let is_it = |way: &&Passed<'_>| way.content.media_type == old.media_type;
    let ways: Vec<Passed<'_>> = bodies.passed.0.iter().filter(is_it).copied().collect();
    let (meaning, rust) = if has_all(bodies.sides, &ways, &bodies.passed.1) {
        ("calls stay as they are", Patch)
    } else {
        ("calls have to pass a value of another type", Major)
    };
    finding(format!("{before} became {after}"), meaning, rust, relation.wire(true, false))
}

/// A form with the rules by which its properties are written.
pub type Form<'a> = (&'a Type, &'a [PartEncoding]);

/// The properties that both states have and write otherwise. One without a rule is written as forms are by default.
pub fn written_otherwise(sides: &Sides<'_>, old: Form<'_>, new: Form<'_>) -> Vec<String> {
    let rule = |(_, encodings): Form<'_>, name: &str| {
        let documented = encodings.iter().find(|encoding| encoding.name == name).cloned();
        documented.unwrap_or_else(|| PartEncoding {
            name: name.to_owned(),
            style: Style::Form,
            explode: true,
            allow_reserved: false,
            delimiters: String::new(),
        })
    };
    let mut names: Vec<&str> = old.1.iter().chain(new.1).map(|encoding| encoding.name.as_str()).collect();
    names.sort_unstable();
    names.dedup();
    let is_there = |name: &&str| has_property(sides.old, old.0, name) && has_property(sides.new, new.0, name);
    let differs = |name: &&str| rule(old, name) != rule(new, name);
    names.into_iter().filter(is_there).filter(differs).map(code).collect()
}

/// Whether a value can have the property; anything but a model can have any.
fn has_property(side: Revision<'_>, type_: &Type, name: &str) -> bool {
    match type_.named().and_then(|id| side.api.types.get(id.0)).map(|definition| &definition.shape) {
        Some(Shape::Object(shape)) => shape.fields.iter().any(|field| field.name == name),
        Some(Shape::Union(_) | Shape::StringEnum(_) | Shape::ValueEnum(_)) | None => true,
    }
}

fn encoding_changed(bodies: &Bodies<'_>) -> Option<Finding> {
    let forms = contents(bodies).into_iter().filter_map(|(old, new)| match (&old.kind, &new.kind) {
        (ContentKind::Form(old, old_rules), ContentKind::Form(new, new_rules)) => {
            Some(((old, old_rules.as_slice()), (new, new_rules.as_slice())))
        }
        _ => None,
    });
    let names = forms.map(|(old, new)| written_otherwise(bodies.sides, old, new)).find(|names| !names.is_empty())?;
    let what = format!("the form writes {} in another style", names.join(", "));
    finding(what, "old clients write them in a way that the server may not read", Patch, Major)
}

fn documentation_changed(bodies: &Bodies<'_>) -> Option<Finding> {
    bodies.old.zip(bodies.new).filter(|(old, new)| types::texts_differ(&old.docs, &new.docs))?;
    finding("the body is described in other words", "nothing to do", Patch, Patch)
}
