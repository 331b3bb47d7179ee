// A server of ours: started, known to be ready by its first line of JSON, ended by its own id.
import { spawn } from "node:child_process";
import { existsSync, openSync, closeSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { createInterface } from "node:readline";

/** How long a server may take until its ready line, and until it ended. */
const START_MS_MAX = 30_000;
const STOP_MS_MAX = 20_000;

/** Where Cargo builds. */
export const TARGET = process.env.CARGO_TARGET_DIR ?? fileURLToPath(new URL("../../target", import.meta.url));

/** The path of a binary that `cargo xtask test` built. */
export function tool(name) {
  const path = `${TARGET}/test-tools/${name}`;
  if (!existsSync(path)) throw new Error(`${path} is not there; run \`cargo xtask test\`, which builds it`);
  return path;
}

/** What a promise gives, or an error after `ms`. */
function within(ms, promise, what) {
  let timer;
  const late = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error(`${what()} within ${ms / 1000} s`)), ms);
  });
  return Promise.race([promise, late]).finally(() => clearTimeout(timer));
}

/** Servers that still run when this process ends, however it ends, end with it. */
const running = new Set();
process.on("exit", () => {
  for (const child of running) child.kill("SIGKILL");
});

/**
 * Starts a server; what it logs goes to the file `log`.
 * @returns {Promise<{ready: any, stop: () => Promise<void>}>}
 */
export async function startServer(name, args, log) {
  const file = openSync(log, "a");
  const child = spawn(tool(name), args, { stdio: ["ignore", "pipe", file] });
  closeSync(file);
  running.add(child);
  const ended = new Promise((resolve) => child.once("exit", (code, signal) => resolve({ code, signal })));
  void ended.then(() => running.delete(child));
  const lines = createInterface({ input: child.stdout });
  const first = new Promise((resolve, reject) => {
    lines.once("line", resolve);
    child.once("error", reject);
    void ended.then(() => reject(new Error(`${name} ended before it was ready:\n${readFileSync(log, "utf8")}`)));
  });
  const line = await within(START_MS_MAX, first, () => `${name} was not ready, see ${log},`);
  const stop = async () => {
    child.kill("SIGTERM");
    const { code, signal } = await within(STOP_MS_MAX, ended, () => `${name} did not end`);
    if (code !== 0) throw new Error(`${name} ended with ${code ?? signal}; see ${log}`);
  };
  return { ready: JSON.parse(line), stop };
}
