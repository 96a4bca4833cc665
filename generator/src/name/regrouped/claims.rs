//! Which of several types that claim one name keeps it.
//!
//! In go the votes of the types and the recorded members of a name, out come the names that types keep: the one that still
//! has recorded members of it; of several such types, that in a union which keeps its own name, the union that is as it
//! was, and that with the most places.

use super::super::members::value_texts;
use crate::ir::{Api, Branch, Identity, Shape, TypeDef, TypeId};
use crate::names::key::{Step, Word};
use std::cmp::Reverse;
use std::collections::{BTreeSet, HashMap};

/// Who keeps a name can depend on who keeps that of the union around it: as often as this it is looked for.
const ROUNDS: usize = 8;

/// The type that keeps a name.
type Owners<'n> = HashMap<&'n str, Option<usize>>;

/// The types that claim names.
pub(super) struct Claims<'a, 'n> {
    pub api: &'a Api,
    pub keys: &'a [String],
    /// For every type its name, and how many places vote for it.
    pub votes: &'a [Option<(&'n str, usize)>],
    /// By name the types that vote for it, with the places.
    pub claims: HashMap<&'n str, Vec<(usize, usize)>>,
}

impl<'n> Claims<'_, 'n> {
    /// The name that each type keeps. `members` gives the recorded ones of a name.
    pub(super) fn kept(&self, members: impl Fn(&str) -> BTreeSet<String>) -> Vec<Option<String>> {
        let mut owners = Owners::new();
        for _ in 0..ROUNDS {
            let owner = |(name, claims): (&&'n str, &Vec<(usize, usize)>)| match claims.as_slice() {
                [(index, _)] => (*name, Some(*index)),
                _ => (*name, self.owner(&owners, &members(name), claims)),
            };
            let next: Owners<'n> = self.claims.iter().map(owner).collect();
            if owners == next {
                break;
            }
            owners = next;
        }
        let name = |index: usize| self.name(index).filter(|_| self.keeps_name(&owners, index)).map(str::to_owned);
        (0..self.votes.len()).map(name).collect()
    }

    fn owner(&self, owners: &Owners<'_>, known: &BTreeSet<String>, claims: &[(usize, usize)]) -> Option<usize> {
        let rank = |(index, count): &(usize, usize)| {
            let definition = self.api.types.get(*index)?;
            let own = self.own_members(*index, definition);
            let common = own.intersection(known).count();
            // Unions with other branches are other types, so the one that stayed as it was keeps the name.
            let is_union = matches!(definition.shape, Shape::Union(_));
            let changed = if is_union { own.symmetric_difference(known).count() } else { 0 };
            Some((common > 0, self.is_union_kept(owners, definition), Reverse(changed), *count, common))
        };
        // Of several with one rank, `max_by_key` gives the last.
        claims.iter().rev().max_by_key(|claim| rank(claim)).map(|(index, _)| *index)
    }

    fn name(&self, index: usize) -> Option<&'n str> {
        self.votes.get(index).copied().flatten().map(|(name, _)| name)
    }

    fn keeps_name(&self, owners: &Owners<'_>, index: usize) -> bool {
        self.name(index).is_some_and(|name| owners.get(name) == Some(&Some(index)))
    }

    /// Whether a type stands in no union, or in one that keeps its name: it goes with that.
    fn is_union_kept(&self, owners: &Owners<'_>, definition: &TypeDef) -> bool {
        let Identity::Inline { parent, .. } = definition.identity else { return true };
        let around = self.api.types.get(parent.0).map(|around| &around.shape);
        !matches!(around, Some(Shape::Union(_))) || self.keeps_name(owners, parent.0)
    }

    /// The values of an enum, the branches of a union and the properties of an object, as they are recorded behind its key.
    fn own_members(&self, index: usize, definition: &TypeDef) -> BTreeSet<String> {
        let key = |index: usize| self.keys.get(index).map_or("", String::as_str);
        match &definition.shape {
            Shape::StringEnum(values) | Shape::ValueEnum(values) => {
                value_texts(values).iter().map(|text| Step::new(Word::Enum, text).to_string()).collect()
            }
            Shape::Object(object) => {
                object.fields.iter().map(|field| Step::new(Word::Property, &field.name).to_string()).collect()
            }
            Shape::Union(union) => {
                let of_branch = |branch: &Branch| {
                    let inside = branch.type_.named().and_then(|TypeId(of)| key(of).strip_prefix(key(index)));
                    let inside = inside.filter(|inside| inside.starts_with(&Word::Branch.start()));
                    let named = || branch.name.as_deref().map(|name| Step::new(Word::Branch, name).to_string());
                    inside.map(str::to_owned).or_else(named)
                };
                union.branches.iter().filter_map(of_branch).collect()
            }
        }
    }
}
