// Where alerts are sent: for those who may say so.
import { Button, useRestoreFocusTarget } from "@fluentui/react-components";
import { useState } from "react";
import { useRemoveTarget, useTargets, useTestTarget } from "../../api/queries/alerts";
import type { Target } from "../../api/types";
import { GuardedButton } from "../../components/access/GuardedButton";
import { useRefusal } from "../../components/access/permissions";
import { ProblemBar } from "../../components/form/ProblemBar";
import { TypedDeletion } from "../../components/form/TypedDeletion";
import type { Column } from "../../components/list/DataTable";
import { ListView } from "../../components/list/ListView";
import { Empty } from "../../components/page/Empty";
import { Loaded } from "../../components/page/Loaded";
import { Section } from "../../components/page/Section";
import { useLayout } from "../../components/page/styles";
import { ToneBadge } from "../../components/status/badges";
import { TargetForm } from "./TargetForm";
import { TargetMessages } from "./TargetMessages";
import { ALERT_KIND, ALERT_SEVERITY, MESSAGE_STATE } from "./words";

/** What is open beside the list. */
type Open = { what: "add" } | { what: "edit" | "remove"; target: Target };

const placeOf = (target: Target) =>
  target.webhook?.url ?? `${(target.smtp?.to ?? []).join(", ")} by ${target.smtp?.host ?? "–"}`;

const kindsOf = (target: Target) =>
  target.kinds.length === 0 ? "All" : target.kinds.map((kind) => ALERT_KIND[kind]).join(", ");

export function Notifications() {
  const refusal = useRefusal("notifications.manage");
  const targets = useTargets(refusal === undefined);
  const [open, setOpen] = useState<Open | null>(null);
  const test = useTestTarget();
  const focusTarget = useRestoreFocusTarget();
  const layout = useLayout();
  const close = () => {
    setOpen(null);
  };
  if (refusal !== undefined) {
    return (
      <Section title="Notification targets">
        <span>{refusal}</span>
      </Section>
    );
  }
  const columns: Column<Target>[] = [
    { id: "name", title: "Name", sort: (row) => row.name, cell: (row) => row.name },
    {
      id: "where",
      title: "Where",
      width: "28%",
      sort: placeOf,
      cell: (row) => <span className={layout.breaking}>{placeOf(row)}</span>,
    },
    { id: "kinds", title: "Alerts", cell: kindsOf },
    { id: "severity", title: "From severity", cell: (row) => ALERT_SEVERITY[row.severity_min] },
    {
      id: "latest",
      title: "Latest message",
      cell: (row) => {
        const latest = row.messages[0];
        return latest === undefined ? "None yet" : <ToneBadge {...MESSAGE_STATE[latest.state]} />;
      },
    },
    {
      id: "do",
      title: "Actions",
      cell: (row) => (
        <div className={layout.row}>
          <Button
            size="small"
            aria-label={`Send a test to ${row.name}`}
            disabled={test.isPending}
            onClick={() => {
              test.mutate(row.id);
            }}
          >
            Send a test
          </Button>
          <Button
            {...focusTarget}
            size="small"
            aria-label={`Edit ${row.name}`}
            onClick={() => {
              setOpen({ what: "edit", target: row });
            }}
          >
            Edit
          </Button>
          <Button
            {...focusTarget}
            size="small"
            aria-label={`Remove ${row.name}`}
            onClick={() => {
              setOpen({ what: "remove", target: row });
            }}
          >
            Remove
          </Button>
        </div>
      ),
    },
  ];
  return (
    <>
      <Section
        title="Notification targets"
        actions={
          <GuardedButton
            needs="notifications.manage"
            appearance="primary"
            onClick={() => {
              setOpen({ what: "add" });
            }}
          >
            Add target
          </GuardedButton>
        }
      >
        <ProblemBar title="No test was sent." error={test.error} />
        <Loaded query={targets}>
          {(rows) => (
            <ListView
              label="Notification targets"
              noun={["target", "targets"]}
              rows={rows}
              rowKey={(row) => row.id}
              text={(row) => `${row.name} ${placeOf(row)}`}
              columns={columns}
              sort="name"
              empty={
                <Empty title="Nobody is told of alerts yet">
                  Add a mailbox or a webhook: alerts, and their end, are sent there as they come.
                </Empty>
              }
            />
          )}
        </Loaded>
      </Section>
      {targets.data !== undefined && <TargetMessages targets={targets.data} />}
      {open !== null && open.what !== "remove" && (
        <TargetForm {...(open.what === "edit" ? { target: open.target } : {})} onClose={close} />
      )}
      {open?.what === "remove" && <RemoveTarget target={open.target} onClose={close} />}
    </>
  );
}

function RemoveTarget({ target, onClose }: { target: Target; onClose: () => void }) {
  const layout = useLayout();
  const remove = useRemoveTarget();
  return (
    <TypedDeletion
      title={`Remove ${target.name}?`}
      name={target.name}
      busy={remove.isPending}
      error={remove.error}
      onClose={onClose}
      onDelete={() => {
        remove.mutate(target.id, { onSuccess: onClose });
      }}
    >
      <p className={layout.prose}>
        No more alerts are sent there, messages that wait are given up, and its secret is destroyed. What was sent stays
        in the history of the alerts.
      </p>
    </TypedDeletion>
  );
}
