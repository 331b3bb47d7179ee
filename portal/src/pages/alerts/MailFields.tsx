// What a target needs that takes e-mail.
import { Field, Input, Select, Textarea } from "@fluentui/react-components";
import type { MailSecurity } from "../../api/types";
import type { FormProps } from "./TargetForm";
import { PORTS } from "./target";

const SECURITY: Record<MailSecurity, string> = {
  starttls: "STARTTLS",
  tls: "TLS",
  none: "None (no password)",
};

export function MailFields({ input, set, said, kept }: FormProps) {
  return (
    <>
      <Field label="Mail server" required {...said("smtp.host")}>
        <Input
          value={input.host}
          autoComplete="off"
          onChange={(_, { value }) => {
            set({ host: value });
          }}
        />
      </Field>
      <Field label="Connection" {...said("smtp.security")}>
        <Select
          value={input.security}
          onChange={(_, { value }) => {
            const security = value as MailSecurity;
            set({ security, ...(input.port === PORTS[input.security] ? { port: PORTS[security] } : {}) });
          }}
        >
          {Object.entries(SECURITY).map(([value, label]) => (
            <option key={value} value={value}>
              {label}
            </option>
          ))}
        </Select>
      </Field>
      <Field label="Port" required {...said("smtp.port")}>
        <Input
          inputMode="numeric"
          value={input.port}
          onChange={(_, { value }) => {
            set({ port: value });
          }}
        />
      </Field>
      <Field label="User name" hint="For a server that wants one." {...said("smtp.user")}>
        <Input
          value={input.user}
          autoComplete="off"
          onChange={(_, { value }) => {
            set({ user: value });
          }}
        />
      </Field>
      <Field
        label="Password"
        hint={kept ? "Left empty, the one that is kept stays." : "It goes over TLS only, and is not shown again."}
        {...said("secret")}
      >
        <Input
          type="password"
          value={input.secret}
          autoComplete="new-password"
          onChange={(_, { value }) => {
            set({ secret: value });
          }}
        />
      </Field>
      <Field label="Sender" required {...said("smtp.from")}>
        <Input
          type="email"
          value={input.from}
          onChange={(_, { value }) => {
            set({ from: value });
          }}
        />
      </Field>
      <Field label="Recipients" required hint="One a line, or between commas." {...said("smtp.to")}>
        <Textarea
          value={input.to}
          onChange={(_, { value }) => {
            set({ to: value });
          }}
        />
      </Field>
    </>
  );
}
