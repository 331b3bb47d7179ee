// Name and password, and then a code for who has a second factor.
import { Button, Field, Input, MessageBar, MessageBarBody } from "@fluentui/react-components";
import { useRef, useState, type SubmitEvent } from "react";
import { Navigate, useSearchParams } from "react-router";
import { useSession, useSetup, useSignIn } from "../../api/queries/session";
import { safeNext } from "../../app/shell/navigation";
import { ProblemBar } from "../../components/form/ProblemBar";
import { fieldError, focusFirstError, invalid } from "../../components/form/errors";
import { useLayout } from "../../components/page/styles";
import { CodeStep } from "./CodeStep";
import { Frame } from "./Frame";

export default function SignIn() {
  const layout = useLayout();
  const [parameters] = useSearchParams();
  const session = useSession();
  const setup = useSetup();
  const signIn = useSignIn();
  const [name, setName] = useState("");
  const [password, setPassword] = useState("");
  const [needsCode, setNeedsCode] = useState(false);
  const [code, setCode] = useState("");
  const [tried, setTried] = useState(false);
  const form = useRef<HTMLFormElement>(null);
  if (session.data) return <Navigate to={safeNext(parameters.get("next"))} replace />;
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    setTried(true);
    if (name.trim() === "" || password === "") {
      focusFirstError(form.current);
      return;
    }
    signIn.mutate({ name, password }, { onError: step });
  };
  // The server says by an error at the code that name and password are right and one is wanted.
  const step = (error: Error) => {
    if (fieldError(error, "code") !== undefined) setNeedsCode(true);
  };
  if (needsCode) {
    return (
      <CodeStep
        name={name}
        code={code}
        busy={signIn.isPending}
        error={signIn.error}
        onChange={setCode}
        onSubmit={() => {
          signIn.mutate({ name, password, code });
        }}
        onBack={() => {
          setNeedsCode(false);
          setCode("");
          setPassword("");
          setTried(false);
          signIn.reset();
        }}
      />
    );
  }
  return (
    <Frame title="Sign in">
      {setup.data?.needed === true && (
        <MessageBar intent="info" layout="multiline">
          <MessageBarBody>
            There is no administrator yet. Open the one-time link that Vouchsafe printed when it started.
          </MessageBarBody>
        </MessageBar>
      )}
      <ProblemBar title="You could not be signed in." error={signIn.error} />
      <form ref={form} onSubmit={submit} noValidate className={layout.stack}>
        <Field
          label="Name"
          required
          {...invalid(tried && name.trim() === "" ? "Enter your name." : undefined)}
        >
          <Input
            autoComplete="username"
            value={name}
            onChange={(_, { value }) => {
              setName(value);
            }}
          />
        </Field>
        <Field
          label="Password"
          required
          {...invalid(tried && password === "" ? "Enter your password." : undefined)}
        >
          <Input
            type="password"
            autoComplete="current-password"
            value={password}
            onChange={(_, { value }) => {
              setPassword(value);
            }}
          />
        </Field>
        <Button type="submit" appearance="primary" disabled={signIn.isPending}>
          {signIn.isPending ? "Signing in …" : "Sign in"}
        </Button>
      </form>
    </Frame>
  );
}
