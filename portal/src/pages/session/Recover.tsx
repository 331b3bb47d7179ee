// A new password for a Global Administrator, by the one-time link /recover#TOKEN that was made on the server's
// machine. The token stays in the fragment: it is in no log.
import { Button, Field, Input, MessageBar, MessageBarBody } from "@fluentui/react-components";
import { useRef, useState, type SubmitEvent } from "react";
import { useLocation, useNavigate } from "react-router";
import { useRecovery } from "../../api/queries/session";
import { ProblemBar } from "../../components/form/ProblemBar";
import { fieldError, focusFirstError, invalid } from "../../components/form/errors";
import { useLayout } from "../../components/page/styles";
import { ButtonLink } from "../../components/text/links";
import { Frame } from "./Frame";
import { passwordProblem, repeatProblem } from "./password";

export default function Recover() {
  const token = useLocation().hash.slice(1);
  return (
    <Frame title="Set a new password">
      {token === "" ? (
        <>
          <MessageBar intent="info" layout="multiline">
            <MessageBarBody>
              This address lacks its one-time token. Open the whole link that “vouchsafe access recover” printed.
            </MessageBarBody>
          </MessageBar>
          <ButtonLink to="/sign-in" appearance="primary">
            Sign in
          </ButtonLink>
        </>
      ) : (
        <NewPassword token={token} />
      )}
    </Frame>
  );
}

function NewPassword({ token }: { token: string }) {
  const layout = useLayout();
  const navigate = useNavigate();
  const recover = useRecovery();
  const form = useRef<HTMLFormElement>(null);
  const [values, setValues] = useState({ password: "", again: "" });
  const [tried, setTried] = useState(false);
  const problems = {
    password: passwordProblem(values.password),
    again: repeatProblem(values.password, values.again),
  };
  const said = (field: keyof typeof problems) =>
    (tried ? problems[field] : undefined) ?? fieldError(recover.error, field);
  const change =
    (field: keyof typeof problems) =>
    (_: unknown, { value }: { value: string }) => {
      setValues({ ...values, [field]: value });
      if (recover.isError) recover.reset();
    };
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    setTried(true);
    if (problems.password !== undefined || problems.again !== undefined) {
      focusFirstError(form.current);
      return;
    }
    recover.mutate(
      { token, password: values.password },
      {
        onSuccess: () => void navigate("/", { replace: true }),
        onError: () => {
          focusFirstError(form.current);
        },
      },
    );
  };
  return (
    <>
      <p className={layout.prose}>
        Sets the password of the Global Administrator whom the link was made for. A second factor is removed, and all
        other sessions of theirs end.
      </p>
      <ProblemBar title="The password was not set." error={recover.error} fields={["password"]} />
      <form ref={form} onSubmit={submit} noValidate className={layout.stack}>
        <Field label="New password" required {...invalid(said("password"))}>
          <Input
            type="password"
            autoComplete="new-password"
            value={values.password}
            onChange={change("password")}
          />
        </Field>
        <Field label="New password again" required {...invalid(said("again"))}>
          <Input type="password" autoComplete="new-password" value={values.again} onChange={change("again")} />
        </Field>
        <Button type="submit" appearance="primary" disabled={recover.isPending}>
          {recover.isPending ? "Setting the password …" : "Set the password and sign in"}
        </Button>
      </form>
    </>
  );
}
