//! Pages in, crate out: turns documentation pages with OpenAPI fragments into the files of a Rust client crate.
//!
//! [`generate`] is the whole story; every phase it calls is a module of the same name. Text in, text out: nothing
//! here touches files, the environment, the network or the clock.

#![deny(
    clippy::cognitive_complexity,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::too_many_lines,
    clippy::unwrap_used
)]

pub mod changes;
pub mod correct;
pub mod diagnostic;
pub mod diff;
pub mod document;
pub mod emit;
pub mod extensions;
pub mod extract;
pub mod features;
pub mod figures;
pub mod format;
pub mod invariants;
pub mod ir;
pub mod keyword;
pub mod kind;
pub mod learn;
pub mod lineage;
pub mod locate;
pub mod lower;
pub mod merge;
pub mod module;
pub mod name;
pub mod names;
pub mod normalize;
pub mod parse;
pub mod publish;
pub mod reference;
pub mod report;
pub mod resolve;
pub mod schema;
pub mod select;
pub mod source;
pub mod surface;
pub mod template;
mod threads;
pub mod visible;

pub use ::runtime::sources::{MANIFEST as RUNTIME_MANIFEST, VERSION as RUNTIME_VERSION};
use diagnostic::Diagnostics;
pub use figures::{Paged, Report};
use source::Page;
use std::borrow::Cow;
use std::collections::{BTreeMap, HashSet};

/// The version of the generator.
pub const VERSION: &str = env!("CARGO_PKG_VERSION");

/// Everything that [`generate`] reads.
#[derive(Debug, Clone, Default)]
pub struct Input {
    /// All files of the specs folder that may be pages, documents or overlays.
    pub pages: Vec<Page>,
    /// Where pages were published, by their paths, as far as it is known.
    pub urls: BTreeMap<String, String>,
    /// The text of the crate's `names.json`, if it has one.
    pub recorded: Option<String>,
    /// The text of the crate's `openapi.json`, if it has one: what a reference led to then, and is gone now, was lost.
    pub last: Option<String>,
    /// The titles of the APIs to choose among groups of fragments that share nothing; empty: there must be one group.
    pub titles: Vec<String>,
    /// The paths of the pages that are of others, whose extensions do not steer the generator.
    pub fetched: HashSet<String>,
    /// Take only the operations that pages refer to, where they refer to a document.
    pub referred_only: bool,
    /// Which operations to take.
    pub selection: select::Selection,
    /// Leave out the overlays: what the pages say as they were published.
    pub uncorrected: bool,
    /// The name of the package.
    pub package: String,
    /// What writes the crate, as its users call it, for the heads of the files; without it `cargo xtask regen`.
    pub command: Option<String>,
    /// No version was made yet: nobody uses a former name, so none stays as an alias.
    pub is_first: bool,
    /// On how many threads files are formatted, two at least.
    pub threads: usize,
    /// A version is made of this run: names that are deprecated in the last version already are forgotten, and those
    /// that are deprecated now will be by the next one.
    pub release: bool,
}

/// Everything that [`generate`] makes.
#[derive(Debug, Clone, Default)]
pub struct Output {
    /// Sorted by path.
    pub files: Vec<File>,
    /// The cargo features of the crate that depend on the API.
    pub features: features::Features,
    /// Figures.
    pub report: Report,
    /// Warnings and notes, and the sources to show them.
    pub diagnostics: Diagnostics,
    /// What the client is, for programs that use it: its types and operations, and where the merged document has them.
    pub api: ir::Api,
    /// What everything in `api` is called in Rust.
    pub names: names::Names,
}

/// What a client is, and what everything in it is called: all of it but its files.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Surface {
    /// What it is.
    pub api: ir::Api,
    /// What it is called.
    pub names: names::Names,
}

/// What pages document, and what is wrong with them: all that a report needs.
#[derive(Debug, Clone, Default)]
pub struct Survey {
    /// The merged and corrected document; nothing if an error kept it from being made.
    pub document: Option<document::Document>,
    /// The client; nothing if an error kept it from being made.
    pub surface: Option<Surface>,
    /// What recorded responses showed; nothing if there were none.
    pub learned: Option<learn::Learned>,
    /// All messages.
    pub diagnostics: Diagnostics,
}

