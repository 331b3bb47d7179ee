// One day of the status log: what did not reach a mailbox whole, and delivering it again.
import { Button, MessageBar, MessageBarBody } from "@fluentui/react-components";
import type { Archive, DeliveryFailure } from "../../api/archive";
import { useDeliveryFailures, useRedoDay } from "../../api/queries/archives";
import { GuardedButton } from "../../components/access/GuardedButton";
import { ProblemBar } from "../../components/form/ProblemBar";
import type { Column } from "../../components/list/DataTable";
import { ListView } from "../../components/list/ListView";
import { optionsOf } from "../../components/list/rows";
import { Empty } from "../../components/page/Empty";
import { Loaded } from "../../components/page/Loaded";
import { Section } from "../../components/page/Section";
import { useLayout } from "../../components/page/styles";
import { ToneBadge } from "../../components/status/badges";
import { NOTHING, count } from "../../components/text/format";
import { CODE, DELIVERY_STATE } from "./words";

const stateOf = (state: string) => DELIVERY_STATE[state] ?? { label: state, tone: "neutral" as const };

function Mono({ text }: { text: string }) {
  return <span className={useLayout().mono}>{text}</span>;
}

const COLUMNS: Column<DeliveryFailure>[] = [
  { id: "item", title: "Item", sort: (row) => row.item, cell: (row) => <Mono text={row.item} /> },
  { id: "user", title: "Source user", sort: (row) => row.user, cell: (row) => <Mono text={row.user} /> },
  { id: "mailbox", title: "Mailbox", sort: (row) => row.mailbox, cell: (row) => row.mailbox ?? NOTHING },
  { id: "state", title: "State", sort: (row) => row.state, cell: (row) => <ToneBadge {...stateOf(row.state)} /> },
  {
    id: "reason",
    title: "Reason",
    width: "35%",
    cell: (row) => row.reason ?? (row.code === null ? NOTHING : (CODE[row.code] ?? row.code)),
  },
];

interface DayDetailProps {
  archive: Archive;
  day: string;
  onClose: () => void;
}

export function DayDetail({ archive, day, onClose }: DayDetailProps) {
  const layout = useLayout();
  const failures = useDeliveryFailures(archive.id, day);
  const redo = useRedoDay(archive.id);
  return (
    <Section
      title={`Not whole in a mailbox: ${day}`}
      actions={
        <>
          <GuardedButton
            needs="archive.manage"
            disabled={redo.isPending}
            onClick={() => {
              redo.mutate(day);
            }}
          >
            Deliver this day again
          </GuardedButton>
          <Button appearance="subtle" onClick={onClose}>
            Close
          </Button>
        </>
      }
    >
      <ProblemBar title="The day is not delivered again." error={redo.error} />
      {redo.isSuccess && (
        <MessageBar intent="success">
          <MessageBarBody>
            {`${count(redo.data.deliveries, "delivery is", "deliveries are")} tried again; what is there already is skipped. It counts on today’s line.`}
          </MessageBarBody>
        </MessageBar>
      )}
      <Loaded query={failures}>
        {({ pages }) => {
          const rows = pages.flat();
          return (
            <div className={layout.tight}>
              <ListView
                label={`Not whole in a mailbox: ${day}`}
                prefix="failure-"
                noun={["delivery", "deliveries"]}
                rows={rows}
                rowKey={(row) => row.cursor}
                text={(row) => `${row.item} ${row.user} ${row.mailbox ?? ""} ${row.reason ?? ""}`}
                columns={COLUMNS}
                filters={[
                  {
                    id: "state",
                    label: "State",
                    options: optionsOf(rows, (row) => row.state, (state) => stateOf(state).label),
                    test: (row, value) => row.state === value,
                  },
                ]}
                empty={
                  <Empty title="Nothing failed on this day">
                    Everything that was available reached its mailbox whole, or waits to be tried.
                  </Empty>
                }
              />
              {failures.hasNextPage && (
                <div>
                  <Button disabled={failures.isFetchingNextPage} onClick={() => void failures.fetchNextPage()}>
                    Show more
                  </Button>
                </div>
              )}
            </div>
          );
        }}
      </Loaded>
    </Section>
  );
}
