//! Signed-in accounts, one per set of credentials, so that a token is minted once and not for every read.

use model::{InstanceId, SecretId};
use std::{
    collections::HashMap,
    sync::{Arc, Mutex},
};

/// The accounts that this process has open, of one kind of connector. Replaced when an instance's credentials were.
pub(crate) struct Accounts<A: ?Sized>(Mutex<Open<A>>);

type Open<A> = HashMap<InstanceId, (SecretId, Arc<A>)>;

impl<A: ?Sized> Default for Accounts<A> {
    fn default() -> Self {
        Self(Mutex::new(HashMap::new()))
    }
}

impl<A: ?Sized> Accounts<A> {
    /// The open account of an instance, when it was opened with these very credentials.
    pub fn get(&self, instance: &InstanceId, credentials: &SecretId) -> Option<Arc<A>> {
        let open = self.lock();
        open.get(instance).filter(|(with, _)| with == credentials).map(|(_, account)| account.clone())
    }
    pub fn put(&self, instance: InstanceId, credentials: SecretId, account: Arc<A>) {
        self.lock().insert(instance, (credentials, account));
    }
    pub fn forget(&self, instance: &InstanceId) {
        self.lock().remove(instance);
    }
    fn lock(&self) -> std::sync::MutexGuard<'_, Open<A>> {
        // A thread that panicked while it held the lock left a whole map behind: inserts are single steps.
        self.0.lock().unwrap_or_else(|poisoned| poisoned.into_inner())
    }
}
