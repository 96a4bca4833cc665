//! `cargo xtask regen`: reads everything, generates, then writes (or compares) everything.
//!
//! In: where the pages and the crate are. Out: an [`Outcome`], with every message and what was done; nothing is
//! printed here. If there is an error, the crate is as it was: all files of a run change together or not at all, and
//! what an earlier run left half done is undone first.

mod items;
pub mod readme;
mod release;
mod rewritten;

use crate::hold::{self, Access, Held};
use crate::journal::{REGEN, Watch};
use crate::manifest::Edited;
use crate::progress::Working;
use crate::{manifest, program, specs, tree};
use generator::diagnostic::{Diagnostics, Severity};
use generator::features::Features;
use generator::select::Selection;
use generator::source::Place;
use generator::{File, Input, Output, Report, Surface};
pub use release::{DOCUMENT, NAMES, News, Proposal, RELEASED_DOCUMENT, RELEASED_NAMES};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

/// What to do.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// The folder to read.
    pub specs: PathBuf,
    /// The crate's folder.
    pub out: PathBuf,
    /// The package's name, where its manifest is created.
    pub name: Option<String>,
    /// What the manifest says about the package, under Cargo's keys.
    pub package: Vec<(String, manifest::Field)>,
    /// What is taken of the pages.
    pub reading: specs::Reading,
    /// Which operations to take.
    pub selection: Selection,
    /// Compare only.
    pub check: bool,
    /// A warning is a failure, and nothing is written.
    pub deny_warnings: bool,
    /// Make a version of what is not in one yet.
    pub bump: bool,
    /// The project's folder, if there is one: a crate that is created in its workspace, and no member of
    /// it, becomes a workspace of its own.
    pub workspace: Option<PathBuf>,
}

/// What was done.
#[derive(Debug, Default)]
pub struct Outcome {
    /// All messages.
    pub diagnostics: Diagnostics,
    /// Figures and changes; `None` if something was an error.
    pub done: Option<Done>,
    /// How long it took.
    pub elapsed: Duration,
}

/// What a run without an error gives.
#[derive(Debug)]
pub struct Done {
    /// The generator's figures.
    pub report: Report,
    /// The types that no operation reaches are on by default.
    pub all_types: bool,
    /// What changed in the API, and the version that this asks for.
    pub news: News,
    /// What changed in an existing manifest for the runtime, and what is newer there, a sentence each.
    pub manifest: Vec<String>,
    /// What was written, or, with `check`, what would have to be.
    pub plan: tree::Plan,
}

impl Outcome {
    /// Nothing was found that fails the command: no error and, with `check`, no difference.
    pub fn is_success(&self, options: &Options) -> bool {
        self.done.as_ref().is_some_and(|done| !options.check || done.plan.is_empty())
    }
}

/// Runs the command.
pub fn run(options: &Options) -> Outcome {
    run_watched(options, &mut |_| Ok(()))
}

/// [`run`], where `watch` sees every change of the file system before it is made and can stop the run by an error.
pub fn run_watched(options: &Options, watch: &mut Watch) -> Outcome {
    let started = Instant::now();
    let mut dx = Diagnostics::default();
    match regenerate(&mut dx, options, watch) {
        Err(diagnostics) => Outcome { diagnostics, done: None, elapsed: started.elapsed() },
        Ok(done) => Outcome { diagnostics: dx, done: Some(done), elapsed: started.elapsed() },
    }
}

fn regenerate(dx: &mut Diagnostics, options: &Options, watch: &mut Watch) -> Result<Done, Diagnostics> {
    let _working = Working::start("generating the client");
    let _held = begin(dx, options, watch)?;
    let Sources { input, existing, last } = read(dx, options)?;
    let name = input.package.clone();
    let Output { mut files, features, report, diagnostics, api, names } =
        generator::generate_from(input).map_err(|errors| after(dx, errors))?;
    *dx = after(dx, diagnostics);
    deny_warnings(dx, options);
    let (cargo_files, manifest) = cargo_files(dx, options, existing.as_deref(), (&name, &api.title), &features);
    files.extend(cargo_files);
    let surface = Surface { api, names };
    let news = release::find(dx, options, last, &surface, &mut files);
    readme::add(dx, options, &surface.api.title, &mut files);
    let plan = tree::plan(dx, &options.out, files);
    dx.barrier()?;
    if !options.check {
        write(dx, &options.out, &plan, watch);
    }
    dx.barrier()?;
    Ok(Done { report, all_types: features.all_types, news, manifest, plan })
}

