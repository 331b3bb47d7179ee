//! `login()`: username, password and security token for a session. What it checks, and in which order.

use super::{
    super::{
        access::{self, Attempt},
        exception::Exception,
        guard, ids,
        org::{Org, Who},
        value::Value,
        world::{Origin, Session, World},
    },
    Api, Call,
    xml::Xml,
};

const WRONG: &str = "Invalid username, password, security token; or user locked out.";
const NEW_LOCATION: &str = " Are you at a new location? When accessing Salesforce--either via a desktop client or the \
     API--from outside of your company’s trusted networks, you must add a security token to your password to log in. \
     To get your new security token, log in to Salesforce. From your personal settings, enter Reset My Security \
     Token in the Quick Find box, then select Reset My Security Token.";

/// Signs in, and answers the content of the Body.
pub fn login(world: &mut World, call: &Call<'_>) -> Result<String, Exception> {
    let version = guard::version(call.version)?;
    if version > guard::LAST_LOGIN {
        let words = format!(
            "The SOAP Login operation is not available in the API version specified ({}). Refer to the \
             documentation for supported versions.",
            call.version
        );
        return Err(Exception::new("INVALID_OPERATION", words));
    }
    let request = call.request;
    let username = request.get("username").unwrap_or_default();
    let wrong = || Exception::at_login("INVALID_LOGIN", WRONG);
    let now = call.context.now;
    let (place, who) =
        world.integration(|one| one.credentials.username.eq_ignore_ascii_case(username)).ok_or_else(wrong)?;
    access::prepare(world, place, who);
    let attempt = |status: &str| Attempt {
        login_type: "Other Apex API",
        api_type: Some(if call.api == Api::Enterprise { "SOAP Enterprise" } else { "SOAP Partner" }),
        api_version: call.version.to_owned(),
        status: status.to_owned(),
    };
    if let Err((exception, status)) = check(world, place, who, call) {
        access::note(&mut world.orgs[place], who, &attempt(status), now);
        return Err(exception);
    }
    let restricted = world.orgs[place].state.password_expired;
    access::arrive(world, place, who, now);
    access::note(&mut world.orgs[place], who, &attempt("Success"), now);
    let user_id = world.orgs[place].integration(who).user_id.clone();
    let held = world.sessions.iter().find(|(_, session)| {
        session.org == place
            && session.user_id == user_id
            && session.origin == Origin::Soap
            && session.restricted == restricted
    });
    // A user who signs in again is given the session that is there: logging out of one ends the other.
    let held = held.map(|(id, _)| id.clone()).filter(|id| world.session(id, true, now).is_ok());
    let id = held.unwrap_or_else(|| {
        let session =
            Session { org: place, user_id: user_id.clone(), origin: Origin::Soap, restricted, used: now };
        world.begin(session, call.context.random)
    });
    Ok(result(&world.orgs[place], &user_id, call, &id, restricted))
}

