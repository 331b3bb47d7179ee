// Turns one's second factor off, with password and code.
import { Button, Field, Input } from "@fluentui/react-components";
import { useRef, useState, type SubmitEvent } from "react";
import { useRemoveSecondFactor } from "../../api/queries/access";
import type { SecondFactor } from "../../api/types";
import { ProblemBar } from "../../components/form/ProblemBar";
import { fieldError, focusFirstError, invalid } from "../../components/form/errors";
import { useLayout } from "../../components/page/styles";
import { Moment } from "../../components/text/Moment";

const EMPTY = { password: "", code: "" };

export function TurnOff({ state }: { state: SecondFactor }) {
  const layout = useLayout();
  const remove = useRemoveSecondFactor();
  const [values, setValues] = useState(EMPTY);
  const [tried, setTried] = useState(false);
  const form = useRef<HTMLFormElement>(null);
  const problems = {
    password: values.password === "" ? "Enter your password." : undefined,
    code: values.code.trim() === "" ? "Enter the code." : undefined,
  };
  const said = (field: keyof typeof EMPTY) =>
    invalid((tried ? problems[field] : undefined) ?? fieldError(remove.error, field));
  const change =
    (field: keyof typeof EMPTY) =>
    (_: unknown, { value }: { value: string }) => {
      setValues({ ...values, [field]: value });
      if (remove.isError) remove.reset();
    };
  const wrong = () => {
    focusFirstError(form.current);
  };
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    setTried(true);
    if (problems.password !== undefined || problems.code !== undefined) wrong();
    else remove.mutate(values, { onError: wrong });
  };
  return (
    <form ref={form} onSubmit={submit} noValidate className={`${layout.stack} ${layout.narrow}`}>
      <p>
        Signing in takes a code since <Moment value={state.since} />. Recovery codes left:{" "}
        {state.recovery_codes_left}.
      </p>
      <Field label="Password" required {...said("password")}>
        <Input
          type="password"
          autoComplete="current-password"
          value={values.password}
          onChange={change("password")}
        />
      </Field>
      <Field label="Code" required hint="Of your authenticator, or a recovery code." {...said("code")}>
        <Input autoComplete="one-time-code" value={values.code} onChange={change("code")} />
      </Field>
      <ProblemBar title="It was not turned off." error={remove.error} fields={["password", "code"]} />
      <div>
        <Button type="submit" disabled={remove.isPending}>
          Turn off
        </Button>
      </div>
    </form>
  );
}