/// One file of the crate.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct File {
    /// Relative to the crate, with `/` between folders: `src/…`, `openapi.json`, `names.json`.
    pub path: String,
    /// The whole text.
    pub text: String,
}

/// The first half of [`generate`]: from pages to one document, merged and corrected.
///
/// # Errors
/// All messages, if one of them is an error.
pub fn document(dx: &mut Diagnostics, input: &Input) -> Result<document::Document, Diagnostics> {
    document_of(dx, input, input.pages.clone())
}

/// As [`document()`], of these pages in place of those of the input.
fn document_of(dx: &mut Diagnostics, input: &Input, pages: Vec<Page>) -> Result<document::Document, Diagnostics> {
    let mut extracted = extract::published(dx, &input.urls, pages);
    publish::restore_all(&mut extracted.fragments);
    if input.referred_only {
        extract::keep_referred(dx, &mut extracted);
    }
    if input.uncorrected {
        extracted.overlays.clear();
    }
    extensions::leave_out(dx, &mut extracted.fragments, &mut extracted.overlays, &input.fetched);
    let fragments = normalize::to_v30(dx, extracted.fragments);
    dx.barrier()?;
    let merged = merge::published(dx, &input.titles, &input.urls, fragments);
    dx.barrier()?;
    let corrected = correct::apply(dx, merged, &extracted.overlays);
    if dx.has_errors() {
        later_errors(dx, input, &corrected, &extracted.overlays);
    }
    dx.barrier()?;
    let resolved = resolve::references(dx, corrected, input.last.as_deref());
    dx.barrier()?;
    Ok(resolved)
}

/// Adds the errors in overlays that later phases find, so that a run tells all of them.
fn later_errors(dx: &mut Diagnostics, input: &Input, document: &document::Document, overlays: &[document::Document]) {
    let mut later = Diagnostics { list: Vec::new(), ..dx.clone() };
    let known = dx.list.len();
    later.list.extend(dx.list.iter().filter(|said| said.severity != diagnostic::Severity::Error).cloned());
    let before = later.list.len();
    let resolved = resolve::references(&mut later, document.clone(), None);
    let found = api_of(&mut later, input, &resolved, false).and_then(|api| names_of(&mut later, input, &api));
    let Err(found) = found else { return };
    let fragments = overlays.iter().filter_map(|overlay| dx.sources.places.resolve(overlay.root.place));
    let of_overlays: HashSet<usize> = fragments.map(|(fragment, _)| fragment).collect();
    let errors = found.list.into_iter().skip(before).filter(|said| said.severity == diagnostic::Severity::Error);
    dx.list.extend(errors.filter(|said| match said.at {
        diagnostic::At::Place(place) | diagnostic::At::Key(place) => {
            found.sources.places.resolve(place).is_some_and(|(fragment, _)| of_overlays.contains(&fragment))
        }
        diagnostic::At::Page(..) | diagnostic::At::File(_) => false,
    }));
    if dx.list.len() > known {
        dx.sources = found.sources;
    }
}

/// What is made of a document.
struct Part<'a> {
    document: document::Document,
    /// With the names of the whole, where this is a part.
    named: Cow<'a, Input>,
}

/// The part of a document that is selected. The whole is named first, so that names do not depend on what is left out.
fn selected<'a>(dx: &mut Diagnostics, input: &'a Input, whole: document::Document) -> Result<Part<'a>, Diagnostics> {
    if input.selection.is_empty() {
        return Ok(Part { document: whole, named: Cow::Borrowed(input) });
    }
    let mut aside = dx.clone();
    let api = api_of(&mut aside, input, &whole, false)?;
    let known = aside.list.len();
    let names = names_of(&mut aside, input, &api)?;
    // The part has these names already, so nobody else says what was hard to name.
    dx.list.extend(aside.list.drain(known..));
    let document = select::part(dx, &input.selection, whole, &api, &names);
    dx.barrier()?;
    Ok(Part {
        document,
        named: Cow::Owned(Input { recorded: Some(names.record), is_first: input.is_first, ..Input::default() }),
    })
}

