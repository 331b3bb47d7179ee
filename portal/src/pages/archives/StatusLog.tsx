// The status log: a line a day, what failed on it, and its files.
import { Button, Menu, MenuItemLink, MenuList, MenuPopover, MenuTrigger } from "@fluentui/react-components";
import { useSearchParams } from "react-router";
import type { Archive, LogLine } from "../../api/archive";
import { address, seg } from "../../api/client";
import { useArchiveLog } from "../../api/queries/archives";
import type { Column } from "../../components/list/DataTable";
import { ListView } from "../../components/list/ListView";
import type { Filter } from "../../components/list/rows";
import { Empty } from "../../components/page/Empty";
import { Loaded } from "../../components/page/Loaded";
import { Section } from "../../components/page/Section";
import { useLayout } from "../../components/page/styles";
import { Moment } from "../../components/text/Moment";
import { bytes, figure } from "../../components/text/format";
import { DayDetail } from "./DayDetail";
import { STATES } from "./words";

/** Days that are shown and downloaded: all that are kept, up to the most that are given. */
const DAYS = 1000;

const FILTERS: Filter<LogLine>[] = [
  {
    id: "has",
    label: "With",
    options: [
      { value: "failed", label: "Failed or quarantined" },
      { value: "waiting", label: "Waiting" },
      { value: "anything", label: "Anything at all" },
    ],
    test: (row, value) =>
      value === "failed"
        ? row.failed + row.quarantined + row.partially_imported > 0
        : value === "waiting"
          ? row.waiting > 0
          : row.available > 0,
  },
];

/** When the line was frozen, and what an empty one says. */
function Completed({ line }: { line: LogLine }) {
  const layout = useLayout();
  return (
    <div className={layout.tight}>
      {line.frozen ? <Moment value={line.import_completed_at} /> : <span>Day not over</span>}
      {line.message !== null && <span className={layout.muted}>{line.message}</span>}
    </div>
  );
}

export function StatusLog({ archive }: { archive: Archive }) {
  const layout = useLayout();
  const log = useArchiveLog(archive.id, DAYS);
  const [parameters, change] = useSearchParams();
  const day = parameters.get("day");
  const open = (next: string | null) => {
    change((before) => {
      const parameters = new URLSearchParams(before);
      if (next === null) parameters.delete("day");
      else parameters.set("day", next);
      return parameters;
    });
  };
  const columns: Column<LogLine>[] = [
    {
      id: "day",
      title: "Day (UTC)",
      slim: true,
      sort: (row) => row.day,
      cell: (row) => (
        <Button
          size="small"
          className={layout.whole}
          aria-expanded={row.day === day}
          onClick={() => {
            open(row.day === day ? null : row.day);
          }}
        >
          {row.day}
        </Button>
      ),
    },
    {
      id: "source",
      title: "From source",
      numeric: true,
      sort: (row) => row.available_from_source,
      cell: (row) => figure(row.available_from_source),
    },
    {
      id: "available",
      title: "For import",
      numeric: true,
      sort: (row) => row.available,
      cell: (row) => figure(row.available),
    },
    ...STATES.map(({ id, label }): Column<LogLine> => ({
      id,
      title: label,
      numeric: true,
      sort: (row) => row[id],
      cell: (row) => figure(row[id]),
    })),
    { id: "bytes", title: "Size", numeric: true, sort: (row) => row.bytes, cell: (row) => bytes(row.bytes) },
    {
      id: "state",
      title: "Import completed",
      sort: (row) => row.import_completed_at,
      cell: (row) => <Completed line={row} />,
    },
  ];
  return (
    <>
      {day !== null && (
        <DayDetail
          key={day}
          archive={archive}
          day={day}
          onClose={() => {
            open(null);
          }}
        />
      )}
      <Section title="Status log" actions={<DownloadLog id={archive.id} />}>
        <p className={layout.prose}>
          From source are items and their versions; for import is each of them once for every person who took part. A
          line is frozen when its day is over. Choose a day for what failed on it.
        </p>
        <Loaded query={log}>
          {(data) => (
            <ListView
              label="Status log"
              noun={["day", "days"]}
              rows={data.lines}
              rowKey={(row) => row.day}
              text={(row) => `${row.day} ${row.message ?? ""}`}
              columns={columns}
              filters={FILTERS}
              sort="-day"
              empty={<Empty title="No day yet">The first line stands here once the source was asked.</Empty>}
            />
          )}
        </Loaded>
      </Section>
    </>
  );
}

function DownloadLog({ id }: { id: string }) {
  const at = (format: string) => address(`/archives/${seg(id)}/log/download`, { format, days: DAYS });
  return (
    <Menu>
      <MenuTrigger disableButtonEnhancement>
        <Button>Download log</Button>
      </MenuTrigger>
      <MenuPopover>
        <MenuList>
          <MenuItemLink href={at("csv")} download>
            As CSV
          </MenuItemLink>
          <MenuItemLink href={at("json")} download>
            As JSON
          </MenuItemLink>
        </MenuList>
      </MenuPopover>
    </Menu>
  );
}
