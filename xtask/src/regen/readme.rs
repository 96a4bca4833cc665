//! The part of the crate's README that the API and the manifest decide: title, dependency, first call, test, licence.
//!
//! In: the README, and the files of a run. Out: the README with that part as it is now, if it has the two marks around
//! it that `init` writes. What stands above and below them is the owner's, and so is a README without them.

use super::Options;
use crate::specs::at;
use crate::{manifest, template};
use generator::File;
use generator::diagnostic::Diagnostics;
use minijinja::context;
use std::fs;

const NAME: &str = "README.md";
const BEGIN: &str = "<!-- `pages-to-crate regen` writes this part; write above or below it -->";
const END: &str = "<!-- end of what `pages-to-crate regen` writes -->";
const TEMPLATE: &str = include_str!("readme.md");

/// A README whose part is still to be written.
pub fn empty() -> String {
    format!("{BEGIN}\n{END}\n")
}

/// Adds the README to the files, if it has the part.
pub fn add(dx: &mut Diagnostics, options: &Options, title: &str, files: &mut Vec<File>) {
    let path = options.out.join(NAME);
    // One that cannot be read is not ours.
    let text = fs::read_to_string(&path).unwrap_or_default();
    let Some((before, rest)) = text.split_once(BEGIN) else { return };
    let Some((_, after)) = rest.split_once(END) else { return };
    match part(title, files) {
        Ok(part) => files.push(File { path: NAME.to_owned(), text: format!("{before}{BEGIN}\n{part}{END}{after}") }),
        Err(error) => {
            let message = format!("the template of the README cannot be rendered: {error:#}");
            dx.error("broken-template", message, at(&path)).help("report this as a bug of the command");
        }
    }
}

fn part(title: &str, files: &[File]) -> Result<String, minijinja::Error> {
    let text = |path: &str| files.iter().find(|file| file.path == path).map_or("", |file| file.text.as_str());
    let manifest = text("Cargo.toml");
    let values = context! {
        name => manifest::package(manifest),
        version => manifest::version(manifest).as_deref().map_or("*", requirement),
        license => manifest::license(manifest),
        title => code(title),
        call => example(text("src/lib.rs"), "# A first call"),
        testing => example(text("src/lib.rs"), "# Testing"),
    };
    template::render(TEMPLATE, values)
}

/// The version that a caller depends on: `0.3` of `0.3.1`. Every 0.0.x is another one.
fn requirement(version: &str) -> &str {
    let numbers = if version.starts_with("0.0.") { 3 } else { 2 };
    let end = version.match_indices('.').nth(numbers - 1).map_or(version.len(), |(place, _)| place);
    version.get(..end).unwrap_or(version)
}

/// A text from pages as code in Markdown, which nothing in it ends.
fn code(text: &str) -> String {
    let text = generator::visible::line(text).replace('`', "'");
    format!("`{}`", text.split_whitespace().collect::<Vec<_>>().join(" "))
}

/// The first example below a heading of the crate's front page, without its hidden lines.
fn example(library: &str, heading: &str) -> Option<String> {
    let docs =
        library.lines().filter_map(|line| line.strip_prefix("//!")).map(|line| line.strip_prefix(' ').unwrap_or(line));
    let code = docs.skip_while(|line| *line != heading).skip_while(|line| !line.starts_with("```")).skip(1);
    let visible =
        code.take_while(|line| !line.starts_with("```")).filter(|line| *line != "#" && !line.starts_with("# "));
    let code = visible.collect::<Vec<_>>().join("\n");
    (!code.is_empty()).then_some(code)
}

#[cfg(test)]
mod tests {
    use super::requirement;

    #[test]
    fn a_caller_depends_on_what_is_compatible() {
        for (version, wanted) in [("0.3.1", "0.3"), ("1.2.3", "1.2"), ("0.0.7", "0.0.7"), ("1.0.0-rc.1", "1.0")] {
            assert_eq!(requirement(version), wanted);
        }
    }
}
