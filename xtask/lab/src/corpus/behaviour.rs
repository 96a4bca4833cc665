//! Uses every generated crate: reads and writes values of its types, and calls its operations.
//!
//! In: rows with crates. Out: the same rows, each with figures and with what is not as the document says. Beside each
//! crate a program was written that depends on it ([`program`]); it is built and told line by line what to do
//! ([`round_trips`], [`calls`]), and what it answers is judged here, by the merged document alone ([`expect`], [`judge`]).
//! Values are made from the schemas ([`instance`]) and held against a validator of JSON Schema ([`schema`]). All of it is
//! the same in every run.

pub mod calls;
pub mod expect;
pub mod instance;
pub mod items;
pub mod judge;
pub mod kinds;
pub mod operation;
pub mod program;
pub mod responses;
pub mod round_trips;
pub mod schema;

use super::documents::at;
use super::{Options, Row, check, generate};
use items::Items;
use responses::Responses;
use round_trips::RoundTrips;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::fs;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use xtask::progress::Progress;

/// What became of a crate that was used.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Behaviour {
    /// Reading and writing.
    pub round_trips: RoundTrips,
    /// Calling.
    pub calls: Calls,
    /// Reading what is documented as a response.
    #[serde(default)]
    pub responses: Responses,
}

/// What became of the operations of a crate.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Calls {
    /// Operations of the client.
    pub operations: usize,
    /// Those that were called.
    pub called: usize,
    /// Calls that were sent.
    pub calls: usize,
    /// What was not sent as documented.
    pub mismatches: Vec<String>,
}

/// The folder of the program for a crate.
pub fn folder(work: &Path, package: &str) -> PathBuf {
    work.join("uses").join(package)
}

/// Uses every crate that was generated, one after the other.
///
/// # Errors
/// If the work folder cannot be written, or cargo cannot be started.
pub fn all(options: &Options, rows: &mut [Row]) -> io::Result<()> {
    each(options, rows, "use", one)
}

/// Does something with the program of every crate, one after the other.
///
/// # Errors
/// If the work folder cannot be written, or one of them fails.
pub(super) fn each(
    options: &Options,
    rows: &mut [Row],
    title: &'static str,
    mut step: impl FnMut(&Options, &mut Row) -> io::Result<()>,
) -> io::Result<()> {
    let used: Vec<&mut Row> = rows.iter_mut().filter(|row| row.generated.is_some()).collect();
    let members: Vec<String> = used.iter().map(|row| row.package.clone()).collect();
    if members.is_empty() {
        return Ok(());
    }
    check::write_workspace(&options.work.join("uses"), &members, options.workspace.as_deref())?;
    let progress = Progress::new(title, used.len());
    for (number, row) in used.into_iter().enumerate() {
        progress.step(number + 1, &row.document);
        step(options, row)?;
    }
    progress.finish();
    Ok(())
}

fn one(options: &Options, row: &mut Row) -> io::Result<()> {
    let problems = built(options, &row.package, &[])?;
    row.checks.insert("program".to_owned(), problems.clone());
    if !problems.is_empty() {
        return Ok(());
    }
    let document = read(&generate::crate_folder(&options.work, &row.package).join("openapi.json"))?;
    let items: Items = serde_json::from_value(read(&folder(&options.work, &row.package).join("items.json"))?)?;
    let (tasks, mut round_trips) = round_trips::tasks(&document, &items);
    let mut calls = Calls { operations: items.operations.len(), ..Calls::default() };
    let cases = cases(&document, &items, &mut calls);
    let nameless = items::OperationItem::default();
    let item = |case: &calls::Case| items.operations.get(case.operation).unwrap_or(&nameless);
    let exchanges = exchanges(&document, &items, &cases);
    let lines = tasks.iter().map(round_trips::Task::line).chain(cases.iter().map(|case| case.line(item(case))));
    let lines = lines.chain(exchanges.iter().map(|exchange| exchange.line(item(&exchange.case))));
    let mut answers = answers(options, &row.package, lines.collect())?.into_iter();
    let answered = tasks.iter().zip(answers.by_ref().take(tasks.len()));
    round_trips.mismatches.extend(answered.filter_map(|(task, answer)| round_trips::judge(&items, task, &answer)));
    for (case, answer) in cases.iter().zip(answers.by_ref().take(cases.len())) {
        let item = item(case);
        let Some(documented) = operation::find(&document, &item.method, &item.path) else { continue };
        let expected = expect::request(documented, item, case);
        let found = judge::differences(&expected, &answer);
        let told = |difference| format!("{} ({} {}): {difference}", item.name, item.method, item.path);
        calls.mismatches.extend(found.into_iter().map(told));
    }
    let read = exchanges.iter().zip(answers);
    let mismatches = read.flat_map(|(exchange, answer)| responses::judge(item(&exchange.case), exchange, &answer));
    let responses = Responses { responses: exchanges.len(), mismatches: mismatches.collect() };
    row.checks.insert("round trips".to_owned(), round_trips.mismatches.clone());
    row.checks.insert("calls".to_owned(), calls.mismatches.clone());
    row.checks.insert("responses".to_owned(), responses.mismatches.clone());
    row.behaviour = Some(Behaviour { round_trips, calls, responses });
    Ok(())
}

