// A story: a house and a browser for the tests of one file; each test's page must end without a complaint.
import { after, before, test } from "node:test";
import { assertQuiet, keepPicture, launch, openPage } from "./browser.mjs";
import { ADMINISTRATOR } from "./house.mjs";
import { signIn } from "./see.mjs";

/**
 * Begins a story. `start` builds the house. What it gives has `house`, `browser` and `page` once the first test
 * runs; `as` is who is signed in on the page, null for nobody.
 */
export function story(name, start, as = ADMINISTRATOR) {
  const told = { name };
  before(async () => {
    told.house = await start(name);
    told.browser = await launch();
    told.page = await openPage(told.browser, told.house);
    if (as !== null) await signIn(told.page, as);
  });
  after(async () => {
    await told.browser?.close();
    await told.house?.stop();
  });
  let broken;
  /** A test on the story's page. The tests of a story rest on each other: after one that failed none is tried. */
  told.test = (title, run) =>
    test(title, async () => {
      if (broken !== undefined) throw new Error(`not tried, because this failed before it: ${broken}`);
      try {
        await run(told.page, told.house);
        assertQuiet(told.page);
      } catch (error) {
        broken = title;
        const path = await keepPicture(told.page, name, title);
        throw new Error(`${error.message}\nat ${told.page.url()}; its picture is ${path}`, { cause: error });
      }
    });
  return told;
}
