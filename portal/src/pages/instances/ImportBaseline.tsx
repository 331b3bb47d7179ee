// Takes a baseline that the organisation keeps at the service over into parameters, after a look at what that does.
import {
  Button,
  Dialog,
  DialogActions,
  DialogBody,
  DialogContent,
  DialogSurface,
  DialogTitle,
  Label,
  Spinner,
  makeStyles,
} from "@fluentui/react-components";
import { useId, useState } from "react";
import { useImportBaseline, type BaselineInput } from "../../api/queries/parameters";
import type { Baseline, BaselineParameter, Instance } from "../../api/types";
import { GuardedButton } from "../../components/access/GuardedButton";
import { ProblemBar } from "../../components/form/ProblemBar";
import { DataTable, type Column } from "../../components/list/DataTable";
import { useLayout } from "../../components/page/styles";
import { VerdictBadge } from "../../components/status/badges";
import { Json } from "../../components/text/Json";
import { count } from "../../components/text/format";

const useStyles = makeStyles({ surface: { maxWidth: "min(1100px, 95vw)" } });

const COLUMNS: Column<BaselineParameter>[] = [
  { id: "setting", title: "Setting", cell: (row) => row.setting },
  { id: "check", title: "Check", cell: (row) => row.title },
  { id: "now", title: "Now", cell: (row) => <Json value={row.now} /> },
  { id: "new", title: "New", cell: (row) => (row.changes ? <Json value={row.new} /> : "The same") },
  { id: "verdict", title: "Outcome now", cell: (row) => <VerdictBadge verdict={row.verdict_now} /> },
  { id: "then", title: "Then", cell: (row) => <VerdictBadge verdict={row.verdict_then} /> },
];

export function ImportBaseline({ instance }: { instance: Instance }) {
  const [open, setOpen] = useState(false);
  return (
    <>
      <GuardedButton
        needs="parameters.manage"
        onClick={() => {
          setOpen(true);
        }}
      >
        Import baseline
      </GuardedButton>
      {open && (
        <ImportDialog
          instance={instance}
          onClose={() => {
            setOpen(false);
          }}
        />
      )}
    </>
  );
}

function ImportDialog({ instance, onClose }: { instance: Instance; onClose: () => void }) {
  const layout = useLayout();
  const styles = useStyles();
  const file = useId();
  const [chosen, setChosen] = useState<Omit<BaselineInput, "dry_run"> | null>(null);
  const look = useImportBaseline(instance.id);
  const apply = useImportBaseline(instance.id);
  const preview = (input: Omit<BaselineInput, "dry_run">) => {
    setChosen(input);
    apply.reset();
    look.mutate({ ...input, dry_run: true });
  };
  return (
    <Dialog
      open
      onOpenChange={(_, { open }) => {
        if (!open) onClose();
      }}
    >
      <DialogSurface className={styles.surface}>
        <DialogBody>
          <DialogTitle>{`Import a baseline for ${instance.name}`}</DialogTitle>
          <DialogContent className={layout.stack}>
            <span>Its entries become parameters of the checks, all at once. Nothing is set before you have seen what.</span>
            <div className={layout.row}>
              <div className={layout.tight}>
                <Label htmlFor={file}>A file that the service exported</Label>
                <input
                  id={file}
                  type="file"
                  accept=".xml,text/xml,application/xml"
                  onChange={({ target }) => {
                    const [one] = target.files ?? [];
                    if (one) void one.text().then((xml) => { preview({ xml }); });
                  }}
                />
              </div>
              <Button
                onClick={() => {
                  preview({ source: "org" });
                }}
              >
                Take the one that counts at the service
              </Button>
            </div>
            {look.isPending && <Spinner size="tiny" label="Looking at what it would do …" />}
            <ProblemBar title="It cannot be imported." error={look.error ?? apply.error} />
            {look.isSuccess && <Preview baseline={apply.data ?? look.data} />}
          </DialogContent>
          <DialogActions>
            <Button onClick={onClose}>{apply.isSuccess ? "Close" : "Cancel"}</Button>
            <Button
              appearance="primary"
              disabled={chosen === null || !look.isSuccess || look.data.changed === 0 || apply.isPending || apply.isSuccess}
              onClick={() => {
                if (chosen !== null) apply.mutate({ ...chosen, dry_run: false });
              }}
            >
              {apply.isSuccess ? "Applied" : "Apply"}
            </Button>
          </DialogActions>
        </DialogBody>
      </DialogSurface>
    </Dialog>
  );
}

function Preview({ baseline }: { baseline: Baseline }) {
  const layout = useLayout();
  const becomes = baseline.dry_run ? "would become another value" : "became another value";
  return (
    <>
      <span role="status">{`“${baseline.name}”: ${count(baseline.changed, "parameter")} ${becomes}.`}</span>
      <DataTable
        label="Parameters of the baseline"
        columns={COLUMNS}
        groups={[["", baseline.parameters]]}
        rowKey={(row) => `${row.check} ${row.parameter}`}
      />
      {baseline.left_out.length > 0 && (
        <>
          <h3 className={layout.subheading}>Left out</h3>
          <ul className={layout.list}>
            {baseline.left_out.map((entry) => (
              <li key={`${entry.setting} ${entry.line} ${entry.why}`}>
                {`${entry.setting} (line ${entry.line}): ${entry.why}`}
              </li>
            ))}
          </ul>
        </>
      )}
    </>
  );
}
