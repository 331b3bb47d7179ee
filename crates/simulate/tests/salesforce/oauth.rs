//! The token endpoint: client credentials, JWT bearer, and the errors of both.

use crate::support::{Answer, PARTNER, START, Salesforce};
use aws_lc_rs::{
    encoding::AsDer,
    rand::SystemRandom,
    rsa::{KeyPair, KeySize},
    signature::RSA_PKCS1_SHA256,
};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use serde_json::{Value, json};
use std::time::Duration;

fn refused(answer: &Answer) -> (String, String) {
    assert_eq!(answer.status, 400, "{}", answer.text);
    let told = answer.json();
    let text = |key: &str| told[key].as_str().unwrap().to_owned();
    (text("error"), text("error_description"))
}

#[tokio::test]
async fn client_credentials_give_a_token_that_is_good_everywhere() {
    let salesforce = Salesforce::start().await;
    let access = salesforce.running.org("tidy").clone();
    let base = &salesforce.running.base_url;
    let request = salesforce.http.post(format!("{base}/services/oauth2/token"));
    let request = request.basic_auth(&access.client_id, Some(&access.client_secret));
    let basic = Answer::of(request.form(&[("grant_type", "client_credentials")]).send().await.unwrap()).await;
    let told = basic.json();
    assert_eq!((&told["instance_url"], &told["token_type"]), (&json!(base), &json!("Bearer")));
    assert_eq!(told["id"], format!("{base}/id/{}/{}", access.org_id, access.user_id));
    assert_eq!((&told["issued_at"], &told["scope"]), (&json!(START.ms().to_string()), &json!("api")));
    assert!(told["signature"].is_string() && told.get("refresh_token").is_none());
    for token in [told["access_token"].as_str().unwrap(), &salesforce.client_token("tidy").await] {
        assert_eq!(salesforce.rows(PARTNER, token, "SELECT Id FROM Organization").await.len(), 1);
        let identity = salesforce.get(token, &format!("/id/{}/{}", access.org_id, access.user_id)).await;
        assert_eq!(identity.json()["username"], access.username);
        let info = salesforce.get(token, "/services/oauth2/userinfo").await.json();
        assert_eq!(
            (&info["organization_id"], &info["user_id"]),
            (&json!(access.org_id), &json!(access.user_id))
        );
    }
}

#[tokio::test]
async fn the_token_endpoint_says_what_is_wrong() {
    let salesforce = Salesforce::start().await;
    let access = salesforce.running.org("careless").clone();
    let (id, secret) = (access.client_id.as_str(), access.client_secret.as_str());
    let ask = async |grant: &str, id: &str, secret: &str| {
        let form = [("grant_type", grant), ("client_id", id), ("client_secret", secret)];
        refused(&salesforce.token(&form).await)
    };
    let is = |error: &str, description: &str| (error.to_owned(), description.to_owned());
    let flow = "client_credentials";
    assert_eq!(ask("password", id, secret).await, is("unsupported_grant_type", "grant type not supported"));
    assert_eq!(ask(flow, "nobody", secret).await, is("invalid_client_id", "client identifier invalid"));
    assert_eq!(ask(flow, id, "wrong").await, is("invalid_client", "invalid client credentials"));
    for (state, error, description) in [
        ("client_credentials_disabled", "invalid_grant", "no client credentials user enabled"),
        ("consumer_not_approved", "invalid_grant", "user hasn't approved this consumer"),
        ("locked", "inactive_org", "organization is inactive or suspended"),
        ("user_frozen", "inactive_user", "user is inactive"),
        ("restricted_domain", "invalid_grant", "ip restricted"),
    ] {
        salesforce.control("PUT", "state", json!({ "org": "careless", state: true })).await;
        assert_eq!(ask(flow, id, secret).await, is(error, description), "{state}");
        salesforce.control("PUT", "state", json!({ "org": "careless", state: false })).await;
    }
    let url = format!("{}/services/oauth2/token", salesforce.running.base_url);
    let form = [("grant_type", flow), ("client_id", id), ("client_secret", secret)];
    let generic = salesforce.http.post(url).header("host", "test.salesforce.com").form(&form);
    let generic = Answer::of(generic.send().await.unwrap()).await;
    assert_eq!(refused(&generic), is("invalid_grant", "request not supported on this domain"));
}

#[tokio::test]
async fn soap_refuses_tokens_in_the_form_of_a_jwt() {
    let salesforce = Salesforce::start().await;
    salesforce.control("PUT", "state", json!({ "org": "tidy", "jwt_tokens": true })).await;
    let token = salesforce.client_token("tidy").await;
    assert_eq!(token.split('.').count(), 3, "{token}");
    assert_eq!(salesforce.get(&token, "/services/data/v64.0/limits").await.status, 200);
    let refused = salesforce.query(PARTNER, &token, "SELECT Id FROM User").await;
    assert_eq!(refused.fault_code(), "INVALID_SESSION_ID");
}

#[tokio::test]
async fn a_revoked_token_is_dead() {
    let salesforce = Salesforce::start().await;
    let token = salesforce.client_token("tidy").await;
    let url = format!("{}/services/oauth2/revoke", salesforce.running.base_url);
    let revoke =
        async || salesforce.http.post(&url).form(&[("token", &token)]).send().await.unwrap().status();
    assert_eq!((revoke().await.as_u16(), revoke().await.as_u16()), (200, 400));
    assert_eq!(salesforce.get(&token, "/services/data/v64.0/limits").await.status, 401);
}