/// The refusal, and what the login history calls it.
fn check(
    world: &mut World,
    place: usize,
    who: Who,
    call: &Call<'_>,
) -> Result<(), (Exception, &'static str)> {
    let (request, now) = (call.request, call.context.now);
    let org = &mut world.orgs[place];
    let at_login = |code: &str, words: &str| Exception::at_login(code, words);
    guard::state(org).map_err(|refusal| (Exception { at_login: true, ..refusal }, "Organization Locked"))?;
    if !access::right_host(org, call.context.host) {
        return Err((at_login("INVALID_LOGIN", WRONG), "Invalid Password"));
    }
    if org.state.soap_login_disabled {
        let words = "SOAP API login() is disabled by default in this org. Contact the org administrator to enable \
                     SOAP API login().";
        return Err((Exception::new("INVALID_OPERATION", words), "Failed: SOAP API login() is disabled"));
    }
    if request.organization_id.as_ref().is_some_and(|id| ids::short(id) != ids::short(&org.id)) {
        return Err((at_login("INVALID_LOGIN", WRONG), "Invalid Organization"));
    }
    if let Some(status) = access::barred(org, who) {
        return Err((at_login("INVALID_LOGIN", WRONG), status));
    }
    let (given, own) = (request.get("password").unwrap_or_default(), &org.integration(who).credentials);
    let with_token = format!("{}{}", own.password, own.security_token);
    if !(given == with_token || given == own.password && org.state.trusted_network) {
        if given.starts_with(&own.password) && !org.state.trusted_network {
            let words = format!("{WRONG}{NEW_LOCATION}");
            return Err((
                at_login("LOGIN_MUST_USE_SECURITY_TOKEN", &words),
                "Failed: API security token required",
            ));
        }
        access::count_failure(org, who);
        return Err((at_login("INVALID_LOGIN", WRONG), "Invalid Password"));
    }
    org.integration_mut(who).failed_logins = 0;
    let user_id = org.integration(who).user_id.clone();
    guard::user(org, &user_id, now)
        .map_err(|refusal| (Exception { at_login: true, ..refusal }, "Failed: API disabled"))?;
    let enforced = org.state.any_api_auth_enforced;
    if enforced && !org.rights(&user_id, now).contains("UseAnyApiAuth") {
        let words = "The user does not have the Use Any API Auth permission, which SOAP API login() needs.";
        return Err((Exception::new("INSUFFICIENT_ACCESS", words), "Failed: Use Any API Auth required"));
    }
    if org.state.restricted_domain {
        let words = "The IP address is outside the login IP ranges of the user's profile.";
        return Err((at_login("LOGIN_DURING_RESTRICTED_DOMAIN", words), "Restricted IP"));
    }
    if org.state.restricted_time {
        let words = "It is outside the login hours of the user's profile.";
        return Err((at_login("LOGIN_DURING_RESTRICTED_TIME", words), "Restricted Time"));
    }
    Ok(())
}

fn result(org: &Org, user_id: &str, call: &Call<'_>, session_id: &str, expired: bool) -> String {
    let base = call.context.base_url();
    let org_id = ids::short(&org.id);
    let url = |letter: &str| format!("{base}/services/Soap/{letter}/{}/{org_id}", call.version);
    let mut xml = Xml::default();
    xml.open("loginResponse").open("result");
    xml.leaf("metadataServerUrl", &url("m")).leaf("passwordExpired", &expired.to_string());
    let is_sandbox = org.value("Organization", &org.id, "IsSandbox").is_true();
    xml.leaf("sandbox", &is_sandbox.to_string()).leaf("serverUrl", &url(call.api.letter()));
    xml.leaf("sessionId", session_id).leaf("userId", user_id);
    info(&mut xml, org, user_id, "userInfo");
    xml.close("result").close("loginResponse");
    xml.0
}

/// `getUserInfo()`.
pub fn user_info(world: &World, session: &Session) -> String {
    let mut xml = Xml::default();
    xml.open("getUserInfoResponse");
    info(&mut xml, &world.orgs[session.org], &session.user_id, "result");
    xml.close("getUserInfoResponse");
    xml.0
}

/// GetUserInfoResult, in the order of the WSDL.
fn info(xml: &mut Xml, org: &Org, user_id: &str, name: &str) {
    let user = |field: &str| org.value("User", user_id, field).in_xml().unwrap_or_default();
    let title = match org.value("Organization", &org.id, "Name") {
        Value::Text(text) => text.to_string(),
        _ => org.name.clone(),
    };
    xml.open(name);
    xml.leaf("accessibilityMode", "false").leaf("chatterExternal", "false").leaf("currencySymbol", "€");
    xml.leaf("orgAttachmentFileSizeLimit", "5242880").leaf("orgDefaultCurrencyIsoCode", "EUR");
    xml.leaf("orgDefaultCurrencyLocale", "en_IE_EURO").leaf("orgDisallowHtmlAttachments", "false");
    xml.leaf("orgHasPersonAccounts", "false").leaf("organizationId", &org.id);
    xml.leaf("organizationMultiCurrency", "false").leaf("organizationName", &title);
    xml.leaf("profileId", &user("ProfileId")).nil("roleId");
    xml.leaf("sessionSecondsValid", &(u64::from(org.state.session_minutes) * 60).to_string());
    xml.nil("userDefaultCurrencyIsoCode").leaf("userEmail", &user("Email"));
    xml.leaf("userFullName", &user("Name")).leaf("userId", user_id).leaf("userLanguage", "en_US");
    xml.leaf("userLocale", "en_IE_EURO").leaf("userName", &user("Username"));
    xml.leaf("userTimeZone", "Europe/Dublin").leaf("userType", "Standard").leaf("userUiSkin", "Theme3");
    xml.close(name);
}
