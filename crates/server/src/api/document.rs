//! The OpenAPI document, made from the endpoints themselves, and the router that they are registered in.
//! What is registered is described, and nothing else is registered.

use super::{problem::PROBLEM_JSON, v1};
use crate::{
    app::{App, Routes},
    healthz,
    web::limits,
    webhooks,
};
use axum::extract::DefaultBodyLimit;
use utoipa::{
    Modify, OpenApi,
    openapi::{
        ContentBuilder, Ref, RefOr, ResponseBuilder,
        path::{Operation, PathItem},
        security::{ApiKey, ApiKeyValue, HttpAuthScheme, HttpBuilder, SecurityScheme},
    },
};
use utoipa_axum::{router::OpenApiRouter, routes};

/// The extension by which an operation declares the use-case that it is, or `public`.
pub(crate) const USE_CASE: &str = "x-use-case";
/// The declaration of an operation that needs no session.
pub(crate) const PUBLIC: &str = "public";

#[derive(OpenApi)]
#[openapi(
    info(
        title = "Vouchsafe",
        description = "An open compliance manager. Every operation names the permission that it needs under \
                       `x-use-case`; errors are problem documents (RFC 9457). Times are RFC 3339 in UTC.",
        license(name = "Apache-2.0", identifier = "Apache-2.0"),
    ),
    // What stands in paths and queries is not found by the endpoints' registration, so it is named here.
    components(schemas(
        super::problem::Problem,
        model::ActionId,
        model::AlertId,
        model::ApiTokenId,
        model::TargetId,
        model::AssessmentId,
        model::BreakGlassId,
        model::CheckId,
        model::ConnectorId,
        model::DraftId,
        model::GroupId,
        model::InstanceId,
        model::MailboxId,
        model::RevisionId,
        model::PrincipalId,
        model::RegulationId,
        model::RoleGroupId,
        model::Time,
    )),
    modifiers(&SignIn),
    security(("session" = []), ("bearer" = [])),
    tags(
        (name = "setup", description = "The first administrator of a new installation"),
        (name = "session", description = "Signing in and out"),
        (name = "principals", description = "Who may sign in, and in which role group"),
        (name = "role-groups", description = "Roles under a name"),
        (name = "tokens", description = "API tokens for programs"),
        (name = "connectors", description = "What can be connected"),
        (name = "instances", description = "Service instances: activated connectors"),
        (name = "regulations", description = "Templates of control families, controls and actions"),
        (name = "assessments", description = "Regulations applied to services and instances, in groups"),
        (name = "actions", description = "Improvement actions: how each stands, and what people say of it"),
        (name = "checks", description = "What tests the services"),
        (name = "overview", description = "The organisation's score, now and over time"),
        (name = "regulations", description = "Regulations: templates of families, controls and actions"),
        (name = "assessments", description = "Regulations applied to services and chosen instances, filed in groups"),
        (name = "actions", description = "Improvement actions: what is found, and what people say about them"),
        (name = "checks", description = "Checks: the tests behind technical actions"),
        (name = "overview", description = "The organisation as a whole, and its score over time"),
        (name = "parameters", description = "What instances set for their checks in place of defaults"),
        (name = "pack updates", description = "Versions of checks that wait for a person"),
        (name = "alerts", description = "Alerts: what somebody should look at, and what became of it"),
        (name = "notifications", description = "Where alerts are sent, and what came of it"),
        (name = "archives", description = "Archive connectors: what they captured, and what became of it"),
        (name = "mailboxes", description = "Mailboxes of ours, and reading what is archived"),
        (name = "break-glass", description = "Reading what one may not read otherwise"),
        (name = "live", description = "What changes, as it changes"),
        (name = "server", description = "The server itself"),
    )
)]
struct Document;

struct SignIn;

impl Modify for SignIn {
    fn modify(&self, document: &mut utoipa::openapi::OpenApi) {
        let components = document.components.get_or_insert_default();
        let cookie = ApiKey::Cookie(ApiKeyValue::new(v1::session::COOKIE));
        components.add_security_scheme("session", SecurityScheme::ApiKey(cookie));
        let bearer = HttpBuilder::new().scheme(HttpAuthScheme::Bearer).build();
        components.add_security_scheme("bearer", SecurityScheme::Http(bearer));
    }
}

/// Everything that the document describes, or all of it that a door answers.
pub(crate) fn described(routes: Routes) -> OpenApiRouter<App> {
    let mut router = OpenApiRouter::with_openapi(Document::openapi())
        .nest("/api/v1", v1::routes())
        .layer(DefaultBodyLimit::max(limits::API_BODY_BYTES_MAX))
        .routes(routes!(healthz::healthz));
    if routes == Routes::All {
        router = router.routes(webhooks::route());
    }
    let document = router.get_openapi_mut();
    for path in document.paths.paths.values_mut() {
        operations(path).for_each(finish);
    }
    router
}

/// The document as it is committed and served.
pub(crate) fn openapi() -> utoipa::openapi::OpenApi {
    described(Routes::All).into_openapi()
}

fn operations(path: &mut PathItem) -> impl Iterator<Item = &mut Operation> {
    [&mut path.get, &mut path.put, &mut path.post, &mut path.patch, &mut path.delete].into_iter().flatten()
}

/// What is the same for every operation: errors are problem documents, and public ones need no session.
fn finish(operation: &mut Operation) {
    let problem = ResponseBuilder::new()
        .description("What went wrong, as a problem document (RFC 9457)")
        .content(PROBLEM_JSON, ContentBuilder::new().schema(Some(Ref::from_schema_name("Problem"))).build())
        .build();
    operation.responses.responses.insert("default".to_owned(), RefOr::T(problem));
    if declared(operation) == Some(PUBLIC) {
        operation.security = Some(vec![utoipa::openapi::security::SecurityRequirement::default()]);
    }
}

/// What an operation declares under [`USE_CASE`].
pub(crate) fn declared(operation: &Operation) -> Option<&str> {
    operation.extensions.as_ref()?.get(USE_CASE)?.as_str()
}
