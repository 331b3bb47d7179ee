// axe on a page, in each look that the portal has.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { seeLoaded } from "./see.mjs";

const SOURCE = readFileSync(new URL("../node_modules/axe-core/axe.min.js", import.meta.url), "utf8");

/** WCAG 2.2 AA and axe's own good practice. */
const TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];

/** How the system asks for each look; the portal follows it. */
export const LOOKS = {
  light: { colorScheme: "light", forcedColors: "none" },
  dark: { colorScheme: "dark", forcedColors: "none" },
  "high contrast": { colorScheme: "dark", forcedColors: "active" },
};

/** Lets a page take a look on, and waits until it is drawn so. */
export async function wear(page, look) {
  await page.emulateMedia(LOOKS[look]);
  const scheme = look === "light" ? "light" : "dark";
  await page.waitForFunction((name) => document.documentElement.style.colorScheme === name, scheme);
  // Colours blend over: what is between two looks is neither.
  await page.evaluate(async () => {
    const frame = () => new Promise((drawn) => requestAnimationFrame(drawn));
    await frame();
    await frame();
    const blending = document.getAnimations().filter((one) => one.effect?.getComputedTiming().endTime !== Infinity);
    await Promise.allSettled(blending.map((one) => one.finished));
  });
}

const told = (violation) =>
  `${violation.id}: ${violation.help}\n${violation.nodes
    .map((node) => `    ${node.html.slice(0, 200)}\n      ${(node.failureSummary ?? "").replace(/\n\s*/g, " ")}`)
    .join("\n")}`;

/** Fails when axe finds anything on the page, or in the `part` of it, in the looks that are named. */
export async function assertAccessible(page, where, looks = ["light", "dark"], part = "html") {
  await seeLoaded(page);
  for (const look of looks) {
    await wear(page, look);
    await page.evaluate(SOURCE);
    const found = await page.evaluate(
      async ([values, part]) => (await axe.run(part, { runOnly: { type: "tag", values } })).violations,
      [TAGS, part],
    );
    assert.deepEqual(found.map(told), [], `${where}, ${look}`);
  }
  await page.emulateMedia(LOOKS.light);
}
