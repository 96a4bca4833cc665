//! Calls every operation of every crate on a running server, with values of the schemas.
//!
//! In: rows with crates, and where the server is. Out: the same rows, each with what did not go as documented: calls that
//! were refused, what came back beyond the documentation, what failed, and what was not reached ([`Kind`]). The program
//! beside each crate makes the calls over the network ([`super::behaviour::program`]); it calls no other server. A server
//! that tells what it understood, in a member `echo` of a JSON response, is also compared with what was meant
//! ([`echo`]).
//!
//! Creating comes first and deleting last, so that what is read is there. A finding says what happened, not whose fault
//! it is.

pub mod echo;
pub mod findings;
pub mod print;

use super::behaviour::calls::{self, Case, Plan};
use super::behaviour::items::{Items, OperationItem};
use super::behaviour::{self, operation, program};
use super::{Options, Row, generate};
use findings::Finding;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::io;

/// How often each choice of parameters and body is made again.
const REPEATS: usize = 2;

/// Where the server is, and what it takes.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Server {
    /// The address of the API.
    pub url: String,
    /// Secrets by the names of security schemes; `name:password` for HTTP Basic.
    pub credentials: Vec<(String, String)>,
}

/// What became of the operations of a crate on a server.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Served {
    /// Operations of the client.
    pub operations: usize,
    /// Those that the server answered, whatever it said.
    pub reached: usize,
    /// Calls that were made.
    pub calls: usize,
    /// Calls that went as documented.
    pub as_documented: usize,
    /// What did not.
    pub findings: Vec<Finding>,
}

impl Served {
    /// How many findings are of a kind.
    pub fn count(&self, kind: Kind) -> usize {
        self.findings.iter().filter(|finding| finding.kind == kind).count()
    }
}

/// How a call did not go as documented.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// The server answered with a status that is no success.
    Refused,
    /// The response is not as documented, and the client told where.
    Beyond,
    /// The response is as documented, and the client says that it is not.
    Contradicted,
    /// The server understood another value than was meant.
    Misunderstood,
    /// The call failed otherwise: no response, or none that can be read.
    Failed,
    /// Nothing was sent to the server.
    NotReached,
}

impl Kind {
    /// All of them, in the order of the report.
    pub const ALL: [Self; 6] =
        [Self::Refused, Self::Beyond, Self::Contradicted, Self::Misunderstood, Self::Failed, Self::NotReached];

    /// What it is called in reports, in files too.
    pub fn name(self) -> &'static str {
        match self {
            Kind::Refused => "refused",
            Kind::Beyond => "beyond",
            Kind::Contradicted => "contradicted",
            Kind::Misunderstood => "misunderstood",
            Kind::Failed => "failed",
            Kind::NotReached => "not-reached",
        }
    }
}

/// Calls every crate that was generated, one after the other.
///
/// # Errors
/// If the work folder cannot be written, or cargo cannot be started.
pub fn all(options: &Options, server: &Server, rows: &mut [Row]) -> io::Result<()> {
    behaviour::each(options, rows, "call", |options, row| one(options, server, row))
}

fn one(options: &Options, server: &Server, row: &mut Row) -> io::Result<()> {
    let problems = behaviour::built(options, &row.package, &["--features", program::LIVE_FEATURE])?;
    row.checks.insert("program".to_owned(), problems.clone());
    if !problems.is_empty() {
        return Ok(());
    }
    let document = behaviour::read(&generate::crate_folder(&options.work, &row.package).join("openapi.json"))?;
    let folder = behaviour::folder(&options.work, &row.package);
    let items: Items = serde_json::from_value(behaviour::read(&folder.join("items.json"))?)?;
    let mut served = Served { operations: items.operations.len(), ..Served::default() };
    let cases = cases(&document, &items, server, &mut served.findings);
    served.calls = cases.len();
    let nameless = OperationItem::default();
    let item = |case: &Case| items.operations.get(case.operation).unwrap_or(&nameless);
    let lines = cases.iter().map(|case| live(case.line(item(case))));
    let answers = behaviour::answers(options, &row.package, lines.collect())?;
    let mut reached = vec![false; items.operations.len()];
    for (case, answer) in cases.iter().zip(&answers) {
        let item = item(case);
        let Some(documented) = operation::find(&document, &item.method, &item.path) else { continue };
        let found = findings::of(documented, item, case, answer);
        served.as_documented += usize::from(found.is_empty());
        if let Some(reached) = reached.get_mut(case.operation) {
            *reached |= !found.iter().any(|finding| finding.kind == Kind::NotReached);
        }
        served.findings.extend(found);
    }
    served.reached = reached.into_iter().filter(|reached| *reached).count();
    row.served = Some(served);
    Ok(())
}

/// The cases of all operations, with the credentials of the server. An operation without a case has a finding.
fn cases(document: &Value, items: &Items, server: &Server, findings: &mut Vec<Finding>) -> Vec<Case> {
    let mut order: Vec<(usize, &OperationItem)> = items.operations.iter().enumerate().collect();
    order.sort_by_key(|(_, item)| match item.method.as_str() {
        "POST" => 0,
        "PUT" => 1,
        "DELETE" => 3,
        _ => 2,
    });
    let plan = Plan { formats: true, repeats: REPEATS };
    let mut all = Vec::new();
    for (index, item) in order {
        let mut problems = Vec::new();
        let cases = calls::cases(document, items, index, plan, &mut problems);
        if cases.is_empty() {
            let detail = problems.first().cloned().unwrap_or_else(|| "no values were found".to_owned());
            findings.push(Finding::new(item, Kind::NotReached, detail));
        }
        all.extend(cases);
    }
    for case in &mut all {
        case.base_url = Some(server.url.clone());
        for (scheme, secret) in &mut case.credentials {
            let given = server.credentials.iter().find(|(name, _)| name == scheme);
            if let Some((_, given)) = given {
                secret.clone_from(given);
            }
        }
    }
    all
}

/// The line of a case that is called on a server.
fn live(mut line: Value) -> Value {
    if let Some(members) = line.as_object_mut() {
        members.insert("live".to_owned(), true.into());
    }
    line
}
