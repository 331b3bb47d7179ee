// The drift timeline: which settings became another, when, and by whom.
import { Button, Field, Input } from "@fluentui/react-components";
import { lazy, Suspense, useDeferredValue, useState } from "react";
import { useDrift } from "../../api/queries/instances";
import type { Drift, Instance } from "../../api/types";
import { DataTable, type Column } from "../../components/list/DataTable";
import { Empty } from "../../components/page/Empty";
import { Loaded } from "../../components/page/Loaded";
import { Section } from "../../components/page/Section";
import { useLayout } from "../../components/page/styles";
import { Json } from "../../components/text/Json";
import { Moment } from "../../components/text/Moment";
import { count } from "../../components/text/format";
import { byDay, byWhom, settingName } from "./drift";

const DayBars = lazy(() => import("../../components/chart/DayBars"));

function Setting({ row }: { row: Drift }) {
  const layout = useLayout();
  return (
    <div className={layout.tight}>
      <span>{settingName(row)}</span>
      <span className={`${layout.muted} ${layout.mono}`}>{row.signal}</span>
    </div>
  );
}

const COLUMNS: Column<Drift>[] = [
  { id: "read", title: "Found", cell: (row) => <Moment value={row.read_at} /> },
  { id: "setting", title: "Setting", width: "30%", cell: (row) => <Setting row={row} /> },
  { id: "old", title: "Before", cell: (row) => (row.old === null ? "Not there" : <Json value={row.old} />) },
  { id: "new", title: "After", cell: (row) => (row.new === null ? "Not there" : <Json value={row.new} />) },
  { id: "operator", title: "By whom", cell: (row) => byWhom(row) },
  { id: "seen", title: "Last seen as before", cell: (row) => <Moment value={row.seen_at} /> },
];

export function DriftTimeline({ instance }: { instance: Instance }) {
  const layout = useLayout();
  const [typed, setTyped] = useState("");
  const drift = useDrift(instance.id, useDeferredValue(typed));
  return (
    <Section title="Drift timeline">
      <p className={layout.prose}>
        What was read at one time and otherwise at the next, whether or not the service told of it. Who did it is known
        where an event or the operation log says so.
      </p>
      <Field label="Filter by setting" className={layout.narrow}>
        <Input
          type="search"
          value={typed}
          placeholder="Part of a setting’s name"
          onChange={(_, { value }) => {
            setTyped(value);
          }}
        />
      </Field>
      <Loaded query={drift}>
        {({ pages }) => {
          const rows = pages.flatMap((page) => page.items);
          if (rows.length === 0) {
            return typed.trim() === "" ? (
              <Empty title="Nothing has changed">Since the first reading every setting is as it was.</Empty>
            ) : (
              <Empty title="No such setting has changed">{`No setting whose name has “${typed.trim()}” in it.`}</Empty>
            );
          }
          return (
            <>
              <Suspense fallback={null}>
                <DayBars label="Changes by day" days={byDay(rows)} />
              </Suspense>
              <span className={layout.muted}>{count(rows.length, "change")}</span>
              <DataTable
                label="Drift timeline"
                columns={COLUMNS}
                groups={[["", rows]]}
                rowKey={(row) => `${row.signal}${row.pointer}@${row.recorded_at}`}
              />
              {drift.hasNextPage && (
                <div>
                  <Button disabled={drift.isFetchingNextPage} onClick={() => void drift.fetchNextPage()}>
                    Show older
                  </Button>
                </div>
              )}
            </>
          );
        }}
      </Loaded>
    </Section>
  );
}
