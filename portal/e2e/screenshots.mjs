// Pictures for the documentation, of the two accounts *tidy* and *careless*, and of what people wrote in an org. Run by `npm run screenshots`.
import { mkdirSync, statSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { SIZE, launch, openPage } from "./browser.mjs";
import { ADMINISTRATOR, activate, assess, startSetUpHouse } from "./house.mjs";
import { button, field, link, open, region, row, see, seeLoaded, seePage, seeText, signIn, tab } from "./see.mjs";
import { eventually } from "./wait.mjs";

const FOLDER = fileURLToPath(new URL("../../docs/images/", import.meta.url));
const BYTES_MAX = 250_000;
const HEIGHT_MAX = 1100;

const REVIEWER = { name: "rosa", password: "an owl reads only at night" };
/** What a back-fill may take on a slow machine. */
const FILLED_MS_MAX = 90_000;

const house = await startSetUpHouse("screenshots", { salesforce: true });
const browser = await launch();
try {
  const page = await openPage(browser, house, { colorScheme: "light" });
  await signIn(page, ADMINISTRATOR);
  mkdirSync(FOLDER, { recursive: true });

  await activate(house, "tidy", "Zoom production");
  await toValidation(page);
  await picture(page, "connector-wizard");

  await activate(house, "careless", "Zoom subsidiary");
  const { id } = await assess(house, "Baseline");
  await open(page, "/", "Overview");
  await see(row(page, "Assessments", "Baseline"));
  await picture(page, "overview");
  await open(page, `/assessments/${id}`, "Baseline");
  await see(row(page, "Points by service instance", "Zoom subsidiary"));
  await picture(page, "assessment");
  await open(page, "/actions/zoom.meeting.waiting-room", "Turn on the waiting room");
  await see(region(page, "On Zoom subsidiary"));
  await picture(page, "action");

  await archive();
  const reading = await openPage(browser, house, { colorScheme: "light" });
  await signIn(reading, REVIEWER);
  await open(reading, "/mailboxes", "Mailboxes");
  await link(reading, "ruth.okafor@tidy.example.com").click();
  await seePage(reading, "ruth.okafor@tidy.example.com");
  await reading.getByRole("link", { name: /Edited.*safety drill/ }).click();
  await tab(reading, "Versions (2)").click();
  await see(reading.frameLocator("iframe").last().locator("body"));
  await picture(reading, "versions");
} finally {
  await browser.close();
  await house.stop();
}

/** Has an org's Chatter archived, and somebody who may read it. */
async function archive() {
  await house.admin.post("/principals", { ...REVIEWER, role: "reviewer" });
  const { terms } = await house.admin.get("/connectors/salesforce-chatter");
  const { my_domain: domain, archiver } = house.salesforce.org("tidy");
  const { client_id, client_secret } = archiver;
  const { id } = await house.admin.post("/archives", {
    connector: "salesforce-chatter",
    name: "Chatter production",
    credentials: { method: "client-credentials", domain, client_id, client_secret },
    terms_version: terms.version,
    settings: { domains: ["tidy.example.com"] },
  });
  const filled = async () => {
    const { totals, fetching, captured, staged } = await house.admin.get(`/archives/${id}`);
    return totals.imported > 0 && totals.waiting + fetching + captured + staged === 0;
  };
  await eventually("everything is in mailboxes", filled, FILLED_MS_MAX);
}

/** The connector's wizard, after the connection was validated. */
async function toValidation(page) {
  await open(page, "/connectors/zoom/add", "Add connector: Zoom");
  await page.getByRole("checkbox", { name: "Accept" }).check();
  await button(page, "Next").click();
  await field(page, "Connector name").fill("Zoom subsidiary");
  await button(page, "Next").click();
  const { account_id, client_id, client_secret } = house.zoom.credentials("careless");
  await field(page, "Account ID").fill(account_id);
  await field(page, "Client ID").fill(client_id);
  await field(page, "Client secret").fill(client_secret);
  await button(page, "Validate connection").click();
  await seeText(page, `Account ${account_id}`);
}

/** Keeps what the window shows, from the top, as high as the page is. */
async function picture(page, name) {
  await seeLoaded(page);
  await page.evaluate(async () => {
    document.activeElement?.blur();
    await document.fonts.ready;
  });
  const height = await page.evaluate(() => document.documentElement.scrollHeight);
  await page.setViewportSize({ width: SIZE.width, height: Math.min(height, HEIGHT_MAX) });
  const path = `${FOLDER}${name}.png`;
  await page.screenshot({ path });
  await page.setViewportSize(SIZE);
  const { size } = statSync(path);
  if (size > BYTES_MAX) throw new Error(`${path} has ${size} bytes; at most ${BYTES_MAX} are wanted`);
  console.log(`${name}.png, ${size} bytes`);
}
