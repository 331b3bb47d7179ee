// Which mailboxes the archive roles of a group reach.
import { Field, Radio, RadioGroup, Textarea } from "@fluentui/react-components";
import { useState } from "react";
import { invalid } from "../../components/form/errors";
import { useLayout } from "../../components/page/styles";

interface MailboxReachProps {
  /** Addresses; null for all. */
  mailboxes: readonly string[] | null;
  error: string | undefined;
  onChange: (mailboxes: string[] | null) => void;
}

const addresses = (text: string) => text.split(/[\s,;]+/).filter((one) => one !== "");

export function MailboxReach({ mailboxes, error, onChange }: MailboxReachProps) {
  const layout = useLayout();
  const [text, setText] = useState(mailboxes?.join("\n") ?? "");
  return (
    <div className={layout.tight}>
      <Field label="Mailboxes that its archive roles reach">
        <RadioGroup
          value={mailboxes === null ? "all" : "named"}
          onChange={(_, { value }) => {
            onChange(value === "all" ? null : addresses(text));
          }}
        >
          <Radio value="all" label="All mailboxes" />
          <Radio value="named" label="Named mailboxes" />
        </RadioGroup>
      </Field>
      {mailboxes !== null && (
        <Field label="Addresses" required hint="One a line; each has to have a mailbox." {...invalid(error)}>
          <Textarea
            value={text}
            onChange={(_, { value }) => {
              setText(value);
              onChange(addresses(value));
            }}
          />
        </Field>
      )}
    </div>
  );
}