/// What a run reads.
struct Sources {
    input: Input,
    /// The text of the crate's manifest.
    existing: Option<String>,
    last: release::Last,
}

fn read(dx: &mut Diagnostics, options: &Options) -> Result<Sources, Diagnostics> {
    let pages = specs::pages(dx, &options.specs);
    let urls = specs::fetched(dx, &options.specs);
    let fetched = specs::untrusted(&urls, options.reading.trust_extensions);
    dx.barrier()?;
    let recorded = specs::text(dx, &options.out.join("names.json"));
    let existing = specs::text(dx, &options.out.join("Cargo.toml"));
    let package = package(dx, options, existing.as_deref());
    dx.barrier()?;
    let last = release::last(dx, options, recorded);
    let mut input = Input {
        pages,
        urls,
        recorded: last.names_to_keep(),
        last: last.document(),
        titles: options.reading.titles.clone(),
        fetched,
        package,
        command: Some(format!("{} regen", program::name())),
        // Where the system does not tell, the generator has two.
        threads: std::thread::available_parallelism().map_or(0, std::num::NonZero::get),
        referred_only: options.reading.referred_only,
        selection: options.selection.clone(),
        ..Input::default()
    };
    input.is_first = last.is_first();
    input.release = options.bump && last.is_due(options, &input);
    Ok(Sources { input, existing, last })
}

/// Keeps other commands out of both folders as long as the result lives, and undoes what a run that was stopped began.
fn begin(dx: &mut Diagnostics, options: &Options, watch: &mut Watch) -> Result<Held, Diagnostics> {
    tree::check_folders(dx, &options.out);
    dx.barrier()?;
    let access = if options.check { Access::Read } else { Access::Write };
    let held = hold::folders(dx, &[hold::specs(&options.specs, Access::Read), hold::client(&options.out, access)]);
    dx.barrier()?;
    if options.check {
        refuse_unfinished(dx, &options.out);
    } else if REGEN.is_left(&options.out) {
        match REGEN.recover(&options.out, watch) {
            Ok(()) => {
                let message = "an earlier run was stopped before it was done; what it had begun was undone first";
                dx.note("unfinished-regen", message, specs::at(&options.out));
            }
            Err((path, error)) => {
                let message = format!("an earlier run was stopped, and what it had begun cannot be undone: {error}");
                dx.error("write-failed", message, specs::at(&path))
                    .help("fix the cause and run the command again; or restore the crate from version control and remove `.regen` in it");
            }
        }
    }
    dx.barrier()?;
    Ok(held)
}

/// Reports that a run was stopped, so that the crate may hold files of two states.
pub fn refuse_unfinished(dx: &mut Diagnostics, out: &Path) {
    if REGEN.is_left(out) {
        let message = "an earlier run was stopped before it was done, so the crate may hold files of two states";
        dx.error("unfinished-regen", message, specs::at(out))
            .help(format!("run {}, which undoes that and generates anew", program::call("regen")));
    }
}

/// Cargo's rule for the name of a package, as far as it is the same for every use of one.
pub fn is_package_name(text: &str) -> bool {
    text.starts_with(|first: char| first.is_ascii_alphabetic())
        && text.chars().all(|character| character.is_ascii_alphanumeric() || "-_".contains(character))
}

/// The generator's messages after those from reading.
fn after(dx: &mut Diagnostics, mut later: Diagnostics) -> Diagnostics {
    later.list.splice(0..0, std::mem::take(&mut dx.list));
    later
}

fn package(dx: &mut Diagnostics, options: &Options, existing: Option<&str>) -> String {
    let recorded = existing.and_then(manifest::package);
    if let Some(recorded) = recorded {
        if options.name.as_ref().is_some_and(|name| *name != recorded) {
            let message = format!("the manifest names the package `{recorded}`, so `--name` was not used");
            dx.warning("name-not-used", message, specs::at(&options.out.join("Cargo.toml")))
                .help("change the name in the manifest: regen only names a crate that it creates");
        }
        return recorded;
    }
    let folder = options.out.file_name().map(|name| name.to_string_lossy().into_owned());
    match options.name.clone().or_else(|| folder.filter(|folder| is_package_name(folder))) {
        Some(name) => name,
        None => {
            dx.error("no-package-name", "the folder's name cannot be the name of a package", specs::at(&options.out))
                .help("say `--name PACKAGE`");
            String::new()
        }
    }
}

