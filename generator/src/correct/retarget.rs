//! Where the merged document has what a message before the merge is about.
//!
//! In: the merged document, and messages with suggested actions, whose targets are places in one page. Out: the same
//! messages with targets in the merged document: `$.definitions.Pet` of Swagger 2.0 is `$.components.schemas.Pet`, and the
//! first parameter of a page may be the third of the operation. An action whose target is not found is taken out.

use crate::diagnostic::{At, Diagnostics};
use crate::document::{Node, Value};
use crate::source::{Place, Places, Step, json_path, json_pointer};

/// Corrects the targets of all suggested actions.
pub(super) fn actions(dx: &mut Diagnostics, root: &Node) {
    for said in dx.list.iter_mut() {
        let (Some(action), At::Place(place)) = (&mut said.action, &said.at) else { continue };
        let old = action.to_string();
        let found = path(&dx.sources.places, root, *place);
        if let (Some(found), Some(members)) = (&found, action.as_object_mut()) {
            members.insert("target".to_owned(), found.as_str().into());
        }
        said.help = said.help.as_deref().map(|help| match &found {
            Some(_) => help.replace(&old, &action.to_string()),
            None => help.replace(&format!(": {old}"), ""),
        });
        said.action.take_if(|_| found.is_none());
    }
}

/// The JSONPath of the node that a place became.
fn path(places: &Places, root: &Node, place: Place) -> Option<String> {
    let (fragment, steps) = places.steps(place)?;
    let mut walk = Walk { places, fragment, way: Vec::new(), at: root };
    for depth in 0..steps.len() {
        let (above, rest) = steps.split_at_checked(depth)?;
        let step = *rest.first()?;
        let pointer = json_pointer(above.iter().copied().chain([step]));
        if walk.step(step, &pointer).is_none() {
            // A page in another layout than OpenAPI's: only the node itself is in the document.
            let way = walk.inside(root, &json_pointer(steps.iter().copied()))?;
            return Some(json_path(way.into_iter().map(|(step, _)| step)));
        }
    }
    Some(json_path(walk.way))
}

struct Walk<'doc> {
    places: &'doc Places,
    fragment: usize,
    way: Vec<Step<'doc>>,
    at: &'doc Node,
}

impl<'doc> Walk<'doc> {
    /// Goes to what the next step of a page became.
    fn step(&mut self, step: Step<'doc>, pointer: &str) -> Option<()> {
        let renamed: &[&'doc str] = match step {
            Step::Key(key) if self.at.get(key).is_some() => &[key],
            Step::Key("definitions") if self.way.is_empty() => &["components", "schemas"],
            Step::Key("parameters") if self.way.is_empty() => &["components", "parameters"],
            Step::Key("responses") if self.way.is_empty() => &["components", "responses"],
            Step::Key("securityDefinitions") if self.way.is_empty() => &["components", "securitySchemes"],
            Step::Key(_) | Step::Index(_) => &[],
        };
        for key in renamed {
            self.at = self.at.get(key)?;
            self.way.push(Step::Key(key));
        }
        if renamed.is_empty() {
            let inside = self.inside(self.at, pointer)?;
            inside.into_iter().for_each(|(step, node)| {
                self.way.push(step);
                self.at = node;
            });
        }
        Some(())
    }

    /// The way to the node in another that a place in a page became.
    fn inside(&self, node: &'doc Node, pointer: &str) -> Option<Vec<(Step<'doc>, &'doc Node)>> {
        let members: Vec<(Step<'doc>, &Node)> = match &node.value {
            Value::Object(members) => members.iter().map(|(key, member)| (Step::Key(key), member)).collect(),
            Value::Array(elements) => elements.iter().enumerate().map(|(at, one)| (Step::Index(at), one)).collect(),
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => Vec::new(),
        };
        let is_it = |node: &Node| {
            let all = self.places.resolve_all(node.place);
            all.iter().any(|(fragment, found)| *fragment == self.fragment && found == pointer)
        };
        if let Some(found) = members.iter().find(|(_, member)| is_it(member)) {
            return Some(vec![*found]);
        }
        members.into_iter().find_map(|(step, member)| {
            let mut way = self.inside(member, pointer)?;
            way.insert(0, (step, member));
            Some(way)
        })
    }
}
