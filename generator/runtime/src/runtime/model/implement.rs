//! What every model has besides its fields.

/// The traits of a model, over the table of its fields: the index of each, its name in Rust, what the documentation says
/// of it, and its key. Behind the table stands the field of further properties, if there is one.
#[allow(unused_macros, reason = "not every API has one")]
macro_rules! model {
    ($type:ident $name:tt { $($index:tt $field:ident $documented:ident $key:tt,)* } $($additional:ident)?) => {
        impl Default for $type {
            #[inline]
            fn default() -> Self {
                Self {
                    $($field: None,)*
                    $($additional: ::std::collections::BTreeMap::new(),)?
                    undocumented: $crate::runtime::Undocumented::EMPTY,
                }
            }
        }
        impl $crate::runtime::Model for $type {
            #[inline]
            fn info(&self) -> &'static $crate::runtime::ModelInfo {
                &$crate::runtime::ModelInfo {
                    name: $name,
                    fields: &[$($crate::runtime::Documented::$documented($key)),*],
                }
            }
            #[inline]
            fn field(&self, index: usize) -> &dyn $crate::runtime::Field {
                match index {
                    $($index => &self.$field,)*
                    _ => &self.undocumented,
                }
            }
            #[inline]
            fn field_mut(&mut self, index: usize) -> &mut dyn $crate::runtime::Field {
                match index {
                    $($index => &mut self.$field,)*
                    _ => &mut self.undocumented,
                }
            }
            $(
                #[inline]
                fn additional(&self) -> Option<&dyn $crate::runtime::Map> {
                    Some(&self.$additional)
                }
                #[inline]
                fn additional_mut(&mut self) -> Option<&mut dyn $crate::runtime::Map> {
                    Some(&mut self.$additional)
                }
            )?
        }
        impl $crate::runtime::Described for $type {
            type Kind = $crate::runtime::ModelKind;
        }
        impl Clone for $type {
            #[inline]
            fn clone(&self) -> Self {
                $crate::runtime::encode::copy_of(self)
            }
        }
        impl PartialEq for $type {
            #[inline]
            fn eq(&self, other: &Self) -> bool {
                $crate::runtime::encode::same_model(self, other)
            }
        }
        impl ::std::fmt::Debug for $type {
            #[inline]
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                $crate::runtime::encode::debug_model(self, f)
            }
        }
        impl ::serde::Serialize for $type {
            #[inline]
            fn serialize<S: ::serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                $crate::runtime::encode::serialize(self, serializer)
            }
        }
        impl<'de> ::serde::Deserialize<'de> for $type {
            #[inline]
            fn deserialize<D: ::serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                $crate::runtime::decode::deserialize(deserializer)
            }
        }
    };
}
#[allow(unused_imports, reason = "not every API has one")]
pub(crate) use model;
