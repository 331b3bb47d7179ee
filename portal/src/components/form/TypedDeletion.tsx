// The last question before something is deleted: what will and will not be lost, and its name to be typed.
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
import { useState, type ReactNode } from "react";
import { useLayout } from "../page/styles";
import { ProblemBar } from "./ProblemBar";

interface TypedDeletionProps {
  title: string;
  /** What must be typed. */
  name: string;
  /** What is missing before one may decide; the button waits for it. */
  waiting?: boolean;
  busy: boolean;
  error: Error | null;
  onDelete: () => void;
  onClose: () => void;
  children: ReactNode;
}

export function TypedDeletion(props: TypedDeletionProps) {
  const { title, name, waiting = false, busy, error, onDelete, onClose, children } = props;
  const layout = useLayout();
  const [typed, setTyped] = useState("");
  const same = typed.trim() === name.trim();
  return (
    <Dialog
      open
      modalType="alert"
      onOpenChange={(_, { open }) => {
        if (!open) onClose();
      }}
    >
      <DialogSurface>
        <form
          onSubmit={(event) => {
            event.preventDefault();
            if (same && !waiting && !busy) onDelete();
          }}
        >
          <DialogBody>
            <DialogTitle>{title}</DialogTitle>
            <DialogContent className={layout.stack}>
              {children}
              <ProblemBar title="Nothing was deleted." error={error} />
              <Field label={`Type “${name.trim()}” to confirm`}>
                <Input
                  value={typed}
                  autoComplete="off"
                  onChange={(_, { value }) => {
                    setTyped(value);
                  }}
                />
              </Field>
            </DialogContent>
            <DialogActions>
              <Button type="button" onClick={onClose}>
                Cancel
              </Button>
              <Button type="submit" appearance="primary" disabled={!same || waiting || busy}>
                {busy ? "Deleting …" : "Delete"}
              </Button>
            </DialogActions>
          </DialogBody>
        </form>
      </DialogSurface>
    </Dialog>
  );
}
