//! What a run did, for programs.
//!
//! In: an [`Outcome`], and its summary for people. Out: the messages as [`generator::report::machine`] has them, then one
//! for each file that `--check` finds to be different (`different-file`, `missing-file`, `stale-file`), then one with the
//! summary, so that nothing is said to people only. In JSON the summary's message is
//!
//! ```json
//! {"severity":"note","code":"summary","message":"1 page, …","operations":4,"models":11,"warnings":15,"settled":0,"up_to_date":true,…}
//! ```

use crate::changes;
use crate::program;
use crate::regen::{Done, Options, Outcome};
use crate::specs::shown;
use generator::diagnostic::Severity;
use generator::report::{self, machine};
use generator::visible;
use serde_json::{Value, json};
use std::path::PathBuf;

/// One JSON object a line.
pub(super) fn json_lines(options: &Options, outcome: &Outcome, verbose: bool, summary: &str) -> String {
    let mut text = machine::json_lines(&outcome.diagnostics, report::Options { colour: false, verbose });
    let mut line = |value: &Value| text.push_str(&(visible::json(&value.to_string()) + "\n"));
    for (code, path, message) in differences(options, outcome) {
        line(&json!({
            "severity": "error", "code": code, "message": message, "page": path, "line": null, "column": null,
            "pointer": null, "related": [], "help": help(), "action": null,
        }));
    }
    if !summary.is_empty() {
        line(&summarized(options, outcome, summary));
    }
    text
}

/// One annotation a line.
pub(super) fn github(options: &Options, outcome: &Outcome, verbose: bool, summary: &str) -> String {
    let machine = report::Options { colour: false, verbose };
    let mut text = machine::github(&outcome.diagnostics, machine, &shown(&options.specs));
    for (code, path, message) in differences(options, outcome) {
        text.push_str(&machine::annotation("error", Some(&path), code, &format!("{message}\nhelp: {}", help())));
    }
    if !summary.is_empty() {
        text.push_str(&machine::annotation("notice", None, "summary", summary.trim_end()));
    }
    text
}

fn help() -> String {
    format!("run {}", program::call("regen"))
}

/// What `--check` finds: a code, the file, and what is wrong with it.
fn differences(options: &Options, outcome: &Outcome) -> Vec<(&'static str, String, &'static str)> {
    let Some(done) = outcome.done.as_ref().filter(|_| options.check) else { return Vec::new() };
    let of = |paths: &[PathBuf], code: &'static str, message: &'static str| {
        paths.iter().map(|path| (code, shown(&options.out.join(path)), message)).collect::<Vec<_>>()
    };
    let plan = &done.plan;
    [
        of(&plan.missing, "missing-file", "the file is missing: the pages give it"),
        of(&plan.different, "different-file", "the file is not what the pages give"),
        of(&plan.stale, "stale-file", "the pages do not give the file any more"),
    ]
    .concat()
}

fn summarized(options: &Options, outcome: &Outcome, summary: &str) -> Value {
    let of_severity = |severity, settled| {
        let all = outcome.diagnostics.list.iter();
        all.filter(|said| said.severity == severity && said.settled == settled).count()
    };
    let mut value = json!({
        "severity": "note", "code": "summary", "message": summary.trim_end(), "page": null, "line": null, "column": null,
        "pointer": null, "related": [], "help": null, "action": null,
        "errors": of_severity(Severity::Error, false),
        "warnings": of_severity(Severity::Warning, false),
        "settled": of_severity(Severity::Warning, true),
        "seconds": outcome.elapsed.as_secs_f64(),
    });
    let figures = outcome.done.as_ref().map(|done| figures(options, done));
    if let (Some(members), Some(Value::Object(figures))) = (value.as_object_mut(), figures) {
        members.extend(figures);
    }
    value
}

fn figures(options: &Options, done: &Done) -> Value {
    let (report, plan, news) = (&done.report, &done.plan, &done.news);
    let paths = |paths: &[PathBuf]| paths.iter().map(|path| shown(&options.out.join(path))).collect::<Vec<_>>();
    let paged: Vec<Value> =
        report.paged.iter().map(|one| json!({"method": one.method, "kind": one.kind, "rule": one.rule})).collect();
    let version = news
        .proposal
        .as_ref()
        .map(|proposal| json!({"old": proposal.old, "new": proposal.new, "verdict": proposal.verdict.text()}));
    json!({
        "pages": report.pages, "overlays": report.overlays, "fragments": report.fragments,
        "operations": report.operations, "models": report.models,
        "unreached": report.unreached, "unsupported": report.unsupported, "paged": paged,
        "changes": changes::value(&news.diff),
        "version": version,
        "manifest": done.manifest,
        "left_alone": paths(&plan.foreign), "missing": paths(&plan.missing), "different": paths(&plan.different),
        "stale": paths(&plan.stale), "written": if options.check { 0 } else { plan.written() },
        "unchanged": plan.unchanged, "up_to_date": plan.is_empty(),
    })
}
