// Vouchsafe's REST API, for what a story needs before its page opens.
import assert from "node:assert/strict";

export class Client {
  constructor(base, token) {
    this.base = base;
    this.token = token;
  }

  /** Calls the API and gives the body of its answer; a refusal is an error. */
  async call(method, path, body) {
    const response = await fetch(`${this.base}/api/v1${path}`, {
      method,
      headers: {
        ...(this.token === undefined ? {} : { authorization: `Bearer ${this.token}` }),
        ...(body === undefined ? {} : { "content-type": "application/json" }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    assert.ok(response.ok, `${method} ${path}: ${response.status} ${text}`);
    return text === "" ? undefined : JSON.parse(text);
  }
  get = (path) => this.call("GET", path);
  post = (path, body) => this.call("POST", path, body);
  put = (path, body) => this.call("PUT", path, body);
  patch = (path, body) => this.call("PATCH", path, body);
  delete = (path) => this.call("DELETE", path);

  /** Another client, signed in. */
  async signedIn({ name, password }) {
    const { token } = await this.post("/session", { name, password, kind: "bearer" });
    return new Client(this.base, token);
  }
}