fn deny_warnings(dx: &mut Diagnostics, options: &Options) {
    let is_warning =
        |message: &&generator::diagnostic::Diagnostic| message.severity == Severity::Warning && !message.settled;
    let count = dx.list.iter().filter(is_warning).count();
    if options.deny_warnings && count > 0 {
        let message = format!(
            "{} denied by `--deny-warnings`, so nothing was written",
            crate::print::count(count, "warning is", "warnings are")
        );
        dx.error("warnings-denied", message, Place::NOWHERE).help("settle each by an overlay action at its place");
    }
}

/// The manifest, and beside a new one the setting that keeps `cargo fmt` from rewriting generated code.
fn cargo_files(
    dx: &mut Diagnostics,
    options: &Options,
    existing: Option<&str>,
    (package, title): (&str, &str),
    features: &Features,
) -> (Vec<File>, Vec<String>) {
    let path = options.out.join("Cargo.toml");
    let text = match existing {
        Some(existing) => updated(existing, features),
        None => manifest::created(package, title, is_stray(&options.out, options.workspace.as_deref()), features)
            .map(|text| (text, Vec::new())),
    };
    let text = text.and_then(|(text, remarks)| configured(&text, remarks, existing.is_some(), &options.package));
    let (manifest, remarks) = match text {
        Ok((text, remarks)) => (File { path: "Cargo.toml".to_owned(), text }, remarks),
        Err(problem) => {
            dx.error("invalid-manifest", format!("the manifest cannot be edited: {problem}"), specs::at(&path))
                .help("fix it, or remove it: regen creates a missing one");
            return (Vec::new(), Vec::new());
        }
    };
    let formatting = File { path: "rustfmt.toml".to_owned(), text: "disable_all_formatting = true\n".to_owned() };
    let has_formatting = options.out.join("rustfmt.toml").symlink_metadata().is_ok();
    let files = if existing.is_some() || has_formatting { vec![manifest] } else { vec![manifest, formatting] };
    (files, remarks)
}

/// The manifest with what the configuration says; the remarks are about what was there before.
fn configured(
    text: &str,
    mut remarks: Vec<String>,
    is_old: bool,
    fields: &[(String, manifest::Field)],
) -> Result<(String, Vec<String>), String> {
    let Edited { text, changes, .. } = manifest::with_fields(text, fields)?;
    remarks.extend(changes.into_iter().filter(|_| is_old));
    Ok((manifest::with_items(&text, &rewritten::hash())?, remarks))
}

/// An existing manifest with what regen owns in it, and what there is to say of that.
fn updated(existing: &str, features: &Features) -> Result<(String, Vec<String>), String> {
    let Edited { text, changes: mut remarks, newer } = manifest::with_runtime(existing)?;
    remarks.extend(newer.into_iter().map(|newer| format!("{newer} is kept; lower it if the client does not compile")));
    let text = manifest::with_versions(&manifest::with_features(&text, features)?)?;
    Ok((text, remarks))
}

/// The crate would be inside the project's workspace and no member of it, which cargo refuses to build. Cargo takes
/// the nearest workspace upwards; any other than the project's is its owner's to change.
fn is_stray(out: &Path, workspace: Option<&Path>) -> bool {
    let out = std::path::absolute(out).unwrap_or_else(|_| out.to_path_buf());
    let read = |folder: &Path| std::fs::read_to_string(folder.join("Cargo.toml")).ok();
    let above = out.ancestors().skip(1).filter_map(|folder| Some((folder, read(folder)?)));
    let nearest = above.into_iter().find(|(_, text)| manifest::is_workspace(text));
    let Some((folder, text)) = nearest.filter(|(folder, _)| Some(*folder) == workspace) else {
        return false;
    };
    let inside = out.strip_prefix(folder).unwrap_or(&out);
    !manifest::members(&text).iter().any(|member| Path::new(member) == inside)
}

fn write(dx: &mut Diagnostics, out: &Path, plan: &tree::Plan, watch: &mut Watch) {
    if let Err((path, error)) = tree::apply(out, plan, watch) {
        let (now, undone) = REGEN.state_after_failure(out);
        dx.error("write-failed", format!("writing failed, {now}: {error}"), specs::at(&path))
            .help(format!("fix the cause and run {} again{undone}", program::call("regen")));
    }
}
