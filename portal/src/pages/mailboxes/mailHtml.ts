// A message's HTML as it is shown: in a frame that runs nothing and loads nothing from anywhere.
//
// The server sanitised it already; here it is taken apart once more, since a frame inherits the portal's own policy:
// styles on elements become classes of one style element that carries the page's nonce, images of the message become
// data, and links, which would lead the frame away, become text.

/** A tag with its attributes; quotes may hold anything. */
const TAG = /<[a-zA-Z](?:[^<>"']|"[^"]*"|'[^']*')*>/g;
const STYLE = /("[^"]*"|'[^']*')|(\s)style(?=\s*=)/gi;
const BARRED = "script, style, link, meta, base, iframe, frame, object, embed, form, svg, math, template, video, audio";

/** The same text with `style` attributes under another name, so that no parser applies, or refuses, them. */
export const withoutStyles = (html: string): string =>
  html.replace(TAG, (tag) =>
    tag.replace(STYLE, (found: string, _quoted: string | undefined, space: string | undefined) =>
      space === undefined ? found : `${space}data-style`,
    ),
  );

/** Declarations that reach out of the frame are left out; braces would end the rule that they are put into. */
export const safeStyle = (style: string): string =>
  style
    .split(";")
    .filter((one) => !/[{}<\\@]|url\s*\(|image-set|expression|position\s*:\s*fixed/i.test(one))
    .join(";");

export const policy = (nonce: string): string =>
  `default-src 'none'; img-src data:; style-src 'nonce-${nonce}'; base-uri 'none'; form-action 'none'`;

/** The document of the frame. `images` are data addresses by content id. */
export function frameDocument(html: string, images: ReadonlyMap<string, string>, nonce: string): string {
  const parsed = new DOMParser().parseFromString(withoutStyles(html), "text/html");
  for (const element of parsed.querySelectorAll(BARRED)) element.remove();
  const rules: string[] = [];
  for (const element of parsed.querySelectorAll("*")) {
    for (const { name } of [...element.attributes]) if (/^on/i.test(name)) element.removeAttribute(name);
    const style = element.getAttribute("data-style");
    if (style === null) continue;
    element.removeAttribute("data-style");
    element.classList.add(`s${rules.length}`);
    rules.push(`.s${rules.length}{${safeStyle(style)}}`);
  }
  for (const image of parsed.querySelectorAll("img")) showImage(image, images);
  for (const link of parsed.querySelectorAll("a[href], area[href]")) showAddress(link);
  for (const other of parsed.querySelectorAll("[background], [srcset], [poster]")) {
    for (const name of ["background", "srcset", "poster"]) other.removeAttribute(name);
  }
  const sheet = `html{background:#fff;color:#242424}img{max-width:100%}${rules.join("")}`;
  const head = `<meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="${policy(nonce)}"><style nonce="${nonce}">${sheet}</style>`;
  return `<!DOCTYPE html><html lang="und"><head>${head}</head>${parsed.body.outerHTML}</html>`;
}

function showImage(image: HTMLImageElement, images: ReadonlyMap<string, string>) {
  const source = image.getAttribute("src") ?? "";
  const data = source.startsWith("cid:") ? images.get(contentId(source.slice(4))) : undefined;
  if (data !== undefined) image.setAttribute("src", data);
  else image.replaceWith(`[image${image.alt === "" ? "" : `: ${image.alt}`}]`);
}

/** What a link leads to stands beside it, unless its text says so. */
function showAddress(link: Element) {
  const address = link.getAttribute("href") ?? "";
  link.removeAttribute("href");
  if (address !== "" && !link.textContent.includes(address)) link.append(` <${address}>`);
}

/** Letters of a line, on a wide page and on a narrow one, as messages are set. */
const LETTERS = { wide: 90, narrow: 46 };
const LINE_PX = 20;
const IMAGE_PX = 300;
/** Around the text, and for what is set larger. */
const ROUND_PX = 56;
/** Beyond it a frame scrolls by itself. */
const HEIGHT_PX_MAX = 2400;

/**
 * How high a frame has to be for a message’s text, roughly: the frame is nobody’s origin and runs nothing, so that
 * nobody can measure what is in it.
 */
export function heightOf(text: string, images: number, page: keyof typeof LETTERS): number {
  const rows = text.split("\n").reduce((sum, line) => sum + Math.max(1, Math.ceil(line.length / LETTERS[page])), 0);
  return Math.min(HEIGHT_PX_MAX, ROUND_PX + rows * LINE_PX + images * IMAGE_PX);
}

/** Percent-encoded in an address, bare in a header. */
export function contentId(text: string): string {
  const bare = text.replace(/^<|>$/g, "");
  try {
    return decodeURIComponent(bare);
  } catch {
    return bare;
  }
}
