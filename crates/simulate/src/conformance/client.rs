//! A signed-in caller of the simulator.

use super::Error;
use crate::zoom::Running;
use serde_json::Value;

/// A signed-in caller of the simulator.
pub struct Client<'a> {
    http: reqwest::Client,
    base_url: &'a str,
    pub account: &'a str,
    pub account_id: String,
    token: String,
}

impl<'a> Client<'a> {
    pub async fn sign_in(running: &'a Running, account: &'a str) -> Result<Self, Error> {
        let http = crate::http::client()?;
        let access = running.account(account);
        let form = [("grant_type", "account_credentials"), ("account_id", &access.account_id)];
        let request =
            http.post(running.oauth_url()).basic_auth(&access.client_id, Some(&access.client_secret));
        let reply: Value = request.form(&form).send().await?.json().await?;
        let token = reply["access_token"].as_str().unwrap_or_default().to_owned();
        Ok(Self { http, base_url: &running.base_url, account, account_id: access.account_id.clone(), token })
    }

    pub async fn get(&self, path: &str) -> Result<Value, Error> {
        let url = format!("{}/v2{path}", self.base_url);
        let answer = self.http.get(url).bearer_auth(&self.token).send().await?;
        let (status, body) = (answer.status(), answer.json::<Value>().await?);
        if status.as_u16() != 200 || body.get("code").is_some() {
            return Err(Error::Failed(format!("GET {path} answered {status}: {body}")));
        }
        Ok(body)
    }

    /// Any call: the status, and the body, null where there is none.
    pub async fn send(&self, method: &str, path: &str, body: &Value) -> Result<(u16, Value), Error> {
        let named = method.parse().map_err(|_| Error::Failed(format!("“{method}” is no HTTP method")))?;
        let url = format!("{}/v2{path}", self.base_url);
        let answer = self.http.request(named, url).bearer_auth(&self.token).json(body).send().await?;
        let (status, text) = (answer.status().as_u16(), answer.text().await?);
        Ok((status, serde_json::from_str(&text).unwrap_or_default()))
    }

    pub async fn patch(&self, path: &str, change: &Value) -> Result<(), Error> {
        let url = format!("{}/v2{path}", self.base_url);
        let answer = self.http.patch(url).bearer_auth(&self.token).json(change).send().await?;
        match answer.status().as_u16() {
            204 => Ok(()),
            status => Err(Error::Failed(format!("PATCH {path} answered {status}: {}", answer.text().await?))),
        }
    }
}
