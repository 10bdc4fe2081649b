use std::sync::{PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};

/// A value behind a lock that outlives a panic: one broken request must not take the others down.
#[derive(Default)]
pub(crate) struct Locked<T>(RwLock<T>);

impl<T> Locked<T> {
    pub(crate) fn new(value: T) -> Self {
        Self(RwLock::new(value))
    }

    pub(crate) fn read(&self) -> RwLockReadGuard<'_, T> {
        self.0.read().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn write(&self) -> RwLockWriteGuard<'_, T> {
        self.0.write().unwrap_or_else(PoisonError::into_inner)
    }
}
