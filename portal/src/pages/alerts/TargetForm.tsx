// Adds a notification target, or changes one.
import {
  Button,
  Checkbox,
  Dialog,
  DialogActions,
  DialogBody,
  DialogContent,
  DialogSurface,
  DialogTitle,
  Field,
  Input,
  Select,
} from "@fluentui/react-components";
import { useRef, useState, type SubmitEvent } from "react";
import { useSaveTarget } from "../../api/queries/alerts";
import type { AlertKind, AlertSeverity, Target, TargetKind } from "../../api/types";
import { CheckboxGroup } from "../../components/form/CheckboxGroup";
import { ProblemBar } from "../../components/form/ProblemBar";
import { fieldError, focusFirstError, invalid } from "../../components/form/errors";
import { useLayout } from "../../components/page/styles";
import { MailFields } from "./MailFields";
import { WebhookFields } from "./WebhookFields";
import { inputOf, wanted, type TargetInput } from "./target";
import { ALERT_KIND, ALERT_SEVERITY, options } from "./words";

const FIELDS = [
  "name",
  "secret",
  "webhook.url",
  ...["host", "port", "security", "user", "from", "to"].map((field) => `smtp.${field}`),
];

/** What the parts of the form share. */
export interface FormProps {
  input: TargetInput;
  set: (change: Partial<TargetInput>) => void;
  said: (field: string) => ReturnType<typeof invalid>;
  /** Whether a secret is kept already. */
  kept: boolean;
}

export function TargetForm({ target, onClose }: { target?: Target; onClose: () => void }) {
  const layout = useLayout();
  const save = useSaveTarget(target?.id);
  const [input, setInput] = useState(() => inputOf(target));
  const form = useRef<HTMLFormElement>(null);
  const set = (change: Partial<TargetInput>) => {
    setInput((before) => ({ ...before, ...change }));
    save.reset();
  };
  const said = (field: string) => invalid(fieldError(save.error, field));
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    const onError = () => {
      focusFirstError(form.current);
    };
    save.mutate(wanted(input), { onSuccess: onClose, onError });
  };
  const parts: FormProps = { input, set, said, kept: target?.has_secret ?? false };
  return (
    <Dialog
      open
      onOpenChange={(_, { open }) => {
        if (!open) onClose();
      }}
    >
      <DialogSurface>
        <form ref={form} onSubmit={submit} noValidate>
          <DialogBody>
            <DialogTitle>{target === undefined ? "Add target" : `Edit ${target.name}`}</DialogTitle>
            <DialogContent className={layout.stack}>
              <Field label="Name" required {...said("name")}>
                <Input
                  value={input.name}
                  autoComplete="off"
                  onChange={(_, { value }) => {
                    set({ name: value });
                  }}
                />
              </Field>
              <Field label="Kind" {...said("kind")}>
                <Select
                  value={input.kind}
                  disabled={target !== undefined}
                  onChange={(_, { value }) => {
                    set({ kind: value as TargetKind, secret: "" });
                  }}
                >
                  <option value="smtp">E-mail</option>
                  <option value="webhook">Webhook</option>
                </Select>
              </Field>
              {input.kind === "smtp" ? <MailFields {...parts} /> : <WebhookFields {...parts} />}
              <Field label="From severity" hint="Less severe alerts are not sent there.">
                <Select
                  value={input.severity}
                  onChange={(_, { value }) => {
                    set({ severity: value as AlertSeverity });
                  }}
                >
                  {options(ALERT_SEVERITY).map(({ value, label }) => (
                    <option key={value} value={value}>
                      {label}
                    </option>
                  ))}
                </Select>
              </Field>
              <CheckboxGroup label="Kinds of alerts; all where none is ticked" error={undefined}>
                {options(ALERT_KIND).map(({ value, label }) => (
                  <Checkbox
                    key={value}
                    label={label}
                    checked={input.kinds.some((kind) => kind === value)}
                    onChange={(_, { checked }) => {
                      const others = input.kinds.filter((kind) => kind !== value);
                      set({ kinds: checked === true ? [...others, value as AlertKind] : others });
                    }}
                  />
                ))}
              </CheckboxGroup>
              <ProblemBar title="The target was not saved." error={save.error} fields={FIELDS} />
            </DialogContent>
            <DialogActions>
              <Button type="button" onClick={onClose}>
                Cancel
              </Button>
              <Button type="submit" appearance="primary" disabled={save.isPending}>
                Save
              </Button>
            </DialogActions>
          </DialogBody>
        </form>
      </DialogSurface>
    </Dialog>
  );
}
