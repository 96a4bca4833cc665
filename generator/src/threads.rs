//! Does independent work on several threads, in place of one after the other.
//!
//! In: what to do. Out: what it gives, in the order of the work, as if one thread had done all of it.

use std::panic::resume_unwind;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

/// What `make` makes of every item, in the order of the items, on so many threads, two at least.
pub fn side_by_side<T: Sync, R: Send>(threads: usize, items: &[T], make: impl Fn(&T) -> R + Sync) -> Vec<R> {
    let next = AtomicUsize::new(0);
    let work = || {
        let mut made = Vec::new();
        loop {
            let index = next.fetch_add(1, Ordering::Relaxed);
            let Some(item) = items.get(index) else { return made };
            made.push((index, make(item)));
        }
    };
    let mut made = thread::scope(|scope| {
        let others: Vec<_> = (1..threads.max(2)).map(|_| scope.spawn(work)).collect();
        let mut made = work();
        for other in others {
            match other.join() {
                Ok(more) => made.extend(more),
                Err(panic) => resume_unwind(panic),
            }
        }
        made
    });
    made.sort_by_key(|(index, _)| *index);
    made.into_iter().map(|(_, result)| result).collect()
}

/// Does two things at a time, the first one on a thread of its own.
pub fn both<A: Send, B>(beside: impl FnOnce() -> A + Send, here: impl FnOnce() -> B) -> (A, B) {
    thread::scope(|scope| {
        let beside = scope.spawn(beside);
        let here = here();
        match beside.join() {
            Ok(beside) => (beside, here),
            Err(panic) => resume_unwind(panic),
        }
    })
}

#[cfg(test)]
mod tests {
    use super::side_by_side;

    #[test]
    fn results_are_in_the_order_of_the_work_on_any_number_of_threads() {
        let items: Vec<usize> = (0..1_000).collect();
        let expected: Vec<usize> = items.iter().map(|item| item * 3).collect();
        for threads in [0, 1, 2, 7] {
            assert_eq!(side_by_side(threads, &items, |item| item * 3), expected, "{threads}");
        }
        assert!(side_by_side(7, &[], |item: &usize| *item).is_empty());
    }
}
