// What is in a mailbox, the latest first, and a search in it.
import { Badge, Button, Menu, MenuItemLink, MenuList, MenuPopover, MenuTrigger } from "@fluentui/react-components";
import { useParams, useSearchParams } from "react-router";
import type { MessageLine } from "../../api/archive";
import { exportAddress, useMessages } from "../../api/queries/mailboxes";
import { useMay } from "../../components/access/permissions";
import { DataTable, type Column } from "../../components/list/DataTable";
import { Empty } from "../../components/page/Empty";
import { Loaded } from "../../components/page/Loaded";
import { Page } from "../../components/page/Page";
import { Section } from "../../components/page/Section";
import { useLayout } from "../../components/page/styles";
import { ToneBadge } from "../../components/status/badges";
import { Moment } from "../../components/text/Moment";
import { NOTHING, bytes, count, figure } from "../../components/text/format";
import { PageLink } from "../../components/text/links";
import { ITEM_EVENT, ITEM_KIND } from "../archives/words";
import { GlassBanner } from "../breakglass/GlassBanner";
import { useGlassOver } from "../breakglass/useGlassOver";
import { QueryBox } from "./QueryBox";
import { baseOf, crumbsOf } from "./places";

function From({ row }: { row: MessageLine }) {
  const layout = useLayout();
  if (row.from_name === null) return <>{row.from_address}</>;
  return (
    <div className={layout.tight}>
      <span>{row.from_name}</span>
      <span className={`${layout.muted} ${layout.breaking}`}>{row.from_address}</span>
    </div>
  );
}

const columns = (base: string): Column<MessageLine>[] => [
  {
    id: "subject",
    title: "Subject",
    width: "40%",
    cell: (row) =>
      row.destroyed ? (
        <>
          Deleted from the archive <Badge appearance="tint">no content left</Badge>
        </>
      ) : (
        <PageLink to={`${base}/${row.uid}`}>{row.subject === "" ? "(no subject)" : row.subject}</PageLink>
      ),
  },
  { id: "from", title: "From", cell: (row) => <From row={row} /> },
  { id: "kind", title: "Kind", cell: (row) => ITEM_KIND[row.kind] },
  {
    id: "event",
    title: "Event",
    cell: (row) =>
      row.event === "created" ? ITEM_EVENT.created.label : <ToneBadge {...ITEM_EVENT[row.event]} />,
  },
  { id: "at", title: "Time", cell: (row) => <Moment value={row.at} /> },
  { id: "files", title: "Files", numeric: true, cell: (row) => (row.attachments === 0 ? NOTHING : figure(row.attachments)) },
  { id: "size", title: "Size", numeric: true, cell: (row) => bytes(row.size) },
];

export default function Mailbox() {
  const { mailbox = "", glass } = useParams();
  const layout = useLayout();
  const [parameters, change] = useSearchParams();
  const query = parameters.get("query") ?? "";
  const over = useGlassOver(glass);
  const messages = useMessages({ mailbox, glass }, query, !over);
  const exports = useMay("mailboxes.export") && glass === undefined;
  const box = over ? undefined : messages.data?.pages[0]?.mailbox;
  const base = baseOf(mailbox, glass);
  return (
    <Page
      title={box?.address ?? "Mailbox"}
      crumbs={crumbsOf(glass)}
      summary={box && `${box.name === "" ? "" : `${box.name}. `}${count(box.messages, "message")}.`}
      actions={exports && <Export mailbox={mailbox} />}
    >
      {glass !== undefined && <GlassBanner glass={glass} />}
      {!over && (
        <Section title="Messages">
          <QueryBox
            key={query}
            query={query}
            error={messages.error}
            onSearch={(next) => {
              change(next === "" ? {} : { query: next });
            }}
          />
          <Loaded query={messages}>
            {({ pages }) => {
              const rows = pages.flatMap((page) => page.messages);
              const looked = pages.reduce((sum, page) => sum + page.looked_at, 0);
              return (
                <div className={layout.tight}>
                  <span className={layout.muted} aria-live="polite">
                    {query === ""
                      ? `The latest ${count(rows.length, "message")}`
                      : `${count(rows.length, "message matches", "messages match")} of ${figure(looked)} looked at`}
                  </span>
                  {rows.length > 0 ? (
                    <DataTable label="Messages" columns={columns(base)} groups={[["", rows]]} rowKey={(row) => String(row.uid)} />
                  ) : (
                    <None searched={query !== ""} more={messages.hasNextPage} />
                  )}
                  {messages.hasNextPage && (
                    <div>
                      <Button disabled={messages.isFetchingNextPage} onClick={() => void messages.fetchNextPage()}>
                        {query === "" ? "Show older" : "Look further"}
                      </Button>
                    </div>
                  )}
                </div>
              );
            }}
          </Loaded>
        </Section>
      )}
    </Page>
  );
}

function None({ searched, more }: { searched: boolean; more: boolean }) {
  if (!searched) return <Empty title="Nothing is in this mailbox yet">Messages come here as they are archived.</Empty>;
  return (
    <Empty title={more ? "Nothing matches so far" : "Nothing matches"}>
      {more ? "Older messages were not looked at yet. Look further." : "Use fewer words, or look at how to search."}
    </Empty>
  );
}

function Export({ mailbox }: { mailbox: string }) {
  return (
    <Menu>
      <MenuTrigger disableButtonEnhancement>
        <Button>Export</Button>
      </MenuTrigger>
      <MenuPopover>
        <MenuList>
          <MenuItemLink href={exportAddress(mailbox, "mbox")} download>
            As one mbox file
          </MenuItemLink>
          <MenuItemLink href={exportAddress(mailbox, "eml")} download>
            As EML files
          </MenuItemLink>
        </MenuList>
      </MenuPopover>
    </Menu>
  );
}
