//! The guard: nobody reaches an endpoint that they may not use, and no body is read before that is clear.
//!
//! The guard reads from the OpenAPI document which use-case each operation is, so what the document says and
//! what is enforced cannot differ. The use-case itself asks again ([`Actor::may`]): it also serves callers
//! that come in by no endpoint.
//!
//! [`Actor::may`]: engine::access::Actor::may

use super::{Caller, Problem, document, v1::session};
use crate::app::App;
use axum::{
    extract::{MatchedPath, Request, State},
    middleware::Next,
    response::{IntoResponse, Response},
};
use engine::{Error, access::UseCase};
use http::{HeaderMap, Method};
use std::{collections::HashMap, sync::Arc};
use utoipa::openapi::OpenApi;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Needs {
    Nothing,
    Permission(UseCase),
    /// The operation declares nothing that is known: nobody gets in, and a test fails.
    Undeclared,
}

/// What each operation needs.
#[derive(Clone)]
pub(crate) struct Guard {
    app: App,
    table: Arc<HashMap<(Method, String), Needs>>,
}

impl Guard {
    pub fn new(app: App, document: &OpenApi) -> Self {
        let mut table = HashMap::new();
        for (path, item) in &document.paths.paths {
            let operations = [
                (Method::GET, &item.get),
                (Method::PUT, &item.put),
                (Method::POST, &item.post),
                (Method::PATCH, &item.patch),
                (Method::DELETE, &item.delete),
            ];
            for (method, operation) in operations {
                let Some(operation) = operation else { continue };
                let needs = match document::declared(operation) {
                    Some(document::PUBLIC) => Needs::Nothing,
                    Some(name) => UseCase::parse(name).map_or(Needs::Undeclared, Needs::Permission),
                    None => Needs::Undeclared,
                };
                table.insert((method, path.clone()), needs);
            }
        }
        Self { app, table: Arc::new(table) }
    }

    async fn caller(&self, headers: &HeaderMap, use_case: UseCase) -> Result<Caller, Error> {
        let token = session::token(headers).ok_or(Error::Unauthenticated)?;
        let actor = self.app.engine.session(&token).await?;
        actor.may(use_case)?;
        Ok(Caller(Arc::new(actor)))
    }
}

/// Lets a request through to its endpoint, with its [`Caller`], or answers why not.
pub(crate) async fn guard(State(guard): State<Guard>, mut request: Request, next: Next) -> Response {
    let Some(path) = request.extensions().get::<MatchedPath>() else { return next.run(request).await };
    // axum answers HEAD by the endpoint of GET.
    let method = if request.method() == Method::HEAD { Method::GET } else { request.method().clone() };
    match guard.table.get(&(method, path.as_str().to_owned())) {
        Some(Needs::Nothing) => next.run(request).await,
        Some(Needs::Permission(use_case)) => match guard.caller(request.headers(), *use_case).await {
            Ok(caller) => {
                request.extensions_mut().insert(caller);
                next.run(request).await
            }
            Err(error) => Problem::from(error).into_response(),
        },
        Some(Needs::Undeclared) => {
            tracing::error!(path = path.as_str(), "an endpoint declares no use-case");
            Problem::internal().into_response()
        }
        // A method that this path does not have: the router answers 405.
        None => next.run(request).await,
    }
}
