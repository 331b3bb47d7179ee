//! `login()`: what it answers, in which order, and how it tells apart why somebody is not let in.

use crate::support::{ENTERPRISE, PARTNER, Salesforce};
use serde_json::json;

#[tokio::test]
async fn a_sign_in_answers_in_the_order_of_the_wsdl() {
    let salesforce = Salesforce::start().await;
    let access = salesforce.running.org("tidy").clone();
    let answer = salesforce.login("tidy").await;
    assert_eq!(
        answer.children("result"),
        ["metadataServerUrl", "passwordExpired", "sandbox", "serverUrl", "sessionId", "userId", "userInfo"]
    );
    assert_eq!(
        answer.children("userInfo"),
        [
            "accessibilityMode",
            "chatterExternal",
            "currencySymbol",
            "orgAttachmentFileSizeLimit",
            "orgDefaultCurrencyIsoCode",
            "orgDefaultCurrencyLocale",
            "orgDisallowHtmlAttachments",
            "orgHasPersonAccounts",
            "organizationId",
            "organizationMultiCurrency",
            "organizationName",
            "profileId",
            "roleId",
            "sessionSecondsValid",
            "userDefaultCurrencyIsoCode",
            "userEmail",
            "userFullName",
            "userId",
            "userLanguage",
            "userLocale",
            "userName",
            "userTimeZone",
            "userType",
            "userUiSkin",
        ]
    );
    let base = &salesforce.running.base_url;
    assert_eq!(answer.first("serverUrl"), format!("{base}/services/Soap/u/64.0/{}", &access.org_id[..15]));
    assert_eq!(
        (answer.first("userId"), answer.first("organizationId")),
        (access.user_id, access.org_id.clone())
    );
    assert!(answer.first("sessionId").starts_with(&format!("{}!", &access.org_id[..15])));
    assert!(answer.text.contains("<roleId xsi:nil=\"true\"/>"), "{}", answer.text);
    assert!(answer.text.contains("<sessionId>"), "clients look for it without a prefix: {}", answer.text);
    let sandbox = salesforce.login("careless").await;
    assert_eq!((answer.first("sandbox"), sandbox.first("sandbox")), ("false".into(), "true".into()));
}

#[tokio::test]
async fn enterprise_signs_in_too_and_its_session_is_good_everywhere() {
    let salesforce = Salesforce::start().await;
    let access = salesforce.running.org("careless");
    let password = format!("{}{}", access.password, access.security_token);
    let answer = salesforce.login_as(ENTERPRISE, &access.username.to_uppercase(), &password).await;
    assert!(answer.first("serverUrl").contains("/services/Soap/c/64.0/"), "{}", answer.text);
    let session = answer.first("sessionId");
    assert_eq!(
        salesforce.rows(PARTNER, &session, "SELECT Name FROM Organization").await[0],
        ["Careless Freight Ltd"]
    );
    assert_eq!(salesforce.get(&session, "/services/data/v64.0/limits").await.status, 200);
}

#[tokio::test]
async fn why_somebody_is_not_let_in_is_told_by_code_and_words() {
    let salesforce = Salesforce::start().await;
    let access = salesforce.running.org("tidy").clone();
    let wrong = "Invalid username, password, security token; or user locked out.";
    let refused = salesforce.login_as(PARTNER, &access.username, "wrong").await.fault();
    assert_eq!(refused, ("LoginFault".into(), "INVALID_LOGIN".into(), wrong.into()));
    assert_eq!(salesforce.login_as(PARTNER, "nobody@example.com", "x").await.fault().2, wrong);
    let without_token = salesforce.login_as(PARTNER, &access.username, &access.password).await;
    let (element, code, message) = without_token.fault();
    assert_eq!((element.as_str(), code.as_str()), ("LoginFault", "LOGIN_MUST_USE_SECURITY_TOKEN"));
    assert!(message.starts_with(&format!("{wrong} Are you at a new location?")), "{message}");

    let body = format!(
        "<login><username>{}</username><password>{}{}</password></login>",
        access.username, access.password, access.security_token
    );
    for (version, element, code, words) in [
        (
            "65.0",
            "UnexpectedErrorFault",
            "INVALID_OPERATION",
            "The SOAP Login operation is not available in the API version specified (65.0). Refer to the \
             documentation for supported versions.",
        ),
        ("30.0", "UnexpectedErrorFault", "UNSUPPORTED_API_VERSION", "Invalid Api version specified on URL"),
        (
            "nonsense",
            "UnexpectedErrorFault",
            "UNSUPPORTED_API_VERSION",
            "Invalid Api version specified on URL",
        ),
    ] {
        let refused = salesforce.soap_at(version, PARTNER, "", "", &body).await.fault();
        assert_eq!(refused, (element.into(), code.into(), words.into()), "{version}");
    }
    assert_eq!(salesforce.soap_at("31.0", PARTNER, "", "", &body).await.status, 200);
    assert_eq!(salesforce.soap_at("64.0/0DF000000000001", PARTNER, "", "", &body).await.status, 200);
}

