//! `/session`: signing in and out.

mod create;
mod end;
mod password;
mod second_factor;
mod show;

use crate::{api::Problem, app::App};
use axum::{
    Json,
    response::{IntoResponse, Response},
};
use engine::access::{Me, SignedIn};
use http::{HeaderMap, HeaderValue, StatusCode, header};
use model::Secret;
use utoipa_axum::{router::OpenApiRouter, routes};

/// The cookie that a browser's session travels in.
pub const COOKIE: &str = "vouchsafe_session";

pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(create::create))
        .routes(routes!(show::show))
        .routes(routes!(end::end))
        .routes(routes!(password::change))
        .routes(routes!(second_factor::show))
        .routes(routes!(second_factor::enrol))
        .routes(routes!(second_factor::confirm))
        .routes(routes!(second_factor::remove))
}

/// The session's token of a request: a bearer's when there is one, otherwise the cookie's.
pub fn token(headers: &HeaderMap) -> Option<Secret> {
    if let Some(authorization) = headers.get(header::AUTHORIZATION) {
        let (scheme, token) = authorization.to_str().ok()?.split_once(' ')?;
        return scheme.eq_ignore_ascii_case("bearer").then(|| Secret::new(token.trim()));
    }
    let cookies = headers.get_all(header::COOKIE).iter().filter_map(|value| value.to_str().ok());
    cookies
        .flat_map(|line| line.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .find(|(name, _)| *name == COOKIE)
        .map(|(_, token)| Secret::new(token))
}

/// Answers who signed in, with the cookie.
pub fn with_cookie(app: &App, status: StatusCode, signed_in: &SignedIn) -> Result<Response, Problem> {
    let age_s = app.engine.session_lifetime().as_secs();
    let cookie = cookie(app, signed_in.token.expose(), age_s)?;
    let me: &Me = &signed_in.me;
    Ok((status, [(header::SET_COOKIE, cookie)], Json(me)).into_response())
}

/// A cookie with this value; an age of 0 removes it.
fn cookie(app: &App, token: &str, age_s: u64) -> Result<HeaderValue, Problem> {
    // A browser takes a Secure cookie only over https, and must never send one over plain http.
    let secure = if app.engine.public_url().scheme() == "https" { "; Secure" } else { "" };
    let text = format!("{COOKIE}={token}; Path=/; HttpOnly; SameSite=Strict; Max-Age={age_s}{secure}");
    let mut value = HeaderValue::try_from(text).map_err(|_| Problem::internal())?;
    value.set_sensitive(true);
    Ok(value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(name: &'static str, value: &'static str, expect: Option<&str>) {
        let headers =
            HeaderMap::from_iter([(header::HeaderName::from_static(name), HeaderValue::from_static(value))]);
        assert_eq!(token(&headers).as_ref().map(Secret::expose), expect, "{name}: {value}");
    }

    #[test]
    fn tokens_are_found_where_they_may_be() {
        check("cookie", "vouchsafe_session=abc", Some("abc"));
        check("cookie", "theme=dark; vouchsafe_session=abc; x=y", Some("abc"));
        check("cookie", "not_vouchsafe_session=abc", None);
        check("authorization", "Bearer abc", Some("abc"));
        check("authorization", "bearer abc", Some("abc"));
        check("authorization", "Basic abc", None);
        check("authorization", "abc", None);
    }
}
