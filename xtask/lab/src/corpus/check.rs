//! Checks the generated crates with `cargo check`, clippy and rustdoc.
//!
//! In: rows with crates. Out: the same rows, each with what the tools said about its crate. A warning counts as much
//! as an error. All crates are members of one workspace, so each tool runs once, over all of them, and goes on after
//! a crate that fails.

use super::documents::at;
use super::{Options, Row, generate, measure};
use generator::features::{ALL_TYPES, RuntimePart};
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::{self, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use xtask::manifest;
use xtask::progress::Progress;

/// A tool: its name, cargo's arguments, and those after `--`.
type Tool = (&'static str, &'static [&'static str], &'static [&'static str]);
const TOOLS: &[Tool] = &[
    ("check", &["check"], &[]),
    ("clippy", &["clippy"], &["--", "-D", "warnings"]),
    ("doc", &["doc", "--no-deps"], &[]),
];

/// What a tool said about each crate.
type Messages = BTreeMap<String, Vec<String>>;

/// Checks every crate that was generated.
///
/// # Errors
/// If the workspace cannot be written, or cargo fails for another reason than a crate.
pub fn all(options: &Options, rows: &mut [Row]) -> io::Result<()> {
    let members: Vec<String> =
        rows.iter().filter(|row| row.generated.is_some()).map(|row| row.package.clone()).collect();
    if members.is_empty() {
        return Ok(());
    }
    let folders: Vec<String> = members.iter().map(|member| format!("crates/{member}")).collect();
    write_workspace(&options.work, &folders, options.workspace.as_deref())?;
    let times = options.work.join("measured");
    fs::create_dir_all(&times).map_err(|error| at(&times, &error))?;
    // Of a mutant, it is enough that it compiles.
    let tools = if options.mutants.is_some() { TOOLS.get(..1).unwrap_or(TOOLS) } else { TOOLS };
    for tool in tools {
        let mut messages = run(options, tool, &members, &times)?;
        for row in rows.iter_mut().filter(|row| row.generated.is_some()) {
            row.checks.insert(tool.0.to_owned(), messages.remove(&row.package).unwrap_or_default());
        }
    }
    for row in rows {
        row.check = measure::compilation(&times, &row.package);
    }
    Ok(())
}

/// Writes the manifest of a workspace, with the versions of the project's lock file.
///
/// # Errors
/// If a file cannot be written.
pub fn write_workspace(folder: &Path, members: &[String], project: Option<&Path>) -> io::Result<()> {
    let mut manifest = toml_edit::DocumentMut::new();
    manifest["workspace"]["resolver"] = toml_edit::value("3");
    manifest["workspace"]["members"] = toml_edit::value(members.iter().collect::<toml_edit::Array>());
    let file = folder.join("Cargo.toml");
    let text = manifest.to_string();
    if fs::read_to_string(&file).is_ok_and(|old| old == text) {
        return Ok(());
    }
    fs::write(&file, text).map_err(|error| at(&file, &error))?;
    let lock = project.map(|root| root.join("Cargo.lock")).filter(|lock| lock.is_file());
    match lock {
        Some(lock) => fs::copy(&lock, folder.join("Cargo.lock")).map(|_| ()).map_err(|error| at(&lock, &error)),
        None => Ok(()),
    }
}

fn run(options: &Options, (name, arguments, more): &Tool, members: &[String], times: &Path) -> io::Result<Messages> {
    let mut command = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command.args(*arguments).args(["--workspace", "--keep-going", "--message-format=json", "--jobs"]);
    command.arg(options.jobs.to_string()).arg("--target-dir").arg(std::path::absolute(options.work.join("target"))?);
    if options.mutants.is_some() {
        command.arg("--no-default-features").arg("--features").arg(of_documents(options, members)?.join(","));
    }
    if *name != "check" {
        // `check` is of the default features, as callers have them.
        let all: Vec<String> = members.iter().map(|member| format!("{member}/{ALL_TYPES}")).collect();
        command.arg("--features").arg(all.join(","));
    }
    command.args(*more).current_dir(&options.work).stdout(Stdio::piped()).stderr(Stdio::piped());
    command.env("RUSTDOCFLAGS", "-D warnings").env_remove("CARGO_TARGET_DIR");
    if *name == "check" {
        command.env("RUSTC_WRAPPER", std::env::current_exe()?).env(measure::FOLDER, std::path::absolute(times)?);
    }
    let progress = Progress::new(name, members.len());
    let mut child = command.spawn()?;
    let (output, errors) = (child.stdout.take(), child.stderr.take());
    let (found, told) = std::thread::scope(|scope| {
        let found = scope.spawn(move || output.map(|output| messages(BufReader::new(output))).unwrap_or_default());
        let told = errors.map(|errors| follow(BufReader::new(errors), &progress)).unwrap_or_default();
        (found.join().unwrap_or_default(), told)
    });
    progress.finish();
    let status = child.wait()?;
    with_failures(name, found, &told, status.success())
}

/// The features that turn on what the documents make, without a transport, which takes longest to build and is the same
/// for all documents.
fn of_documents(options: &Options, members: &[String]) -> io::Result<Vec<String>> {
    let mut all = Vec::new();
    for member in members {
        let file = generate::crate_folder(&options.work, member).join("Cargo.toml");
        let text = fs::read_to_string(&file).map_err(|error| at(&file, &error))?;
        let is_of_documents = |name: &String| {
            let is_part = RuntimePart::ALL.iter().any(|part| part.feature() == name);
            name.starts_with("tag-") || name == ALL_TYPES || is_part
        };
        let names = manifest::features(&text).into_iter().filter(is_of_documents);
        all.extend(names.map(|name| format!("{member}/{name}")));
    }
    Ok(all)
}

/// Adds what cargo itself says of crates that failed: a compiler that was killed has no message of its own.
fn with_failures(name: &str, mut found: Messages, told: &[String], success: bool) -> io::Result<Messages> {
    let mut is_explained = success;
    for line in told {
        let failed = ["could not compile `", "could not document `"].iter().find_map(|start| line.split_once(start));
        if let Some((_, rest)) = failed
            && let Some((package, _)) = rest.split_once('`')
        {
            is_explained = true;
            let messages = found.entry(package.to_owned()).or_default();
            if messages.is_empty() {
                messages.push(line.clone());
            }
        }
    }
    if is_explained { Ok(found) } else { Err(io::Error::other(format!("cargo {name} failed:\n{}", told.join("\n")))) }
}

/// Shows which crate cargo is at, and gives everything else that it tells.
fn follow(errors: impl io::BufRead, progress: &Progress) -> Vec<String> {
    let mut seen = BTreeSet::new();
    let mut told = Vec::new();
    for line in errors.lines().map_while(Result::ok) {
        let words: Vec<&str> = line.split_whitespace().collect();
        match words.as_slice() {
            ["Checking" | "Documenting", package, ..] if package.starts_with("api-") => {
                seen.insert((*package).to_owned());
                progress.step(seen.len(), package);
            }
            _ => told.push(line),
        }
    }
    told
}

#[derive(Deserialize)]
struct Line {
    reason: String,
    manifest_path: Option<PathBuf>,
    message: Option<Message>,
}

#[derive(Deserialize)]
struct Message {
    level: String,
    message: String,
    rendered: Option<String>,
}

/// The warnings and errors of every crate, by the name of its folder.
fn messages(output: impl io::BufRead) -> Messages {
    let mut messages = Messages::new();
    for line in output.lines().map_while(Result::ok) {
        let Ok(Line { reason, manifest_path: Some(manifest), message: Some(message) }) = serde_json::from_str(&line)
        else {
            continue;
        };
        let is_finding = matches!(message.level.as_str(), "warning" | "error");
        let is_summary = message.message.starts_with("aborting due to") || message.message.ends_with("emitted");
        let package = manifest.parent().and_then(Path::file_name).map(|name| name.to_string_lossy().into_owned());
        if let Some(package) = package.filter(|_| reason == "compiler-message" && is_finding && !is_summary) {
            messages.entry(package).or_default().push(message.rendered.unwrap_or(message.message));
        }
    }
    messages
}

#[cfg(test)]
mod tests {
    use super::{Messages, messages, with_failures};

    const OUTPUT: &str = r#"{"reason":"compiler-artifact","manifest_path":"/w/crates/api-a/Cargo.toml"}
{"reason":"compiler-message","manifest_path":"/w/crates/api-a/Cargo.toml","message":{"level":"warning","message":"unused","rendered":"warning: unused\n"}}
{"reason":"compiler-message","manifest_path":"/w/crates/api-a/Cargo.toml","message":{"level":"warning","message":"1 warning emitted","rendered":"warning: 1 warning emitted\n"}}
{"reason":"compiler-message","manifest_path":"/w/crates/api-b/Cargo.toml","message":{"level":"error","message":"wrong","rendered":null}}
{"reason":"compiler-message","manifest_path":"/w/crates/api-b/Cargo.toml","message":{"level":"failure-note","message":"see","rendered":"see"}}
no JSON
{"reason":"build-finished","success":false}
"#;

    #[test]
    fn warnings_and_errors_are_found_by_crate() {
        let expected: Messages = [("api-a", "warning: unused\n"), ("api-b", "wrong")]
            .into_iter()
            .map(|(package, message)| (package.to_owned(), vec![message.to_owned()]))
            .collect();
        assert_eq!(messages(OUTPUT.as_bytes()), expected);
    }

    #[test]
    fn a_compiler_that_was_killed_counts_as_a_failure_of_its_crate() {
        let told = ["error: could not compile `api-c` (lib)".to_owned(), "  (signal: 9, SIGKILL: kill)".to_owned()];
        let found = with_failures("check", Messages::new(), &told, false).unwrap();
        assert_eq!(found["api-c"], ["error: could not compile `api-c` (lib)"]);
    }

    #[test]
    fn a_failure_of_cargo_itself_is_no_result() {
        let told = ["error: failed to parse the manifest".to_owned()];
        let error = with_failures("check", Messages::new(), &told, false).unwrap_err();
        assert!(error.to_string().contains("failed to parse the manifest"));
    }
}
