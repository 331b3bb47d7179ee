//! simple-salesforce signs in by SOAP, reads page by page over TLS, and metadata with zeep.

use crate::environment::{SIMPLE_SALESFORCE, report};
use serde_json::{Value, json};
use simulate::salesforce::{Config, Running, start};

struct Reader {
    running: Running,
    ca: std::path::PathBuf,
}

impl Reader {
    async fn start(users: Option<usize>) -> Self {
        let running = start(Config { tls: true, users, ..Config::default() }).await.unwrap();
        let name = format!("simulate-salesforce-{}-{}.pem", std::process::id(), users.unwrap_or_default());
        let ca = std::env::temp_dir().join(name);
        std::fs::write(&ca, &running.secure.as_ref().unwrap().ca_pem).unwrap();
        Self { running, ca }
    }

    async fn read(&self, org: &str) -> Value {
        let (access, secure) = (self.running.org(org), self.running.secure.as_ref().unwrap());
        let arguments = [
            self.running.base_url.as_str(),
            secure.url.as_str(),
            access.username.as_str(),
            access.password.as_str(),
            access.security_token.as_str(),
            access.org_id.as_str(),
        ];
        let trust = [("REQUESTS_CA_BUNDLE", self.ca.to_str().unwrap())];
        report(&SIMPLE_SALESFORCE.run("simple_salesforce_reads.py", &arguments, &trust).await)
    }
}

impl Drop for Reader {
    fn drop(&mut self) {
        let _ = std::fs::remove_file(&self.ca);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn simple_salesforce_reads_an_org_and_tells_refusals_apart() {
    let reader = Reader::start(None).await;
    let tidy = reader.read("tidy").await;
    assert_eq!(tidy["instance"], reader.running.base_url.trim_start_matches("http://"));
    assert_eq!(
        tidy["refusals"],
        json!({
            "wrong password": "INVALID_LOGIN", "without token": "LOGIN_MUST_USE_SECURITY_TOKEN",
            "token by organization": "LOGIN_MUST_USE_SECURITY_TOKEN", "too new": "INVALID_OPERATION",
        })
    );
    assert_eq!((&tidy["sandbox"], &tidy["score"]), (&json!(false), &json!("100")));
    assert_eq!((&tidy["limits"], &tidy["usage"]), (&json!(15_000), &json!(15_000)));
    assert_eq!(
        (&tidy["wrong field"], &tidy["ended"]),
        (&json!("INVALID_FIELD"), &json!("INVALID_SESSION_ID"))
    );
    assert_eq!(tidy["nonsense"], 404);
    assert_eq!(
        tidy["metadata"],
        json!({
            "length": "12", "locked": true, "ranges": ["203.0.113.0", "198.51.100.8"], "dispositions": 4,
            "certificates": ["Mutual_TLS", "SSO_signing"], "key sizes": [4096, 4096],
            "types": ["Certificate", "ConnectedApp", "Profile", "ProfilePasswordPolicy", "Settings"],
        })
    );

    // In a trusted network the organization's id stands for the token; the sandbox's user may not read metadata.
    let trusted = json!({ "org": "careless", "trusted_network": true });
    reader.running.control("PUT", "state", trusted).await.unwrap();
    let careless = reader.read("careless").await;
    assert_eq!(careless["refusals"]["token by organization"], "signed in");
    assert_eq!(careless["sandbox"], true);
    let refused = careless["metadata"].as_str().unwrap();
    assert!(refused.starts_with("INSUFFICIENT_ACCESS: use of the Metadata API requires"), "{refused}");
}

#[tokio::test(flavor = "multi_thread")]
async fn simple_salesforce_misses_nothing_of_many_pages() {
    let reader = Reader::start(Some(200)).await;
    let large = reader.read("large").await;
    let history = &large["history"];
    // 25 logins a user, and those of this reader: three pages of 2,000.
    assert_eq!((&history["pages"], &large["users"][0]), (&json!(3), &json!(198)));
    for way in ["total", "unique", "all", "iterated", "deleted too"] {
        assert!(history[way].as_u64().unwrap() > 5_000, "{way} {history}");
        assert_eq!(history[way], history["total"], "{way}");
    }
}
