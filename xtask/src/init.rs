//! `pages-to-crate init URL…`: makes a complete repository for a client: configuration, pages, crate, CI files, READMEs.
//!
//! In: the addresses of the documentation, and the name of the client. Out: a status, and the files in the current folder.
//! Existing files are never overwritten: those that a hosting service puts into a new repository are kept, and where
//! others are in the way, the command lists them and writes nothing. A failure removes what was written.

mod files;
mod installed;

use crate::specs::{Reading, at};
use crate::{fetch, license, print, regen, say};
pub use files::Ci;
use files::Facts;
use generator::diagnostic::Diagnostics;
use installed::Source;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// What to make.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// The folder of the repository.
    pub folder: PathBuf,
    /// Where the documentation is; none: the specs folder is there.
    pub urls: Vec<String>,
    /// The package.
    pub name: Option<String>,
    /// An SPDX expression.
    pub license: Option<String>,
    /// Which services check and update the client.
    pub ci: Ci,
    /// The git repository that CI installs this command from; none: where it was installed from, or the registry.
    pub install_from: Option<String>,
    /// The revision of that repository.
    pub rev: Option<String>,
    /// What `fetch` is told beside the addresses, and what the configuration keeps.
    pub fetch: fetch::Options,
    /// The headers, as the configuration has them.
    pub headers: Vec<String>,
    /// Which APIs to take.
    pub titles: Vec<String>,
}

/// What was created, to be removed if not all can be.
struct Created {
    paths: Vec<PathBuf>,
    is_done: bool,
}

impl Drop for Created {
    fn drop(&mut self) {
        let unfinished = self.paths.iter().rev().filter(|_| !self.is_done);
        for path in unfinished {
            // What cannot be removed is seen, and a later run names it.
            let _ = if path.is_dir() { fs::remove_dir_all(path) } else { fs::remove_file(path) };
        }
    }
}

/// The files that were there: those of a repository that a hosting service has just made.
#[derive(Default)]
struct Kept(Vec<(String, Vec<String>)>);

impl Kept {
    /// Whether a file may be there.
    fn may(path: &str) -> bool {
        let is_licence = path.starts_with("LICENSE") && !path.contains('/');
        is_licence || ["README.md", ".gitignore", ".gitattributes"].contains(&path)
    }

    /// The files that are to be written. Of one that is kept, remembers what it lacks, if it is a list.
    fn leave_out(&mut self, folder: &Path, texts: Vec<files::Text>) -> Vec<files::Text> {
        let (kept, wanted): (Vec<_>, Vec<_>) =
            texts.into_iter().partition(|(path, _)| Self::may(path) && is_there(folder, path));
        for (path, text) in kept {
            let there = fs::read_to_string(folder.join(&path)).unwrap_or_default();
            let is_missing = |line: &&str| !line.starts_with('#') && !there.lines().any(|known| known == *line);
            let lines = text.lines().filter(|_| path.starts_with(".git")).filter(is_missing);
            let lines = lines.map(str::to_owned).collect();
            self.0.push((path, lines));
        }
        wanted
    }

    fn print(&self) {
        for (path, missing) in &self.0 {
            let hint = if missing.is_empty() { "" } else { "; add to it:" };
            say!("kept {path}, which was there{hint}");
            missing.iter().for_each(|line| say!("  {line}"));
        }
    }
}

fn is_there(folder: &Path, path: &str) -> bool {
    folder.join(path).symlink_metadata().is_ok()
}

/// Runs the command; its status is 0, or 1 if nothing was made.
pub fn run(options: &Options) -> u8 {
    let mut dx = Diagnostics::default();
    let made = make(&mut dx, options);
    if let Err(dx) = &made {
        print::errors(&print::rendered(dx, false, print::wants_colour()));
    }
    match made {
        Ok(true) => 0,
        Ok(false) | Err(_) => 1,
    }
}

/// Makes everything; `false` if a command that is part of it failed, which said so.
fn make(dx: &mut Diagnostics, options: &Options) -> Result<bool, Diagnostics> {
    let facts = facts(dx, options);
    dx.barrier()?;
    let folder = &options.folder;
    let texts = rendered(dx, options, files::all(&facts))?;
    check_free(dx, options, &texts);
    dx.barrier()?;
    let mut created = Created { paths: Vec::new(), is_done: false };
    let mut kept = Kept::default();
    write(dx, folder, &mut created, kept.leave_out(folder, texts))?;
    if !(options.urls.is_empty() || fetched(options, &mut created)) || !generated(options, &facts, &mut created) {
        return Ok(false);
    }
    created.is_done = true;
    kept.print();
    if facts.is_guess && facts.ci != Ci::None {
        let (name, version) = (env!("CARGO_PKG_NAME"), env!("CARGO_PKG_VERSION"));
        say!("CI installs `{name}` {version} from crates.io; until that version is there, this step fails:");
        say!(
            "  for a git repository, write `--git URL` in place of `--version {version}` in {}",
            facts.installing().join(", ")
        );
        say!("  (`init --install-from URL` writes it so)");
    }
    say!("the repository of `{}` is complete; commit it, and read its README.md", facts.name);
    Ok(true)
}

fn rendered(
    dx: &mut Diagnostics,
    options: &Options,
    texts: Result<Vec<files::Text>, String>,
) -> Result<Vec<files::Text>, Diagnostics> {
    texts.or_else(|problem| {
        dx.error("broken-template", problem, at(&options.folder)).help("report this as a bug of the command");
        dx.barrier()?;
        Ok(Vec::new())
    })
}

