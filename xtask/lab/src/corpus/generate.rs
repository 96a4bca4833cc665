//! Generates the crates of a corpus, each in a process of its own.
//!
//! In: documents. Out: a [`Row`] for each, and its crate in the work folder under `crates/`. [`one`] is what such a
//! process does (`cargo lab generate-one`): it writes the crate and gives the row on standard output, as JSON.

use super::documents::{Document, at};
use super::{Generated, Options, Row, behaviour, measure};
use generator::diagnostic::{Diagnostics, Severity};
use generator::source::Page;
use generator::{File, Input, Output};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::fs;
use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::io;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};
use xtask::progress::Progress;
use xtask::{journal, manifest, print, specs, tree};

/// A row, and what it was made from.
#[derive(Serialize, Deserialize)]
struct Kept {
    key: u64,
    row: Row,
}

/// The folder of a document's crate.
pub fn crate_folder(work: &Path, package: &str) -> PathBuf {
    work.join("crates").join(package)
}

/// Generates every document.
///
/// # Errors
/// If the work folder cannot be written, or this program not be started.
pub fn all(options: &Options, documents: &[Document]) -> io::Result<Vec<Row>> {
    let kept = options.work.join("kept");
    fs::create_dir_all(&kept).map_err(|error| at(&kept, &error))?;
    let progress = Progress::new("generate", documents.len());
    let (next, done) = (AtomicUsize::new(0), AtomicUsize::new(0));
    let rows = Mutex::new(BTreeMap::new());
    let work = || -> io::Result<()> {
        while let Some(document) = documents.get(next.fetch_add(1, Ordering::Relaxed)) {
            let row = row(options, &kept, document)?;
            progress.step(done.fetch_add(1, Ordering::Relaxed) + 1, &document.path);
            if let Ok(mut rows) = rows.lock() {
                rows.insert(document.path.clone(), row);
            }
        }
        Ok(())
    };
    std::thread::scope(|scope| {
        let threads: Vec<_> = (0..options.jobs.max(1)).map(|_| scope.spawn(work)).collect();
        let ended = threads
            .into_iter()
            .map(|thread| thread.join().unwrap_or_else(|_| Err(io::Error::other("a thread failed"))));
        ended.collect::<io::Result<Vec<()>>>()
    })?;
    progress.finish();
    Ok(rows.into_inner().unwrap_or_default().into_values().collect())
}

/// What the process for one document does: writes the crate, and gives the row.
pub fn one(document: &Document, work: &Path) -> Row {
    let mut dx = Diagnostics::default();
    let generated = written(&mut dx, document, work);
    let text = print::rendered(&dx, false, false);
    let errors = if generated.is_none() { vec![text.trim_end().to_owned()] } else { Vec::new() };
    Row { document: document.path.clone(), package: document.package.clone(), generated, errors, ..Row::default() }
}

fn written(dx: &mut Diagnostics, document: &Document, work: &Path) -> Option<Generated> {
    let text = specs::text(dx, &document.file)?;
    let pages = vec![Page { path: document.path.clone(), text }];
    let input = Input { pages, package: document.package.clone(), ..Input::default() };
    let started = Instant::now();
    let output = match generator::generate(&input) {
        Ok(output) => output,
        Err(errors) => {
            *dx = errors;
            return None;
        }
    };
    let generated = figures(&output, started.elapsed());
    write_program(dx, work, &document.package, &output)?;
    write_crate(dx, &crate_folder(work, &document.package), &document.package, output)?;
    Some(generated)
}

fn figures(output: &Output, elapsed: Duration) -> Generated {
    let mut warnings = BTreeMap::new();
    for message in output.diagnostics.list.iter().filter(|message| message.severity == Severity::Warning) {
        *warnings.entry(message.code.to_owned()).or_default() += 1;
    }
    let rust = output.files.iter().filter(|file| file.path.ends_with(".rs"));
    Generated {
        operations: output.report.operations,
        models: output.report.models,
        warnings,
        unsupported: output.report.unsupported.clone(),
        lines: rust.map(|file| file.text.lines().count()).sum(),
        seconds: elapsed.as_secs_f64(),
        peak_memory: measure::peak_memory(),
    }
}

