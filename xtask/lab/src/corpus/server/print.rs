//! Prints what became of the calls on a server.
//!
//! In: rows. Out: a table, and below it the findings of each document, counted by kind; those that say the same are one
//! line, with the operations and the first request and response.

use super::{Kind, Served, findings};
use crate::corpus::Row;
use generator::visible;
use xtask::print::count;

/// How many operations are named.
const NAMED: usize = 3;

/// Operations, those that answered, calls, those as documented, and findings by kind.
pub const HEAD: [&str; 11] = [
    "document",
    "operations",
    "reached",
    "calls",
    "as documented",
    "refused",
    "beyond",
    "contradicted",
    "misunderstood",
    "failed",
    "not reached",
];

/// The cells of the table.
pub fn cells(rows: &[Row]) -> Vec<[String; 11]> {
    let mut cells = vec![HEAD.map(str::to_owned)];
    let mut sums = [0; 10];
    for row in rows {
        let Some(served) = &row.served else { continue };
        let numbers = numbers(served);
        sums.iter_mut().zip(numbers).for_each(|(sum, number)| *sum += number);
        cells.push(line(row.document.clone(), numbers));
    }
    cells.push(line(count(cells.len() - 1, "document", "documents"), sums));
    cells
}

fn numbers(served: &Served) -> [usize; 10] {
    let [refused, beyond, contradicted, misunderstood, failed, not_reached] = Kind::ALL.map(|kind| served.count(kind));
    let Served { operations, reached, calls, as_documented, .. } = served;
    let findings = [refused, beyond, contradicted, misunderstood, failed, not_reached];
    let [a, b, c, d, e, f] = findings;
    [*operations, *reached, *calls, *as_documented, a, b, c, d, e, f]
}

fn line(name: String, numbers: [usize; 10]) -> [String; 11] {
    let [a, b, c, d, e, f, g, h, i, j] = numbers.map(|number| number.to_string());
    [name, a, b, c, d, e, f, g, h, i, j]
}

/// The findings of a document.
pub fn findings(document: &str, served: &Served) -> String {
    let mut text = String::new();
    for kind in Kind::ALL {
        let of_kind = || served.findings.iter().filter(|finding| finding.kind == kind);
        let number = of_kind().count();
        if number == 0 {
            continue;
        }
        text.push_str(&format!("\n{document}: {} {number}\n", kind.name()));
        let mut groups = findings::grouped(of_kind(), |_| ());
        groups.sort_by_key(|list| list.first().map(|first| &first.detail));
        for list in groups {
            let mut operations: Vec<&str> = list.iter().map(|finding| finding.operation.as_str()).collect();
            operations.dedup();
            let more = operations.len().saturating_sub(NAMED);
            operations.truncate(NAMED);
            let more = if more == 0 { String::new() } else { format!(" and {more} more") };
            let Some(first) = list.first() else { continue };
            let (operations, detail) = (operations.join(", "), visible::line(&first.detail));
            text.push_str(&format!("  {} × {operations}{more}: {detail}\n", list.len()));
            text.push_str(&first.exchange());
        }
    }
    text
}
