// The simulated Zoom: its accounts, its own API as a customer calls it, and its control API.
import assert from "node:assert/strict";
import { startServer } from "./process.mjs";

export async function startZoom(log) {
  const { ready, stop } = await startServer("simulate", ["zoom", "--listen", "127.0.0.1:0"], log);
  const account = (name) => ready.accounts.find((one) => one.name === name);

  /** What the wizard asks for, by the credential's name. */
  const credentials = (name) => {
    const { account_id, client_id, client_secret } = account(name);
    return { account_id, client_id, client_secret };
  };

  async function token(name) {
    const { account_id, client_id, client_secret } = account(name);
    const response = await fetch(ready.oauth_url, {
      method: "POST",
      headers: { authorization: `Basic ${Buffer.from(`${client_id}:${client_secret}`).toString("base64")}` },
      body: new URLSearchParams({ grant_type: "account_credentials", account_id }),
    });
    return (await response.json()).access_token;
  }

  /** Changes settings by Zoom's own API, as its administrator does. */
  async function change(name, option, settings) {
    const response = await fetch(`${ready.base_url}/v2/accounts/me/settings${option}`, {
      method: "PATCH",
      headers: { authorization: `Bearer ${await token(name)}`, "content-type": "application/json" },
      body: JSON.stringify(settings),
    });
    assert.equal(response.status, 204, await response.text());
  }

  /** Tells the simulated account where its notices go; it asks the address for proof first. */
  async function subscribe(name, url, secret) {
    const response = await fetch(`${ready.base_url}/_simulate/webhook`, {
      method: "PUT",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ account: name, url, secret }),
    });
    assert.ok(response.ok, await response.text());
  }

  return { base: ready.base_url, account, credentials, change, subscribe, stop };
}
