// Changes one's own password.
import { Button, Field, Input, MessageBar, MessageBarBody } from "@fluentui/react-components";
import { useRef, useState, type SubmitEvent } from "react";
import { useChangePassword } from "../../api/queries/session";
import { ProblemBar } from "../../components/form/ProblemBar";
import { fieldError, focusFirstError, invalid } from "../../components/form/errors";
import { Section } from "../../components/page/Section";
import { useLayout } from "../../components/page/styles";
import { passwordProblem, repeatProblem } from "../session/password";

const EMPTY = { current: "", new: "", again: "" };
type Name = keyof typeof EMPTY;
const LABELS: Record<Name, string> = {
  current: "Current password",
  new: "New password",
  again: "New password again",
};

export function Password() {
  const layout = useLayout();
  const change = useChangePassword();
  const [values, setValues] = useState(EMPTY);
  const [tried, setTried] = useState(false);
  const form = useRef<HTMLFormElement>(null);
  const problems: Record<Name, string | undefined> = {
    current: values.current === "" ? "Enter your current password." : undefined,
    new: passwordProblem(values.new),
    again: repeatProblem(values.new, values.again),
  };
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    setTried(true);
    if (Object.values(problems).some((problem) => problem !== undefined)) {
      focusFirstError(form.current);
      return;
    }
    change.mutate(
      { current: values.current, new: values.new },
      {
        onSuccess: () => {
          setValues(EMPTY);
          setTried(false);
        },
        onError: () => {
          focusFirstError(form.current);
        },
      },
    );
  };
  return (
    <Section title="My password">
      <form ref={form} onSubmit={submit} noValidate className={`${layout.stack} ${layout.narrow}`}>
        {(Object.keys(EMPTY) as Name[]).map((name) => (
          <Field
            key={name}
            label={LABELS[name]}
            required
            {...invalid((tried ? problems[name] : undefined) ?? fieldError(change.error, name))}
          >
            <Input
              type="password"
              autoComplete={name === "current" ? "current-password" : "new-password"}
              value={values[name]}
              onChange={(_, { value }) => {
                setValues({ ...values, [name]: value });
                if (!change.isIdle) change.reset();
              }}
            />
          </Field>
        ))}
        <ProblemBar title="Your password was not changed." error={change.error} fields={["current", "new"]} />
        {change.isSuccess && (
          <MessageBar intent="success">
            <MessageBarBody>Your password was changed.</MessageBarBody>
          </MessageBar>
        )}
        <div>
          <Button type="submit" appearance="primary" disabled={change.isPending}>
            Change password
          </Button>
        </div>
      </form>
    </Section>
  );
}
