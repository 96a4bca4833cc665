//! Prints the steps of a history.
//!
//! In: steps. Out: a table with a row a step and totals, and every fault on a line of its own below; or all of it as
//! JSON.

use super::{Faults, Step};
use crate::corpus::table::laid_out;
use generator::visible;
use xtask::print::count;

const HEAD: [&str; 11] = [
    "step",
    "changes",
    "lines",
    "Rust",
    "wire",
    "renamed",
    "moved",
    "repeated",
    "contradicting",
    "false majors",
    "time",
];

/// The table, and the faults.
pub fn text(steps: &[Step]) -> String {
    let mut cells: Vec<[String; 11]> = vec![HEAD.map(str::to_owned)];
    cells.extend(steps.iter().map(cells_of));
    cells.push(totals(steps));
    let mut text = laid_out(HEAD, &cells);
    for step in steps {
        text.push_str(&faults(step));
    }
    visible::output(&text)
}

/// All steps, for programs.
///
/// # Errors
/// If a figure is no JSON.
pub fn json(steps: &[Step]) -> serde_json::Result<String> {
    Ok(serde_json::to_string_pretty(steps)? + "\n")
}

fn lists(faults: &Faults) -> [(&'static str, &Vec<String>); 5] {
    let Faults { renamed, moved, repeated, contradicting, false_majors } = faults;
    [
        ("renamed", renamed),
        ("moved", moved),
        ("repeated", repeated),
        ("contradicting", contradicting),
        ("false major", false_majors),
    ]
}

fn name(step: &Step) -> String {
    format!("{} → {}", step.old, step.new)
}

fn cells_of(step: &Step) -> [String; 11] {
    let verdict = |verdict: Option<&str>| match &step.errors {
        Some(_) => "not generated".to_owned(),
        None => verdict.unwrap_or("none").to_owned(),
    };
    let [a, b, c, d, e] = lists(&step.faults).map(|(_, list)| list.len().to_string());
    let [changes, lines] = [step.changes, step.lines].map(|number| number.to_string());
    let time = format!("{:.2} s", step.seconds);
    [name(step), changes, lines, verdict(step.rust), verdict(step.wire), a, b, c, d, e, time]
}

fn totals(steps: &[Step]) -> [String; 11] {
    let sum = |number: fn(&Step) -> usize| steps.iter().map(number).sum::<usize>().to_string();
    let failed = steps.iter().filter(|step| !step.is_ok()).count();
    [
        count(steps.len(), "step", "steps"),
        sum(|step| step.changes),
        sum(|step| step.lines),
        format!("{} ok", steps.len() - failed),
        format!("{failed} failed"),
        sum(|step| step.faults.renamed.len()),
        sum(|step| step.faults.moved.len()),
        sum(|step| step.faults.repeated.len()),
        sum(|step| step.faults.contradicting.len()),
        sum(|step| step.faults.false_majors.len()),
        format!("{:.2} s", steps.iter().map(|step| step.seconds).sum::<f64>()),
    ]
}

fn faults(step: &Step) -> String {
    let mut text = String::new();
    let lists = lists(&step.faults);
    let all = lists.iter().flat_map(|(what, list)| list.iter().map(move |line| (*what, line)));
    for (what, line) in all.chain(step.errors.iter().map(|errors| ("not generated", errors))) {
        text.push_str(&format!("[{what}] {}\n", visible::line(line)));
    }
    if text.is_empty() { text } else { format!("\n{}\n{text}", name(step)) }
}
