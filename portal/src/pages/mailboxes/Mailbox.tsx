// What is in a mailbox, the latest first, and a search in it.
import { Button, Menu, MenuItemLink, MenuList, MenuPopover, MenuTrigger } from "@fluentui/react-components";
import { useParams, useSearchParams } from "react-router";
import { exportAddress, useMessages, useSearchMessages } from "../../api/queries/mailboxes";
import { useMay } from "../../components/access/permissions";
import { fieldError } from "../../components/form/errors";
import { ProblemBar } from "../../components/form/ProblemBar";
import { DataTable } from "../../components/list/DataTable";
import { Empty } from "../../components/page/Empty";
import { Loaded } from "../../components/page/Loaded";
import { Page } from "../../components/page/Page";
import { Section } from "../../components/page/Section";
import { useLayout } from "../../components/page/styles";
import { count, figure } from "../../components/text/format";
import { GlassBanner } from "../breakglass/GlassBanner";
import { useGlassOver } from "../breakglass/useGlassOver";
import { NewMessages } from "./NewMessages";
import { QueryBox, type Refused } from "./QueryBox";
import { columnsOf } from "./messageColumns";
import { baseOf, crumbsOf } from "./places";
import { useAddress } from "./useMailboxNow";

export default function Mailbox() {
  const { mailbox = "", glass } = useParams();
  const over = useGlassOver(glass);
  const exports = useMay("mailboxes.export") && glass === undefined;
  const address = useAddress({ mailbox, glass });
  return (
    <Page
      key={mailbox}
      title={(over ? undefined : address) ?? "Mailbox"}
      crumbs={crumbsOf(glass)}
      actions={exports && <Export mailbox={mailbox} />}
    >
      {glass !== undefined && <GlassBanner glass={glass} />}
      {!over && <Messages mailbox={mailbox} glass={glass} />}
    </Page>
  );
}

/** What the server refused of a query: the one of the address, or the one that was tried last. */
function refusalOf(query: string, error: Error | null): Refused | undefined {
  const message = fieldError(error, "query");
  return message === undefined ? undefined : { query, message };
}

function Messages({ mailbox, glass }: { mailbox: string; glass: string | undefined }) {
  const layout = useLayout();
  const reading = { mailbox, glass };
  const [parameters, change] = useSearchParams();
  const query = parameters.get("query") ?? "";
  const messages = useMessages(reading, query, true);
  const search = useSearchMessages(reading);
  const tried = search.variables ?? "";
  const refused = refusalOf(tried, search.error) ?? refusalOf(query, messages.error);
  const show = (next: string) => {
    change(next === "" ? {} : { query: next });
  };
  return (
    <Section title="Messages">
      <QueryBox
        key={query}
        query={query}
        refused={refused}
        busy={search.isPending}
        onSearch={(next) => {
          // What is shown stays until there is something to show instead of it.
          search.mutate(next, {
            onSuccess: () => {
              show(next);
            },
          });
        }}
      />
      {search.error !== null && refusalOf(tried, search.error) === undefined && (
        <ProblemBar title="It could not be searched." error={search.error} />
      )}
      {messages.data === undefined && refusalOf(query, messages.error) !== undefined ? (
        <Empty
          title="There is no such query"
          action={
            <Button
              onClick={() => {
                show("");
              }}
            >
              Show all messages
            </Button>
          }
        >
          It stands in this page’s address. What is wrong with it is said at the field.
        </Empty>
      ) : (
        <Loaded query={messages}>
          {({ pages }) => {
            const rows = pages.flatMap((page) => page.messages);
            const looked = pages.reduce((sum, page) => sum + page.looked_at, 0);
            const all = pages[0]?.mailbox.messages ?? 0;
            return (
              <div className={layout.tight}>
                {pages[0] && <NewMessages reading={reading} query={query} shown={pages[0].mailbox} />}
                <span className={layout.muted} aria-live="polite">
                  {query !== ""
                    ? `${count(rows.length, "message matches", "messages match")} of ${figure(looked)} looked at`
                    : rows.length < all
                      ? `The latest ${count(rows.length, "message")} of ${figure(all)}`
                      : count(rows.length, "message")}
                </span>
                {rows.length > 0 ? (
                  <DataTable
                    label="Messages"
                    columns={columnsOf(baseOf(mailbox, glass), query)}
                    groups={[["", rows]]}
                    rowKey={(row) => String(row.uid)}
                  />
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
      )}
    </Section>
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
