// The date that a page is looked at, in its address as RFC 3339. Pure, but for the viewer's zone.

const two = (value: number) => String(value).padStart(2, "0");

/** RFC 3339 to what a date-and-time field holds, in the viewer's zone; empty when it is no time. */
export function toField(asOf: string | undefined): string {
  const date = new Date(asOf ?? "");
  if (Number.isNaN(date.getTime())) return "";
  const day = `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
  return `${day}T${two(date.getHours())}:${two(date.getMinutes())}`;
}

/** What a date-and-time field holds, in the viewer's zone, to RFC 3339; undefined when it is no time. */
export function fromField(text: string): string | undefined {
  const date = new Date(text);
  return text === "" || Number.isNaN(date.getTime()) ? undefined : date.toISOString();
}
