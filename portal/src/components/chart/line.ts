// Where the points of a line chart lie. Pure.

export interface ChartPoint {
  /** Milliseconds since 1970. */
  at: number;
  /** Tenths of a percent, 0 to 1000; null leaves a gap. */
  tenths: number | null;
}
export interface Box {
  left: number;
  top: number;
  width: number;
  height: number;
}
export interface Placed {
  x: number;
  y: number;
}

/** Runs of neighbouring points that have a value, placed in the box: time to the right, 100 % on top. */
export function lines(points: readonly ChartPoint[], box: Box): Placed[][] {
  const first = points[0]?.at ?? 0;
  const span = (points.at(-1)?.at ?? first) - first;
  const runs: Placed[][] = [];
  let run: Placed[] = [];
  for (const { at, tenths } of points) {
    if (tenths === null) {
      if (run.length > 0) runs.push(run);
      run = [];
      continue;
    }
    const x = box.left + (span === 0 ? box.width : ((at - first) / span) * box.width);
    run.push({ x, y: box.top + (1 - tenths / 1000) * box.height });
  }
  if (run.length > 0) runs.push(run);
  return runs;
}

/** An SVG path through the points. */
export const path = (run: readonly Placed[]): string =>
  run.map(({ x, y }, index) => `${index === 0 ? "M" : "L"}${x.toFixed(1)} ${y.toFixed(1)}`).join("");
