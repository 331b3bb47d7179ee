//! Who a token belongs to, and its revocation.

use super::super::{
    api::{Context, Incoming},
    exception::Exception,
    reply::Reply,
    world::World,
};
use serde_json::json;

/// `/services/oauth2/userinfo` and the identity URL.
pub fn identity(
    world: &mut World,
    incoming: &Incoming<'_>,
    context: &Context<'_>,
) -> Result<Reply, Exception> {
    let session = world.session(incoming.bearer().unwrap_or_default(), false, context.now)?;
    let org = &world.orgs[session.org];
    let base = context.base_url();
    let user = |field: &str| org.value("User", &session.user_id, field).in_json();
    Ok(Reply::json(
        200,
        &json!({
            "sub": format!("{base}/id/{}/{}", org.id, session.user_id),
            "id": format!("{base}/id/{}/{}", org.id, session.user_id),
            "user_id": session.user_id,
            "organization_id": org.id,
            "preferred_username": user("Username"),
            "username": user("Username"),
            "name": user("Name"),
            "display_name": user("Name"),
            "email": user("Email"),
            "active": user("IsActive"),
            "user_type": "STANDARD",
            "urls": {
                "enterprise": format!("{base}/services/Soap/c/{{version}}/{}", org.id),
                "partner": format!("{base}/services/Soap/u/{{version}}/{}", org.id),
                "metadata": format!("{base}/services/Soap/m/{{version}}/{}", org.id),
                "rest": format!("{base}/services/data/v{{version}}/"),
                "tooling_rest": format!("{base}/services/data/v{{version}}/tooling/"),
            },
        }),
    ))
}

/// `/services/oauth2/revoke`
pub fn revoke(world: &mut World, incoming: &Incoming<'_>) -> Reply {
    let mut pairs = url::form_urlencoded::parse(incoming.body).into_owned();
    let token = pairs.find(|(name, _)| name == "token").map(|(_, token)| token).unwrap_or_default();
    match world.sessions.remove(&token) {
        Some(_) => Reply::empty(200),
        None => Reply::json(
            400,
            &json!({ "error": "unsupported_token_type", "error_description": "this token type is not supported" }),
        ),
    }
}
