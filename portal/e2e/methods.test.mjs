// A connector with several ways to sign in: choosing one, a key that is made here, who holds what.
import assert from "node:assert/strict";
import { assertAccessible } from "./axe.mjs";
import { judged, startSetUpHouse } from "./house.mjs";
import { assertErrorAt, assertText, assertValue, button, fact, field, open, region, row, see, seePage, seeText, tab } from "./see.mjs";
import { story } from "./story.mjs";

const { test } = story("methods", (name) => startSetUpHouse(name, { salesforce: true }));
const way = (page, name) => page.getByRole("radio", { name });
const certificate = (page) => page.getByRole("textbox", { name: "Certificate" });

test("the connector's page says how one may sign in, and what speaks against a way", async (page) => {
  await open(page, "/connectors/salesforce", "Salesforce");
  await assertText(region(page, "Ways to sign in"), /client credentials[\s\S]*JWT bearer[\s\S]*Summer '27/);
  await see(region(page, "How changes are noticed"));
  await assertAccessible(page, "Salesforce's page");
});

test("a way with a notice warns, and another one keeps what fits", async (page) => {
  await open(page, "/connectors/salesforce/add", "Add connector: Salesforce");
  await page.getByRole("checkbox", { name: "Accept" }).check();
  await button(page, "Next").click();
  await field(page, "Connector name").fill("Production");
  await button(page, "Next").click();
  await way(page, /Username, password/).check();
  await seeText(page, "Before you choose this way");
  await assertValue(field(page, "Sign-in host"), "login.salesforce.com");
  await assertValue(page.getByRole("combobox", { name: "SOAP API" }), "partner");
  await field(page, "Username").fill("not a username");
  await button(page, "Validate connection").click();
  await assertErrorAt(field(page, "Username"), /the form name@example.com/);
  await assertErrorAt(field(page, "Password"), /Enter the password/);
  assert.equal(await field(page, "Security token").getAttribute("aria-invalid"), null, "it may be left empty");
  await assertAccessible(page, "wizard: several ways to sign in");
  await field(page, "Username").fill("vouchsafe@tidy.example.com");
  await way(page, /JWT bearer/).check();
  await assertValue(field(page, "Username"), "vouchsafe@tidy.example.com");
});

test("a key is made here, its certificate uploaded, and the org activated", async (page, house) => {
  const org = house.salesforce.org("tidy");
  await field(page, "Consumer key").fill(org.client_id);
  await button(page, "Validate connection").click();
  await seeText(page, "Make a key pair, and upload its certificate at the service.");
  await button(page, "Make a key pair").click();
  await see(certificate(page));
  const pem = await certificate(page).inputValue();
  assert.match(pem, /^-----BEGIN CERTIFICATE-----/);
  await see(page.getByRole("link", { name: "Download certificate" }));
  await assertAccessible(page, "wizard: a key pair");
  await house.salesforce.control("PUT", "certificate", { org: "tidy", certificate: pem });
  await button(page, "Validate connection").click();
  await seeText(page, "Validation succeeded");
  await button(page, "Next").click();
  await assertText(fact(page, "Private key"), /Made here, not shown/);
  await button(page, "Finish").click();
  await see(row(page, "My activated connectors", "Production"));
});

test("the page says how it signs in, and how often the log is asked", async (page, house) => {
  const [{ id }] = (await house.admin.get("/instances")).items;
  await judged(house, id);
  await open(page, `/instances/${id}`, "Production");
  await assertText(fact(page, "Signs in by"), /JWT bearer/);
  await see(fact(page, "Certificate valid until"));
  await button(page, "Edit").click();
  await seePage(page, "Edit Production");
  const seconds = field(page, "Seconds between two askings of the service's log");
  await seconds.fill("5");
  await region(page, "How changes are noticed").getByRole("button", { name: "Save" }).click();
  await assertErrorAt(seconds, /30 to 3600 seconds/);
  await seconds.fill("45");
  await region(page, "How changes are noticed").getByRole("button", { name: "Save" }).click();
  await seeText(page, "Changes are noticed within 45 seconds: the service's log is asked every 45 seconds.");
  await assertAccessible(page, "edit");
});

test("who holds what is a list to be searched", async (page, house) => {
  const [{ id }] = (await house.admin.get("/instances")).items;
  await open(page, `/instances/${id}`, "Production");
  await tab(page, "Who holds what").click();
  await assertText(row(page, "Who holds what", "ModifyAllData").first(), /@tidy\.example\.com[\s\S]*Profile|Permission set/);
  await assertAccessible(page, "who holds what");
});

test("a baseline is looked at before it sets anything", async (page, house) => {
  const [{ id }] = (await house.admin.get("/instances")).items;
  await open(page, `/instances/${id}/checks`, "Production");
  await button(page, "Import baseline").click();
  const xml =
    '<baseline name="Ours" developerName="Ours"><highRiskSecuritySettings>' +
    '<numericRangeSetting name="PasswordPolicies.minPasswordLength" compliant="15"/>' +
    "</highRiskSecuritySettings></baseline>";
  await page.getByLabel("A file that the service exported").setInputFiles({
    name: "ours.xml",
    mimeType: "text/xml",
    buffer: Buffer.from(xml),
  });
  await seeText(page, "“Ours”: 1 parameter would become another value.");
  await assertText(row(page, "Parameters of the baseline", "minPasswordLength"), /8[\s\S]*15/);
  await assertAccessible(page, "import a baseline");
  await button(page, "Apply").click();
  await seeText(page, "“Ours”: 1 parameter became another value.");
  const { items } = await house.admin.get(`/instances/${id}/parameters`);
  assert.deepEqual(items.filter((one) => one.set !== null).map((one) => one.value), [15]);
});
