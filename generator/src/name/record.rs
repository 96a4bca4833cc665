//! Names as `names.json` remembers them.
//!
//! In goes the file of the last run, out come the names in it by section and wire identity; and the other way round:
//! names are collected while they are chosen. Decides nothing about names.

use super::Versions;
use super::aliases::Former;
use super::branches::BranchKeys;
use super::migrate::moved::{FREED, IDS, OPERATIONS, Sections};
use super::migrate::{branched, located, moved, owned};
use super::renamed::{self, FormerNames};
use super::{based, file, regrouped};
use crate::diagnostic::{At, Diagnostics};
use crate::ir::{Api, Chosen, Identity, Operation, Role, RoleStep, Tag, TagId, TypeDef, TypeId};
use crate::names::OperationNames;
pub use crate::names::key::FORMER;
use crate::names::key::{Key, Of, Step, Word};
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

/// The section of former names that no version has yet.
const RENAMED: &str = FORMER[0];
/// The section of former names that are deprecated in the last version.
const RENAMED_RELEASED: &str = FORMER[1];

/// The section of the tag that the first operation of each tag has.
const TAGGED: &str = "tags-of-operations";

/// The deprecated names that the next version leaves out, which callers of the last one can use; sorted.
pub fn names_to_lose(recorded: &str) -> Vec<String> {
    let recorded: Option<serde_json::Value> = serde_json::from_str(recorded).ok();
    let list = recorded.as_ref().and_then(|recorded| recorded.get(RENAMED_RELEASED)?.as_object());
    let names: BTreeSet<&str> =
        list.into_iter().flat_map(|list| list.values()).filter_map(|name| name.as_str()).collect();
    names.into_iter().map(str::to_owned).collect()
}

/// The names of the last run.
#[derive(Debug, Default)]
pub struct Recorded {
    sections: Sections,
    /// By section and item.
    former: HashMap<String, Vec<Former>>,
    /// The methods of operations that the client has no more, by the keys of these. No other operation gets one of
    /// them until a version without it was made, so that no call reaches what it was not written for.
    pub freed: BTreeMap<String, String>,
    /// The names that types keep, by their index.
    pub kept: Vec<Option<String>>,
    /// Where this run stands between versions.
    pub versions: Versions,
    /// Where the document chooses names.
    pub chosen: Chosen,
}

impl Recorded {
    /// The name of an item.
    pub fn get(&self, section: &str, key: &str) -> Option<&str> {
        self.sections.get(section)?.get(key).map(String::as_str)
    }

    /// The names of all items of a section.
    pub fn all(&self, section: &str) -> impl Iterator<Item = &str> {
        self.sections.get(section).into_iter().flatten().map(|(_, name)| name.as_str())
    }

    /// The former names of an item.
    pub fn former(&self, section: &str, key: &str) -> &[Former] {
        if self.former.is_empty() {
            return &[];
        }
        self.former.get(&format!("{section} {key}")).map(Vec::as_slice).unwrap_or_default()
    }

    fn of(api: &Api, mut sections: Sections, versions: Versions) -> Self {
        let present: HashSet<String> = api.operations.iter().map(operation_key).collect();
        let methods = sections.get(OPERATIONS).into_iter().flatten();
        let freed = methods.filter(|(key, _)| !present.contains(*key));
        let freed = freed.map(|(key, name)| (key.clone(), name.clone())).collect();
        let mut former: HashMap<String, Vec<Former>> = HashMap::new();
        let release = versions.release;
        for (section, is_released) in [(RENAMED_RELEASED, true), (RENAMED, false)] {
            let list = sections.remove(section);
            // What was deprecated in the last version is gone from the next one; what no version had, nobody uses.
            let list = list.filter(|_| !(versions.is_first || release && is_released)).unwrap_or_default();
            for (key, name) in list {
                let item = key.strip_suffix(&format!(": {name}")).unwrap_or_default().to_owned();
                former.entry(item).or_default().push(Former { name, is_released: is_released || release });
            }
        }
        for names in former.values_mut() {
            names.sort_by(|one, other| one.name.cmp(&other.name));
        }
        Self { sections, former, freed, versions, ..Self::default() }
    }
}

impl Recorded {
    /// The former names of tags that came, where an operation had another tag that is gone.
    fn renamed_tags(&self, api: &Api) -> FormerNames {
        let mut found = FormerNames::new();
        for operation in &api.operations {
            let tag = self.get(TAGGED, &operation_key(operation)).zip(api.tags.get(operation.tag.0));
            let Some((old, new)) = tag.filter(|(old, _)| !api.tags.iter().any(|tag| tag.name == *old)) else {
                continue;
            };
            let is_new = self.get("tags", &new.name).is_none();
            let name = self.get("tags", old).filter(|_| is_new);
            name.into_iter().for_each(|name| _ = found.entry(new.name.clone()).or_default().insert(name.to_owned()));
        }
        found
    }

