// One's own second factor: turned on with an authenticator, confirmed by a first code.
import { Button, Field, Input, MessageBar, MessageBarBody } from "@fluentui/react-components";
import { QRCodeSVG } from "qrcode.react";
import { useRef, useState, type SubmitEvent } from "react";
import { useConfirm, useEnrol, useSecondFactor } from "../../api/queries/access";
import type { Enrolment } from "../../api/types";
import { CopyField } from "../../components/form/CopyField";
import { ProblemBar } from "../../components/form/ProblemBar";
import { fieldError, focusFirstError, invalid } from "../../components/form/errors";
import { Loaded } from "../../components/page/Loaded";
import { Section } from "../../components/page/Section";
import { useLayout } from "../../components/page/styles";
import { TurnOff } from "./TurnOff";

/** Side of the QR code in pixels: large enough for a telephone held before a screen. */
const QR_PX = 200;

export function SecondFactor() {
  const state = useSecondFactor();
  const [codes, setCodes] = useState<string[] | null>(null);
  return (
    <Section title="Second factor">
      {codes !== null ? (
        <RecoveryCodes
          codes={codes}
          onDone={() => {
            setCodes(null);
          }}
        />
      ) : (
        <Loaded query={state} lines={3}>
          {(data) => (data.since === null ? <TurnOn onCodes={setCodes} /> : <TurnOff state={data} />)}
        </Loaded>
      )}
    </Section>
  );
}

function TurnOn({ onCodes }: { onCodes: (codes: string[]) => void }) {
  const layout = useLayout();
  const enrol = useEnrol();
  const [password, setPassword] = useState("");
  const [tried, setTried] = useState(false);
  const form = useRef<HTMLFormElement>(null);
  if (enrol.data !== undefined) return <Confirm enrolment={enrol.data} onCodes={onCodes} />;
  const missing = password === "" ? "Enter your password." : undefined;
  const wrong = () => {
    focusFirstError(form.current);
  };
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    setTried(true);
    if (missing !== undefined) wrong();
    else enrol.mutate(password, { onError: wrong });
  };
  return (
    <form ref={form} onSubmit={submit} noValidate className={`${layout.stack} ${layout.narrow}`}>
      <p className={layout.prose}>
        Signing in takes your password alone. With a second factor it also takes six digits that an authenticator app
        on your telephone shows, and that change every 30 seconds.
      </p>
      <Field
        label="Password"
        required
        {...invalid((tried ? missing : undefined) ?? fieldError(enrol.error, "password"))}
      >
        <Input
          type="password"
          autoComplete="current-password"
          value={password}
          onChange={(_, { value }) => {
            setPassword(value);
            if (enrol.isError) enrol.reset();
          }}
        />
      </Field>
      <ProblemBar title="It was not begun." error={enrol.error} fields={["password"]} />
      <div>
        <Button type="submit" appearance="primary" disabled={enrol.isPending}>
          Turn on
        </Button>
      </div>
    </form>
  );
}

function Confirm({ enrolment, onCodes }: { enrolment: Enrolment; onCodes: (codes: string[]) => void }) {
  const layout = useLayout();
  const confirm = useConfirm();
  const [code, setCode] = useState("");
  const [tried, setTried] = useState(false);
  const form = useRef<HTMLFormElement>(null);
  const missing = code.trim() === "" ? "Enter the code." : undefined;
  const wrong = () => {
    focusFirstError(form.current);
  };
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    setTried(true);
    if (missing !== undefined) wrong();
    else confirm.mutate(code, { onSuccess: onCodes, onError: wrong });
  };
  return (
    <form ref={form} onSubmit={submit} noValidate className={layout.stack}>
      <p className={layout.prose}>
        Scan this with your authenticator app, or type the secret into it. Then enter the six digits that it shows.
      </p>
      <div>
        <QRCodeSVG value={enrolment.uri} size={QR_PX} marginSize={4} title="The secret as a QR code" role="img" />
      </div>
      <CopyField label="Secret" value={enrolment.secret} />
      <Field
        label="Code"
        required
        className={layout.narrow}
        {...invalid((tried ? missing : undefined) ?? fieldError(confirm.error, "code"))}
      >
        <Input
          autoComplete="one-time-code"
          inputMode="numeric"
          value={code}
          onChange={(_, { value }) => {
            setCode(value);
            if (confirm.isError) confirm.reset();
          }}
        />
      </Field>
      <ProblemBar title="It was not turned on." error={confirm.error} fields={["code"]} />
      <div>
        <Button type="submit" appearance="primary" disabled={confirm.isPending}>
          Confirm
        </Button>
      </div>
    </form>
  );
}

function RecoveryCodes({ codes, onDone }: { codes: string[]; onDone: () => void }) {
  const layout = useLayout();
  return (
    <div className={layout.stack}>
      <MessageBar intent="success" layout="multiline">
        <MessageBarBody>Signing in takes a code from now on. Your other sessions have ended.</MessageBarBody>
      </MessageBar>
      <p className={layout.prose}>
        Keep these recovery codes where you find them without your telephone. Each stands in for a code once. They are
        shown this once.
      </p>
      <ul aria-label="Recovery codes" className={layout.list}>
        {codes.map((code) => (
          <li key={code} className={layout.mono}>
            {code}
          </li>
        ))}
      </ul>
      <div>
        <Button appearance="primary" onClick={onDone}>
          I have kept them
        </Button>
      </div>
    </div>
  );
}
