//! Signing in: what is sent, what comes of each refusal.

use super::wire::*;
use crate::fake::{Fake, reply};
use connect::source::{ConnectError, SignInCause, TransientCause};
use std::collections::BTreeSet;

#[tokio::test]
async fn the_token_is_put_behind_the_password_and_both_arrive_as_they_were_entered() {
    for (endpoint, path) in [("partner", "/services/Soap/u/64.0"), ("enterprise", "/services/Soap/c/64.0")] {
        let fake = Fake::start(move |seen, _| match asks(seen).0 {
            "login" => good_login(endpoint),
            _ => rows(endpoint, "query", &[&[("Id", ORG)]], None, 1),
        })
        .await;
        let mut form = password_form();
        form.insert("endpoint".into(), model::Secret::new(endpoint));
        let validation = org_at(&fake.base, &form).validate().await.unwrap();
        assert_eq!(validation.account_id, ORG);
        assert!(validation.account_confirmed);
        assert!(validation.warnings.iter().any(|warning| warning.contains("Summer '27")), "{validation:?}");
        let login = &fake.seen()[0];
        assert_eq!((login.method.as_str(), login.target.as_str()), ("POST", path));
        assert_eq!(login.headers["soapaction"], "\"\"");
        assert_eq!(login.headers["content-type"], "text/xml; charset=utf-8");
        let expected = "<password>planted&amp;&lt;&gt;&quot;&apos;pässwordplantedToken1</password>";
        assert!(login.body.contains(expected), "{}", login.body);
        let query = &fake.seen()[1];
        assert_eq!(query.target, path);
        assert!(
            query.body.contains(&format!("<SessionHeader><sessionId>{SESSION}</sessionId></SessionHeader>"))
        );
    }
}

/// The cause, the fields and a word of what is said.
#[track_caller]
fn check(error: &ConnectError, cause: SignInCause, fields: &[&str], says: &str) {
    let ConnectError::SignIn { cause: found, fields: at, mend, .. } = error else { panic!("{error:?}") };
    assert_eq!((*found, *at), (cause, fields), "{error}");
    let all = format!("{error} {mend}");
    assert!(all.contains(says), "{all}");
    assert!(!all.contains("planted"), "{all}");
}

async fn refused(code: &'static str, words: &'static str) -> ConnectError {
    let (account, _) = org(move |operation, _, _| (operation == "login").then(|| fault(code, words))).await;
    account.validate().await.unwrap_err()
}

#[tokio::test]
async fn each_refusal_has_its_cure() {
    use SignInCause::{Client, NotAllowed};
    let all = &["username", "password", "security_token"][..];
    let words = "Invalid username, password, security token; or user locked out.";
    let cases: &[(&str, &str, SignInCause, &[&str], &str)] = &[
        ("INVALID_LOGIN", words, Client, all, "test.salesforce.com"),
        ("LOGIN_MUST_USE_SECURITY_TOKEN", words, Client, &["security_token"], "Reset My Security Token"),
        (
            "INVALID_OPERATION",
            "SOAP API login() is disabled by default in this org. Contact the org administrator to enable SOAP API login().",
            NotAllowed,
            &[],
            "Enable SOAP API login()",
        ),
        (
            "INVALID_OPERATION",
            "The SOAP Login operation is not available in the API version specified (65.0). Refer to the documentation for supported versions.",
            NotAllowed,
            &[],
            "version",
        ),
        ("INSUFFICIENT_ACCESS", "no", NotAllowed, &["username"], "Use Any API Auth"),
        ("PASSWORD_LOCKOUT", "locked", NotAllowed, &["username"], "unlock"),
        ("API_DISABLED_FOR_ORG", "API is not enabled", NotAllowed, &[], "API Enabled"),
        ("API_CURRENTLY_DISABLED", "API is not enabled", NotAllowed, &[], "API Enabled"),
        ("INVALID_OPERATION_WITH_EXPIRED_PASSWORD", "x", NotAllowed, &["password"], "expired"),
        ("LOGIN_DURING_RESTRICTED_DOMAIN", "x", NotAllowed, &[], "Login IP Ranges"),
        ("LOGIN_DURING_RESTRICTED_TIME", "x", NotAllowed, &[], "Login Hours"),
        ("LOGIN_CHALLENGE_ISSUED", "x", NotAllowed, &[], "verif"),
        ("TXN_SECURITY_NO_ACCESS", "x", NotAllowed, &[], "policy"),
        ("ORG_LOCKED", "x", NotAllowed, &[], "org is locked"),
        ("TRIAL_EXPIRED", "x", NotAllowed, &[], "trial"),
        ("UNSUPPORTED_API_VERSION", "Invalid Api version specified on URL", NotAllowed, &[], "version"),
        ("CLIENT_NOT_ACCESSIBLE_FOR_USER", "x", NotAllowed, &["username"], "app"),
        ("MUTUAL_AUTHENTICATION_FAILED", "x", NotAllowed, &[], "client certificate"),
    ];
    let mut said = BTreeSet::new();
    for (code, words, cause, fields, says) in cases {
        let error = refused(code, words).await;
        check(&error, *cause, fields, says);
        said.insert(error.mend());
    }
    // All are told apart, but for four pairs of codes that are mended alike.
    assert_eq!(said.len(), cases.len() - 4);
}

