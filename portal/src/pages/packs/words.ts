// Updates in words. Pure.
import type { PackFile, PackUpdateRow } from "../../api/types";
import { NOTHING } from "../../components/text/format";

export const KIND: Record<PackUpdateRow["kind"], string> = {
  new: "New check",
  changed: "Changed",
  removed: "No longer brought",
};

/** “Version 3 (1f0c9a2b)”. */
export function fileOf(file: PackFile | null): string {
  if (file === null) return NOTHING;
  const hash = file.hash.slice(0, 8);
  return file.version === null ? `A version that does not load (${hash})` : `Version ${file.version} (${hash})`;
}