struct Signer {
    pair: KeyPair,
    certificate: String,
}

impl Signer {
    fn new() -> Self {
        let pair = KeyPair::generate(KeySize::Rsa2048).unwrap();
        let der = AsDer::<aws_lc_rs::encoding::Pkcs8V1Der<'_>>::as_der(&pair).unwrap();
        let key = rcgen::KeyPair::try_from(der.as_ref()).unwrap();
        let certificate = rcgen::CertificateParams::new(vec!["vouchsafe".to_owned()]).unwrap();
        Self { pair, certificate: certificate.self_signed(&key).unwrap().pem() }
    }

    fn sign(&self, header: &Value, claims: &Value) -> String {
        let part = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
        let signed = format!("{}.{}", part(header), part(claims));
        let mut signature = vec![0; self.pair.public_modulus_len()];
        self.pair.sign(&RSA_PKCS1_SHA256, &SystemRandom::new(), signed.as_bytes(), &mut signature).unwrap();
        format!("{signed}.{}", URL_SAFE_NO_PAD.encode(signature))
    }
}

async fn bearer(salesforce: &Salesforce, assertion: &str) -> Answer {
    let grant = "urn:ietf:params:oauth:grant-type:jwt-bearer";
    salesforce.token(&[("grant_type", grant), ("assertion", assertion)]).await
}

#[tokio::test]
async fn an_assertion_is_verified_with_the_certificate_that_was_uploaded() {
    let salesforce = Salesforce::start().await;
    let access = salesforce.running.org("tidy").clone();
    let (ours, other) = (Signer::new(), Signer::new());
    let rs256 = json!({ "alg": "RS256" });
    let expires = START.ms() / 1_000 + 180;
    let claims = |changes: Value| {
        let mut claims = json!({
            "iss": access.client_id, "sub": access.username, "aud": "https://login.salesforce.com", "exp": expires,
        });
        for (key, value) in changes.as_object().unwrap() {
            claims[key] = value.clone();
        }
        claims
    };
    let early = bearer(&salesforce, &ours.sign(&rs256, &claims(json!({})))).await;
    assert_eq!(refused(&early).0, "invalid_grant", "no certificate is there yet");
    let upload = json!({ "org": "tidy", "certificate": ours.certificate });
    salesforce.control("PUT", "certificate", upload).await;
    for changes in [
        json!({}),
        json!({ "aud": "https://tidy.my.salesforce.com" }),
        json!({ "aud": salesforce.running.base_url }),
        json!({ "exp": expires.to_string() }),
    ] {
        let answer = bearer(&salesforce, &ours.sign(&rs256, &claims(changes.clone()))).await;
        assert_eq!(answer.status, 200, "{changes} {}", answer.text);
        let token = answer.json()["access_token"].as_str().unwrap().to_owned();
        assert_eq!(salesforce.rows(PARTNER, &token, "SELECT Id FROM Organization").await.len(), 1);
    }
    for (changes, error, description) in [
        (json!({ "aud": "https://test.salesforce.com" }), "invalid_grant", "audience is invalid"),
        (json!({ "sub": "nobody@example.com" }), "invalid_grant", "user hasn't approved this consumer"),
        (json!({ "iss": "nobody" }), "invalid_client_id", "client identifier invalid"),
        (json!({ "exp": expires - 181 }), "invalid_grant", "expired authorization code"),
        (json!({ "exp": expires + 600 }), "invalid_grant", "expired authorization code"),
    ] {
        let answer = bearer(&salesforce, &ours.sign(&rs256, &claims(changes.clone()))).await;
        assert_eq!(refused(&answer), (error.to_owned(), description.to_owned()), "{changes}");
    }
    let invalid = ("invalid_grant".to_owned(), "invalid assertion".to_owned());
    let foreign = other.sign(&rs256, &claims(json!({})));
    let unsigned = ours.sign(&json!({ "alg": "none" }), &claims(json!({})));
    for assertion in [foreign.as_str(), &unsigned, "a.b.c", ""] {
        assert_eq!(refused(&bearer(&salesforce, assertion).await), invalid, "{assertion}");
    }
    // The archiver's app has a certificate of its own.
    let own = json!({ "iss": access.archiver.client_id, "sub": access.archiver.username });
    let assertion = other.sign(&rs256, &claims(own.clone()));
    assert_eq!(refused(&bearer(&salesforce, &assertion).await).1, "no certificate for this consumer");
    let upload = json!({ "org": "tidy", "user": "archiver", "pem": other.certificate });
    salesforce.control("PUT", "certificate", upload).await;
    let token = bearer(&salesforce, &assertion).await.json()["access_token"].as_str().unwrap().to_owned();
    let who = salesforce.get(&token, "/services/oauth2/userinfo").await.json();
    assert_eq!(who["username"], access.archiver.username.as_str());
    assert_eq!(refused(&bearer(&salesforce, &ours.sign(&rs256, &claims(own))).await), invalid);
    // A clock that is five minutes behind makes assertions that are over when they come.
    salesforce.advance(Duration::from_secs(300)).await;
    let late = bearer(&salesforce, &ours.sign(&rs256, &claims(json!({})))).await;
    assert_eq!(refused(&late).1, "expired authorization code");
}
