// What the source counts against what was captured, and what is known to be missing.
import { Switch } from "@fluentui/react-components";
import { useSearchParams } from "react-router";
import type { Archive, Gap, Reconciliation as Line } from "../../api/archive";
import { useArchiveGaps, useReconciliation } from "../../api/queries/archives";
import type { Column } from "../../components/list/DataTable";
import { ListView } from "../../components/list/ListView";
import { optionsOf } from "../../components/list/rows";
import { Empty } from "../../components/page/Empty";
import { Loaded } from "../../components/page/Loaded";
import { Section } from "../../components/page/Section";
import { useLayout } from "../../components/page/styles";
import { ToneBadge } from "../../components/status/badges";
import { Moment } from "../../components/text/Moment";
import { figure } from "../../components/text/format";
import { ITEM_KIND } from "./words";

/** A day at which there was nothing, and nothing was missing, tells nobody anything. */
const hasItems = (row: Line) =>
  row.at_source === null || row.at_source + row.captured + row.left_out + row.gone_at_source + row.missing_count > 0;

function Day({ text }: { text: string }) {
  return <span className={useLayout().whole}>{text}</span>;
}

function Missing({ row }: { row: Line }) {
  const layout = useLayout();
  if (row.missing_count === 0) return <>None</>;
  const rest = row.missing_count - row.missing.length;
  return (
    <details>
      <summary>{figure(row.missing_count)}</summary>
      <span className={layout.mono}>{row.missing.join(", ")}</span>
      {rest > 0 && ` and ${figure(rest)} more`}
    </details>
  );
}

function Verdict({ row }: { row: Line }) {
  if (row.at_source === null) return <ToneBadge tone="unknown" label="Not counted" />;
  if (row.missing_count > 0) return <ToneBadge tone="bad" label="Missing" />;
  return <ToneBadge tone="good" label="Complete" />;
}

const DAYS: Column<Line>[] = [
  { id: "day", title: "Day (UTC)", slim: true, sort: (row) => row.day, cell: (row) => <Day text={row.day} /> },
  { id: "kind", title: "Kind", sort: (row) => row.kind, cell: (row) => ITEM_KIND[row.kind] },
  { id: "verdict", title: "Outcome", sort: (row) => row.missing_count, cell: (row) => <Verdict row={row} /> },
  { id: "missing", title: "Missing", sort: (row) => row.missing_count, cell: (row) => <Missing row={row} /> },
  {
    id: "source",
    title: "At the source",
    numeric: true,
    sort: (row) => row.at_source,
    cell: (row) => (row.at_source === null ? "Not counted" : figure(row.at_source)),
  },
  { id: "captured", title: "Captured", numeric: true, sort: (row) => row.captured, cell: (row) => figure(row.captured) },
  { id: "left", title: "Left out by choice", numeric: true, sort: (row) => row.left_out, cell: (row) => figure(row.left_out) },
  { id: "gone", title: "Gone at the source", numeric: true, sort: (row) => row.gone_at_source, cell: (row) => figure(row.gone_at_source) },
  { id: "checked", title: "Compared", sort: (row) => row.checked_at, cell: (row) => <Moment value={row.checked_at} short /> },
];

const GAPS: Column<Gap>[] = [
  { id: "found", title: "Found", sort: (row) => row.found_at, cell: (row) => <Moment value={row.found_at} /> },
  { id: "item", title: "Item", sort: (row) => row.item, cell: (row) => row.item },
  { id: "code", title: "Gap", sort: (row) => row.code, cell: (row) => row.code.replaceAll("_", " ") },
  { id: "detail", title: "What is missing and why", width: "50%", cell: (row) => row.detail },
];

export function Reconciliation({ archive }: { archive: Archive }) {
  const layout = useLayout();
  const days = useReconciliation(archive.id);
  const gaps = useArchiveGaps(archive.id);
  const [parameters, change] = useSearchParams();
  const all = parameters.get("empty") === "shown";
  return (
    <>
      <Section title="Reconciliation">
        <p className={layout.prose}>
          Days that are over, by when items were created: what the source counts against what was captured. It is a
          comparison, not a proof; what came and went between two askings nobody counts.
        </p>
        <Loaded query={days}>
          {(rows) => (
            <>
            <Switch
              label="Days without items too"
              checked={all}
              onChange={(_, { checked }) => {
                change(
                  (before) => {
                    const next = new URLSearchParams(before);
                    if (checked) next.set("empty", "shown");
                    else next.delete("empty");
                    return next;
                  },
                  { replace: true, preventScrollReset: true },
                );
              }}
            />
            <ListView
              label="Reconciliation"
              noun={["line", "lines"]}
              rows={all ? rows : rows.filter(hasItems)}
              rowKey={(row) => `${row.day} ${row.kind}`}
              text={(row) => `${row.day} ${ITEM_KIND[row.kind]} ${row.missing.join(" ")}`}
              columns={DAYS}
              filters={[
                {
                  id: "kind",
                  label: "Kind",
                  options: optionsOf(rows, (row) => row.kind, (kind) => ITEM_KIND[kind as Line["kind"]]),
                  test: (row, value) => row.kind === value,
                },
                {
                  id: "outcome",
                  label: "Outcome",
                  options: [
                    { value: "missing", label: "Missing" },
                    { value: "complete", label: "Complete" },
                    { value: "uncounted", label: "Not counted" },
                  ],
                  test: (row, value) =>
                    (row.at_source === null ? "uncounted" : row.missing_count > 0 ? "missing" : "complete") === value,
                },
              ]}
              sort="-day"
              empty={
                rows.length === 0 ? (
                  <Empty title="No day was compared yet">The first is, once a day of UTC is over.</Empty>
                ) : (
                  <Empty title="No day had items">{`${figure(rows.length)} lines of days without items are left out.`}</Empty>
                )
              }
            />
            </>
          )}
        </Loaded>
      </Section>
      <Section title="Gaps">
        <Loaded query={gaps}>
          {(rows) => (
            <ListView
              label="Gaps"
              prefix="gap-"
              noun={["gap", "gaps"]}
              rows={rows}
              rowKey={(row) => `${row.item} ${row.code} ${row.detail} ${row.found_at}`}
              text={(row) => `${row.item} ${row.code} ${row.detail}`}
              columns={GAPS}
              sort="-found"
              empty={<Empty title="No gap is known">Whatever could not be archived whole is named here.</Empty>}
            />
          )}
        </Loaded>
      </Section>
    </>
  );
}
