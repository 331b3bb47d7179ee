// Lets the service report its changes: the address to give it, the secret that it signs with.
import { Button, Field, Input, MessageBar, MessageBarBody, MessageBarTitle } from "@fluentui/react-components";
import { useState, type SubmitEvent } from "react";
import { useRemoveEventSecret, useSetEventSecret } from "../../api/queries/instances";
import type { Arrival, EventsInfo, Instance } from "../../api/types";
import { GuardedButton } from "../../components/access/GuardedButton";
import { ProblemBar } from "../../components/form/ProblemBar";
import { fieldError, invalid } from "../../components/form/errors";
import { DataTable, type Column } from "../../components/list/DataTable";
import { Section } from "../../components/page/Section";
import { useLayout } from "../../components/page/styles";
import { ToneBadge } from "../../components/status/badges";
import { Moment } from "../../components/text/Moment";
import { CopyField } from "../../components/form/CopyField";

interface EventSubscriptionsProps {
  instance: Instance;
  info: EventsInfo;
}

export function EventSubscriptions({ instance, info }: EventSubscriptionsProps) {
  const layout = useLayout();
  const remove = useRemoveEventSecret(instance.id);
  return (
    <>
      <State instance={instance} />
      <Section title="Set up">
        <p className={layout.prose}>{info.help}</p>
        <ol className={layout.list}>
          {info.steps.map((step) => (
            <li key={step}>{step}</li>
          ))}
        </ol>
        <CopyField label="URL to give to the service" value={instance.events.url} />
        <Arrivals instance={instance} />
        <SecretForm instance={instance} info={info} />
      </Section>
      {instance.events.subscribed && (
        <Section title="Stop listening">
          <p className={layout.prose}>
            The secret is destroyed and events are refused from then on. Changes are then found by asking the service's log
            where it has one that may be read, otherwise at the daily refresh.
          </p>
          <ProblemBar title="Nothing was changed." error={remove.error} />
          <div>
            <GuardedButton
              needs="connectors.manage"
              disabled={remove.isPending}
              onClick={() => {
                remove.mutate(undefined);
              }}
            >
              Stop listening to events
            </GuardedButton>
          </div>
        </Section>
      )}
    </>
  );
}

const ARRIVALS: Column<Arrival>[] = [
  { id: "name", title: "Event", cell: (row) => <EventName name={row.name} /> },
  { id: "state", title: "State", cell: (row) => <ArrivalBadge row={row} /> },
  { id: "first", title: "First arrived", cell: (row) => <Moment value={row.first_at} none="Not yet" /> },
  { id: "last", title: "Latest", cell: (row) => <Moment value={row.last_at} none="Not yet" /> },
  { id: "count", title: "Arrived", cell: (row) => row.count },
];

function EventName({ name }: { name: string }) {
  return <span className={useLayout().mono}>{name}</span>;
}

function ArrivalBadge({ row }: { row: Arrival }) {
  if (!row.wanted) return <ToneBadge tone="neutral" label="Not needed" />;
  if (row.first_at === null) return <ToneBadge tone="busy" label="Waiting" />;
  return <ToneBadge tone="good" label="Arrives" />;
}

/** Which events to tick at the service; each turns green by itself when it first arrives. */
function Arrivals({ instance }: { instance: Instance }) {
  return (
    <DataTable
      label="Events to subscribe to"
      columns={ARRIVALS}
      groups={[["", instance.events.arrivals]]}
      rowKey={(row) => row.name}
    />
  );
}

function State({ instance }: { instance: Instance }) {
  const { subscribed, first_event_at, last_event_at } = instance.events;
  if (!subscribed) {
    return (
      <MessageBar intent="info" layout="multiline">
        <MessageBarBody>
          <MessageBarTitle>Off</MessageBarTitle>
          {`${instance.noticing.message} With events they are found within seconds.`}
        </MessageBarBody>
      </MessageBar>
    );
  }
  if (first_event_at === null) {
    return (
      <MessageBar intent="warning" layout="multiline">
        <MessageBarBody>
          <MessageBarTitle>Waiting for the first verified event</MessageBarTitle>
          Change a setting at the service to try it; this page turns green by itself.
        </MessageBarBody>
      </MessageBar>
    );
  }
  return (
    <MessageBar intent="success" layout="multiline">
      <MessageBarBody>
        <MessageBarTitle>Events arrive</MessageBarTitle>
        First verified event <Moment value={first_event_at} />, latest <Moment value={last_event_at} />.
      </MessageBarBody>
    </MessageBar>
  );
}

function SecretForm({ instance, info }: EventSubscriptionsProps) {
  const layout = useLayout();
  const save = useSetEventSecret(instance.id);
  const [secret, setSecret] = useState("");
  const [tried, setTried] = useState(false);
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    setTried(true);
    if (secret.trim() === "") return;
    save.mutate(secret.trim(), {
      onSuccess: () => {
        setSecret("");
        setTried(false);
      },
    });
  };
  const wrong = tried && secret.trim() === "" ? `Paste the ${info.secret_label}.` : undefined;
  return (
    <form onSubmit={submit} noValidate className={`${layout.stack} ${layout.narrow}`}>
      <Field
        label={info.secret_label}
        required
        hint={
          instance.events.subscribed
            ? "One is kept and is never shown again. A new one replaces it."
            : "Kept encrypted, never shown again."
        }
        {...invalid(wrong ?? fieldError(save.error, "secret_token"))}
      >
        <Input
          type="password"
          autoComplete="new-password"
          value={secret}
          onChange={(_, { value }) => {
            setSecret(value);
            if (save.isError) save.reset();
          }}
        />
      </Field>
      <ProblemBar title="The secret was not saved." error={save.error} fields={["secret_token"]} />
      <div className={layout.row}>
        <GuardedButton needs="connectors.manage" type="submit" appearance="primary" disabled={save.isPending}>
          Save
        </GuardedButton>
        {secret !== "" && (
          <Button
            type="button"
            onClick={() => {
              setSecret("");
            }}
          >
            Clear
          </Button>
        )}
      </div>
    </form>
  );
}