fn facts(dx: &mut Diagnostics, options: &Options) -> Facts {
    let folder = std::path::absolute(&options.folder).unwrap_or_default();
    let folder = folder.file_name().map(|name| name.to_string_lossy().into_owned());
    let name = options.name.clone().or_else(|| folder.filter(|folder| regen::is_package_name(folder)));
    if name.is_none() {
        dx.error("no-package-name", "the folder's name cannot be the name of a package", at(&options.folder))
            .help("say `--name PACKAGE`");
    }
    check_texts(dx, options);
    let installed = if options.install_from.is_none() { installed::source() } else { None };
    let is_guess = options.install_from.is_none() && installed.is_none();
    let (install_from, rev) = match installed {
        Some(Source::Git { url, rev }) => (Some(url), Some(rev)),
        Some(Source::Registry) | None => (options.install_from.clone(), options.rev.clone()),
    };
    Facts {
        name: name.unwrap_or_default(),
        is_fetched: !options.urls.is_empty() || options.folder.join(files::SPECS).join(fetch::lock::NAME).is_file(),
        urls: options.urls.clone(),
        license: options.license.clone(),
        ci: options.ci,
        install_from,
        rev,
        is_guess,
        lists: [
            ("also", &options.fetch.also),
            ("match", &options.fetch.matches),
            ("exclude", &options.fetch.excludes),
            ("header", &options.headers),
            ("title", &options.titles),
        ]
        .map(|(key, list)| (key, list.clone()))
        .to_vec(),
    }
}

/// Refuses texts that would be something else in TOML, YAML or a shell.
fn check_texts(dx: &mut Diagnostics, options: &Options) {
    let texts = [
        ("--license", &options.license, " -+.:()/", "an SPDX expression, such as `MIT OR Apache-2.0`"),
        ("--install-from", &options.install_from, ADDRESS, "the address of a git repository"),
        ("--rev", &options.rev, "-+./_", "a commit, a tag or a branch"),
    ];
    for (option, text, marks, wanted) in texts {
        if text.as_ref().is_some_and(|text| !is_plain(text, marks)) {
            dx.error("invalid-value", format!("`{option}` has characters that cannot be in it"), at(&options.folder))
                .help(format!("say {wanted}"));
        } else if let ("--license", Some(Err(problem))) = (option, text.as_deref().map(license::check)) {
            let message = format!("`--license` is no SPDX expression: {}", problem.reason);
            dx.error("invalid-value", message, at(&options.folder)).help(problem.help);
        }
    }
}

/// The marks that an address can have beside letters and digits.
const ADDRESS: &str = "-+.:/_@~%";

/// Whether a text is letters, digits and some marks.
fn is_plain(text: &str, marks: &str) -> bool {
    text.starts_with(|it: char| it.is_ascii_alphanumeric() || it == '(')
        && text.chars().all(|it| it.is_ascii_alphanumeric() || marks.contains(it))
}

/// Reports everything that stands where something is to be made, and is not kept.
fn check_free(dx: &mut Diagnostics, options: &Options, texts: &[files::Text]) {
    let others = std::iter::once(files::CLIENT).chain((!options.urls.is_empty()).then_some(files::SPECS));
    let is_outside = |path: &&str| !Path::new(path).starts_with(files::CLIENT);
    let all = texts.iter().map(|(path, _)| path.as_str()).filter(is_outside).chain(others);
    let there: Vec<&str> = all.filter(|path| !Kept::may(path) && is_there(&options.folder, path)).collect();
    if !there.is_empty() {
        let message = format!("these files exist already, so nothing was written: {}", there.join(", "));
        dx.error("file-exists", message, at(&options.folder))
            .help("run the command in an empty folder or a new repository, or move these files away");
    } else if options.urls.is_empty() && !options.folder.join(files::SPECS).is_dir() {
        let message = "no address was given, and there is no folder `specs`";
        dx.error("no-sources", message, at(&options.folder))
            .help("say the address of a site's `llms.txt`, of a page or of a document; or put pages into `specs`");
    }
}

fn write(
    dx: &mut Diagnostics,
    folder: &Path,
    created: &mut Created,
    texts: Vec<files::Text>,
) -> Result<(), Diagnostics> {
    for (path, text) in texts {
        let path = folder.join(path);
        if let Err(error) = put(&path, &text, created) {
            dx.error("write-failed", format!("the file cannot be written, so nothing was made: {error}"), at(&path))
                .help("fix the cause and run the command again");
        }
    }
    dx.barrier()
}

fn put(path: &Path, text: &str, created: &mut Created) -> io::Result<()> {
    let above = path.ancestors().skip(1).take_while(|folder| !folder.exists()).last();
    created.paths.extend(above.map(Path::to_owned));
    path.parent().map_or(Ok(()), fs::create_dir_all)?;
    let mut file = fs::File::create_new(path)?;
    created.paths.push(path.to_owned());
    io::Write::write_all(&mut file, text.as_bytes())
}

fn fetched(options: &Options, created: &mut Created) -> bool {
    let specs = options.folder.join(files::SPECS);
    created.paths.push(specs.clone());
    let fetch = fetch::Options { specs, urls: options.urls.clone(), are_all: true, ..options.fetch.clone() };
    let outcome = fetch::run(&fetch);
    fetch::print::outcome(&fetch, &outcome);
    outcome.status(&fetch) == 0
}

fn generated(options: &Options, facts: &Facts, created: &mut Created) -> bool {
    let out = options.folder.join(files::CLIENT);
    created.paths.push(out.clone());
    let regen = regen::Options {
        specs: options.folder.join(files::SPECS),
        out,
        name: Some(facts.name.clone()),
        package: facts.package(),
        reading: Reading { titles: options.titles.clone(), ..Reading::default() },
        ..regen::Options::default()
    };
    let outcome = regen::run(&regen);
    print::outcome(&regen, &outcome, print::Format::Text, false);
    outcome.is_success(&regen)
}
