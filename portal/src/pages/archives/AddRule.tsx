// One rule, by hand.
import { Button, Field, Input } from "@fluentui/react-components";
import { useRef, useState, type SubmitEvent } from "react";
import type { Archive } from "../../api/archive";
import { useSetMapping } from "../../api/queries/mapping";
import { ProblemBar } from "../../components/form/ProblemBar";
import { fieldError, focusFirstError, invalid } from "../../components/form/errors";
import { useLayout } from "../../components/page/styles";
import { ImportResult } from "./ImportResult";

const FIELDS = ["rules.0.external", "rules.0.mailbox", "rules.0.from", "rules.0.why"];

interface AddRuleProps {
  archive: Archive;
  /** Whom it is for, where the page was opened for somebody. */
  external: string;
  onClose: () => void;
}

export function AddRule({ archive, external: first, onClose }: AddRuleProps) {
  const layout = useLayout();
  const form = useRef<HTMLFormElement>(null);
  const set = useSetMapping(archive.id);
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
          setExternal("");
          setMailbox("");
          setTried(false);
        },
        onError: wrong,
      },
    );
  };
  return (
    <form ref={form} onSubmit={submit} noValidate aria-label="Add rule" className={`${layout.tight} ${layout.narrow}`}>
      <Field
        label="Person at the source"
        required
        hint="A user id, a username or an e-mail address of the source."
        {...invalid((tried ? empty.external : undefined) ?? said("external"))}
      >
        <Input value={external} autoComplete="off" onChange={change(setExternal)} />
      </Field>
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
      <ProblemBar title="The rule was not added." error={set.error} fields={FIELDS} />
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
