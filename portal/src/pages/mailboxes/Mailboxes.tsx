// Mailboxes that one may read.
import { Field, SearchBox } from "@fluentui/react-components";
import { useDeferredValue } from "react";
import { useSearchParams } from "react-router";
import type { Mailbox } from "../../api/archive";
import { useMailboxes } from "../../api/queries/mapping";
import { useRefusal } from "../../components/access/permissions";
import type { Column } from "../../components/list/DataTable";
import { Empty } from "../../components/page/Empty";
import { Loaded } from "../../components/page/Loaded";
import { Page } from "../../components/page/Page";
import { Section } from "../../components/page/Section";
import { useLayout } from "../../components/page/styles";
import { figure } from "../../components/text/format";
import { ButtonLink, PageLink } from "../../components/text/links";
import { PagedMailboxes } from "./PagedMailboxes";

const COLUMNS: Column<Mailbox>[] = [
  {
    id: "address",
    title: "Mailbox",
    sort: (row) => row.address,
    cell: (row) => <PageLink to={`/mailboxes/${row.id}`}>{row.address}</PageLink>,
  },
  { id: "name", title: "Name", sort: (row) => row.name, cell: (row) => row.name },
  { id: "messages", title: "Messages", numeric: true, sort: (row) => row.messages, cell: (row) => figure(row.messages) },
];

export default function Mailboxes() {
  const refusal = useRefusal("mailboxes.read");
  return (
    <Page title="Mailboxes" summary="What was archived, as each person had it. Every opening of a message is recorded.">
      {refusal === undefined ? (
        <List />
      ) : (
        <Empty title="You cannot read mailboxes" action={<ButtonLink to="/break-glass">Break-glass</ButtonLink>}>
          {refusal} Reading content is a right of its own, which no administrator has by default.
        </Empty>
      )}
    </Page>
  );
}

function List() {
  const layout = useLayout();
  const [parameters, change] = useSearchParams();
  const search = parameters.get("q") ?? "";
  const found = useMailboxes(useDeferredValue(search.trim()));
  return (
    <Section title="Mailboxes that you may read">
      <Field label="Search" className={layout.narrow}>
        <SearchBox
          value={search}
          placeholder="Part of an address or a name"
          onChange={(_, { value }) => {
            change(value === "" ? {} : { q: value }, { replace: true });
          }}
        />
      </Field>
      <Loaded query={found}>
        {({ pages }) => (
          <PagedMailboxes
            label="Mailboxes"
            columns={COLUMNS}
            rows={pages.flat()}
            more={found.hasNextPage ? () => void found.fetchNextPage() : undefined}
            empty={
              search.trim() === "" ? (
                <Empty title="There is no mailbox that you may read">
                  Mailboxes come with custodians and with the domains of archive connectors; your role group may reach
                  some of them only.
                </Empty>
              ) : (
                <Empty title="Nothing matches">{`No mailbox has “${search.trim()}” in its address or name.`}</Empty>
              )
            }
          />
        )}
      </Loaded>
    </Section>
  );
}
