// The first administrator, by the one-time link /setup#TOKEN. The token stays in the fragment: it is in no log.
import { Button, Field, Input, MessageBar, MessageBarBody } from "@fluentui/react-components";
import { useRef, useState, type SubmitEvent } from "react";
import { useLocation, useNavigate } from "react-router";
import { useFirstAdministrator, useSetup } from "../../api/queries/session";
import { ProblemBar } from "../../components/form/ProblemBar";
import { fieldError, focusFirstError, invalid } from "../../components/form/errors";
import { Loaded } from "../../components/page/Loaded";
import { useLayout } from "../../components/page/styles";
import { ButtonLink } from "../../components/text/links";
import { Frame } from "./Frame";
import { passwordProblem, repeatProblem } from "./password";

export default function Setup() {
  const setup = useSetup();
  const token = useLocation().hash.slice(1);
  return (
    <Frame title="Set up Vouchsafe">
      <Loaded query={setup} lines={3}>
        {({ needed }) =>
          !needed ? (
            <Closed text="Vouchsafe has been set up already." />
          ) : token === "" ? (
            <Closed text="This address lacks its one-time token. Open the whole link that Vouchsafe printed when it started." />
          ) : (
            <FirstAdministrator token={token} />
          )
        }
      </Loaded>
    </Frame>
  );
}

function Closed({ text }: { text: string }) {
  return (
    <>
      <MessageBar intent="info" layout="multiline">
        <MessageBarBody>{text}</MessageBarBody>
      </MessageBar>
      <ButtonLink to="/sign-in" appearance="primary">
        Sign in
      </ButtonLink>
    </>
  );
}

const FIELDS = ["name", "password"];

function FirstAdministrator({ token }: { token: string }) {
  const layout = useLayout();
  const navigate = useNavigate();
  const create = useFirstAdministrator();
  const form = useRef<HTMLFormElement>(null);
  const [values, setValues] = useState({ name: "", password: "", again: "" });
  const [tried, setTried] = useState(false);
  const problems = {
    name: values.name.trim() === "" ? "Enter a name." : undefined,
    password: passwordProblem(values.password),
    again: repeatProblem(values.password, values.again),
  };
  const said = (field: keyof typeof problems) =>
    (tried ? problems[field] : undefined) ?? fieldError(create.error, field);
  const change = (field: keyof typeof problems) => (_: unknown, { value }: { value: string }) => {
    setValues({ ...values, [field]: value });
    if (create.isError) create.reset();
  };
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    setTried(true);
    if (Object.values(problems).some((problem) => problem !== undefined)) {
      focusFirstError(form.current);
      return;
    }
    create.mutate(
      { token, name: values.name, password: values.password },
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
      <p className={layout.prose}>Make the first administrator. The role is Global Administrator.</p>
      <ProblemBar title="The administrator was not made." error={create.error} fields={FIELDS} />
      <form ref={form} onSubmit={submit} noValidate className={layout.stack}>
        <Field label="Name" required {...invalid(said("name"))}>
          <Input autoComplete="username" value={values.name} onChange={change("name")} />
        </Field>
        <Field label="Password" required {...invalid(said("password"))}>
          <Input
            type="password"
            autoComplete="new-password"
            value={values.password}
            onChange={change("password")}
          />
        </Field>
        <Field label="Password again" required {...invalid(said("again"))}>
          <Input type="password" autoComplete="new-password" value={values.again} onChange={change("again")} />
        </Field>
        <Button type="submit" appearance="primary" disabled={create.isPending}>
          {create.isPending ? "Making the administrator …" : "Make the administrator and sign in"}
        </Button>
      </form>
    </>
  );
}
