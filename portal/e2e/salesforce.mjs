// The simulated Salesforce: its orgs, and its control API.
import assert from "node:assert/strict";
import { startServer } from "./process.mjs";

export async function startSalesforce(log) {
  const { ready, stop } = await startServer("simulate", ["salesforce", "--listen", "127.0.0.1:0"], log);
  const org = (name) => ready.orgs.find((one) => one.name === name);

  /** Gives an order to the simulator. */
  async function control(method, path, body) {
    const response = await fetch(`${ready.control_url}/${path}`, {
      method,
      headers: { "content-type": "application/json" },
      body: JSON.stringify(body),
    });
    assert.ok(response.ok, await response.text());
  }

  return { base: ready.base_url, org, control, stop };
}
