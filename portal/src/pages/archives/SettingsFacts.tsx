// What is asked of an archive connector.
import type { Archive } from "../../api/archive";
import { useConnector } from "../../api/queries/connectors";
import { isArchive } from "../../api/archive";
import { Facts } from "../../components/list/Facts";
import { Section } from "../../components/page/Section";
import { useLayout } from "../../components/page/styles";
import { GuardedButton } from "../../components/access/GuardedButton";
import { Moment } from "../../components/text/Moment";
import { ITEM_KIND } from "./words";

export function SettingsFacts({ archive }: { archive: Archive }) {
  const layout = useLayout();
  const { settings } = archive;
  const connector = useConnector(archive.connector);
  const info = connector.data !== undefined && isArchive(connector.data) ? connector.data.archive : undefined;
  const titles = settings.kinds.map((kind) => info?.kinds.find((one) => one.kind === kind)?.title ?? ITEM_KIND[kind]);
  return (
    <Section
      title="Settings"
      actions={
        <GuardedButton needs="archive.manage" to={`/archives/${archive.id}/edit`}>
          Edit settings
        </GuardedButton>
      }
    >
      <Facts
        items={[
          ["What is archived", [...titles, ...(settings.files ? ["Files"] : [])].join(", ")],
          ["From", <Moment key="from" value={settings.from} none="The beginning" />],
          ["Private messages", <Messages key="messages" archive={archive} />],
          [
            "Left out",
            settings.leave_out.length === 0 ? (
              "Nothing"
            ) : (
              <ul key="left" className={layout.list}>
                {settings.leave_out.map(({ what, id, reason }) => (
                  <li key={`${what} ${id}`}>
                    {what} <span className={layout.mono}>{id}</span>: {reason}
                  </li>
                ))}
              </ul>
            ),
          ],
          ["Domains", settings.domains.join(", ") || "None: only custodians have mailboxes"],
          ["Asked every", `${settings.every_s} s`],
          ["Destination", `Embedded mailboxes, folder ${archive.folder}`],
        ]}
      />
    </Section>
  );
}

function Messages({ archive }: { archive: Archive }) {
  const layout = useLayout();
  const { messages } = archive.settings;
  if (messages === null) return <>Not archived</>;
  return (
    <span className={layout.tight}>
      <span>{`Purpose: ${messages.purpose}`}</span>
      <span>{`Legal basis: ${messages.legal_basis}`}</span>
      <span>
        {messages.approved_at === null ? (
          "Waits for a second person’s agreement; nothing is archived of them before."
        ) : (
          <>
            Agreed to <Moment value={messages.approved_at} />
          </>
        )}
      </span>
    </span>
  );
}