    /// The former names of types that are another one now, where no type keeps them.
    fn joined_types(&self, api: &Api, keys: &[String]) -> FormerNames {
        let kept: HashSet<&str> = self.kept.iter().flatten().map(String::as_str).collect();
        let mut found = FormerNames::new();
        for (definition, key) in api.types.iter().zip(keys) {
            let names = definition.joined.iter().filter_map(|joined| self.get("types", &joined.key));
            for name in names.filter(|name| !kept.contains(name)) {
                found.entry(key.clone()).or_default().insert(name.to_owned());
            }
        }
        found
    }

    /// Adds former names that this run finds.
    fn add_renamed(&mut self, section: &str, former: FormerNames) {
        if self.versions.is_first {
            return;
        }
        for (key, names) in former {
            let known = self.former.entry(format!("{section} {key}")).or_default();
            known.extend(names.into_iter().map(|name| Former { name, is_released: self.versions.release }));
            known.sort_by(|one, other| one.name.cmp(&other.name));
        }
    }
}

/// Reads the file; a broken one is an error, since all names would change without it.
///
/// `keys` has the key of every type, `order` lists parents before what they contain.
pub fn read(
    dx: &mut Diagnostics,
    api: &Api,
    (keys, order): (&[String], &[usize]),
    text: Option<&str>,
    versions: Versions,
) -> Recorded {
    let mut recorded = text.map(|text| parse(dx, api, (keys, order), text, versions)).unwrap_or_default();
    recorded.chosen.clone_from(&api.chosen);
    recorded
}

fn parse(
    dx: &mut Diagnostics,
    api: &Api,
    (keys, order): (&[String], &[usize]),
    text: &str,
    versions: Versions,
) -> Recorded {
    match followed(api, (keys, order), text) {
        Ok(Followed { mut sections, former, .. }) => {
            let places = place_keys(api, keys);
            let kept = regrouped::follow(api, keys, &places, &mut sections);
            let mut recorded = Recorded { kept, ..Recorded::of(api, sections, versions) };
            recorded.add_renamed("types", former);
            recorded.add_renamed("types", recorded.joined_types(api, keys));
            recorded.add_renamed("tags", recorded.renamed_tags(api));
            recorded
        }
        Err(error) => {
            let message = format!("`names.json` does not hold names by section and item: {error}");
            dx.error("invalid-names", message, At::File("names.json".to_owned())).help(
                "restore the file, or use the generator that wrote it; without the file all names are chosen anew, and some may change",
            );
            Recorded::default()
        }
    }
}

/// What is recorded, as far as it is said of what is there now.
pub struct Followed {
    /// Names by section and item.
    pub sections: Sections,
    /// The former names of types.
    pub former: FormerNames,
    /// The record is from a generator that makes identical inline objects one type.
    pub knows_shared_objects: bool,
}

/// The recorded names, under the keys that their items have now, and the former names of types; but names of an enum's
/// values stay where they are.
pub fn followed(api: &Api, (keys, order): (&[String], &[usize]), text: &str) -> Result<Followed, String> {
    let read = file::read(text)?;
    let knows_shared_objects = read.knows_shared_objects();
    let mut sections = read.sections;
    moved::follow(api, &mut sections);
    located::follow(api, &mut sections);
    based::follow(api, keys, &mut sections);
    owned::follow(api, keys, &mut sections);
    branched::follow(api, keys, order, &mut sections);
    let mut places = place_keys(api, keys);
    for (places, definition) in places.iter_mut().zip(&api.types) {
        places.extend(definition.joined.iter().map(|joined| joined.key.clone()));
    }
    let former = renamed::follow(api, keys, &places, &mut sections);
    Ok(Followed { sections, former, knows_shared_objects })
}

