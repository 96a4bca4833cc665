//! One document: what generating its crate takes, and what compiling that crate takes.
//!
//! In: an OpenAPI document. Out: lines such as
//!
//! ```text
//! petstore.json: 20 operations, 9 models, 2711 lines
//!                        wall        CPU     memory
//! generate             0.01 s     0.02 s       9 MB
//! cargo check                     0.40 s     180 MB
//! release build                   3.10 s     260 MB
//! ```
//!
//! Each is the least of several rounds, each round in a process of its own. Wall time and memory of generating are
//! those of `generate` alone, its CPU time is that of the process, which also writes the files. Compiling counts for
//! the crate itself, its dependencies are built before; nothing is compiled incrementally.

use super::{Options, compile, write};
use crate::corpus::documents::{Document, at};
use crate::corpus::generate::{crate_folder, in_a_process};
use crate::corpus::measure::{self, Compilation};
use crate::corpus::{self, Generated};
use std::fs;
use std::io;
use std::path::Path;
use std::time::Duration;

/// How often the crate is generated.
const ROUNDS: usize = 5;
/// Longer than this no document may take to be generated.
const PATIENCE: Duration = Duration::from_secs(120);
/// The crate's name: the same for every document, so that dependencies are built once for all of them.
const PACKAGE: &str = "measured";

/// Measures a document and prints the figures.
///
/// # Errors
/// If the document does not generate or its crate does not compile.
pub fn run(options: &Options, file: &Path) -> io::Result<()> {
    fs::metadata(file).map_err(|error| at(file, &error))?;
    let path = file.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let document = Document { path, file: file.to_path_buf(), package: PACKAGE.to_owned() };
    let (generated, seconds) = generate(options, &document)?;
    let Generated { operations, models, lines, .. } = &generated;
    println!("{}: {operations} operations, {models} models, {lines} lines", document.path);
    println!("{:<16} {:>10} {:>10} {:>10}", "", "wall", "CPU", "memory");
    println!("{}", line("generate", Some(generated.seconds), seconds, generated.peak_memory));
    let folder = crate_folder(&options.work, PACKAGE);
    prepare(options, &folder)?;
    for (title, arguments) in [("cargo check", &["check"][..]), ("release build", &["build", "--release"])] {
        let Compilation { seconds, peak_memory } = compile(options, &folder, arguments, &[])?;
        println!("{}", line(title, None, Some(seconds), peak_memory));
    }
    Ok(())
}

/// Generates the crate several times. Gives the figures of the fastest time, and the least CPU time.
fn generate(options: &Options, document: &Document) -> io::Result<(Generated, Option<f64>)> {
    let corpus = corpus::Options {
        documents: document.file.clone(),
        work: options.work.clone(),
        generate_only: true,
        mutants: None,
        behaviour: false,
        server: None,
        jobs: 1,
        timeout: PATIENCE,
        workspace: Some(options.workspace.clone()),
    };
    let program = std::env::current_exe()?;
    let mut fastest: Option<Generated> = None;
    let mut least: Option<f64> = None;
    for _ in 0..ROUNDS {
        let before = measure::cpu_time_of_children();
        let row = in_a_process(&program, &corpus, document)?;
        let Some(generated) = row.generated else { return Err(io::Error::other(row.errors.join("\n"))) };
        if let (Some(before), Some(after)) = (before, measure::cpu_time_of_children()) {
            least = Some(least.unwrap_or(f64::INFINITY).min(after - before));
        }
        if fastest.as_ref().is_none_or(|fastest| generated.seconds < fastest.seconds) {
            fastest = Some(generated);
        }
    }
    fastest.map(|fastest| (fastest, least)).ok_or_else(|| io::Error::other("nothing was generated"))
}

/// Makes the crate a workspace of its own, with the project's versions of the dependencies.
fn prepare(options: &Options, folder: &Path) -> io::Result<()> {
    let manifest = folder.join("Cargo.toml");
    let text = fs::read_to_string(&manifest).map_err(|error| at(&manifest, &error))?;
    if !text.contains("[workspace]") {
        write(&manifest, &format!("{text}\n[workspace]\n"))?;
    }
    let lock = options.workspace.join("Cargo.lock");
    fs::copy(&lock, folder.join("Cargo.lock")).map(|_| ()).map_err(|error| at(&lock, &error))
}

fn line(title: &str, wall: Option<f64>, cpu: Option<f64>, memory: Option<u64>) -> String {
    let seconds = |seconds: Option<f64>| seconds.map_or_else(String::new, |seconds| format!("{seconds:.2} s"));
    let memory = memory.map_or_else(String::new, |memory| format!("{} MB", memory / 1024));
    format!("{title:<16} {:>10} {:>10} {memory:>10}", seconds(wall), seconds(cpu))
}

#[cfg(test)]
mod tests {
    use super::line;

    #[test]
    fn a_figure_that_the_system_does_not_tell_is_left_empty() {
        assert_eq!(
            line("generate", Some(0.127), Some(0.2), Some(9 * 1024)),
            "generate             0.13 s     0.20 s       9 MB"
        );
        assert_eq!(line("cargo check", None, None, None).trim_end(), "cargo check");
    }
}