#[tokio::test]
async fn what_passes_by_itself_is_not_called_wrong() {
    for code in ["ORG_IN_MAINTENANCE", "SERVER_UNAVAILABLE", "ORG_NOT_OWNED_BY_INSTANCE", "SSO_SERVICE_DOWN"]
    {
        let error = refused(code, "x").await;
        assert!(
            matches!(error, ConnectError::Transient { cause: TransientCause::Server, .. }),
            "{code}: {error:?}"
        );
    }
    let error = refused("REQUEST_LIMIT_EXCEEDED", "TotalRequests Limit exceeded.").await;
    assert!(matches!(error, ConnectError::Throttled { daily: true, until: Some(_), .. }), "{error:?}");
    let error = refused("REQUEST_LIMIT_EXCEEDED", "ConcurrentPerOrgLongTxn Limit exceeded.").await;
    assert!(matches!(error, ConnectError::Throttled { daily: false, until: None, .. }), "{error:?}");
    let error = refused("SOMETHING_NEW", "planted&<>\"'pässword is wrong").await;
    assert!(matches!(error, ConnectError::Unexpected { .. }), "{error:?}");
    assert!(!format!("{error}").contains("planted"), "{error}");
}

#[tokio::test]
async fn an_expired_password_is_let_in_by_salesforce_and_not_by_us() {
    let expired = good_login("partner");
    let body =
        String::from_utf8(expired.body).unwrap().replace("<passwordExpired>false", "<passwordExpired>true");
    let (account, _) =
        org(move |operation, _, _| (operation == "login").then(|| reply(200, body.clone()))).await;
    check(&account.validate().await.unwrap_err(), SignInCause::NotAllowed, &["password"], "expired");
}

#[tokio::test]
async fn a_password_that_was_changed_at_the_service_is_told_with_its_token() {
    let invalid = "Invalid username, password, security token; or user locked out.";
    let (account, fake) = org(move |operation, object, nth| match (operation, object, nth) {
        ("login", _, 2) => Some(fault("INVALID_LOGIN", invalid)),
        ("query", "SecurityHealthCheck", _) => Some(fault("INVALID_SESSION_ID", "Illegal Session")),
        _ => None,
    })
    .await;
    let error = read(&account, "settings").await.unwrap_err();
    check(&error, SignInCause::Client, &["password", "security_token"], "ends the security token too");
    assert_eq!(fake.seen().iter().filter(|seen| asks(seen).0 == "login").count(), 2);
}

#[tokio::test]
async fn a_login_may_be_answered_in_the_other_apis_namespace_and_in_no_third() {
    for (api, good) in [("enterprise", true), ("tooling", false), ("evil", false)] {
        let (account, _) = org(move |operation, object, _| match (operation, object) {
            ("login", _) => Some(good_login(api)),
            ("query", "Organization") => Some(rows("partner", "query", &[&[("Id", ORG)]], None, 1)),
            _ => None,
        })
        .await;
        assert_eq!(account.validate().await.is_ok(), good, "{api}");
    }
}

#[tokio::test]
async fn a_wrong_password_is_tried_once_and_not_by_every_set() {
    let (account, fake) =
        org(|operation, _, _| (operation == "login").then(|| fault("INVALID_LOGIN", "no"))).await;
    for set in ["org", "settings", "access"] {
        assert!(matches!(read(&account, set).await, Err(ConnectError::SignIn { .. })));
    }
    assert_eq!(fake.seen().len(), 1);
    // Somebody who asks whether it is mended gets a true answer.
    assert!(account.validate().await.is_err());
    assert_eq!(fake.seen().len(), 2);
}

