//! Salesforce, as an organisation would have it: signing in by each method, changes noticed, one assessment over both
//! services, a baseline taken over.

mod changes;
mod faults;
mod over_both;
mod sign_in;

use acceptance::{Client, Database, House, eventually};
use serde_json::{Value, json};

/// The assessment's regulation for Salesforce.
const BASELINE: &str = "salesforce-security-baseline";

/// A house with Salesforce beside it.
struct Org {
    house: House,
    /// The simulated Salesforce's control API.
    control: Client,
}

impl Org {
    async fn house(database: &Database) -> Org {
        let house = House::build_with_salesforce(database).await;
        let salesforce = house.salesforce.as_ref().expect("it was built with one");
        let control = Client::new(salesforce.ready["base_url"].as_str().unwrap());
        Org { house, control }
    }

    /// How to sign in to `tidy` or `careless`.
    fn access(&self, name: &str) -> Value {
        let ready = &self.house.salesforce.as_ref().unwrap().ready;
        let orgs = ready["orgs"].as_array().unwrap();
        orgs.iter().find(|org| org["name"] == name).unwrap().clone()
    }

    fn by_client_credentials(&self, name: &str) -> Value {
        let access = self.access(name);
        json!({ "method": "client-credentials", "domain": access["my_domain"],
            "client_id": access["client_id"], "client_secret": access["client_secret"] })
    }

    fn by_password(&self, name: &str) -> Value {
        let access = self.access(name);
        let domain =
            if access["is_sandbox"] == true { "test.salesforce.com" } else { "login.salesforce.com" };
        json!({ "method": "password", "domain": domain, "endpoint": "partner", "username": access["username"],
            "password": access["password"], "security_token": access["security_token"] })
    }

    async fn terms(&self) -> Value {
        self.house.admin.get("/api/v1/connectors/salesforce").await.ok()["terms"]["version"].clone()
    }

    async fn validate(&self, credentials: &Value) -> Value {
        let body = json!({ "credentials": credentials });
        self.house.admin.post("/api/v1/connectors/salesforce/validation", &body).await.ok()
    }

    async fn try_to_activate(&self, name: &str, credentials: &Value) -> acceptance::Answer {
        let body = json!({ "connector": "salesforce", "name": name, "credentials": credentials,
            "terms_version": self.terms().await });
        self.house.admin.post("/api/v1/instances", &body).await
    }

    /// Activates an org, and waits until its checks were judged.
    async fn activate(&self, name: &str, credentials: &Value) -> Value {
        let instance = self.try_to_activate(name, credentials).await.ok();
        self.house.judged(instance["id"].as_str().unwrap()).await
    }

    async fn control(&self, method: &str, path: &str, body: Value) -> Value {
        let path = format!("/_simulate/{path}");
        let answer = self.control.send(method.parse().unwrap(), &path, Some(&body)).await;
        answer.ok()
    }

    /// What stands for a check on an instance.
    async fn standing(&self, instance: &str, check: &str) -> Value {
        let all = self.house.admin.get(&format!("/api/v1/instances/{instance}/checks")).await.items();
        let found = all.into_iter().map(|row| row["result"].clone()).find(|row| row["check"]["id"] == check);
        found.unwrap_or_else(|| panic!("there is no {check}"))
    }

    /// Waits until a check has a verdict.
    async fn verdict(&self, instance: &str, check: &str, verdict: &str) -> Value {
        eventually(&format!("{check} is {verdict}"), async || {
            let row = self.standing(instance, check).await;
            (row["verdict"] == verdict).then_some(row)
        })
        .await
    }
}