/// The names of a part, with what the whole remembers.
fn recorded(names: names::Names, named: Cow<'_, Input>) -> names::Names {
    match named {
        Cow::Owned(Input { recorded: Some(record), .. }) => names::Names { record, ..names },
        Cow::Owned(_) | Cow::Borrowed(_) => names,
    }
}

/// What the client of a document is.
///
/// `as_written`: it is of a client that was written before, and has the types that it had.
fn api_of(
    dx: &mut Diagnostics,
    input: &Input,
    document: &document::Document,
    as_written: bool,
) -> Result<ir::Api, Diagnostics> {
    let api = lowered(dx, document)?;
    shared(dx, input, document, as_written, api)
}

/// The first half of [`api_of`]: what the document says, with a type for every place.
fn lowered(dx: &mut Diagnostics, document: &document::Document) -> Result<ir::Api, Diagnostics> {
    let typed = parse::openapi(dx, document);
    dx.barrier()?;
    let mut api = lower::api(dx, &typed, document::Locations::of(document));
    invariants::api(dx, document, &mut api);
    dx.barrier()?;
    Ok(api)
}

/// The second half of [`api_of`]: types that are the same are one.
fn shared(
    dx: &mut Diagnostics,
    input: &Input,
    document: &document::Document,
    as_written: bool,
    mut api: ir::Api,
) -> Result<ir::Api, Diagnostics> {
    let recorded = input.recorded.as_deref();
    if name::share_enums(&mut api, recorded) | name::share_objects(&mut api, recorded, as_written) {
        lower::settle(&mut api);
        invariants::api(dx, document, &mut api);
    }
    api.chosen = extensions::check(dx, document);
    dx.barrier()?;
    Ok(api)
}

/// What everything in a client is called.
fn names_of(dx: &mut Diagnostics, input: &Input, api: &ir::Api) -> Result<names::Names, Diagnostics> {
    let versions = name::Versions { is_first: input.is_first, release: input.release };
    let names = name::assign(dx, api, input.recorded.as_deref(), versions);
    invariants::names(dx, api, &names);
    dx.barrier()?;
    Ok(names)
}

/// What the client of some pages is, without its files: for [`compare`]. A crate's own `openapi.json` and `names.json`
/// give what the crate is.
///
/// # Errors
/// All messages, if one of them is an error.
pub fn surface(input: &Input) -> Result<Surface, Diagnostics> {
    surface_of(input, false)
}

fn surface_of(input: &Input, as_written: bool) -> Result<Surface, Diagnostics> {
    let mut dx = Diagnostics::default();
    let whole = document(&mut dx, input)?;
    let Part { document, named } = selected(&mut dx, input, whole)?;
    let api = lowered(&mut dx, &document)?;
    surface_from(&mut dx, named, &document, as_written, api)
}

/// The client of a document that was lowered.
fn surface_from(
    dx: &mut Diagnostics,
    named: Cow<'_, Input>,
    document: &document::Document,
    as_written: bool,
    api: ir::Api,
) -> Result<Surface, Diagnostics> {
    let api = shared(dx, &named, document, as_written, api)?;
    let names = names_of(dx, &named, &api)?;
    Ok(Surface { api, names: recorded(names, named) })
}

/// What the client of some pages was when it was written, with the names that it was written with: as [`surface()`],
/// but what an earlier generator made otherwise is what it was then.
///
/// # Errors
/// All messages, if one of them is an error.
pub fn baseline(input: &Input) -> Result<Surface, Diagnostics> {
    let mut surface = surface_of(input, true)?;
    if let Some(recorded) = &input.recorded {
        diff::as_recorded(&mut surface.api, &mut surface.names, recorded);
    }
    Ok(surface)
}

