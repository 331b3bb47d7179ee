// Waiting for what comes by itself, with a bound.

const PAUSE_MS = 100;
const WAIT_MS_MAX = 20_000;

/** Asks until `ask` gives something else than undefined or false. An error of the last try is told. */
export async function eventually(what, ask, ms = WAIT_MS_MAX) {
  const end = performance.now() + ms;
  let reason = "";
  for (;;) {
    try {
      const found = await ask();
      if (found !== undefined && found !== false) return found;
    } catch (error) {
      reason = `: ${error.message}`;
    }
    if (performance.now() > end) throw new Error(`not within ${ms / 1000} s: ${what}${reason}`);
    await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
  }
}
