// What a target needs that takes webhooks.
import { Button, Field, Input } from "@fluentui/react-components";
import type { FormProps } from "./TargetForm";
import { newSecret } from "./target";

export function WebhookFields({ input, set, said, kept }: FormProps) {
  const made = input.secret.startsWith("whsec_");
  return (
    <>
      <Field label="Address" required hint="https only." {...said("webhook.url")}>
        <Input
          type="url"
          value={input.url}
          autoComplete="off"
          onChange={(_, { value }) => {
            set({ url: value });
          }}
        />
      </Field>
      <Field
        label="Signing secret"
        required={!kept}
        hint={
          kept
            ? "Left empty, the one that is kept stays."
            : "“whsec_” and base64. The receiver checks messages with it; it is not shown again."
        }
        {...said("secret")}
      >
        <Input
          // One that was just made has to be copied to the receiver.
          type={made ? "text" : "password"}
          value={input.secret}
          autoComplete="off"
          onChange={(_, { value }) => {
            set({ secret: value });
          }}
        />
      </Field>
      <div>
        <Button
          type="button"
          size="small"
          onClick={() => {
            set({ secret: newSecret((bytes) => crypto.getRandomValues(bytes)) });
          }}
        >
          Make a new secret
        </Button>
      </div>
    </>
  );
}
