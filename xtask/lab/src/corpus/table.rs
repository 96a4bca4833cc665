//! Prints the rows of a corpus.
//!
//! In: rows. Out: a table with totals, and what failed, as text; and the report for programs, as JSON.

use super::Row;
use super::behaviour::Behaviour;
use super::server;
use xtask::print::count;

/// How many messages of a failed document are shown.
const SHOWN: usize = 3;
const HEAD: [&str; 11] = [
    "document",
    "operations",
    "models",
    "warnings",
    "unsupported",
    "lines",
    "generate",
    "memory",
    "check",
    "(memory)",
    "result",
];

/// The columns that hold no figures.
const TEXTS: [&str; 5] = ["document", "result", "step", "Rust", "wire"];

/// How crates were used: schemas that have a type, those without a valid value, valid values, examples, examples that are
/// not valid, operations that were called, calls, responses that were read, and what was not as documented.
const BEHAVIOUR: [&str; 10] =
    ["document", "schemas", "(none)", "values", "examples", "(invalid)", "called", "calls", "responses", "mismatches"];

/// The table, its totals, and the first messages of what failed.
pub fn text(rows: &[Row]) -> String {
    let mut cells: Vec<[String; 11]> = vec![HEAD.map(str::to_owned)];
    cells.extend(rows.iter().map(cells_of));
    cells.push(totals(rows));
    let mut text = laid_out(HEAD, &cells);
    if rows.iter().any(|row| row.behaviour.is_some()) {
        text.push('\n');
        text.push_str(&behaviour(rows));
    }
    if rows.iter().any(|row| row.served.is_some()) {
        text.push('\n');
        text.push_str(&laid_out(server::print::HEAD, &server::print::cells(rows)));
    }
    for row in rows.iter().filter(|row| row.has_failed()) {
        text.push_str(&failure(row));
    }
    for row in rows {
        text.push_str(
            &row.served.as_ref().map_or(String::new(), |served| server::print::findings(&row.document, served)),
        );
    }
    text
}

/// Cells in columns: texts to the left, figures to the right.
pub(super) fn laid_out<const COLUMNS: usize>(head: [&str; COLUMNS], cells: &[[String; COLUMNS]]) -> String {
    let widths: Vec<usize> = (0..COLUMNS)
        .map(|column| {
            cells.iter().filter_map(|row| row.get(column)).map(|cell| cell.chars().count()).max().unwrap_or(0)
        })
        .collect();
    let mut text = String::new();
    for row in cells {
        let padded = row.iter().zip(&widths).zip(head).map(|((cell, width), head)| {
            let is_text = TEXTS.contains(&head);
            if is_text { format!("{cell:<width$}") } else { format!("{cell:>width$}") }
        });
        text.push_str(padded.collect::<Vec<_>>().join("  ").trim_end());
        text.push('\n');
    }
    text
}

/// The table of how the crates were used.
fn behaviour(rows: &[Row]) -> String {
    let figures = |row: &Row| {
        let Behaviour { round_trips, calls, responses } = row.behaviour.as_ref()?;
        let mismatches = round_trips.mismatches.len() + calls.mismatches.len() + responses.mismatches.len();
        Some([
            round_trips.schemas,
            round_trips.without_values.len(),
            round_trips.values,
            round_trips.examples,
            round_trips.invalid_examples,
            calls.called,
            calls.calls,
            responses.responses,
            mismatches,
        ])
    };
    let mut sums = [0; 9];
    let mut cells: Vec<[String; 10]> = vec![BEHAVIOUR.map(str::to_owned)];
    let line = |name: String, numbers: [usize; 9]| {
        let [a, b, c, d, e, f, g, h, i] = numbers.map(|number| number.to_string());
        [name, a, b, c, d, e, f, g, h, i]
    };
    for row in rows {
        let Some(numbers) = figures(row) else { continue };
        sums.iter_mut().zip(numbers).for_each(|(sum, number)| *sum += number);
        cells.push(line(row.document.clone(), numbers));
    }
    cells.push(line(count(cells.len() - 1, "document", "documents"), sums));
    laid_out(BEHAVIOUR, &cells)
}

/// The whole of the rows, for programs.
///
/// # Errors
/// If a figure is no JSON.
pub fn json(rows: &[Row]) -> serde_json::Result<String> {
    let rows: Vec<serde_json::Value> = rows
        .iter()
        .map(|row| {
            let mut value = serde_json::to_value(row)?;
            if let Some(members) = value.as_object_mut() {
                members.insert("result".to_owned(), row.result().into());
            }
            Ok(value)
        })
        .collect::<serde_json::Result<_>>()?;
    Ok(serde_json::to_string_pretty(&rows)? + "\n")
}

