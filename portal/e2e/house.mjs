// A house: Vouchsafe as it is shipped, with a simulated Zoom beside it, as an organisation would have them.
import { mkdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { Client } from "./client.mjs";
import { TARGET, startServer } from "./process.mjs";
import { startSalesforce } from "./salesforce.mjs";
import { eventually } from "./wait.mjs";
import { startZoom } from "./zoom.mjs";

export const ADMINISTRATOR = { name: "ada", password: "correct horse battery staple" };
export const READER = { name: "rita", password: "a lighthouse keeps its hours" };

/** Where a story's logs and its pictures of failures stay. */
export function folderOf(story) {
  const folder = join(TARGET, "e2e", story);
  mkdirSync(folder, { recursive: true });
  return folder;
}

/** The binary must hold the portal that stands in `dist`, or something else than it would be tested. */
async function requireCurrentPortal(url) {
  const scripts = (page) => [...page.matchAll(/(?:src|href)="(\/assets\/[^"]+)"/g)].map((match) => match[1]).join();
  const served = scripts(await (await fetch(url)).text());
  let built = "";
  try {
    built = scripts(readFileSync(new URL("../dist/index.html", import.meta.url), "utf8"));
  } catch {
    throw new Error("portal/dist is not there; run `cargo xtask test`, which builds it");
  }
  if (served !== built) {
    throw new Error("the binary holds another portal than portal/dist; run `cargo xtask test`, which builds both");
  }
}

/** `packs` is a folder of packs beside those in the binary; `salesforce` has a simulated one beside it too. */
async function startServers(story, { packs, salesforce: both = false } = {}) {
  const folder = folderOf(story);
  rmSync(folder, { recursive: true });
  mkdirSync(folder);
  const data = join(folder, "data");
  const zoom = await startZoom(join(folder, "zoom.log"));
  const salesforce = both ? await startSalesforce(join(folder, "salesforce.log")) : undefined;
  const serve = (listen) =>
    startServer(
      "vouchsafe",
      [
        ...["serve", "--ready-line", "--listen", listen, "--data", data, "--base", `zoom=${zoom.base}`],
        ...(packs === undefined ? [] : ["--packs", packs]),
        ...(salesforce === undefined ? [] : ["--base", `salesforce=${salesforce.base}`]),
      ],
      join(folder, "vouchsafe.log"),
    );
  let server = await serve("127.0.0.1:0");
  const { url, setup_link: setupLink } = server.ready;
  return {
    url,
    setupLink,
    zoom,
    salesforce,
    logs: () => ["vouchsafe.log", "zoom.log"].map((name) => readFileSync(join(folder, name), "utf8")).join(""),
    /** Ends Vouchsafe and starts it again at the same address. */
    restart: async () => {
      await server.stop();
      server = await serve(new URL(url).host);
    },
    stop: async () => {
      await server.stop();
      await zoom.stop();
      await salesforce?.stop();
      rmSync(data, { recursive: true });
    },
  };
}

/** An empty house. `story` names its logs. */
export async function startHouse(story, options) {
  const house = await startServers(story, options);
  return settled(house, async () => {
    await requireCurrentPortal(house.url);
    return house;
  });
}

/** What `furnish` gives; the house is closed when it fails. */
async function settled(house, furnish) {
  try {
    return await furnish();
  } catch (error) {
    await house.stop();
    throw error;
  }
}

/** A house with an administrator and a reader; `admin` is the API's client. */
export async function startSetUpHouse(story, options) {
  const empty = await startHouse(story, options);
  return settled(empty, async () => {
    const stranger = new Client(empty.url);
    await stranger.post("/setup", { token: new URL(empty.setupLink).hash.slice(1), ...ADMINISTRATOR });
    const admin = await stranger.signedIn(ADMINISTRATOR);
    await admin.post("/principals", { ...READER, role: "compliance_manager_reader" });
    return { ...empty, admin };
  });
}

/** Activates an account of the simulated Zoom and waits until each of its checks has an outcome. */
export async function activate(house, account, name) {
  const { terms } = await house.admin.get("/connectors/zoom");
  const { id } = await house.admin.post("/instances", {
    connector: "zoom",
    name,
    credentials: house.zoom.credentials(account),
    terms_version: terms.version,
  });
  return judged(house, id);
}

/** Waits until each check of an instance has an outcome. */
export const judged = (house, id) =>
  eventually(`every check of ${id} has an outcome`, async () => {
    const instance = await house.admin.get(`/instances/${id}`);
    return instance.last_run?.state === "complete" && instance.checks.to_be_detected === 0 ? instance : undefined;
  });

/** An assessment of the baseline over all Zoom instances. */
export const assess = (house, name) =>
  house.admin.post("/assessments", {
    name,
    regulation: "data-protection-baseline-first-ten",
    group: { name: "Default" },
    services: ["zoom"],
    covers: "all",
    instances: [],
  });

/** The house of the README: *tidy* and *careless*, and an assessment over both. */
export async function startFurnishedHouse(story) {
  const house = await startSetUpHouse(story);
  return settled(house, async () => {
    const tidy = await activate(house, "tidy", "Zoom tidy");
    const careless = await activate(house, "careless", "Zoom careless");
    return { ...house, tidy, careless, assessment: await assess(house, "Baseline") };
  });
}