/// The names of this run, by section and wire identity.
#[derive(Debug, Default)]
pub struct Record(BTreeMap<&'static str, BTreeMap<String, String>>);

impl Record {
    /// Remembers a name. Of several items with one identity the first is remembered.
    pub fn add(&mut self, section: &'static str, key: String, name: &str) {
        self.0.entry(section).or_default().entry(key).or_insert_with(|| name.to_owned());
    }

    /// Remembers what operations are known by beside their method and path, and the names of those that were removed.
    pub fn add_operations(&mut self, api: &Api, recorded: &Recorded, names: &[OperationNames]) {
        // That no operation has an id is known too: without the section, ids are guessed.
        self.0.entry(IDS).or_default();
        for operation in &api.operations {
            if let Some(id) = &operation.id {
                self.add(IDS, operation_key(operation), id);
            }
        }
        let taken: HashSet<&str> = names.iter().map(|named| named.method.as_str()).collect();
        let freed =
            recorded.freed.iter().filter(|(_, name)| !recorded.versions.release && !taken.contains(name.as_str()));
        for (key, name) in freed {
            self.add(FREED, key.clone(), name);
            if let Some(id) = recorded.get(IDS, key) {
                self.add(IDS, key.clone(), id);
            }
        }
    }

    /// Remembers the tag of the first operation of each tag, by which a renamed tag is found.
    fn add_tag(&mut self, operation: &Operation, tag: &Tag) {
        self.add(TAGGED, operation_key(operation), &tag.name);
    }

    /// Remembers what tags are known by beside their names.
    pub fn add_tags(&mut self, api: &Api) {
        for (index, tag) in api.tags.iter().enumerate() {
            let first = api.operations.iter().find(|operation| operation.tag == TagId(index));
            first.into_iter().for_each(|operation| self.add_tag(operation, tag));
        }
    }

    /// Remembers a former name.
    pub fn add_former(&mut self, section: &str, key: &str, former: &Former) {
        let list = if former.is_released { RENAMED_RELEASED } else { RENAMED };
        self.add(list, format!("{section} {key}: {}", former.name), &former.name);
    }

    /// The text of the file.
    pub fn into_text(self) -> String {
        file::write(self.0.into_iter().map(|(section, names)| (section.to_owned(), names)).collect())
    }
}

/// `GET /api/v1/flows`
pub fn operation_key(operation: &Operation) -> String {
    Key::operation(operation).to_string()
}

/// Texts for all types, parents first where a type has one: `Flows`, `Flows/properties/labels/items`,
/// `POST /flows body`, `*/properties/status`, `components/parameters/sort`.
///
/// `order` lists every type, and parents before what they contain.
pub fn type_keys(api: &Api, order: &[usize], branches: &BranchKeys) -> Vec<String> {
    let mut keys = vec![String::new(); api.types.len()];
    for index in order {
        let Some(definition) = api.types.get(*index) else { continue };
        let key = match (&definition.identity, branches.get(&TypeId(*index))) {
            (Identity::Inline { parent, role }, Some(branch)) => {
                format!("{}{}", keys.get(parent.0).map_or("", String::as_str), branch_key(role, branch))
            }
            (identity, _) => type_key(api, identity, &keys),
        };
        if let Some(slot) = keys.get_mut(*index) {
            *slot = key;
        }
    }
    keys
}

/// Texts for the places of the enums that became one type: what such a type is remembered by, since how many places
/// share it can change. Every other type has none.
pub fn place_keys(api: &Api, keys: &[String]) -> Vec<Vec<String>> {
    let of_type =
        |definition: &TypeDef| definition.places.iter().map(|place| type_key(api, &place.identity, keys)).collect();
    api.types.iter().map(of_type).collect()
}

/// The text for a type, given those of the ones around it.
pub fn type_key(api: &Api, identity: &Identity, keys: &[String]) -> String {
    let (of, role) = match identity {
        Identity::Inline { parent, role } => {
            return format!("{}{}", keys.get(parent.0).map_or("", String::as_str), role_key(role));
        }
        Identity::Operation { operation, role } => match api.operations.get(*operation) {
            Some(operation) => return Key::of_operation(operation, role.clone().into()).to_string(),
            None => return String::new(),
        },
        Identity::Component(name) => (Of::Component(name.clone()), Role(Vec::new())),
        Identity::Shared { property } => (Of::Everywhere, Role(vec![RoleStep::Property(property.clone())])),
        Identity::Part { section, component, role } => (Of::Part(*section, component.clone()), role.clone()),
    };
    Key { of, place: role.into() }.to_string()
}

/// As [`role_key`], but the branch at the front goes by what it is, not by its number.
fn branch_key(role: &Role, branch: &str) -> String {
    let rest = role.0.iter().skip_while(|step| matches!(step, RoleStep::Branch(_))).cloned().collect();
    format!("{}{}", Step::new(Word::Branch, branch), role_key(&Role(rest)))
}

/// `/properties/labels/items`
pub fn role_key(role: &Role) -> String {
    role.0.iter().map(|step| Step::from(step).to_string()).collect()
}
