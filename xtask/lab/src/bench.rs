//! `cargo lab bench`: the figures of the README, measured on this machine.
//!
//! In: nothing but the project. Out: a table of figures on standard output. Each is a ratio of two things that were
//! measured in the same run: the emitted models against the same models with serde's derive (CPU time of the compiler,
//! throughput), and a call through the client against the same call written by hand. What is built is under
//! `target/bench`; nothing there is kept in the project.

pub mod document;
mod documents;
mod programs;
pub mod sites;
pub mod turns;

use crate::corpus::documents::at;
use crate::corpus::measure::{self, Compilation};
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Instant;
use xtask::regen;

/// How often each figure is taken; the least is printed.
const ROUNDS: usize = 2;

/// The only tag of the synthetic document.
const FEATURE: &str = "tag-models";

/// What is to be measured.
#[derive(Debug, Clone)]
pub struct Options {
    /// The project.
    pub workspace: PathBuf,
    /// Where crates are written and built.
    pub work: PathBuf,
}

/// Measures everything and prints it.
///
/// # Errors
/// If a file cannot be written or a program cannot be built.
pub fn run(options: &Options) -> io::Result<()> {
    let crates = write_crates(options)?;
    println!("{:<42} {:>10} {:>10} {:>8}", "", "derive", "emitted", "ratio");
    for (title, arguments) in
        [("cargo check, CPU s", &["check"][..]), ("release build, CPU s", &["build", "--release"])]
    {
        let derived = compile(options, &crates.derived, arguments, &[])?.seconds;
        let models = compile(options, &crates.models, arguments, &["--features", FEATURE])?.seconds;
        println!("{title:<42} {derived:>10.2} {models:>10.2} {:>7.1}x", derived / models);
        let features = ["--no-default-features", "--features", FEATURE];
        let emitted = compile(options, &crates.emitted, arguments, &features)?.seconds;
        let title = "  with the whole client";
        println!("{title:<42} {derived:>10.2} {emitted:>10.2} {:>7.1}x", derived / emitted);
    }
    run_program(options, "throughput", programs::THROUGHPUT, &[])?;
    regen_times(options)?;
    run_program(options, "call", programs::CALL, &[])
}

struct Crates {
    derived: PathBuf,
    models: PathBuf,
    emitted: PathBuf,
}

/// The same 400 models twice: as the generator emits them, and as structs with serde's derive.
fn write_crates(options: &Options) -> io::Result<Crates> {
    let document = documents::Models::new();
    let specs = options.work.join("specs");
    write(&specs.join("models.json"), &document.openapi().to_string())?;
    let emitted = options.work.join("emitted");
    let outcome = regen::run(&regen::Options {
        specs,
        out: emitted.clone(),
        name: Some("emitted".to_owned()),
        ..regen::Options::default()
    });
    if outcome.done.is_none() {
        return Err(io::Error::other("the synthetic document does not generate"));
    }
    let manifest = emitted.join("Cargo.toml");
    let text = fs::read_to_string(&manifest).map_err(|error| at(&manifest, &error))?;
    if !text.contains("[workspace]") {
        write(&manifest, &format!("{text}\n[workspace]\n"))?;
    }
    let derived = options.work.join("derived");
    write(&derived.join("Cargo.toml"), programs::DERIVED_MANIFEST)?;
    write(&derived.join("src/lib.rs"), &document.derived())?;
    let models = options.work.join("emitted_models");
    write_models(&emitted, &models)?;
    Ok(Crates { derived, models, emitted })
}

/// The models of an emitted crate with the part of the runtime that they need.
fn write_models(emitted: &Path, models: &Path) -> io::Result<()> {
    write(&models.join("Cargo.toml"), programs::MODELS_MANIFEST)?;
    write(&models.join("src/lib.rs"), programs::MODELS_LIBRARY)?;
    write(&models.join("src/runtime/mod.rs"), programs::MODELS_RUNTIME)?;
    let source = emitted.join("src");
    let mut files = files(&source, Path::new(programs::MODELS_ROOM))?;
    files.extend(self::files(&source, Path::new("models"))?);
    files.extend([programs::MODELS_BASICS, "models.rs"].map(PathBuf::from));
    for file in files {
        let from = source.join(&file);
        let text = fs::read_to_string(&from).map_err(|error| at(&from, &error))?;
        write(&models.join("src").join(&file), &text)?;
    }
    Ok(())
}

