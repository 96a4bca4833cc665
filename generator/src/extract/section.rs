//! What a page says around a fenced block.
//!
//! In: the headings of a page, and where a block stands. Out: the title and the text that the block stands below. So in
//! the page `# List pets`, `> All of them`, `## OpenAPI`, and a block, the block's title is `List pets`, its lead
//! `All of them`, its heading `OpenAPI`.

use super::fences::{Contents, Fence};

/// Headings that say what the block is, not what it describes.
const GENERIC: [&str; 5] =
    ["openapi", "openapi definition", "openapi specification", "asyncapi", "asyncapi specification"];

/// What stands above a block.
#[derive(Debug, Clone, Default)]
pub(super) struct Section<'page> {
    /// What follows the block's opening fence.
    pub info: &'page str,
    /// The title of the page, or of its part that the block belongs to.
    pub title: &'page str,
    /// The heading that is nearest to the block.
    pub heading: &'page str,
    /// The text between the title and the block.
    pub text: &'page str,
    /// Where the text begins in the page.
    pub start: usize,
}

impl<'page> Section<'page> {
    /// What stands above a block of a page.
    pub fn of(page: &'page str, contents: &'page Contents, fence: &'page Fence) -> Self {
        let count = contents.headings.partition_point(|heading| heading.range.start < fence.range.start);
        let above = contents.headings.get(..count).unwrap_or_default();
        let own = || above.iter().rev().filter(|heading| !is_generic(&heading.text));
        let title = own().find(|heading| heading.level == 1).or_else(|| own().next());
        let start = title.map_or(0, |title| title.range.end);
        Section {
            info: &fence.info,
            title: title.map_or("", |title| title.text.trim()),
            heading: above.last().map_or("", |heading| heading.text.trim()),
            text: page.get(start..fence.range.start).unwrap_or_default(),
            start,
        }
    }

    /// The quote below the title, which is the description of what the page is about.
    pub fn lead(&self) -> String {
        let lines = self.text.lines().skip_while(|line| line.trim().is_empty());
        let quoted = lines.map_while(|line| line.strip_prefix('>')).map(|line| line.strip_prefix(' ').unwrap_or(line));
        quoted.collect::<Vec<_>>().join("\n").trim().to_owned()
    }

    /// Whether the page says that the block is AsyncAPI: by its language, or by the name of its document. Mintlify writes
    /// ` ````yaml asyncapi.yaml CHANNEL ` and a layout of its own, which has no version.
    pub fn is_asyncapi(&self) -> bool {
        let mut words = self.info.split_whitespace();
        let is_language = words.next().is_some_and(|language| language.eq_ignore_ascii_case("asyncapi"));
        let is_below = self.heading.to_ascii_lowercase().starts_with("asyncapi");
        is_language || words.next().is_some_and(|name| is_below || name.to_ascii_lowercase().contains("asyncapi"))
    }

    /// Whether the page says that the block is a document, not text about one: by a heading, or by a method and a path
    /// after the language.
    pub fn announces(&self) -> bool {
        is_generic(self.heading) || self.info.split_whitespace().nth(1).is_some()
    }
}

fn is_generic(heading: &str) -> bool {
    GENERIC.contains(&heading.trim().to_lowercase().as_str())
}
