import { expect, test } from "vitest";
import { contentId, heightOf, policy, safeStyle, withoutStyles } from "./mailHtml";

test.each([
  ['<p dir="auto" style="color:red">x</p>', '<p dir="auto" data-style="color:red">x</p>'],
  ["<P STYLE='a:b'>x</P>", "<P data-style='a:b'>x</P>"],
  // What people wrote stays as they wrote it.
  ['<p>say style="color:red"</p>', '<p>say style="color:red"</p>'],
  ['<p title="a style=b > c">x</p>', '<p title="a style=b > c">x</p>'],
  ['a < b style="x" > c', 'a < b style="x" > c'],
])("styles of %j are put aside", (html, expected) => {
  expect(withoutStyles(html)).toBe(expected);
});

test.each([
  ["margin:0;color:#242424", "margin:0;color:#242424"],
  ["background:url(https://example.com/x);margin:0", "margin:0"],
  ["color:red}body{display:none", ""],
  ["margin:0;@import 'x'", "margin:0"],
  ["background:u\\72l(x);margin:0", "margin:0"],
])("of the style %j stays %j", (style, expected) => {
  expect(safeStyle(style)).toBe(expected);
});

test("a frame is as high as its text is long, on a narrow page higher, and never without end", () => {
  const line = "a line of some sixty letters, which is one on a wide page, two else";
  expect(heightOf(`${line}\n${line}`, 0, "wide")).toBe(heightOf(line, 0, "narrow"));
  expect(heightOf(line, 1, "wide")).toBeGreaterThan(heightOf(line, 0, "wide"));
  expect(heightOf("x\n".repeat(100_000), 0, "wide")).toBe(2400);
});

test("a frame may load nothing, and run nothing", () => {
  expect(policy("abc")).toMatch(/^default-src 'none'; img-src data:; style-src 'nonce-abc';/);
});

test.each([
  ["<a@b>", "a@b"],
  ["a%40b", "a@b"],
  ["100%", "100%"],
])("the content id of %j is %j", (text, id) => {
  expect(contentId(text)).toBe(id);
});