/// The cases of all operations.
fn cases(document: &Value, items: &Items, calls: &mut Calls) -> Vec<calls::Case> {
    let per_operation = (0..items.operations.len()).map(|index| {
        let cases = calls::cases(document, items, index, calls::Plan::default(), &mut calls.mismatches);
        calls.called += usize::from(!cases.is_empty());
        cases
    });
    let cases: Vec<_> = per_operation.flatten().collect();
    calls.calls = cases.len();
    cases
}

/// The responses to the first call of each operation.
fn exchanges(document: &Value, items: &Items, cases: &[calls::Case]) -> Vec<responses::Exchange> {
    let mut all = Vec::new();
    for (index, item) in items.operations.iter().enumerate() {
        let case = cases.iter().find(|case| case.operation == index);
        if let (Some(case), Some(documented)) = (case, operation::find(document, &item.method, &item.path)) {
            all.extend(responses::exchanges(documented, item, case));
        }
    }
    all
}

pub(super) fn read(file: &Path) -> io::Result<Value> {
    let mut document = serde_json::from_slice(&fs::read(file).map_err(|error| at(file, &error))?)?;
    as_its_author_wrote(&mut document);
    Ok(document)
}

/// Puts back what OpenAPI 3.0 has no place for, such as `const`: `openapi.json` has it beside.
fn as_its_author_wrote(value: &mut Value) {
    match value {
        Value::Object(members) => {
            if let Some(Value::Array(added)) = members.remove("x-not-written") {
                added.iter().filter_map(Value::as_str).for_each(|key| drop(members.remove(key)));
            }
            if let Some(Value::Object(partly)) = members.remove("x-partly-written") {
                partly.into_iter().for_each(|(key, entries)| put_back(members.get_mut(&key), entries));
            }
            if let Some(Value::Object(written)) = members.remove("x-as-written") {
                members.extend(written);
            }
            members.values_mut().for_each(as_its_author_wrote);
        }
        Value::Array(elements) => elements.iter_mut().for_each(as_its_author_wrote),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

/// Puts entries back into a list or map, by their indices or keys.
fn put_back(member: Option<&mut Value>, entries: Value) {
    let Value::Object(entries) = entries else { return };
    match member {
        Some(Value::Object(members)) => members.extend(entries),
        Some(Value::Array(elements)) => {
            // As text, 10 comes before 2.
            let mut numbered: Vec<(usize, Value)> =
                entries.into_iter().filter_map(|(index, entry)| Some((index.parse().ok()?, entry))).collect();
            numbered.sort_by_key(|(index, _)| *index);
            numbered.into_iter().for_each(|(index, entry)| elements.insert(index.min(elements.len()), entry));
        }
        Some(Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_)) | None => {}
    }
}

/// Builds the program of a crate; gives what the compiler says if it fails.
pub(super) fn built(options: &Options, package: &str, more: &[&str]) -> io::Result<Vec<String>> {
    let mut command = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command.args(["build", "--quiet", "--package", &program::name(package), "--jobs"]).arg(options.jobs.to_string());
    command.args(more).arg("--target-dir").arg(target(options)?).current_dir(options.work.join("uses"));
    // Nobody looks at these programs with a debugger, and none is built twice.
    command.env("CARGO_PROFILE_DEV_DEBUG", "0").env("CARGO_INCREMENTAL", "0").env_remove("CARGO_TARGET_DIR");
    let output = command.output()?;
    let told = String::from_utf8_lossy(&output.stderr).trim().to_owned();
    Ok(if output.status.success() { Vec::new() } else { vec![told] })
}

fn target(options: &Options) -> io::Result<PathBuf> {
    std::path::absolute(options.work.join("target"))
}

/// What the program answers, a line for a line. A line without a response has a problem.
pub(super) fn answers(options: &Options, package: &str, lines: Vec<Value>) -> io::Result<Vec<Value>> {
    let tasks = folder(&options.work, package).join("tasks.jsonl");
    let mut file = io::BufWriter::new(fs::File::create(&tasks).map_err(|error| at(&tasks, &error))?);
    for line in &lines {
        writeln!(file, "{line}")?;
    }
    file.flush()?;
    let program = format!("{}{}", program::name(package), std::env::consts::EXE_SUFFIX);
    let mut command = Command::new(target(options)?.join("debug").join(program));
    let output = command.stdin(Stdio::from(fs::File::open(&tasks)?)).stderr(Stdio::piped()).output()?;
    let text = String::from_utf8_lossy(&output.stdout);
    let mut answers: Vec<Value> = text.lines().map_while(|line| serde_json::from_str(line).ok()).collect();
    let told = String::from_utf8_lossy(&output.stderr).trim().to_owned();
    let problem = serde_json::json!({ "problem": format!("the program ended before: {told}") });
    answers.resize(lines.len(), problem);
    Ok(answers)
}
