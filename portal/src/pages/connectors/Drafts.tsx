// Set-ups that somebody began and has not finished: to be resumed, or discarded.
import { Button } from "@fluentui/react-components";
import { useConnectors } from "../../api/queries/connectors";
import { useDiscardDraft, useDrafts } from "../../api/queries/drafts";
import type { Draft } from "../../api/types";
import { useRefusal } from "../../components/access/permissions";
import { ProblemBar } from "../../components/form/ProblemBar";
import { DataTable, type Column } from "../../components/list/DataTable";
import { Section } from "../../components/page/Section";
import { useLayout } from "../../components/page/styles";
import { Moment } from "../../components/text/Moment";
import { ButtonLink } from "../../components/text/links";

const named = (draft: Draft) => (draft.name.trim() === "" ? "No name yet" : draft.name);

function Title({ id }: { id: string }) {
  const connectors = useConnectors();
  return <>{connectors.data?.find((one) => one.id === id)?.title ?? id}</>;
}

function Decide({ draft }: { draft: Draft }) {
  const layout = useLayout();
  const discard = useDiscardDraft(draft.id);
  return (
    <div className={layout.tight}>
      <div className={layout.row}>
        <ButtonLink to={`/connectors/${draft.connector}/add?draft=${draft.id}`} label={`Resume ${named(draft)}`}>
          Resume
        </ButtonLink>
        <Button
          appearance="subtle"
          aria-label={`Discard ${named(draft)}`}
          disabled={discard.isPending}
          onClick={() => {
            discard.mutate(undefined);
          }}
        >
          Discard
        </Button>
      </div>
      <ProblemBar title="The draft was not discarded." error={discard.error} />
    </div>
  );
}

const COLUMNS: Column<Draft>[] = [
  { id: "name", title: "Connector name", cell: (row) => named(row) },
  { id: "connector", title: "Connector", cell: (row) => <Title id={row.connector} /> },
  { id: "by", title: "Begun by", cell: (row) => row.created_by },
  { id: "updated", title: "Last touched", cell: (row) => <Moment value={row.updated_at} /> },
  { id: "kept", title: "Kept until", cell: (row) => <Moment value={row.kept_until} /> },
  { id: "decide", title: "Go on", cell: (row) => <Decide draft={row} /> },
];

/** Nothing where there are none, and for those who may not finish them. */
export function Drafts() {
  const drafts = useDrafts(useRefusal("connectors.manage") === undefined);
  if (drafts.data === undefined || drafts.data.length === 0) return null;
  return (
    <Section title="Set-ups that are not finished">
      <DataTable
        label="Set-ups that are not finished"
        columns={COLUMNS}
        groups={[["", drafts.data]]}
        rowKey={(row) => row.id}
      />
    </Section>
  );
}
