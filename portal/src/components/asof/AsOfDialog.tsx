// Asks for the date that a page is looked at.
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
} from "@fluentui/react-components";
import { useState, type SubmitEvent } from "react";
import { invalid } from "../form/errors";
import { fromField, toField } from "./asof";

interface AsOfDialogProps {
  asOf: string | undefined;
  /** Undefined for now. */
  onLook: (asOf: string | undefined) => void;
  onClose: () => void;
}

export function AsOfDialog({ asOf, onLook, onClose }: AsOfDialogProps) {
  const [text, setText] = useState(toField(asOf));
  const [error, setError] = useState<string>();
  const look = (event: SubmitEvent) => {
    event.preventDefault();
    const chosen = fromField(text);
    if (chosen === undefined) setError("Enter a date and a time.");
    else if (Date.parse(chosen) > Date.now()) setError("This lies ahead. Enter a time that has passed.");
    else onLook(chosen);
  };
  return (
    <Dialog
      open
      onOpenChange={(_, { open }) => {
        if (!open) onClose();
      }}
    >
      <DialogSurface>
        <form onSubmit={look} noValidate>
          <DialogBody>
            <DialogTitle>Look at a past date</DialogTitle>
            <DialogContent>
              <Field
                label="As of"
                hint="In your time zone. The page shows what Vouchsafe knew at that time."
                {...invalid(error)}
              >
                <Input
                  type="datetime-local"
                  value={text}
                  onChange={(_, { value }) => {
                    setText(value);
                    setError(undefined);
                  }}
                />
              </Field>
            </DialogContent>
            <DialogActions>
              <Button type="button" onClick={onClose}>
                Cancel
              </Button>
              {asOf !== undefined && (
                <Button
                  type="button"
                  onClick={() => {
                    onLook(undefined);
                  }}
                >
                  Back to now
                </Button>
              )}
              <Button type="submit" appearance="primary">
                Look
              </Button>
            </DialogActions>
          </DialogBody>
        </form>
      </DialogSurface>
    </Dialog>
  );
}
