// People whose messages wait, as nobody knows their mailbox.
import { useState } from "react";
import { MessageBar, MessageBarBody } from "@fluentui/react-components";
import type { Archive, Quarantined } from "../../api/archive";
import { useConfirmAddress, useQuarantine, useReleaseQuarantine } from "../../api/queries/archives";
import { GuardedButton } from "../../components/access/GuardedButton";
import { ProblemBar } from "../../components/form/ProblemBar";
import type { Column } from "../../components/list/DataTable";
import { ListView } from "../../components/list/ListView";
import { optionsOf } from "../../components/list/rows";
import { Empty } from "../../components/page/Empty";
import { Loaded } from "../../components/page/Loaded";
import { Section } from "../../components/page/Section";
import { useLayout } from "../../components/page/styles";
import { NOTHING, count, figure } from "../../components/text/format";
import { MapPerson } from "./AddRule";
import { CODE } from "./words";

function Person({ row }: { row: Quarantined }) {
  const layout = useLayout();
  return (
    <div className={layout.tight}>
      <span>{row.name}</span>
      <span className={`${layout.muted} ${layout.mono}`}>{row.user}</span>
    </div>
  );
}

/** What can be done for one person. */
function Mend({ archive, row }: { archive: Archive; row: Quarantined }) {
  const layout = useLayout();
  const release = useReleaseQuarantine(archive.id);
  const confirm = useConfirmAddress(archive.id);
  const [mapping, setMapping] = useState(false);
  const { user, email, code, mapped_now } = row;
  return (
    <div className={layout.tight}>
      {mapped_now !== null ? (
        <GuardedButton
          needs="archive.manage"
          size="small"
          aria-label={`Deliver now: ${row.name}`}
          disabled={release.isPending}
          onClick={() => {
            release.mutate(user);
          }}
        >
          Deliver now
        </GuardedButton>
      ) : code === "reused" && email !== null ? (
        <GuardedButton
          needs="archive.manage"
          size="small"
          aria-label={`Confirm ${email} for ${row.name}`}
          disabled={confirm.isPending}
          onClick={() => {
            confirm.mutate({ user, address: email });
          }}
        >
          {`Confirm ${email}`}
        </GuardedButton>
      ) : (
        <GuardedButton
          needs="archive.manage"
          size="small"
          aria-label={`Map ${row.name}`}
          onClick={() => {
            setMapping(true);
          }}
        >
          Map
        </GuardedButton>
      )}
      {mapping && (
        <MapPerson
          archive={archive}
          user={user}
          name={row.name}
          onClose={() => {
            setMapping(false);
          }}
        />
      )}
      <ProblemBar title="That was not done." error={release.error ?? confirm.error} />
    </div>
  );
}

function Email({ row }: { row: Quarantined }) {
  return <span className={useLayout().breaking}>{row.email ?? NOTHING}</span>;
}

/** Why somebody’s messages were quarantined matters until the mapping is mended. */
const whatToDo = ({ mapped_now, reason }: Quarantined) =>
  mapped_now === null ? reason : `Mapped to ${mapped_now}. Press Deliver now: what waits goes there.`;

const columns = (archive: Archive): Column<Quarantined>[] => [
  { id: "name", title: "Person", sort: (row) => row.name, cell: (row) => <Person row={row} /> },
  { id: "email", title: "E-mail at the source", sort: (row) => row.email, cell: (row) => <Email row={row} /> },
  { id: "code", title: "Why", sort: (row) => row.code, cell: (row) => CODE[row.code] ?? row.code },
  { id: "reason", title: "What to do", width: "40%", cell: (row) => whatToDo(row) },
  { id: "messages", title: "Messages", numeric: true, sort: (row) => row.messages, cell: (row) => figure(row.messages) },
  { id: "mend", title: "Mend", cell: (row) => <Mend archive={archive} row={row} /> },
];

export function Quarantine({ archive }: { archive: Archive }) {
  const layout = useLayout();
  const quarantine = useQuarantine(archive.id);
  const release = useReleaseQuarantine(archive.id);
  const mapped = quarantine.data?.people.filter((one) => one.mapped_now !== null).length ?? 0;
  return (
    <Section
      title="Quarantine"
      actions={
        mapped > 0 && (
          <GuardedButton
            needs="archive.manage"
            appearance="primary"
            disabled={release.isPending}
            onClick={() => {
              release.mutate(null);
            }}
          >
            {`Deliver now: ${mapped === 1 ? "1 person" : `all ${figure(mapped)} people`}`}
          </GuardedButton>
        )
      }
    >
      <p className={layout.prose}>
        Nothing is lost here: messages wait until their person is mapped to a mailbox, and then until somebody presses
        Deliver now, here. What such a person takes part in from then on is delivered by itself.
      </p>
      <ProblemBar title="Nothing was delivered." error={release.error} />
      {release.isSuccess && (
        <MessageBar intent="success">
          <MessageBarBody>{`${count(release.data.deliveries, "delivery is", "deliveries are")} tried again.`}</MessageBarBody>
        </MessageBar>
      )}
      <Loaded query={quarantine}>
        {({ people, messages }) => (
          <>
            {messages > 0 && (
              <span role="status">{`${figure(messages)} ${messages === 1 ? "message waits" : "messages wait"}.`}</span>
            )}
            <ListView
              label="Quarantine"
              noun={["person", "people"]}
              rows={people}
              rowKey={(row) => row.user}
              text={(row) => `${row.name} ${row.user} ${row.email ?? ""} ${row.reason}`}
              columns={columns(archive)}
              filters={[
                {
                  id: "why",
                  label: "Why",
                  options: optionsOf(people, (row) => row.code, (code) => CODE[code] ?? code),
                  test: (row, value) => row.code === value,
                },
              ]}
              sort="-messages"
              empty={
                <Empty title="Nobody’s messages wait">Everybody who took part in anything has a mailbox.</Empty>
              }
            />
          </>
        )}
      </Loaded>
    </Section>
  );
}
