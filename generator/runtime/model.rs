//! What every model has besides its fields.

/// The traits of a model, over the table of its fields.
#[allow(unused_macros, reason = "not every API has one")]
macro_rules! model {
    ($type:ident) => {
        impl $crate::runtime::Wire for $type {
            #[inline]
            fn view(&self) -> $crate::runtime::View<'_> {
                $crate::runtime::View::Model(self)
            }
            #[inline]
            fn target(&mut self) -> $crate::runtime::Target<'_> {
                $crate::runtime::Target::Model(self)
            }
        }
        impl Default for $type {
            #[inline]
            fn default() -> Self {
                $crate::runtime::Typed::blank()
            }
        }
        impl Clone for $type {
            #[inline]
            fn clone(&self) -> Self {
                let mut copy: Self = $crate::runtime::Typed::blank();
                $crate::runtime::encode::copy_model(&mut copy, self);
                copy
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
