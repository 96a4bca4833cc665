//! The inside of arrays and objects, which copies of a tree have in common until one of them changes it.
//!
//! Merging pages takes most of what they hold as it is, so that a copy of a subtree costs one count in place of all its
//! nodes. Who changes what others hold too changes a copy of that one level.

use super::{Node, Object};
use std::ops::{Deref, DerefMut};
use std::sync::Arc;

/// Elements or members, copied where they are changed while somebody else has them.
#[derive(Debug, Clone, PartialEq)]
pub struct Shared<T>(Arc<T>);

impl<T> From<T> for Shared<T> {
    fn from(value: T) -> Self {
        Self(Arc::new(value))
    }
}

impl<T> Deref for Shared<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.0
    }
}

impl<T: Clone> DerefMut for Shared<T> {
    fn deref_mut(&mut self) -> &mut T {
        Arc::make_mut(&mut self.0)
    }
}

impl<T> Shared<T> {
    /// Whether somebody else has it too.
    pub fn is_shared(&self) -> bool {
        Arc::strong_count(&self.0) > 1
    }

    /// What tells it from all others that are there at this time.
    pub fn identity(&self) -> usize {
        Arc::as_ptr(&self.0).addr()
    }
}

impl<T: Clone> Shared<T> {
    /// What is inside, for one owner.
    pub fn into_inner(self) -> T {
        Arc::unwrap_or_clone(self.0)
    }
}

impl<T: IntoIterator + Clone> IntoIterator for Shared<T> {
    type Item = T::Item;
    type IntoIter = T::IntoIter;

    fn into_iter(self) -> T::IntoIter {
        self.into_inner().into_iter()
    }
}

impl<'a, T> IntoIterator for &'a Shared<T>
where
    &'a T: IntoIterator,
{
    type Item = <&'a T as IntoIterator>::Item;
    type IntoIter = <&'a T as IntoIterator>::IntoIter;

    fn into_iter(self) -> Self::IntoIter {
        (**self).into_iter()
    }
}

impl<'a, T: Clone> IntoIterator for &'a mut Shared<T>
where
    &'a mut T: IntoIterator,
{
    type Item = <&'a mut T as IntoIterator>::Item;
    type IntoIter = <&'a mut T as IntoIterator>::IntoIter;

    fn into_iter(self) -> Self::IntoIter {
        (**self).into_iter()
    }
}

impl FromIterator<Node> for Shared<Vec<Node>> {
    fn from_iter<I: IntoIterator<Item = Node>>(elements: I) -> Self {
        Self::from(Vec::from_iter(elements))
    }
}

impl FromIterator<(String, Node)> for Shared<Object> {
    fn from_iter<I: IntoIterator<Item = (String, Node)>>(members: I) -> Self {
        Self::from(Object::from_iter(members))
    }
}
