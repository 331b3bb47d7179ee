// Sets a parameter of a check for one instance: the value, why, and until when.
import {
  Button,
  Dialog,
  DialogActions,
  DialogBody,
  DialogContent,
  DialogSurface,
  DialogTitle,
  Field,
  Input,
  Select,
  Switch,
  Textarea,
} from "@fluentui/react-components";
import { useRef, useState, type SubmitEvent } from "react";
import { useSetParameter } from "../../api/queries/parameters";
import type { InstanceRef, Parameter } from "../../api/types";
import { fromField, toField } from "../../components/asof/asof";
import { ProblemBar } from "../../components/form/ProblemBar";
import { fieldError, focusFirstError, invalid } from "../../components/form/errors";
import { useLayout } from "../../components/page/styles";
import { value as text } from "../../components/text/format";
import { editorOf, typed, valueOf, type Editor } from "./parameter";

const FIELDS = ["value", "why", "until"];

interface ParameterDialogProps {
  parameter: Parameter;
  instance: InstanceRef;
  onClose: () => void;
}

export function ParameterDialog({ parameter, instance, onClose }: ParameterDialogProps) {
  const layout = useLayout();
  const set = useSetParameter(instance.id, parameter);
  const editor = editorOf(parameter.type);
  const now = parameter.set?.in_force === true ? parameter.set : null;
  const [input, setInput] = useState(() => ({
    value: typed(editor, parameter.value),
    why: now?.why ?? "",
    until: toField(now?.until ?? undefined),
  }));
  const form = useRef<HTMLFormElement>(null);
  const said = (field: string) => invalid(fieldError(set.error, field));
  const change = (part: Partial<typeof input>) => {
    setInput({ ...input, ...part });
    if (!set.isIdle) set.reset();
  };
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    set.mutate(
      { value: valueOf(editor, input.value), why: input.why, until: fromField(input.until) ?? null },
      {
        onSuccess: onClose,
        onError: () => {
          focusFirstError(form.current);
        },
      },
    );
  };
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
            <DialogTitle>{`Set “${parameter.name}” on ${instance.name}`}</DialogTitle>
            <DialogContent className={layout.stack}>
              <span>
                {`The default is ${text(parameter.default)}. Source: ${parameter.source}`}
              </span>
              <Field
                label="Value"
                required
                hint={editor.kind === "lines" ? "One entry a line" : `Type: ${parameter.type}`}
                {...said("value")}
              >
                <Value
                  editor={editor}
                  value={input.value}
                  onChange={(value) => {
                    change({ value });
                  }}
                />
              </Field>
              <Field label="Why" required hint="Whoever looks at it later wants to know" {...said("why")}>
                <Textarea
                  value={input.why}
                  resize="vertical"
                  onChange={(_, { value }) => {
                    change({ why: value });
                  }}
                />
              </Field>
              <Field label="Until" hint="From then on the default counts again; for good where it is empty" {...said("until")}>
                <Input
                  type="datetime-local"
                  value={input.until}
                  onChange={(_, { value }) => {
                    change({ until: value });
                  }}
                />
              </Field>
              <ProblemBar title="The parameter was not set." error={set.error} fields={FIELDS} />
            </DialogContent>
            <DialogActions>
              <Button type="button" onClick={onClose}>
                Cancel
              </Button>
              <Button type="submit" appearance="primary" disabled={set.isPending}>
                Set
              </Button>
            </DialogActions>
          </DialogBody>
        </form>
      </DialogSurface>
    </Dialog>
  );
}

interface ValueProps {
  editor: Editor;
  value: string;
  onChange: (value: string) => void;
}

/** The control for a type. Fluent's field names it and says what is wrong. */
function Value({ editor, value, onChange, ...rest }: ValueProps) {
  switch (editor.kind) {
    case "switch":
      return (
        <Switch
          {...rest}
          checked={value === "true"}
          onChange={(_, { checked }) => {
            onChange(String(checked));
          }}
        />
      );
    case "choice":
      return (
        <Select
          {...rest}
          value={value}
          onChange={(_, data) => {
            onChange(data.value);
          }}
        >
          {editor.options.map((option) => (
            <option key={option} value={option}>
              {option}
            </option>
          ))}
        </Select>
      );
    case "lines":
    case "json":
      return (
        <Textarea
          {...rest}
          value={value}
          resize="vertical"
          onChange={(_, data) => {
            onChange(data.value);
          }}
        />
      );
    case "number":
    case "text":
      return (
        <Input
          {...rest}
          inputMode={editor.kind === "number" ? "decimal" : "text"}
          value={value}
          onChange={(_, data) => {
            onChange(data.value);
          }}
        />
      );
  }
}
