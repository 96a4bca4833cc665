//! The links of an index of pages (`llms.txt`, <https://llmstxt.org>).
//!
//! In: Markdown such as
//!
//! ```text
//! # Documentation
//! ## API reference
//! - [List pets](https://docs.example.com/pets/list.md): all of them
//! ## OpenAPI Specs
//! - [openapi](/openapi.json)
//! ```
//!
//! Out: what it links to, in its order, as written. Whether a link is of any use is not decided here.

use pulldown_cmark::{Event, Parser, Tag, TagEnd};

/// Every link of an index: Markdown's own, and addresses that stand in the text.
pub(super) fn links(text: &str) -> Vec<String> {
    let mut links = Vec::new();
    let (mut in_link, mut in_code) = (false, false);
    for event in Parser::new(text) {
        match event {
            Event::Start(Tag::Link { dest_url, .. }) => {
                in_link = true;
                links.push(dest_url.into_string());
            }
            Event::End(TagEnd::Link) => in_link = false,
            Event::Start(Tag::CodeBlock(_)) => in_code = true,
            Event::End(TagEnd::CodeBlock) => in_code = false,
            Event::Text(text) if !in_link && !in_code => links.extend(bare(&text)),
            _ => {}
        }
    }
    links
}

fn bare(text: &str) -> impl Iterator<Item = String> {
    let words = text.split_whitespace().map(|word| word.trim_matches(['(', ')', '<', '>', ',', ';', '"', '\'']));
    words.filter(|word| word.starts_with("http://") || word.starts_with("https://")).map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::links;

    #[test]
    fn every_way_to_link_is_found() {
        let text = "
# Site

> An index. See [the guide](guide.md#start).

## API
- [List pets](https://docs.example.com/pets/list.md): all of them
- [Get `a` pet](</pets/get a.md> \"title\")
- [By reference][one]
- <https://docs.example.com/auto.md>
- https://docs.example.com/bare.md, and more
  - [nested](nested/llms.txt)

```md
[not](a-link.md)
```

[one]: ../one.md
";
        assert_eq!(
            links(text),
            [
                "guide.md#start",
                "https://docs.example.com/pets/list.md",
                "/pets/get a.md",
                "../one.md",
                "https://docs.example.com/auto.md",
                "https://docs.example.com/bare.md",
                "nested/llms.txt",
            ]
        );
    }

    #[test]
    fn a_page_without_links_gives_none() {
        assert_eq!(links("<!doctype html><a href=\"page.md\">no Markdown</a>\n"), [""; 0]);
    }
}
