//! Splits the items of a module into files that editors and reviews open.
//!
//! In: for every item a name and about how many bytes are emitted of it. Out: modules with the items of each. As many
//! first letters of the names tell files apart as it takes, so that an item stays where it is when others come; what is
//! large under one name is counted through:
//!
//! ```text
//! shared (2 MB)  →  shared_a … shared_v, shared_webhookpu, shared_webhookpr, …
//! ```

use std::collections::BTreeMap;

/// A file has no more than about this many bytes, unless a single item has.
const LARGEST: usize = 500_000;
/// By how many letters files are told apart at most.
const MOST_LETTERS: usize = 40;

/// What decides about files, for every item by its index.
#[derive(Default)]
pub(super) struct Files {
    /// The name that an item is found by, in small letters.
    pub names: Vec<String>,
    /// About how many bytes are emitted of it.
    pub sizes: Vec<usize>,
}

impl Files {
    /// Whether these items go into one file.
    pub fn is_small(&self, items: &[usize]) -> bool {
        items.iter().map(|item| self.size(*item)).sum::<usize>() <= LARGEST
    }

    /// The items in small files.
    pub fn split(&self, module: &str, items: Vec<usize>) -> Vec<(String, Vec<usize>)> {
        self.by_letters(module, 1, items)
    }

    fn by_letters(&self, module: &str, letters: usize, items: Vec<usize>) -> Vec<(String, Vec<usize>)> {
        if letters > MOST_LETTERS {
            return self.chunks(module, items);
        }
        let mut by_prefix: BTreeMap<String, Vec<usize>> = BTreeMap::new();
        for item in items {
            by_prefix.entry(self.prefix(item, letters)).or_default().push(item);
        }
        let part = |(prefix, items): (String, Vec<usize>)| match self.is_small(&items) {
            true => vec![(format!("{module}_{prefix}"), items)],
            false => self.by_letters(module, letters + 1, items),
        };
        by_prefix.into_iter().flat_map(part).collect()
    }

    /// The items of one name, in their order.
    fn chunks(&self, module: &str, items: Vec<usize>) -> Vec<(String, Vec<usize>)> {
        let prefix = items.first().map(|item| self.prefix(*item, MOST_LETTERS)).unwrap_or_default();
        let (mut chunks, mut total): (Vec<Vec<usize>>, usize) = (Vec::new(), 0);
        for item in items {
            total += self.size(item);
            match chunks.last_mut().filter(|_| total <= LARGEST) {
                Some(chunk) => chunk.push(item),
                None => {
                    total = self.size(item);
                    chunks.push(vec![item]);
                }
            }
        }
        let part = |(index, items)| (format!("{module}_{prefix}_{}", index + 1), items);
        chunks.into_iter().enumerate().map(part).collect()
    }

    fn prefix(&self, item: usize, letters: usize) -> String {
        self.names.get(item).map(|name| name.chars().take(letters).collect()).unwrap_or_default()
    }

    fn size(&self, item: usize) -> usize {
        self.sizes.get(item).copied().unwrap_or_default()
    }
}
