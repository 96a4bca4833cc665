//! Folders of pages that are made from a seed: what many sites have, and no document of the corpus.
//!
//! In: nothing. Out: files. The same call always makes the same files.

use super::documents::Random;
use super::write;
use clap::ValueEnum;
use serde_json::{Map, Value, json};
use std::fs;
use std::io;
use std::path::Path;

/// How many pages the site has.
const SITE: usize = 159;
/// On how many of them there is an operation.
const OPERATIONS: usize = 9;
/// How many components every one of its pages has.
const COMPONENTS: usize = 300;
/// How many layers these are in.
const LAYERS: usize = 4;
/// How many large pages there are.
const PAGES: usize = 300;
/// About how many bytes each of these has.
const LARGE: usize = 1_000_000;

/// What is made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Made {
    /// 159 pages with 9 operations, each with the same catalogue of 300 components, which hold copies of each other
    Site,
    /// 300 pages of 1 MB each that are the same but for one schema
    Pages,
}

impl Made {
    /// Writes the pages into a folder.
    ///
    /// # Errors
    /// If a file cannot be written.
    pub fn write(self, folder: &Path) -> io::Result<()> {
        if folder.exists() {
            fs::remove_dir_all(folder)?;
        }
        match self {
            Made::Site => site(folder),
            Made::Pages => pages(folder),
        }
    }
}

fn site(folder: &Path) -> io::Result<()> {
    let components = catalogue(COMPONENTS);
    for page in 0..SITE {
        let paths = if page < OPERATIONS {
            json!({format!("/things/{page}"): operation(page * COMPONENTS / OPERATIONS)})
        } else {
            json!({})
        };
        let text = document(paths, components.clone()).to_string();
        write(&folder.join(format!("page-{page:03}.md")), &format!("# Page {page}\n\n```json\n{text}\n```\n"))?;
    }
    Ok(())
}

fn pages(folder: &Path) -> io::Result<()> {
    let mut components = catalogue(COMPONENTS);
    let size = Value::Object(components.clone()).to_string().len();
    // Descriptions make the page as large as it has to be, as they do on real ones.
    let sentence = "What this is, and what it is for, in a sentence that nobody reads to its end. ";
    let missing = LARGE.saturating_sub(size) / COMPONENTS / sentence.len();
    for component in components.values_mut() {
        component["description"] = sentence.repeat(missing).trim_end().into();
    }
    for page in 0..PAGES {
        let mut own = components.clone();
        own["Thing7"]["properties"][format!("of_page_{page}")] = json!({"type": "string"});
        let text = document(json!({format!("/things/{page}"): operation(page % COMPONENTS)}), own).to_string();
        write(&folder.join(format!("page-{page:03}.json")), &text)?;
    }
    Ok(())
}

fn document(paths: Value, schemas: Map<String, Value>) -> Value {
    json!({
        "openapi": "3.0.3",
        "info": {"title": "Things", "version": "1"},
        "servers": [{"url": "https://things.example"}],
        "paths": paths,
        "components": {"schemas": schemas},
    })
}

fn operation(index: usize) -> Value {
    let schema = json!({"$ref": format!("#/components/schemas/Thing{index}")});
    json!({"get": {"responses": {"200": {"description": "A thing", "content": {"application/json": {"schema": schema}}}}}})
}

/// Objects in layers, each of which holds copies of two objects of the layer before: a catalogue whose references were
/// resolved. Each copy is the same as the component that it was made of.
fn catalogue(count: usize) -> Map<String, Value> {
    let mut random = Random::new(7);
    let layer = count / LAYERS;
    let mut made: Vec<Value> = Vec::new();
    for index in 0..count {
        let mut properties = properties(&mut random);
        // The first layer holds no copies.
        if let Some(first) = (index / layer).checked_sub(1).map(|before| before * layer) {
            for position in 0..2 {
                properties.insert(format!("part_{position}"), made[first + random.below(layer)].clone());
            }
        }
        made.push(json!({"type": "object", "properties": properties}));
    }
    made.into_iter().enumerate().map(|(index, object)| (format!("Thing{index}"), object)).collect()
}

fn properties(random: &mut Random) -> Map<String, Value> {
    const WORDS: [&str; 8] = ["name", "state", "owner", "amount", "created", "limit", "note", "kind"];
    let count = 2 + random.below(6);
    let property = |random: &mut Random| {
        let word = WORDS[random.below(WORDS.len())];
        let type_ = ["string", "integer", "boolean", "number"][random.below(4)];
        (format!("{word}_{}", random.below(40)), json!({"type": type_}))
    };
    (0..count).map(|_| property(random)).collect()
}

#[cfg(test)]
mod tests {
    use super::{Made, PAGES, SITE};
    use std::fs;

    #[test]
    fn what_is_made_has_the_size_that_it_says_and_is_always_the_same() {
        let folder = tempfile::tempdir().unwrap();
        let sizes = |made: Made| {
            made.write(folder.path()).unwrap();
            let files = fs::read_dir(folder.path()).unwrap();
            files.map(|file| file.unwrap().metadata().unwrap().len()).collect::<Vec<_>>()
        };
        let pages = sizes(Made::Pages);
        assert_eq!(pages.len(), PAGES);
        assert!(pages.iter().all(|size| (900_000..1_100_000).contains(size)), "{pages:?}");
        assert_eq!(sizes(Made::Site).len(), SITE);
        let read = || fs::read_to_string(folder.path().join("page-000.md")).unwrap();
        let first = read();
        Made::Site.write(folder.path()).unwrap();
        assert_eq!(read(), first);
    }
}
