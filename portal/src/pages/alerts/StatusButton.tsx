// Says how an alert stands, and why.
import {
  Button,
  Dialog,
  DialogActions,
  DialogBody,
  DialogContent,
  DialogSurface,
  DialogTitle,
  Field,
  Select,
  Textarea,
} from "@fluentui/react-components";
import { useRef, useState, type SubmitEvent } from "react";
import { useSetAlertStatus } from "../../api/queries/alerts";
import type { Alert, AlertStatus } from "../../api/types";
import { GuardedButton } from "../../components/access/GuardedButton";
import { ProblemBar } from "../../components/form/ProblemBar";
import { fieldError, focusFirstError, invalid } from "../../components/form/errors";
import { useLayout } from "../../components/page/styles";
import { ALERT_STATUS, options } from "./words";

const HINTS: Record<AlertStatus, string> = {
  active: "It is to be looked at.",
  investigating: "Somebody looks into it.",
  resolved: "The cause is gone. Should it be met again, that is another alert.",
  dismissed: "It is not wanted. While its cause lasts, nobody is told again.",
};

export function StatusButton({ alert }: { alert: Alert }) {
  const [open, setOpen] = useState(false);
  return (
    <>
      <GuardedButton
        needs="alerts.manage"
        appearance="primary"
        onClick={() => {
          setOpen(true);
        }}
      >
        Change status
      </GuardedButton>
      {open && (
        <ChangeStatus
          alert={alert}
          onClose={() => {
            setOpen(false);
          }}
        />
      )}
    </>
  );
}

function ChangeStatus({ alert, onClose }: { alert: Alert; onClose: () => void }) {
  const layout = useLayout();
  const others = options(ALERT_STATUS).filter(({ value }) => value !== alert.status);
  const [status, setStatus] = useState<AlertStatus>(alert.status === "active" ? "investigating" : "resolved");
  const [why, setWhy] = useState("");
  const set = useSetAlertStatus(alert.id);
  const form = useRef<HTMLFormElement>(null);
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    const onError = () => {
      focusFirstError(form.current);
    };
    set.mutate({ status, why }, { onSuccess: onClose, onError });
  };
  return (
    <Dialog
      open
      onOpenChange={(_, data) => {
        if (!data.open) onClose();
      }}
    >
      <DialogSurface>
        <form ref={form} onSubmit={submit} noValidate>
          <DialogBody>
            <DialogTitle>Change status</DialogTitle>
            <DialogContent className={layout.stack}>
              <Field label="Status" hint={HINTS[status]} {...invalid(fieldError(set.error, "status"))}>
                <Select
                  value={status}
                  onChange={(_, { value }) => {
                    setStatus(value as AlertStatus);
                    set.reset();
                  }}
                >
                  {others.map(({ value, label }) => (
                    <option key={value} value={value}>
                      {label}
                    </option>
                  ))}
                </Select>
              </Field>
              <Field label="Why" {...invalid(fieldError(set.error, "why"))}>
                <Textarea
                  value={why}
                  onChange={(_, { value }) => {
                    setWhy(value);
                    set.reset();
                  }}
                />
              </Field>
              <ProblemBar title="The status was not changed." error={set.error} fields={["status", "why"]} />
            </DialogContent>
            <DialogActions>
              <Button type="button" onClick={onClose}>
                Cancel
              </Button>
              <Button type="submit" appearance="primary" disabled={set.isPending}>
                Save
              </Button>
            </DialogActions>
          </DialogBody>
        </form>
      </DialogSurface>
    </Dialog>
  );
}
