// Asks for break-glass.
import { Button, Field, Input, MessageBar, MessageBarBody, Textarea } from "@fluentui/react-components";
import { useRef, useState, type SubmitEvent } from "react";
import { useAskBreakGlass } from "../../api/queries/mailboxes";
import { ProblemBar } from "../../components/form/ProblemBar";
import { fieldError, focusFirstError, invalid } from "../../components/form/errors";
import { Section } from "../../components/page/Section";
import { useLayout } from "../../components/page/styles";
import { addressesOf } from "./glass";

const FIELDS = ["mailboxes", "reason", "minutes"];
/** As the server has it. */
const MINUTES_MAX = 480;
const REASON_CHARS_MIN = 10;

export function Ask({ onClose }: { onClose: () => void }) {
  const layout = useLayout();
  const form = useRef<HTMLFormElement>(null);
  const ask = useAskBreakGlass();
  const [mailboxes, setMailboxes] = useState("");
  const [reason, setReason] = useState("");
  const [minutes, setMinutes] = useState("60");
  const [tried, setTried] = useState(false);
  const number = Number(minutes);
  const problems = {
    mailboxes: addressesOf(mailboxes).length === 0 ? "Enter the address of at least one mailbox." : undefined,
    reason:
      Array.from(reason.trim()).length < REASON_CHARS_MIN
        ? `Say why, in at least ${REASON_CHARS_MIN} characters: it is shown to who decides and to auditors.`
        : undefined,
    minutes:
      Number.isInteger(number) && number >= 1 && number <= MINUTES_MAX ? undefined : `Enter 1 to ${MINUTES_MAX} minutes.`,
  };
  const said = (field: keyof typeof problems) =>
    (tried ? problems[field] : undefined) ?? fieldError(ask.error, field);
  const wrong = () => {
    focusFirstError(form.current);
  };
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    setTried(true);
    if (Object.values(problems).some((one) => one !== undefined)) {
      wrong();
      return;
    }
    const wanted = { mailboxes: addressesOf(mailboxes), reason: reason.trim(), minutes: number };
    ask.mutate(wanted, {
      onSuccess: () => {
        setMailboxes("");
        setReason("");
        setTried(false);
      },
      onError: wrong,
    });
  };
  return (
    <Section title="Ask for break-glass">
      <form ref={form} onSubmit={submit} noValidate className={`${layout.tight} ${layout.narrow}`}>
        <Field label="Mailboxes" required hint="Addresses, one a line." {...invalid(said("mailboxes"))}>
          <Textarea
            value={mailboxes}
            onChange={(_, { value }) => {
              ask.reset();
              setMailboxes(value);
            }}
          />
        </Field>
        <Field label="Reason" required {...invalid(said("reason"))}>
          <Textarea
            value={reason}
            onChange={(_, { value }) => {
              ask.reset();
              setReason(value);
            }}
          />
        </Field>
        <Field
          label="Minutes"
          required
          hint={`From when it is granted; at most ${MINUTES_MAX}.`}
          {...invalid(said("minutes"))}
        >
          <Input
            value={minutes}
            inputMode="numeric"
            onChange={(_, { value }) => {
              ask.reset();
              setMinutes(value);
            }}
          />
        </Field>
        <ProblemBar title="It was not asked for." error={ask.error} fields={FIELDS} />
        {ask.isSuccess && (
          <MessageBar intent="success">
            <MessageBarBody>It was asked for. Somebody else has to grant it.</MessageBarBody>
          </MessageBar>
        )}
        <div className={layout.row}>
          <Button type="submit" appearance="primary" disabled={ask.isPending}>
            Ask
          </Button>
          <Button type="button" onClick={onClose}>
            Close
          </Button>
        </div>
      </form>
    </Section>
  );
}