#[tokio::test]
async fn a_session_goes_to_salesforces_hosts_alone() {
    let (account, fake) = org(|operation, _, _| {
        (operation == "login")
            .then(|| login_answer("partner", "https://evil.example/services/Soap/u/64.0/00D"))
    })
    .await;
    let error = account.validate().await.unwrap_err();
    assert!(matches!(error, ConnectError::Untrusted { .. }), "{error:?}");
    assert_eq!(fake.seen().len(), 1);
}

#[tokio::test]
async fn a_login_without_what_it_is_for_is_not_understood() {
    for (from, to) in [
        ("<sessionId>", "<other>"),
        ("<organizationId>00D000000000062EAA", "<organizationId>x"),
        ("<serverUrl>https", "<serverUrl>ftp"),
    ] {
        let body = String::from_utf8(good_login("partner").body).unwrap();
        let body = body
            .replace(from, to)
            .replace("</sessionId>", if to == "<other>" { "</other>" } else { "</sessionId>" });
        let (account, _) =
            org(move |operation, _, _| (operation == "login").then(|| reply(200, body.clone()))).await;
        let error = account.validate().await.unwrap_err();
        assert!(
            matches!(error, ConnectError::Unexpected { .. } | ConnectError::Untrusted { .. }),
            "{error:?}"
        );
    }
}

mod oauth {
    use super::*;
    use crate::fake::json_reply;
    use connect::source::{Source, salesforce::Salesforce};
    use model::SystemClock;
    use serde_json::{Value, json};
    use std::sync::Arc;

    fn client_form() -> connect::source::Credentials {
        form(&[
            ("method", "client-credentials"),
            ("domain", "example.my.salesforce.com"),
            ("client_id", "consumer-key"),
            ("client_secret", "planted-secret"),
        ])
    }

    fn granted() -> Value {
        json!({"access_token": SESSION, "instance_url": "https://example.my.salesforce.com", "token_type": "Bearer",
            "id": format!("https://login.salesforce.com/id/{ORG}/{USER}"), "issued_at": "1795248000000"})
    }

    #[tokio::test]
    async fn a_token_is_a_session() {
        let fake = Fake::start(|seen, _| match seen.target.as_str() {
            "/services/oauth2/token" => json_reply(200, &granted()),
            _ if seen.body.contains("UserPermissionAccess") => rights(&["ViewHealthCheck"]),
            _ => rows("partner", "query", &[&[("Id", ORG)]], None, 1),
        })
        .await;
        let validation = org_at(&fake.base, &client_form()).validate().await.unwrap();
        assert_eq!((validation.account_id.as_str(), validation.warnings.len()), (ORG, 0));
        let missing: Vec<_> = validation.missing.iter().map(|right| right.right.as_str()).collect();
        assert_eq!(missing, ["View Health Check"]);
        let signals: Vec<_> = validation.missing[0].signals.iter().map(ToString::to_string).collect();
        assert_eq!(signals, ["custom_baselines", "health_check", "health_check.settings"]);
        let seen = fake.seen();
        assert_eq!(
            seen[0].body,
            "grant_type=client_credentials&client_id=consumer-key&client_secret=planted-secret"
        );
        assert_eq!(seen[1].target, "/services/Soap/u/64.0");
    }

    #[tokio::test]
    async fn each_refusal_has_its_cure() {
        use SignInCause::{Client, NotAllowed, Other};
        let cases: &[(&str, &str, SignInCause, &[&str], &str)] = &[
            ("invalid_client_id", "client identifier invalid", Client, &["client_id"], "consumer key"),
            (
                "invalid_client",
                "invalid client credentials",
                Client,
                &["client_id", "client_secret"],
                "secret",
            ),
            (
                "invalid_grant",
                "user hasn't approved this consumer",
                NotAllowed,
                &["username"],
                "pre-authorized",
            ),
            ("invalid_grant", "request not supported on this domain", Client, &["domain"], "My Domain"),
            ("invalid_grant", "no client credentials user enabled", NotAllowed, &[], "Run As"),
            ("invalid_grant", "invalid assertion", Client, &["private_key", "client_id"], "certificate"),
            ("invalid_grant", "expired assertion", Client, &[], "clock"),
            ("invalid_grant", "ip restricted", NotAllowed, &[], "Login IP Ranges"),
            ("inactive_user", "user is inactive", NotAllowed, &["username"], "inactive"),
            ("inactive_org", "org is locked", NotAllowed, &[], "org is locked"),
            ("unsupported_grant_type", "grant type not supported", NotAllowed, &[], "flow"),
            ("invalid_grant", "authentication failure", Other, &[], "Login History"),
        ];
        for (error, description, cause, fields, says) in cases {
            let body = json!({"error": error, "error_description": format!("{description} planted-secret")});
            let fake = Fake::start(move |_, _| json_reply(400, &body)).await;
            let refused = org_at(&fake.base, &client_form()).validate().await.unwrap_err();
            check(&refused, *cause, fields, says);
        }
    }