/// What pages document and what is wrong with them, without the files of a client. With `each`, which gives recorded
/// responses one after the other as for [`learn_from`], also what these show. Errors are among the messages.
pub fn survey(input: &Input, each: Option<&mut dyn FnMut(&mut learn::Take<'_>)>) -> Survey {
    let mut dx = Diagnostics::default();
    let mut survey = Survey::default();
    survey.diagnostics = match surveyed(&mut dx, &mut survey, input, each) {
        Ok(()) => dx,
        Err(diagnostics) => diagnostics,
    };
    survey
}

fn surveyed(
    dx: &mut Diagnostics,
    survey: &mut Survey,
    input: &Input,
    each: Option<&mut dyn FnMut(&mut learn::Take<'_>)>,
) -> Result<(), Diagnostics> {
    let document = survey.document.insert(document(dx, input)?);
    let known = each.is_some().then(|| dx.clone());
    let api = api_of(dx, input, document, false)?;
    let names = names_of(dx, input, &api)?;
    survey.surface = Some(Surface { api, names });
    if let (Some(each), Some(known)) = (each, known) {
        let describe = |document: &document::Document| api_of(&mut known.clone(), input, document, false);
        survey.learned = Some(learn::corrections(document, input.recorded.as_deref(), each, &describe)?);
    }
    Ok(())
}

/// What changed between two states of an API, and what it means for callers.
pub fn compare(old: &Surface, new: &Surface) -> changes::ApiDiff {
    let signatures = [surface::signatures(&old.api, &old.names), surface::signatures(&new.api, &new.names)];
    let [before, after] = &signatures;
    let old = diff::Revision { api: &old.api, names: &old.names, signatures: before };
    let new = diff::Revision { api: &new.api, names: &new.names, signatures: after };
    diff::changes(old, new)
}

/// Turns pages into the files of a client crate.
///
/// # Errors
/// All messages, if one of them is an error.
pub fn generate(input: &Input) -> Result<Output, Diagnostics> {
    generate_from(input.clone())
}

/// As [`generate`], without a copy of the pages.
///
/// # Errors
/// All messages, if one of them is an error.
pub fn generate_from(mut input: Input) -> Result<Output, Diagnostics> {
    let mut dx = Diagnostics::default();
    let pages = std::mem::take(&mut input.pages);
    let whole = document_of(&mut dx, &input, pages)?;
    let Part { document, named } = selected(&mut dx, &input, whole)?;
    let api = lowered(&mut dx, &document)?;
    // What was read to lower it is gone now, and its memory serves the text.
    let (text, made) =
        threads::both(|| publish::text(&document), || surface_from(&mut dx, named, &document, false, api));
    let Surface { api, names } = made?;
    // What follows takes its memory.
    drop(document);
    let files = files(&input, &api, &names, text);
    let features = emit::features(&api, &names);
    let report = figures::report(&dx, &api, &names);
    Ok(Output { files, features, report, diagnostics: dx, api, names })
}

/// The files of the crate, sorted by path.
fn files(input: &Input, api: &ir::Api, names: &names::Names, document: String) -> Vec<File> {
    let signatures = surface::signatures(api, names);
    let krate = input.package.replace('-', "_");
    let head = format::head(input.command.as_deref().unwrap_or("cargo xtask regen"));
    let texts = emit::texts(api);
    let format = |module: &module::Module<'_>| format::file(module, &head);
    let mut files =
        threads::side_by_side(input.threads, &emit::modules(api, names, &signatures, &krate, &texts), format);
    format::name_crate(&mut files, &krate);
    let others = [("names.json", names.record.clone()), ("openapi.json", document)];
    files.extend(others.map(|(path, text)| File { path: path.to_owned(), text }));
    files.sort_by(|one, other| one.path.cmp(&other.path));
    files
}

/// Compares real responses with what the pages document.
///
/// # Errors
/// All messages, if one of them is an error.
pub fn learn(dx: &mut Diagnostics, input: &Input, samples: &[learn::Sample]) -> Result<learn::Learned, Diagnostics> {
    learn_from(dx, input, &mut |take| samples.iter().for_each(take))
}

/// As [`learn()`], of responses that are given one after the other, so that not all of them are held at a time.
///
/// # Errors
/// As [`learn()`].
pub fn learn_from(
    dx: &mut Diagnostics,
    input: &Input,
    each: &mut dyn FnMut(&mut learn::Take<'_>),
) -> Result<learn::Learned, Diagnostics> {
    let document = document(dx, input)?;
    let known = dx.clone();
    let describe = |document: &document::Document| api_of(&mut known.clone(), input, document, false);
    learn::corrections(&document, input.recorded.as_deref(), each, &describe)
}