#[tokio::test]
async fn headers_of_clients_are_taken_and_the_scope_must_be_the_org() {
    let salesforce = Salesforce::start().await;
    let access = salesforce.running.org("tidy").clone();
    let body = format!(
        "<login><username>{}</username><password>{}{}</password></login>",
        access.username, access.password, access.security_token
    );
    let scope = |id: &str| {
        format!(
            "<CallOptions><client>a client</client><defaultNamespace>sf</defaultNamespace></CallOptions>\
             <LoginScopeHeader><organizationId>{id}</organizationId></LoginScopeHeader>"
        )
    };
    for (id, status) in [(access.org_id.as_str(), 200), (&access.org_id[..15], 200), ("00Dxx0000000001", 500)]
    {
        assert_eq!(salesforce.soap(PARTNER, "", &scope(id), &body).await.status, status, "{id}");
    }
}

#[tokio::test]
async fn passwords_and_names_may_hold_any_letter() {
    let salesforce = Salesforce::start().await;
    let order = json!({ "org": "tidy", "username": "o'neill&sons@example.com", "password": "<a>&\"b'ü€ " });
    let access = salesforce.control("PUT", "password", order).await;
    let token = access["security_token"].as_str().unwrap();
    let answer =
        salesforce.login_as(PARTNER, "o'neill&sons@example.com", &format!("<a>&\"b'ü€ {token}")).await;
    assert_eq!(answer.first("userName"), "o'neill&sons@example.com");
}

#[tokio::test]
async fn a_request_may_come_in_chunks() {
    let salesforce = Salesforce::start().await;
    let access = salesforce.running.org("tidy").clone();
    let parts = [
        "<e:Envelope xmlns:e=\"http://schemas.xmlsoap.org/soap/envelope/\"><e:Body>".to_owned(),
        format!("<login xmlns=\"{PARTNER}\"><username>{}</username>", access.username),
        format!("<password>{}{}</password></login>", access.password, access.security_token),
        "</e:Body></e:Envelope>".to_owned(),
    ];
    let stream = futures::stream::iter(parts.map(Ok::<_, std::convert::Infallible>));
    let answer = salesforce.post("/services/Soap/u/64.0", reqwest::Body::wrap_stream(stream)).await;
    assert_eq!(answer.status, 200, "{}", answer.text);
}

#[tokio::test]
async fn what_is_no_request_is_refused_before_the_api_looks_at_it() {
    let salesforce = Salesforce::start().await;
    let envelope = |body: &str| {
        format!(
            "<e:Envelope xmlns:e=\"http://schemas.xmlsoap.org/soap/envelope/\"><e:Body>{body}</e:Body></e:Envelope>"
        )
    };
    let bomb = format!("<!DOCTYPE x [<!ENTITY a \"b\">]>{}", envelope("&a;"));
    for body in ["", "not XML", "<a/>", &envelope(""), &bomb] {
        let answer = salesforce.post("/services/Soap/u/64.0", body.to_owned()).await;
        assert_eq!(
            (answer.status.as_u16(), answer.first("faultcode")),
            (500, "soapenv:Client".into()),
            "{body}"
        );
    }
    let foreign = envelope(&format!("<login xmlns=\"{ENTERPRISE}\"/>"));
    let answer = salesforce.post("/services/Soap/u/64.0", foreign).await;
    let words = format!(
        "No operation available for request {{{ENTERPRISE}}}login, please check the WSDL for the service."
    );
    assert_eq!(answer.first("faultstring"), words);
}

#[tokio::test]
async fn signing_in_again_gives_the_session_that_is_there_and_logging_out_ends_it() {
    let salesforce = Salesforce::start().await;
    let (one, two) = (salesforce.session("tidy").await, salesforce.session("tidy").await);
    assert_eq!(one, two);
    let out = salesforce.soap(PARTNER, &one, "", "<logout/>").await;
    assert!(out.text.contains("<logoutResponse/>"), "{}", out.text);
    let refused = salesforce.query(PARTNER, &two, "SELECT Id FROM User").await.fault();
    assert_eq!((refused.0.as_str(), refused.1.as_str()), ("UnexpectedErrorFault", "INVALID_SESSION_ID"));
    assert!(
        refused.2.starts_with("Invalid Session ID found in SessionHeader: Illegal Session."),
        "{}",
        refused.2
    );
    assert_ne!(salesforce.session("tidy").await, one);
}

#[tokio::test]
async fn every_sign_in_is_in_the_login_history() {
    let salesforce = Salesforce::start().await;
    let access = salesforce.running.org("tidy").clone();
    salesforce.login_as(PARTNER, &access.username, "wrong").await;
    let session = salesforce.session("tidy").await;
    let soql = format!(
        "SELECT Status, ApiType, LoginTime FROM LoginHistory WHERE UserId = '{}' AND LoginTime >= \
         2026-11-21T08:00:00Z ORDER BY Id",
        access.user_id
    );
    let when = "2026-11-21T08:00:00.000Z";
    assert_eq!(
        salesforce.rows(PARTNER, &session, &soql).await,
        [["Invalid Password", "SOAP Partner", when], ["Success", "SOAP Partner", when]]
    );
}
