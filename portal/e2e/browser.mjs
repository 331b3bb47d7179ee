// Debian's Chromium, and pages that remember what they complained of and what they were told.
import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { chromium } from "playwright-core";
import { folderOf } from "./house.mjs";

const CHROMIUM = process.env.CHROMIUM ?? "/usr/bin/chromium";
const ARGS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  "--no-first-run",
];
/** Longest wait for anything on a page. */
const PAGE_MS_MAX = 15_000;
export const SIZE = { width: 1280, height: 900 };

export async function launch() {
  if (!existsSync(CHROMIUM)) {
    throw new Error(`${CHROMIUM} is not there; install it with \`sudo apt-get install chromium\``);
  }
  return chromium.launch({ executablePath: CHROMIUM, args: ARGS });
}

/** Refusals that a page must take: who is not signed in, and what is wrong with what was typed. */
const TAKEN = [401, 409, 422, 429];

/**
 * A page of its own context. `page.complaints` are errors of the console, of scripts and of the content security
 * policy; `page.answers` the bodies that the API sent.
 */
export async function openPage(browser, house, options = {}) {
  const context = await browser.newContext({
    baseURL: house.url,
    viewport: SIZE,
    reducedMotion: "reduce",
    locale: "en-GB",
    timezoneId: "Europe/Berlin",
    ...options,
  });
  context.setDefaultTimeout(PAGE_MS_MAX);
  await context.addInitScript(() => {
    document.addEventListener("securitypolicyviolation", (event) => {
      console.error(`CSP: ${event.violatedDirective} ${event.blockedURI} ${event.sourceFile ?? ""}`);
    });
  });
  const page = await context.newPage();
  page.complaints = [];
  page.answers = [];
  page.taken = new Set(TAKEN);
  page.on("console", (message) => {
    if (!["error", "warning"].includes(message.type())) return;
    const refused = /status of (\d{3})/.exec(message.text());
    const { url } = message.location();
    if (refused && url.includes("/api/v1/") && page.taken.has(Number(refused[1]))) return;
    page.complaints.push(`${message.type()}: ${message.text()} (${url})`);
  });
  page.on("pageerror", (error) => page.complaints.push(`script: ${error.stack ?? error.message}`));
  page.on("response", (response) => {
    if (!response.url().includes("/api/v1/") || response.url().endsWith("/live")) return;
    // A body may be gone with the page that asked for it.
    page.answers.push(response.text().catch(() => ""));
  });
  return page;
}

/** Fails when a page complained of anything. */
export function assertQuiet(page) {
  const said = page.complaints.splice(0);
  assert.deepEqual(said, [], "the page complained");
}

/** Keeps what a failing page shows, where the logs are. */
export async function keepPicture(page, story, name) {
  const path = join(folderOf(story), `${name.replace(/\W+/g, "-").slice(0, 80)}.png`);
  await page.screenshot({ path, fullPage: true }).catch(() => undefined);
  return path;
}
