//! Tuples: arrays of a fixed length, each element of a type of its own.
//!
//! A tuple is written as an array, and read like one: an array of another length is refused as a whole, as is one with an
//! element of another type. The traits are implemented once for each number of elements, by emitted code, and only for
//! the numbers that the API has:
//!
//! ```text
//! runtime::tuple!(A 0, B 1);
//! ```

/// The traits of tuples of a number of elements.
#[allow(unused_macros, reason = "not every API has one")]
macro_rules! tuple {
    ($($type:ident $index:tt),+) => {
        impl<$($type: $crate::runtime::Typed),+> $crate::runtime::Wire for ($($type,)+) {
            fn view(&self) -> $crate::runtime::View<'_> {
                $crate::runtime::View::Array(self)
            }

            fn target(&mut self) -> $crate::runtime::Target<'_> {
                $crate::runtime::Target::Array(self)
            }
        }

        impl<$($type: $crate::runtime::Typed),+> $crate::runtime::Typed for ($($type,)+) {
            fn blank() -> Self {
                ($($type::blank(),)+)
            }
        }

        impl<$($type: $crate::runtime::Typed),+> $crate::runtime::Array for ($($type,)+) {
            fn count(&self) -> usize {
                [$($index),+].len()
            }

            fn get(&self, index: usize) -> Option<$crate::runtime::View<'_>> {
                match index {
                    $($index => Some(self.$index.view()),)+
                    _ => None,
                }
            }

            fn place(&mut self, index: usize) -> Option<$crate::runtime::Target<'_>> {
                match index {
                    $($index => {
                        self.$index = $type::blank();
                        Some(self.$index.target())
                    })+
                    _ => None,
                }
            }

            fn clear(&mut self) {
                *self = $crate::runtime::Typed::blank();
            }

            #[cfg(feature = "test-util")]
            fn sample(&self, index: usize) -> &'static str {
                match index {
                    $($index => $type::sample(),)+
                    _ => "text",
                }
            }
        }
    };
}
#[allow(unused_imports, reason = "not every API has one")]
pub(crate) use tuple;
