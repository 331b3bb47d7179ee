// The files of a message.
import { Link } from "@fluentui/react-components";
import type { Mail, MessageFile } from "../../api/archive";
import { fileAddress, type Reading } from "../../api/queries/mailboxes";
import { DataTable, type Column } from "../../components/list/DataTable";
import { useLayout } from "../../components/page/styles";
import { NOTHING, bytes } from "../../components/text/format";

interface FilesProps {
  mail: Mail;
  reading: Reading;
}

export function Files({ mail, reading }: FilesProps) {
  const layout = useLayout();
  if (mail.files.length === 0) return <span className={layout.muted}>It has no files.</span>;
  const columns: Column<MessageFile>[] = [
    {
      id: "name",
      title: "File",
      cell: (row) =>
        row.gap !== null ? (
          row.name
        ) : (
          <Link inline href={fileAddress(reading, mail.uid, row.number)} download={row.name}>
            {row.name}
          </Link>
        ),
    },
    { id: "type", title: "Type", cell: (row) => row.media_type },
    { id: "where", title: "Where", cell: (row) => (row.content_id === null ? "Beside the text" : "Within the text") },
    { id: "size", title: "Size", numeric: true, cell: (row) => (row.size === null ? NOTHING : bytes(row.size)) },
    { id: "state", title: "State", width: "30%", cell: (row) => row.gap ?? "Archived whole" },
    { id: "hash", title: "SHA-256", cell: (row) => <Hash text={row.sha256} /> },
  ];
  return (
    <div className={layout.tight}>
      <h3 className={layout.subheading}>Files</h3>
      <DataTable label="Files" columns={columns} groups={[["", mail.files]]} rowKey={(row) => String(row.number)} />
    </div>
  );
}

function Hash({ text }: { text: string | null }) {
  return <span className={useLayout().mono}>{text ?? NOTHING}</span>;
}
