//! One thing that many calls share and one caller at a time asks for: a token, a session.

use super::ConnectError;
use std::sync::{
    Arc,
    atomic::{AtomicU64, Ordering},
};
use tokio::sync::Mutex;

/// Holds one `T`, which is asked for when there is none that is good.
pub(super) struct Shared<T> {
    held: Mutex<Held<T>>,
    /// How many askings have ended, whichever way.
    ended: AtomicU64,
}

struct Held<T> {
    one: Option<Arc<T>>,
    /// Why the last asking failed, for those who were waiting for it.
    failure: Option<ConnectError>,
}

impl<T> Default for Shared<T> {
    fn default() -> Self {
        Self { held: Mutex::new(Held { one: None, failure: None }), ended: AtomicU64::new(0) }
    }
}

impl<T> Shared<T> {
    /// The one that is held, where it is `good`; otherwise what `ask` gives, which is told the one until now. Callers
    /// who come while one is being asked for wait, and share what comes of it.
    pub(super) async fn get<F: Future<Output = Result<T, ConnectError>>>(
        &self,
        good: impl Fn(&Arc<T>) -> bool,
        ask: impl FnOnce(Option<Arc<T>>) -> F,
    ) -> Result<Arc<T>, ConnectError> {
        let arrived = self.ended.load(Ordering::SeqCst);
        let mut held = self.held.lock().await;
        if let Some(one) = held.one.as_ref().filter(|one| good(one)) {
            return Ok(one.clone());
        }
        if self.ended.load(Ordering::SeqCst) > arrived
            && let Some(failure) = &held.failure
        {
            return Err(failure.clone());
        }
        self.asked(&mut held, ask).await
    }

    /// One that is asked for just now.
    pub(super) async fn fresh<F: Future<Output = Result<T, ConnectError>>>(
        &self,
        ask: impl FnOnce(Option<Arc<T>>) -> F,
    ) -> Result<Arc<T>, ConnectError> {
        let mut held = self.held.lock().await;
        self.asked(&mut held, ask).await
    }

    /// Gives this one up, where it is the one that is held.
    pub(super) async fn give_up(&self, one: &Arc<T>) {
        let mut held = self.held.lock().await;
        if held.one.as_ref().is_some_and(|held| Arc::ptr_eq(held, one)) {
            held.one = None;
        }
    }

    async fn asked<F: Future<Output = Result<T, ConnectError>>>(
        &self,
        held: &mut Held<T>,
        ask: impl FnOnce(Option<Arc<T>>) -> F,
    ) -> Result<Arc<T>, ConnectError> {
        held.failure = None;
        let result = ask(held.one.take()).await.map(Arc::new);
        match &result {
            Ok(one) => held.one = Some(one.clone()),
            Err(failure) => held.failure = Some(failure.clone()),
        }
        self.ended.fetch_add(1, Ordering::SeqCst);
        result
    }
}
