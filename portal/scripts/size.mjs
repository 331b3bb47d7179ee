// Measures what a browser loads before the first page shows: index.html, its scripts, and the overview's, as gzip
// sends them. Fails above the limit.
import { existsSync, readFileSync } from "node:fs";
import { gzipSync } from "node:zlib";

/** As docs/performance.md promises. */
const FIRST_LOAD_BYTES_MAX = 300_000;
const DIST = new URL("../dist/", import.meta.url);

if (!existsSync(new URL(".vite/manifest.json", DIST))) {
  console.error("portal/dist is missing; run `npm run build` first");
  process.exit(1);
}
/** @type {Record<string, { file: string, css?: string[], imports?: string[] }>} */
const manifest = JSON.parse(readFileSync(new URL(".vite/manifest.json", DIST), "utf8"));

/** @type {(names: string[], files?: Set<string>) => Set<string>} */
function closure(names, files = new Set()) {
  for (const name of names) {
    const chunk = manifest[name];
    if (chunk === undefined) throw new Error(`the build has no ${name}`);
    if (files.has(chunk.file)) continue;
    for (const file of [chunk.file, ...(chunk.css ?? [])]) files.add(file);
    closure(chunk.imports ?? [], files);
  }
  return files;
}

/** @type {(file: string) => number} */
const gzipped = (file) => gzipSync(readFileSync(new URL(file, DIST)), { level: 9 }).length;
/** @type {(title: string, files: Iterable<string>) => number} */
function report(title, files) {
  let total = 0;
  for (const file of files) total += gzipped(file);
  console.log(`${title.padEnd(34)} ${(total / 1000).toFixed(1).padStart(7)} kB gzip`);
  return total;
}

report("index.html and what it loads", ["index.html", ...closure(["index.html"])]);
let worst = 0;
for (const page of ["session/SignIn", "overview/Overview"]) {
  const files = new Set(["index.html", ...closure(["index.html", `src/pages/${page}.tsx`])]);
  worst = Math.max(worst, report(`first load of ${page}`, files));
}
if (worst > FIRST_LOAD_BYTES_MAX) {
  console.error(`The first load is above ${FIRST_LOAD_BYTES_MAX / 1000} kB.`);
  process.exit(1);
}
