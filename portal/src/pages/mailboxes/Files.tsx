// The files of a message.
import { Button, Link, Tooltip } from "@fluentui/react-components";
import { CheckmarkRegular, CopyRegular } from "@fluentui/react-icons";
import { useState } from "react";
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
    { id: "type", title: "Type", wideOnly: true, cell: (row) => row.media_type },
    { id: "where", title: "Where", wideOnly: true, cell: (row) => (row.content_id === null ? "Beside the text" : "Within the text") },
    { id: "size", title: "Size", numeric: true, cell: (row) => (row.size === null ? NOTHING : bytes(row.size)) },
    { id: "state", title: "State", width: "30%", cell: (row) => row.gap ?? "Archived whole" },
    { id: "hash", title: "SHA-256", cell: (row) => <Hash text={row.sha256} name={row.name} /> },
  ];
  return (
    <div className={layout.tight}>
      <h3 className={layout.subheading}>Files</h3>
      <DataTable label="Files" columns={columns} groups={[["", mail.files]]} rowKey={(row) => String(row.number)} />
    </div>
  );
}

/** Letters of a hash that tell one from another at a glance; all of them are copied. */
const HASH_SHOWN = 12;

function Hash({ text, name }: { text: string | null; name: string }) {
  const layout = useLayout();
  const [copied, setCopied] = useState(false);
  if (text === null) return <>{NOTHING}</>;
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(text);
      setCopied(true);
    } catch {
      // Without a secure context there is no clipboard; the tooltip has the whole of it.
      setCopied(false);
    }
  };
  return (
    <span className={layout.whole}>
      <span className={`${layout.mono} ${layout.whole}`}>{`${text.slice(0, HASH_SHOWN)}…`}</span>
      <Tooltip content={text} relationship="description">
        <Button
          size="small"
          appearance="subtle"
          icon={copied ? <CheckmarkRegular /> : <CopyRegular />}
          aria-label={copied ? `Copied: SHA-256 of ${name}` : `Copy SHA-256 of ${name}`}
          onClick={() => void copy()}
        />
      </Tooltip>
    </span>
  );
}
