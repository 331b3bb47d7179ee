// The second step of signing in: what the authenticator shows, or a recovery code.
import { Button, Field, Input } from "@fluentui/react-components";
import { useRef, useState, type SubmitEvent } from "react";
import { ProblemBar } from "../../components/form/ProblemBar";
import { fieldError, focusFirstError, invalid } from "../../components/form/errors";
import { useLayout } from "../../components/page/styles";
import { Frame } from "./Frame";

interface CodeStepProps {
  name: string;
  code: string;
  busy: boolean;
  error: Error | null;
  onChange: (code: string) => void;
  onSubmit: () => void;
  onBack: () => void;
}

export function CodeStep({ name, code, busy, error, onChange, onSubmit, onBack }: CodeStepProps) {
  const layout = useLayout();
  const [tried, setTried] = useState(false);
  const form = useRef<HTMLFormElement>(null);
  const missing = code.trim() === "" ? "Enter the code." : undefined;
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    setTried(true);
    if (missing === undefined) onSubmit();
    else focusFirstError(form.current);
  };
  // What the first step was answered is no complaint about a code that was not asked for yet.
  const said = tried ? (missing ?? fieldError(error, "code")) : undefined;
  return (
    <Frame title="Enter your code">
      <p className={layout.prose}>The password of {name.trim()} is right. Signing in takes a code too.</p>
      {tried && fieldError(error, "code") === undefined && (
        <ProblemBar title="You could not be signed in." error={error} />
      )}
      <form ref={form} onSubmit={submit} noValidate className={layout.stack}>
        <Field
          label="Code"
          required
          hint="The six digits that your authenticator shows, or one of your recovery codes."
          {...invalid(said)}
        >
          <Input
            autoComplete="one-time-code"
            value={code}
            onChange={(_, { value }) => {
              onChange(value);
            }}
          />
        </Field>
        <div className={layout.row}>
          <Button type="submit" appearance="primary" disabled={busy}>
            {busy ? "Signing in …" : "Sign in"}
          </Button>
          <Button type="button" onClick={onBack}>
            Back
          </Button>
        </div>
      </form>
    </Frame>
  );
}