fn write_crate(dx: &mut Diagnostics, out: &Path, package: &str, output: Output) -> Option<()> {
    let mut files = output.files;
    match manifest::created(package, &output.api.title, false, &output.features) {
        Ok(text) => files.push(File { path: "Cargo.toml".to_owned(), text }),
        Err(problem) => {
            dx.error("invalid-manifest", problem, specs::at(out));
            return None;
        }
    }
    let plan = tree::plan(dx, out, files);
    dx.list.is_empty().then_some(())?;
    if let Err((path, error)) = tree::apply(out, &plan, &mut |_| Ok(())) {
        dx.error("write-failed", format!("writing failed: {error}"), specs::at(&path));
        return None;
    }
    Some(())
}

/// The program that uses the crate, whether or not it will be built: only here is known what everything is called.
fn write_program(dx: &mut Diagnostics, work: &Path, package: &str, output: &Output) -> Option<()> {
    let folder = behaviour::folder(work, package);
    let client = std::path::absolute(crate_folder(work, package)).ok()?;
    match behaviour::program::write(&folder, &client, package, output) {
        Ok(()) => Some(()),
        Err(error) => {
            dx.error("write-failed", format!("writing failed: {error}"), specs::at(&folder));
            None
        }
    }
}

/// The row that was kept from the same text and the same program, or a new one.
fn row(options: &Options, kept: &Path, document: &Document) -> io::Result<Row> {
    let program = std::env::current_exe()?;
    let key = key(&program, document)?;
    let file = kept.join(format!("{}.json", document.package));
    let is_complete = || {
        let out = crate_folder(&options.work, &document.package);
        out.join("Cargo.toml").is_file() && !journal::REGEN.is_left(&out)
    };
    let earlier = fs::read(&file).ok().and_then(|text| serde_json::from_slice::<Kept>(&text).ok());
    if let Some(earlier) =
        earlier.filter(|earlier| earlier.key == key && earlier.row.generated.is_some() && is_complete())
    {
        return Ok(earlier.row);
    }
    let row = in_a_process(&program, options, document)?;
    let text = serde_json::to_vec(&Kept { key, row: row.clone() })?;
    fs::write(&file, text).map_err(|error| at(&file, &error))?;
    Ok(row)
}

fn key(program: &Path, document: &Document) -> io::Result<u64> {
    let mut hasher = DefaultHasher::new();
    let about = fs::metadata(program)?;
    (about.len(), about.modified()?, &document.path).hash(&mut hasher);
    fs::read(&document.file).map_err(|error| at(&document.file, &error))?.hash(&mut hasher);
    Ok(hasher.finish())
}

/// Generates a document in a process of its own, and gives its row.
///
/// # Errors
/// If the process cannot be started.
pub(crate) fn in_a_process(program: &Path, options: &Options, document: &Document) -> io::Result<Row> {
    let mut command = Command::new(program);
    command.arg("generate-one").arg(&document.file).arg(&document.path).arg(&document.package).arg(&options.work);
    let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn()?;
    let (output, errors) = (reader(child.stdout.take()), reader(child.stderr.take()));
    let status = wait(&mut child, options.timeout)?;
    let (output, errors) = (output.join().unwrap_or_default(), errors.join().unwrap_or_default());
    let failure = match status {
        Some(status) if status.success() => match serde_json::from_slice(&output) {
            Ok(row) => return Ok(row),
            Err(error) => format!("the process gave no row: {error}"),
        },
        Some(status) => format!("the process ended with {status}: {}", String::from_utf8_lossy(&errors).trim()),
        None => format!("generating took longer than {} s", options.timeout.as_secs()),
    };
    let (document, package) = (document.path.clone(), document.package.clone());
    Ok(Row { document, package, errors: vec![failure], broke_off: true, ..Row::default() })
}

/// Reads all of a pipe beside the process, which would wait for a full one.
fn reader(pipe: Option<impl io::Read + Send + 'static>) -> std::thread::JoinHandle<Vec<u8>> {
    std::thread::spawn(move || {
        let mut bytes = Vec::new();
        if let Some(mut pipe) = pipe {
            // What was read before an error is what there is.
            let _ = pipe.read_to_end(&mut bytes);
        }
        bytes
    })
}

/// Waits for a process to end; `None` if it took too long and was ended.
fn wait(child: &mut Child, timeout: Duration) -> io::Result<Option<std::process::ExitStatus>> {
    let started = Instant::now();
    loop {
        if let Some(status) = child.try_wait()? {
            return Ok(Some(status));
        }
        if started.elapsed() > timeout {
            child.kill()?;
            child.wait()?;
            return Ok(None);
        }
        std::thread::sleep(Duration::from_millis(5));
    }
}
