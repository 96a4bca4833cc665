//! The options that choose a part of an API.

use super::configured::Called;
use clap::Args;
use generator::select::{Kind, Selection, Selector};

/// What is included and excluded.
#[derive(Debug, Clone, Default, Args)]
pub(super) struct Selectors {
    /// Take only operations with this tag (globs are fine, as in all six); may be given several times
    #[arg(long = "include-tag", value_name = "TAG")]
    include_tags: Vec<String>,
    /// Take only operations with this path, for example `/v1/**`; may be given several times
    #[arg(long = "include-path", value_name = "PATH")]
    include_paths: Vec<String>,
    /// Take only this operation: `GET /pets`, its id, or its method of the client; may be given several times
    #[arg(long = "include-operation", value_name = "OPERATION")]
    include_operations: Vec<String>,
    /// Leave out operations with this tag; may be given several times
    #[arg(long = "exclude-tag", value_name = "TAG")]
    exclude_tags: Vec<String>,
    /// Leave out operations with this path; may be given several times
    #[arg(long = "exclude-path", value_name = "PATH")]
    exclude_paths: Vec<String>,
    /// Leave out this operation; may be given several times
    #[arg(long = "exclude-operation", value_name = "OPERATION")]
    exclude_operations: Vec<String>,
}

impl Selectors {
    /// What the generator reads.
    pub(super) fn selection(&self, called: &Called) -> Selection {
        let all = |kind: Kind, key: &str, id: &str, texts: &[String]| {
            let said_at = called.place(key, id);
            let selector = |text: &String| Selector { kind, text: text.clone(), said_at: said_at.clone() };
            texts.iter().map(selector).collect::<Vec<_>>()
        };
        Selection {
            include: [
                all(Kind::Tag, "include-tag", "include_tags", &self.include_tags),
                all(Kind::Path, "include-path", "include_paths", &self.include_paths),
                all(Kind::Operation, "include-operation", "include_operations", &self.include_operations),
            ]
            .concat(),
            exclude: [
                all(Kind::Tag, "exclude-tag", "exclude_tags", &self.exclude_tags),
                all(Kind::Path, "exclude-path", "exclude_paths", &self.exclude_paths),
                all(Kind::Operation, "exclude-operation", "exclude_operations", &self.exclude_operations),
            ]
            .concat(),
            is_lenient: false,
        }
    }
}
