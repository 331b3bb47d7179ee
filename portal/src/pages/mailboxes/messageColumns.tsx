// The columns of a mailbox’s messages: a line for each, and what is cut off in it stands in its tooltip.
import { Badge, makeStyles, tokens } from "@fluentui/react-components";
import type { MessageLine } from "../../api/archive";
import type { Column } from "../../components/list/DataTable";
import { ToneBadge } from "../../components/status/badges";
import { Moment } from "../../components/text/Moment";
import { NOTHING, bytes, figure } from "../../components/text/format";
import { PageLink } from "../../components/text/links";
import { ITEM_EVENT, ITEM_KIND } from "../archives/words";
import { messageAt, shortSubject } from "./places";

const useStyles = makeStyles({
  // Where there is little room, the subject’s cell has the rest too.
  below: {
    display: "none",
    "@media (max-width: 640px)": {
      display: "block",
      overflow: "hidden",
      textOverflow: "ellipsis",
      color: tokens.colorNeutralForeground2,
    },
  },
});

const sender = (row: MessageLine) => row.from_name ?? row.from_address;

function Subject({ row, base, query }: { row: MessageLine; base: string; query: string }) {
  const styles = useStyles();
  if (row.destroyed) {
    return (
      <>
        Deleted from the archive <Badge appearance="tint">no content left</Badge>
      </>
    );
  }
  return (
    <>
      <span dir="auto" title={row.subject}>
        <PageLink to={messageAt(base, row.uid, query)}>{shortSubject(row.subject, row.folder)}</PageLink>
      </span>
      <span className={styles.below}>
        {sender(row)}
        {row.event !== "created" && `, ${ITEM_EVENT[row.event].label.toLowerCase()}`}
      </span>
    </>
  );
}

function From({ row }: { row: MessageLine }) {
  return (
    <span dir="auto" title={row.from_name === null ? row.from_address : `${row.from_name} <${row.from_address}>`}>
      {sender(row)}
    </span>
  );
}

/** `query` is what the messages were found by. */
export const columnsOf = (base: string, query: string): Column<MessageLine>[] => [
  {
    id: "subject",
    title: "Subject",
    width: "50%",
    clipped: true,
    cell: (row) => <Subject row={row} base={base} query={query} />,
  },
  { id: "from", title: "From", width: "20%", clipped: true, wideOnly: true, cell: (row) => <From row={row} /> },
  { id: "kind", title: "Kind", wideOnly: true, cell: (row) => ITEM_KIND[row.kind] },
  {
    id: "event",
    title: "Event",
    wideOnly: true,
    cell: (row) =>
      row.event === "created" ? ITEM_EVENT.created.label : <ToneBadge {...ITEM_EVENT[row.event]} />,
  },
  { id: "at", title: "Time", cell: (row) => <Moment value={row.at} short /> },
  {
    id: "files",
    title: "Files",
    numeric: true,
    wideOnly: true,
    cell: (row) => (row.attachments === 0 ? NOTHING : figure(row.attachments)),
  },
  { id: "size", title: "Size", numeric: true, wideOnly: true, cell: (row) => bytes(row.size) },
];
