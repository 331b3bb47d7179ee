// Domains of which every address has a mailbox.
import { Field, Textarea } from "@fluentui/react-components";
import { invalid } from "../../components/form/errors";
import { useLayout } from "../../components/page/styles";
import type { WishFieldsProps } from "./WhatFields";

export function DomainsField({ wish, errors, onChange }: Omit<WishFieldsProps, "info">) {
  const layout = useLayout();
  const wrong = Object.entries(errors).filter(([field]) => field.startsWith("settings.domains"));
  return (
    <Field
      label="Your domains"
      className={layout.narrow}
      hint="One a line, such as example.com: every address of them gets a mailbox when its first message comes. Left empty, only custodians have mailboxes."
      {...invalid(wrong.length === 0 ? undefined : wrong.map(([, message]) => message).join(" "))}
    >
      <Textarea
        rows={3}
        value={wish.domains}
        onChange={(_, { value }) => {
          onChange({ domains: value });
        }}
      />
    </Field>
  );
}
