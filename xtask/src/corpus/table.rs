//! Prints the rows of a corpus.
//!
//! In: rows. Out: a table with totals, and what failed, as text; and the report for programs, as JSON.

use super::Row;
use crate::print::count;

/// How many messages of a failed document are shown.
const SHOWN: usize = 3;
const HEAD: [&str; 10] =
    ["document", "operations", "models", "warnings", "unsupported", "lines", "generate", "memory", "check", "result"];

/// The table, its totals, and the first messages of what failed.
pub fn text(rows: &[Row]) -> String {
    let mut cells: Vec<[String; 10]> = vec![HEAD.map(str::to_owned)];
    cells.extend(rows.iter().map(cells_of));
    cells.push(totals(rows));
    let widths: Vec<usize> = (0..HEAD.len())
        .map(|column| {
            cells.iter().filter_map(|row| row.get(column)).map(|cell| cell.chars().count()).max().unwrap_or(0)
        })
        .collect();
    let mut text = String::new();
    for row in &cells {
        let padded = row.iter().zip(&widths).zip(HEAD).map(|((cell, width), head)| {
            let is_text = head == "document" || head == "result";
            if is_text { format!("{cell:<width$}") } else { format!("{cell:>width$}") }
        });
        text.push_str(padded.collect::<Vec<_>>().join("  ").trim_end());
        text.push('\n');
    }
    for row in rows.iter().filter(|row| !row.is_ok()) {
        text.push_str(&failure(row));
    }
    text
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
            value["result"] = row.result().into();
            Ok(value)
        })
        .collect::<serde_json::Result<_>>()?;
    Ok(serde_json::to_string_pretty(&rows)? + "\n")
}

fn cells_of(row: &Row) -> [String; 10] {
    let check =
        row.check_seconds.filter(|_| !row.checks.is_empty()).map_or("-".to_owned(), |time| format!("{time:.1} s"));
    let Some(generated) = &row.generated else {
        let none = || "-".to_owned();
        return [row.document.clone(), none(), none(), none(), none(), none(), none(), none(), none(), row.result()];
    };
    [
        row.document.clone(),
        generated.operations.to_string(),
        generated.models.to_string(),
        generated.warnings.values().sum::<usize>().to_string(),
        generated.unsupported.iter().map(|(_, number)| number).sum::<usize>().to_string(),
        generated.lines.to_string(),
        format!("{:.2} s", generated.seconds),
        generated.peak_memory.map_or("-".to_owned(), |memory| format!("{} MB", memory / 1024)),
        check,
        row.result(),
    ]
}

fn totals(rows: &[Row]) -> [String; 10] {
    let generated = || rows.iter().filter_map(|row| row.generated.as_ref());
    let ok = rows.iter().filter(|row| row.is_ok()).count();
    [
        count(rows.len(), "document", "documents"),
        generated().map(|row| row.operations).sum::<usize>().to_string(),
        generated().map(|row| row.models).sum::<usize>().to_string(),
        generated().flat_map(|row| row.warnings.values()).sum::<usize>().to_string(),
        generated().flat_map(|row| &row.unsupported).map(|(_, number)| number).sum::<usize>().to_string(),
        generated().map(|row| row.lines).sum::<usize>().to_string(),
        format!("{:.2} s", generated().map(|row| row.seconds).sum::<f64>()),
        generated()
            .filter_map(|row| row.peak_memory)
            .max()
            .map_or("-".to_owned(), |most| format!("{} MB", most / 1024)),
        format!("{:.1} s", rows.iter().filter_map(|row| row.check_seconds).sum::<f64>()),
        format!("{ok} ok, {} failed", rows.len() - ok),
    ]
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
