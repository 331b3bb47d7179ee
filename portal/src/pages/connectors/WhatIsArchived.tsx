// What an archive connector brings into mailboxes, and how often it looks.
import type { ArchiveInfo } from "../../api/archive";
import { DataTable, type Column } from "../../components/list/DataTable";
import { Section } from "../../components/page/Section";
import { useLayout } from "../../components/page/styles";

const KINDS: Column<ArchiveInfo["kinds"][number]>[] = [
  { id: "title", title: "Kind", cell: (row) => row.title },
  { id: "what", title: "What is archived of it", cell: (row) => row.what },
];

export function WhatIsArchived({ info }: { info: ArchiveInfo }) {
  const layout = useLayout();
  return (
    <Section title="What is archived">
      <DataTable label="What is archived" columns={KINDS} groups={[["", info.kinds]]} rowKey={(row) => row.kind} />
      {info.messages !== null && <p className={layout.prose}>{info.messages.help}</p>}
      <p className={layout.prose}>
        {`Every item reaches the mailbox of everybody who took part, in the folder Inbox/${info.folder}. The source is asked every ${info.polling.default_s} seconds, or as a connector is set to: from ${info.polling.min_s} to ${info.polling.max_s}.`}
      </p>
    </Section>
  );
}
