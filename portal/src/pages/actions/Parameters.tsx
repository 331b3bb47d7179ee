// The parameters of a check on one instance: what counts, who set it, why and until when.
import {
  Button,
  Dialog,
  DialogActions,
  DialogBody,
  DialogContent,
  DialogSurface,
  DialogTitle,
  useRestoreFocusTarget,
} from "@fluentui/react-components";
import { useState } from "react";
import { useParameterHistory, useResetParameter } from "../../api/queries/parameters";
import type { CheckResult, InstanceRef, Parameter, ParameterSetting } from "../../api/types";
import { GuardedButton } from "../../components/access/GuardedButton";
import { useAsOf } from "../../components/asof/AsOf";
import { ProblemBar } from "../../components/form/ProblemBar";
import { DataTable, type Column } from "../../components/list/DataTable";
import { Loaded } from "../../components/page/Loaded";
import { useLayout } from "../../components/page/styles";
import { Json } from "../../components/text/Json";
import { Moment } from "../../components/text/Moment";
import { ParameterDialog } from "./ParameterDialog";

type Asked = { what: "set" | "history"; parameter: Parameter } | null;

export function Parameters({ result, instance }: { result: CheckResult; instance: InstanceRef }) {
  const layout = useLayout();
  const [asked, setAsked] = useState<Asked>(null);
  const close = () => {
    setAsked(null);
  };
  const columns: Column<Parameter>[] = [
    { id: "name", title: "Parameter", cell: (row) => row.name },
    { id: "value", title: "Counts", cell: (row) => <Json value={row.value} /> },
    { id: "default", title: "Default", cell: (row) => <Default parameter={row} /> },
    { id: "set", title: "Set", cell: (row) => <Set parameter={row} /> },
    {
      id: "change",
      title: "Change",
      cell: (row) => <Change parameter={row} instance={instance} onAsk={(what) => { setAsked({ what, parameter: row }); }} />,
    },
  ];
  return (
    <div className={layout.tight}>
      <h4 className={layout.subheading}>Parameters</h4>
      <DataTable
        label={`Parameters of “${result.check.title}” on ${instance.name}`}
        columns={columns}
        groups={[["", result.parameters]]}
        rowKey={(row) => row.name}
      />
      {asked?.what === "set" && <ParameterDialog parameter={asked.parameter} instance={instance} onClose={close} />}
      {asked?.what === "history" && <History parameter={asked.parameter} instance={instance} onClose={close} />}
    </div>
  );
}

function Default({ parameter }: { parameter: Parameter }) {
  const layout = useLayout();
  return (
    <span className={layout.tight}>
      <Json value={parameter.default} />
      <span className={layout.muted}>{parameter.source}</span>
    </span>
  );
}

function Set({ parameter: { set } }: { parameter: Parameter }) {
  const layout = useLayout();
  if (set === null) return <>Not set: the default counts</>;
  return (
    <span className={layout.tight}>
      <span className={layout.breaking}>{set.why}</span>
      <span className={layout.muted}>
        By {set.by}, <Moment value={set.recorded_at} />
      </span>
      <span className={layout.muted}>
        {set.until === null ? "For good" : set.in_force ? "Until " : "Expired: "}
        {set.until !== null && <Moment value={set.until} />}
      </span>
    </span>
  );
}

interface ChangeProps {
  parameter: Parameter;
  instance: InstanceRef;
  onAsk: (what: "set" | "history") => void;
}

function Change({ parameter, instance, onAsk }: ChangeProps) {
  const layout = useLayout();
  const { asOf } = useAsOf();
  const reset = useResetParameter(instance.id, parameter);
  const focusTarget = useRestoreFocusTarget();
  return (
    <span className={layout.tight}>
      <span className={layout.row}>
        {asOf === undefined && (
          <GuardedButton
            needs="parameters.manage"
            size="small"
            aria-label={`Set ${parameter.name}`}
            onClick={() => {
              onAsk("set");
            }}
          >
            Set
          </GuardedButton>
        )}
        {asOf === undefined && parameter.set !== null && (
          <GuardedButton
            needs="parameters.manage"
            size="small"
            disabled={reset.isPending}
            aria-label={`Set back ${parameter.name} to its default`}
            onClick={() => {
              reset.mutate();
            }}
          >
            Set back
          </GuardedButton>
        )}
        <Button
          {...focusTarget}
          size="small"
          aria-label={`History of ${parameter.name}`}
          onClick={() => {
            onAsk("history");
          }}
        >
          History
        </Button>
      </span>
      <ProblemBar title="The parameter was not set back." error={reset.error} />
    </span>
  );
}

const SETTINGS: Column<ParameterSetting>[] = [
  { id: "value", title: "Value", cell: (row) => <Json value={row.value} /> },
  { id: "why", title: "Why", cell: (row) => row.why },
  { id: "by", title: "By", cell: (row) => row.by },
  { id: "from", title: "Set", cell: (row) => <Moment value={row.recorded_at} /> },
  { id: "until", title: "Meant until", cell: (row) => <Moment value={row.until} none="For good" /> },
  { id: "closed", title: "Stood until", cell: (row) => <Moment value={row.closed_at} none="Now" /> },
];

function History({ parameter, instance, onClose }: Omit<ChangeProps, "onAsk"> & { onClose: () => void }) {
  const history = useParameterHistory(instance.id, parameter);
  return (
    <Dialog
      open
      onOpenChange={(_, { open }) => {
        if (!open) onClose();
      }}
    >
      <DialogSurface>
        <DialogBody>
          <DialogTitle>{`History of “${parameter.name}” on ${instance.name}`}</DialogTitle>
          <DialogContent>
            <Loaded query={history} lines={3}>
              {(rows) =>
                rows.length === 0 ? (
                  <span>It was never set: the default counted all along.</span>
                ) : (
                  <DataTable
                    label={`History of ${parameter.name}`}
                    columns={SETTINGS}
                    groups={[["", rows]]}
                    rowKey={(row) => row.recorded_at}
                  />
                )
              }
            </Loaded>
          </DialogContent>
          <DialogActions>
            <Button onClick={onClose}>Close</Button>
          </DialogActions>
        </DialogBody>
      </DialogSurface>
    </Dialog>
  );
}