    #[tokio::test]
    async fn a_clock_that_is_wrong_is_named_where_an_assertion_is_refused() {
        let body = json!({"error": "invalid_grant", "error_description": "invalid assertion"});
        let fake =
            Fake::start(move |_, _| json_reply(400, &body).with("date", "Sat, 21 Nov 2026 08:20:00 GMT"))
                .await;
        let refused = org_at(&fake.base, &client_form()).validate().await.unwrap_err();
        assert!(refused.to_string().contains("clock is 20 minutes behind Salesforce's"), "{refused}");
    }

    #[tokio::test]
    async fn a_web_token_that_soap_does_not_take_is_told_with_the_switch() {
        let fake = Fake::start(|seen, _| match seen.target.as_str() {
            "/services/oauth2/token" => json_reply(200, &granted()),
            _ => fault("INVALID_SESSION_ID", "Invalid Session ID found in SessionHeader"),
        })
        .await;
        let error = org_at(&fake.base, &client_form()).validate().await.unwrap_err();
        check(&error, SignInCause::TokenRefused, &[], "JSON Web Token");
        let tokens = fake.seen().iter().filter(|seen| seen.target == "/services/oauth2/token").count();
        assert_eq!(tokens, 2, "one sign-in, and one again");
    }

    #[tokio::test]
    async fn odd_answers_are_no_token() {
        for (status, body) in [
            (200, json!({})),
            (
                200,
                json!({"access_token": "x", "instance_url": "https://example.my.salesforce.com", "id": "x"}),
            ),
            (400, json!({"message": "no"})),
            (404, json!([])),
        ] {
            let fake = Fake::start(move |_, _| json_reply(status, &body)).await;
            let error = org_at(&fake.base, &client_form()).validate().await.unwrap_err();
            assert!(matches!(error, ConnectError::Unexpected { .. }), "{error:?}");
        }
        let fake = Fake::start(|_, _| reply(200, "<html>")).await;
        let error = org_at(&fake.base, &client_form()).validate().await.unwrap_err();
        assert!(error.is_transient(), "{error:?}");
    }

    #[test]
    fn forms_are_looked_at_before_anything_is_sent() {
        let salesforce = Salesforce::new(None, Arc::new(SystemClock)).unwrap();
        let problems = |fields: &[(&str, &str)]| -> Vec<String> {
            let problems = salesforce.open(&form(fields)).err().unwrap_or_default();
            assert!(!format!("{problems:?}").contains("planted"));
            problems.into_iter().map(|problem| problem.field).collect()
        };
        assert_eq!(problems(&[]), ["domain", "method"]);
        assert_eq!(problems(&[("method", "telepathy"), ("domain", "login.salesforce.com")]), ["method"]);
        let shared = [
            ("method", "client-credentials"),
            ("domain", "login.salesforce.com"),
            ("client_id", "k"),
            ("client_secret", "planted"),
        ];
        assert_eq!(problems(&shared), ["domain"]);
        let key = "-----BEGIN PRIVATE KEY-----\nplanted\n-----END PRIVATE KEY-----";
        let jwt = [
            ("method", "jwt-bearer"),
            ("domain", "https://evil.example"),
            ("username", "ada"),
            ("private_key", key),
        ];
        assert_eq!(problems(&jwt), ["domain", "client_id", "username", "private_key"]);
        let password = [
            ("method", "password"),
            ("domain", "login.salesforce.com"),
            ("endpoint", "planted"),
            ("security_token", "planted token"),
            ("client_secret", "planted"),
            ("password", "a\u{0}planted"),
        ];
        assert_eq!(
            problems(&password),
            ["endpoint", "username", "password", "security_token", "client_secret"]
        );
        assert_eq!(
            problems(&[
                ("method", "password"),
                ("domain", "test.salesforce.com"),
                ("username", "a@b"),
                ("password", " ü ")
            ]),
            [""; 0]
        );
    }
}
