//! What every model has besides its fields.

/// The traits of a model, over the table of its fields.
#[allow(unused_macros, reason = "not every API has one")]
macro_rules! model {
    ($type:ident) => {
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
