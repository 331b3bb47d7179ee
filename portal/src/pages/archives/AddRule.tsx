// One rule, by hand: among the rules, or in a dialog where somebody’s messages wait.
import {
  Button,
  Dialog,
  DialogBody,
  DialogContent,
  DialogSurface,
  DialogTitle,
  Field,
  Input,
  MessageBar,
  MessageBarBody,
  MessageBarTitle,
} from "@fluentui/react-components";
import { useRef, useState, type SubmitEvent } from "react";
import type { Archive } from "../../api/archive";
import { useSetMapping } from "../../api/queries/mapping";
import { ProblemBar } from "../../components/form/ProblemBar";
import { fieldError, focusFirstError, invalid } from "../../components/form/errors";
import { useLayout } from "../../components/page/styles";
import { ImportResult } from "./ImportResult";

/** What is left to be done. */
const focusOnce = (element: HTMLElement | null) => {
  element?.focus();
};

/** What is said at a field; the first is none where the form is for one person. */
const FIELDS = ["rules.0.external", "rules.0.mailbox", "rules.0.from", "rules.0.why"];

interface AddRuleProps {
  archive: Archive;
  /** Whom it is for, where the form was opened for somebody: there is nothing left to be done once it is saved. */
  external?: string;
  onClose: () => void;
}

/** The form for one person, over the page that it was opened from. */
export function MapPerson({ archive, user, name, onClose }: { archive: Archive; user: string; name: string; onClose: () => void }) {
  return (
    <Dialog
      open
      onOpenChange={(_, { open }) => {
        if (!open) onClose();
      }}
    >
      <DialogSurface>
        <DialogBody>
          <DialogTitle>{`Map ${name}`}</DialogTitle>
          <DialogContent>
            <AddRule archive={archive} external={user} onClose={onClose} />
          </DialogContent>
        </DialogBody>
      </DialogSurface>
    </Dialog>
  );
}

export function AddRule({ archive, external: first = "", onClose }: AddRuleProps) {
  const layout = useLayout();
  const form = useRef<HTMLFormElement>(null);
  const set = useSetMapping(archive.id);
  const forOne = first !== "";
  const [external, setExternal] = useState(first);
  const [mailbox, setMailbox] = useState("");
  const [from, setFrom] = useState("");
  const [why, setWhy] = useState("");
  const [tried, setTried] = useState(false);
  const empty = {
    external: external.trim() === "" ? "Enter a user id, a username or an e-mail address." : undefined,
    mailbox: mailbox.trim() === "" ? "Enter the address of a mailbox." : undefined,
  };
  const said = (field: string) => fieldError(set.error, `rules.0.${field}`);
  const wrong = () => {
    focusFirstError(form.current);
  };
  const change = (put: (value: string) => void) => (_: unknown, { value }: { value: string }) => {
    set.reset();
    put(value);
  };
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    setTried(true);
    if (empty.external !== undefined || empty.mailbox !== undefined) {
      wrong();
      return;
    }
    const rule = { external: external.trim(), mailbox: mailbox.trim(), from: from === "" ? null : `${from}T00:00:00Z`, why };
    set.mutate(
      { rules: [rule], dry_run: false },
      {
        onSuccess: () => {
          if (forOne) return;
          setExternal("");
          setMailbox("");
          setTried(false);
        },
        onError: wrong,
      },
    );
  };
  if (forOne && set.isSuccess) {
    return (
      <div className={layout.tight}>
        <MessageBar intent="success" layout="multiline" politeness="assertive">
          <MessageBarBody>
            <MessageBarTitle>The rule was saved</MessageBarTitle>
            {set.data.waiting > 0
              ? "It waits for a second person, as the mailbox is somebody else’s."
              : `Press Deliver now in the list: what waits goes to ${mailbox.trim()}.`}
          </MessageBarBody>
        </MessageBar>
        <div>
          <Button ref={focusOnce} appearance="primary" onClick={onClose}>
            Close
          </Button>
        </div>
      </div>
    );
  }
  return (
    <form ref={form} onSubmit={submit} noValidate aria-label="Add rule" className={`${layout.tight} ${layout.narrow}`}>
      {forOne ? (
        <span className={layout.muted}>{`User ${external} at the source`}</span>
      ) : (
        <Field
          label="Person at the source"
          required
          hint="A user id, a username or an e-mail address of the source."
          {...invalid((tried ? empty.external : undefined) ?? said("external"))}
        >
          <Input value={external} autoComplete="off" onChange={change(setExternal)} />
        </Field>
      )}
      <Field
        label="Mailbox"
        required
        hint="The address of a mailbox; custodians and your domains have one."
        {...invalid((tried ? empty.mailbox : undefined) ?? said("mailbox"))}
      >
        <Input value={mailbox} type="email" autoComplete="off" onChange={change(setMailbox)} />
      </Field>
      <Field
        label="From"
        hint="A day of UTC: for what happened from then on. Left empty, from the beginning."
        {...invalid(said("from"))}
      >
        <Input type="date" value={from} onChange={change(setFrom)} />
      </Field>
      <Field label="Why" hint="Shown to auditors." {...invalid(said("why"))}>
        <Input value={why} autoComplete="off" onChange={change(setWhy)} />
      </Field>
      <ProblemBar title="The rule was not added." error={set.error} fields={forOne ? FIELDS.slice(1) : FIELDS} />
      {set.isSuccess && <ImportResult result={set.data} />}
      <div className={layout.row}>
        <Button type="submit" appearance="primary" disabled={set.isPending}>
          Save rule
        </Button>
        <Button type="button" onClick={onClose}>
          Close
        </Button>
      </div>
    </form>
  );
}
