//! A bound on how much a client repeats, over all its calls.

use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// How many requests a client repeats in total, so that a server that fails is not hammered by all calls at once.
///
/// It starts with a reserve. Each repetition takes one from it, each success puts a part of one back, up to what it
/// started with. When it is empty, calls fail at their first error until some succeed. A repetition that the server asks
/// for (`Retry-After`) takes nothing. Clones of a client share it, and so do clients that are given clones of one budget.
///
/// ```
/// use patchworks_client::runtime::RetryBudget;
///
/// let shared = RetryBudget::new(20, 0.1);
/// let client = patchworks_client::Client::builder().retry_budget(shared.clone()).build()?;
/// assert_eq!(shared.left(), 20);
/// # drop(client);
/// # Ok::<(), patchworks_client::Error>(())
/// ```
#[derive(Clone)]
pub struct RetryBudget {
    shared: Option<Arc<Shared>>,
}

struct Shared {
    /// In thousandths.
    left: AtomicU64,
    most: u64,
    per_success: u64,
}

const ONE: u64 = 1000;

impl RetryBudget {
    /// With a reserve of so many repetitions, and the part of one that a success puts back: 0.2 lets a fifth of all
    /// requests be repeated over time. What is more than 1 or no number is 1, what is less than 0 is 0.
    pub fn new(reserve: u32, per_success: f64) -> Self {
        let most = u64::from(reserve) * ONE;
        let part = if per_success.is_nan() { 1.0 } else { per_success.clamp(0.0, 1.0) };
        let per_success = (part * 1000.0) as u64;
        Self { shared: Some(Arc::new(Shared { left: AtomicU64::new(most), most, per_success })) }
    }

    /// Without a bound.
    pub const fn unlimited() -> Self {
        Self { shared: None }
    }

    /// How many repetitions are left; `u32::MAX` without a bound.
    pub fn left(&self) -> u32 {
        let Some(shared) = &self.shared else { return u32::MAX };
        u32::try_from(shared.left.load(Ordering::Relaxed) / ONE).unwrap_or(u32::MAX)
    }

    /// Takes one repetition; false if there is none.
    pub(in crate::runtime) fn take(&self) -> bool {
        let Some(shared) = &self.shared else { return true };
        let less = |left: u64| left.checked_sub(ONE);
        shared.left.fetch_update(Ordering::Relaxed, Ordering::Relaxed, less).is_ok()
    }

    /// Puts a part of one back. A budget that is full is only read.
    pub(in crate::runtime) fn put_back(&self) {
        let Some(shared) = &self.shared else { return };
        let more = |left: u64| (left < shared.most).then(|| (left + shared.per_success).min(shared.most));
        let _ = shared.left.fetch_update(Ordering::Relaxed, Ordering::Relaxed, more);
    }
}

impl Default for RetryBudget {
    /// A reserve of 100, and a fifth of one for each success.
    fn default() -> Self {
        Self::new(100, 0.2)
    }
}

impl fmt::Debug for RetryBudget {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.shared {
            Some(shared) => write!(f, "RetryBudget({} of {} left)", self.left(), shared.most / ONE),
            None => f.write_str("RetryBudget(unlimited)"),
        }
    }
}
