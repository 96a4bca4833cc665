//! What became of an application: which findings are known, and which are not.
//!
//! In: the row of a document that was called, and what is expected of its server. Out: the findings that nobody expected,
//! the expectations that nothing met, and text such as
//!
//! ```text
//! fastapi: 24 operations, 24 reached, 132 calls, 126 as documented
//!   6 × misunderstood GET /headers: FastAPI: reads a list from repeated headers, and documents style `simple`
//! ```

use super::settings::{Application, Expected};
use crate::corpus::Row;
use crate::corpus::server::findings::{self, Finding};
use generator::visible;
use xtask::print::count;

/// What became of a document of an application.
#[derive(Debug, Clone, Default)]
pub struct Verdict {
    /// The application, and its document if it has several.
    pub name: String,
    summary: String,
    /// Known disagreements, and how often they were met.
    known: Vec<(Expected, usize)>,
    /// Findings that are not expected.
    unexpected: Vec<Finding>,
    /// What failed before anything was called.
    failed: Vec<String>,
}

impl Verdict {
    /// The verdict on a document; with documents of somebody else, what is expected may well not happen.
    pub fn of(application: &Application, document: Option<&str>, row: &Row, is_own: bool) -> Self {
        let name = named(application, document);
        let Some(served) = &row.served else {
            let mut failed: Vec<String> = row.errors.iter().chain(row.checks.values().flatten()).cloned().collect();
            if failed.is_empty() {
                failed.push("nothing was called".to_owned());
            }
            return Self { name, summary: "not called".to_owned(), failed, ..Self::default() };
        };
        let document = document.unwrap_or_default();
        let is_about = |expected: &&Expected| expected.document.is_empty() || document.contains(&expected.document);
        let expected = application.settings.expected.iter().filter(is_about);
        let mut known: Vec<(Expected, usize)> = expected.map(|expected| (expected.clone(), 0)).collect();
        let mut unexpected = Vec::new();
        for finding in &served.findings {
            match known.iter_mut().find(|(expected, _)| is_met(expected, finding)) {
                Some((_, count)) => *count += 1,
                None => unexpected.push(finding.clone()),
            }
        }
        if !is_own {
            known.retain(|(_, count)| *count > 0);
        }
        let operations = count(served.operations, "operation", "operations");
        let calls = count(served.calls, "call", "calls");
        let summary =
            format!("{operations}, {} reached, {calls}, {} as documented", served.reached, served.as_documented);
        let failed = if served.calls == 0 { vec!["nothing was called".to_owned()] } else { Vec::new() };
        Self { name, summary, known, unexpected, failed }
    }

    /// The verdict on a document that could not be called.
    pub fn failed(application: &Application, document: Option<&str>, error: &std::io::Error) -> Self {
        let name = named(application, document);
        Self { name, summary: "not called".to_owned(), failed: vec![error.to_string()], ..Self::default() }
    }

    /// Everything happened as expected.
    pub fn is_ok(&self) -> bool {
        let all_met = self.known.iter().all(|(_, count)| *count > 0);
        self.failed.is_empty() && self.unexpected.is_empty() && all_met
    }

    /// For people.
    pub fn text(&self) -> String {
        let mut text = format!("{}: {}\n", self.name, self.summary);
        for (Expected { operation, kind, whose, why, .. }, number) in &self.known {
            let met = if *number == 0 { "expected, but never happened:".to_owned() } else { format!("{number} ×") };
            text.push_str(&format!("  {met} {} {operation}: {whose}: {why}\n", kind.name()));
        }
        for list in findings::grouped(&self.unexpected, |finding| (finding.kind, finding.operation.as_str())) {
            let Some(first) = list.first() else { continue };
            let Finding { operation, kind, detail, .. } = first;
            let (number, detail) = (list.len(), visible::line(detail));
            text.push_str(&format!("  NOT EXPECTED {number} × {} {operation}: {detail}\n", kind.name()));
            text.push_str(&first.exchange());
        }
        self.failed.iter().for_each(|message| text.push_str(&format!("  FAILED {}\n", message.trim())));
        text
    }
}

fn named(application: &Application, document: Option<&str>) -> String {
    document.map_or_else(|| application.name.clone(), |document| format!("{} {document}", application.name))
}

fn is_met(expected: &Expected, finding: &Finding) -> bool {
    let is_operation = expected.operation == "*" || expected.operation == finding.operation;
    is_operation && expected.kind == finding.kind && finding.detail.contains(&expected.detail)
}

#[cfg(test)]
mod tests {
    use super::super::settings::{Application, Expected, Settings};
    use super::Verdict;
    use crate::corpus::Row;
    use crate::corpus::behaviour::items::OperationItem;
    use crate::corpus::server::findings::Finding;
    use crate::corpus::server::{Kind, Served};

    fn application(expected: Vec<Expected>) -> Application {
        let settings = Settings { document: Some("/openapi.json".to_owned()), expected, ..Settings::default() };
        Application { name: "shop".to_owned(), folder: "shop".into(), settings }
    }

    fn expected(operation: &str, detail: &str) -> Expected {
        let [operation, detail, whose, why] = [operation, detail, "Shop", "it says so"].map(str::to_owned);
        Expected { document: String::new(), operation, kind: Kind::Refused, detail, whose, why }
    }

    fn row(details: &[&str]) -> Row {
        let item = OperationItem { method: "GET".to_owned(), path: "/a".to_owned(), ..OperationItem::default() };
        let finding = |detail: &&str| Finding::new(&item, Kind::Refused, (*detail).to_owned());
        let findings = details.iter().map(finding).collect();
        Row {
            served: Some(Served { operations: 1, reached: 1, calls: 3, as_documented: 1, findings }),
            ..Row::default()
        }
    }

    #[test]
    fn what_is_expected_has_to_happen_and_nothing_else() {
        let known = application(vec![expected("GET /a", "422")]);
        let verdict = Verdict::of(&known, None, &row(&["422: no", "422: never"]), true);
        assert!(verdict.is_ok());
        let text = "shop: 1 operation, 1 reached, 3 calls, 1 as documented\n  2 × refused GET /a: Shop: it says so\n";
        assert_eq!(verdict.text(), text);

        let other = Verdict::of(&known, None, &row(&["422: no", "500: oh"]), true);
        assert!(
            !other.is_ok() && other.text().contains("NOT EXPECTED 1 × refused GET /a: 500: oh"),
            "{}",
            other.text()
        );
        let never = Verdict::of(&known, None, &row(&[]), true);
        assert!(!never.is_ok() && never.text().contains("never happened"), "{}", never.text());
        assert!(Verdict::of(&known, None, &row(&[]), false).is_ok());
        assert!(Verdict::of(&application(vec![expected("*", "")]), None, &row(&["500: oh"]), true).is_ok());
        let not_called = Row { errors: vec!["error[x]: y".to_owned()], ..Row::default() };
        assert!(!Verdict::of(&known, None, &not_called, true).is_ok());
        let none = application(Vec::new());
        let empty = Row { served: Some(Served::default()), ..Row::default() };
        for row in [Row::default(), empty] {
            let verdict = Verdict::of(&none, None, &row, true);
            assert!(!verdict.is_ok() && verdict.text().contains("FAILED nothing was called"), "{}", verdict.text());
        }
    }
}
