// How much was captured a day, with a table behind the bars.
import { Accordion, AccordionHeader, AccordionItem, AccordionPanel } from "@fluentui/react-components";
import { Suspense, lazy } from "react";
import type { Archive, LogLine } from "../../api/archive";
import { useArchiveLog } from "../../api/queries/archives";
import { DataTable, type Column } from "../../components/list/DataTable";
import { Empty } from "../../components/page/Empty";
import { Loaded } from "../../components/page/Loaded";
import { Section } from "../../components/page/Section";
import { bytes, figure } from "../../components/text/format";

const DayBars = lazy(() => import("../../components/chart/DayBars"));
/** Days of the chart. */
const DAYS = 30;
const DAY_MS = 86_400_000;

/** The days of UTC at the ends of the chart. The log has the last day; before it begins, nothing was captured. */
function axisOf(lines: readonly LogLine[]) {
  const last = lines.reduce((latest, { day }) => (day > latest ? day : latest), "");
  return { first: new Date(Date.parse(last) - (DAYS - 1) * DAY_MS).toISOString().slice(0, 10), last };
}

const COLUMNS: Column<LogLine>[] = [
  { id: "day", title: "Day (UTC)", cell: (row) => row.day },
  { id: "items", title: "Items and versions captured", numeric: true, cell: (row) => figure(row.available_from_source) },
  { id: "copies", title: "Copies", numeric: true, cell: (row) => figure(row.available) },
  { id: "bytes", title: "Size", numeric: true, cell: (row) => bytes(row.bytes) },
];

export function Volume({ archive }: { archive: Archive }) {
  const log = useArchiveLog(archive.id, DAYS);
  return (
    <Section title={`Volume, last ${DAYS} days`}>
      <Loaded query={log} lines={3}>
        {({ lines }) => {
          const busy = lines.filter((line) => line.available_from_source > 0);
          if (busy.length === 0) {
            return <Empty title="Nothing was captured on these days">It is shown here as soon as something is.</Empty>;
          }
          const days = busy.map(({ day, available_from_source }) => ({ day, count: available_from_source }));
          return (
            <>
              <Suspense fallback={null}>
                <DayBars
                  label="Captured by day"
                  days={days.sort((a, b) => a.day.localeCompare(b.day))}
                  axis={axisOf(lines)}
                />
              </Suspense>
              <Accordion collapsible>
                <AccordionItem value="table">
                  <AccordionHeader>The figures as a table</AccordionHeader>
                  <AccordionPanel>
                    <DataTable label="Captured by day" columns={COLUMNS} groups={[["", lines]]} rowKey={(row) => row.day} />
                  </AccordionPanel>
                </AccordionItem>
              </Accordion>
            </>
          );
        }}
      </Loaded>
    </Section>
  );
}