/// The files in a folder and below it, by their paths from the root.
fn files(root: &Path, folder: &Path) -> io::Result<Vec<PathBuf>> {
    let mut all = Vec::new();
    for entry in fs::read_dir(root.join(folder))? {
        let path = folder.join(entry?.file_name());
        match root.join(&path).is_dir() {
            true => all.extend(files(root, &path)?),
            false => all.push(path),
        }
    }
    Ok(all)
}

/// Writes a file, if it is not there with this text already.
fn write(path: &Path, text: &str) -> io::Result<()> {
    if fs::read_to_string(path).is_ok_and(|old| old == text) {
        return Ok(());
    }
    let folder = path.parent().unwrap_or(path);
    fs::create_dir_all(folder).map_err(|error| at(folder, &error))?;
    fs::write(path, text).map_err(|error| at(path, &error))
}

/// CPU time and memory of the compiler for one crate alone, without its dependencies and without incremental
/// compilation.
fn compile(options: &Options, folder: &Path, arguments: &[&str], features: &[&str]) -> io::Result<Compilation> {
    let figures = options.work.join("figures");
    fs::create_dir_all(&figures).map_err(|error| at(&figures, &error))?;
    let package = folder.file_name().and_then(|name| name.to_str()).unwrap_or_default();
    let mut least: Option<Compilation> = None;
    // The first round builds the dependencies too; the crate's own time is written down in every round.
    for _ in 0..ROUNDS {
        let library = folder.join("src/lib.rs");
        fs::File::options().append(true).open(&library)?.set_modified(std::time::SystemTime::now())?;
        let mut command = cargo(options, folder);
        command.args(arguments).arg("--lib").args(features);
        command.env("RUSTC_WRAPPER", std::env::current_exe()?).env(measure::FOLDER, &figures);
        succeed(&mut command)?;
        let figure = measure::compilation(&figures, package);
        least = least.into_iter().chain(figure).min_by(|one, other| one.seconds.total_cmp(&other.seconds));
    }
    least.ok_or_else(|| io::Error::other(format!("no figure for {package}")))
}

fn cargo(options: &Options, folder: &Path) -> Command {
    let mut command = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command.current_dir(folder).env("CARGO_TARGET_DIR", options.work.join("target")).env("CARGO_INCREMENTAL", "0");
    command
}

fn succeed(command: &mut Command) -> io::Result<()> {
    let output = command.stdout(Stdio::null()).stderr(Stdio::piped()).output()?;
    if output.status.success() {
        return Ok(());
    }
    let said = String::from_utf8_lossy(&output.stderr);
    let last: Vec<&str> = said.lines().rev().take(20).collect();
    let last: Vec<&str> = last.into_iter().rev().collect();
    Err(io::Error::other(format!("{command:?} failed:\n{}", last.join("\n"))))
}

/// Builds and runs a program that uses the checked-in client.
fn run_program(options: &Options, name: &str, text: &str, arguments: &[&str]) -> io::Result<()> {
    let folder = options.work.join(name);
    let client = options.workspace.join("generated");
    let client = toml_edit::Value::from(client.display().to_string());
    write(
        &folder.join("Cargo.toml"),
        &programs::MANIFEST.replace("{name}", name).replace("{client}", &client.to_string()),
    )?;
    write(&folder.join("src/main.rs"), text)?;
    succeed(cargo(options, &folder).args(["build", "--release"]))?;
    let program = options.work.join("target/release").join(name);
    let status = Command::new(program).args(arguments).status()?;
    if status.success() { Ok(()) } else { Err(io::Error::other(format!("{name} failed"))) }
}

/// The time of `regen` on the project's own page in this process, and the peak memory of a process of its own.
fn regen_times(options: &Options) -> io::Result<()> {
    let mut least = f64::INFINITY;
    for _ in 0..20 {
        let started = Instant::now();
        let outcome = regen::run(&regen::Options {
            specs: options.workspace.join("specs"),
            out: options.workspace.join("generated"),
            check: true,
            workspace: Some(options.workspace.clone()),
            ..regen::Options::default()
        });
        if outcome.done.is_none() {
            return Err(io::Error::other("the project's own pages do not generate"));
        }
        least = least.min(started.elapsed().as_secs_f64());
    }
    let mut command = Command::new(std::env::current_exe()?);
    command
        .args(["xtask", "regen", "--check"])
        .current_dir(&options.workspace)
        .stdout(Stdio::null())
        .stderr(Stdio::null());
    let (_, memory) = measure::watched(&mut command);
    let build = if cfg!(debug_assertions) { "debug" } else { "release" };
    let memory = memory.map_or_else(String::new, |memory| format!(", peak memory {} MB", memory / 1024));
    println!("regen on specs/ ({build} build): {:.1} ms{memory}", least * 1e3);
    Ok(())
}