fn cells_of(row: &Row) -> [String; 11] {
    let Some(generated) = &row.generated else {
        let mut cells = HEAD.map(|_| "-".to_owned());
        let [first, .., last] = &mut cells;
        (*first, *last) = (row.document.clone(), row.result());
        return cells;
    };
    let check = row.check.filter(|_| !row.checks.is_empty());
    [
        row.document.clone(),
        generated.operations.to_string(),
        generated.models.to_string(),
        generated.warnings.values().sum::<usize>().to_string(),
        generated.unsupported.iter().map(|(_, number)| number).sum::<usize>().to_string(),
        generated.lines.to_string(),
        format!("{:.2} s", generated.seconds),
        megabytes(generated.peak_memory),
        seconds(check.map(|check| check.seconds)),
        megabytes(check.and_then(|check| check.peak_memory)),
        row.result(),
    ]
}

fn totals(rows: &[Row]) -> [String; 11] {
    let generated = || rows.iter().filter_map(|row| row.generated.as_ref());
    let checks = || rows.iter().filter(|row| !row.checks.is_empty()).filter_map(|row| row.check);
    let ok = rows.iter().filter(|row| row.is_ok()).count();
    [
        count(rows.len(), "document", "documents"),
        generated().map(|row| row.operations).sum::<usize>().to_string(),
        generated().map(|row| row.models).sum::<usize>().to_string(),
        generated().flat_map(|row| row.warnings.values()).sum::<usize>().to_string(),
        generated().flat_map(|row| &row.unsupported).map(|(_, number)| number).sum::<usize>().to_string(),
        generated().map(|row| row.lines).sum::<usize>().to_string(),
        format!("{:.2} s", generated().map(|row| row.seconds).sum::<f64>()),
        megabytes(generated().filter_map(|row| row.peak_memory).max()),
        seconds(checks().map(|check| check.seconds).reduce(|sum, more| sum + more)),
        megabytes(checks().filter_map(|check| check.peak_memory).max()),
        format!("{ok} ok, {} failed", rows.len() - ok),
    ]
}

fn seconds(seconds: Option<f64>) -> String {
    seconds.map_or("-".to_owned(), |seconds| format!("{seconds:.1} s"))
}

fn megabytes(kib: Option<u64>) -> String {
    kib.map_or("-".to_owned(), |kib| format!("{} MB", kib / 1024))
}

fn failure(row: &Row) -> String {
    let mut text = format!("\n{}: {}\n", row.document, row.result());
    let lists = row.checks.iter().filter(|(_, messages)| !messages.is_empty());
    let lists = lists.map(|(tool, messages)| (tool.as_str(), messages)).chain([("generate", &row.errors)]);
    for (tool, messages) in lists {
        for message in messages.iter().take(SHOWN) {
            text.push_str(&format!("[{tool}] {}\n", message.trim_end()));
        }
        if messages.len() > SHOWN {
            text.push_str(&format!("[{tool}] and {} more\n", messages.len() - SHOWN));
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::super::measure::Compilation;
    use super::super::{Generated, Row};

    #[test]
    fn a_table_has_a_row_for_each_document_the_totals_and_what_failed() {
        let generated = Generated {
            operations: 20,
            models: 9,
            warnings: [("untyped-schema".to_owned(), 3)].into(),
            unsupported: vec![("callbacks".to_owned(), 1)],
            lines: 2711,
            seconds: 0.0123,
            peak_memory: Some(9 * 1024),
        };
        let check = Some(Compilation { seconds: 0.4, peak_memory: Some(180 * 1024) });
        let messages = ["one\n", "two\n", "three\n", "four\n"].map(str::to_owned);
        let rows = [
            Row {
                document: "petstore.json".to_owned(),
                generated: Some(generated),
                checks: [("check".to_owned(), vec![]), ("clippy".to_owned(), messages.into())].into(),
                check,
                ..Row::default()
            },
            Row { document: "odd.yaml".to_owned(), errors: vec!["no API".to_owned()], ..Row::default() },
        ];
        let expected = "\
document       operations  models  warnings  unsupported  lines  generate  memory  check  (memory)  result
petstore.json          20       9         3            1   2711    0.01 s    9 MB  0.4 s    180 MB  clippy
odd.yaml                -       -         -            -      -         -       -      -         -  not generated
2 documents            20       9         3            1   2711    0.01 s    9 MB  0.4 s    180 MB  0 ok, 2 failed

petstore.json: clippy
[clippy] one
[clippy] two
[clippy] three
[clippy] and 1 more

odd.yaml: not generated
[generate] no API
";
        assert_eq!(super::text(&rows), expected);
        let json: serde_json::Value = serde_json::from_str(&super::json(&rows).unwrap()).unwrap();
        assert_eq!(json[0]["result"], "clippy");
        assert_eq!(json[0]["generated"]["warnings"]["untyped-schema"], 3);
        assert_eq!(json[1]["errors"][0], "no API");
    }
}
