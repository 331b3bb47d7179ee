// For whom there are mailboxes. Nothing of what is in them is shown here.
import { Button, Field, MessageBar, MessageBarBody, SearchBox } from "@fluentui/react-components";
import { useDeferredValue, useState } from "react";
import { useSearchParams } from "react-router";
import type { Mailbox } from "../../api/archive";
import { useAddCustodians, useCustodians } from "../../api/queries/mapping";
import { ApiError } from "../../api/client";
import { GuardedButton } from "../../components/access/GuardedButton";
import { CustodianFields } from "../../components/form/CustodianFields";
import { ProblemBar } from "../../components/form/ProblemBar";
import { custodiansOf } from "../../components/list/csv";
import type { Column } from "../../components/list/DataTable";
import { Empty } from "../../components/page/Empty";
import { Loaded } from "../../components/page/Loaded";
import { Section } from "../../components/page/Section";
import { useLayout } from "../../components/page/styles";
import { Moment } from "../../components/text/Moment";
import { count, figure } from "../../components/text/format";
import { PagedMailboxes } from "../mailboxes/PagedMailboxes";

const ORIGIN: Record<string, string> = { custodian: "Entered", domain: "By its domain" };

const COLUMNS: Column<Mailbox>[] = [
  { id: "address", title: "Address", sort: (row) => row.address, cell: (row) => row.address },
  { id: "name", title: "Name", sort: (row) => row.name, cell: (row) => row.name },
  { id: "origin", title: "Why there is one", sort: (row) => row.origin, cell: (row) => ORIGIN[row.origin] ?? row.origin },
  { id: "messages", title: "Messages", numeric: true, sort: (row) => row.messages, cell: (row) => figure(row.messages) },
  { id: "created", title: "Since", sort: (row) => row.created_at, cell: (row) => <Moment value={row.created_at} /> },
];

export function Custodians() {
  const layout = useLayout();
  const [parameters, change] = useSearchParams();
  const search = parameters.get("q") ?? "";
  const found = useCustodians(useDeferredValue(search.trim()));
  const [adding, setAdding] = useState(false);
  return (
    <Section
      title="Custodians"
      actions={
        <GuardedButton
          needs="archive.manage"
          appearance="primary"
          onClick={() => {
            setAdding(true);
          }}
        >
          Add custodians
        </GuardedButton>
      }
    >
      <p className={layout.prose}>
        Whoever is listed here has a mailbox in the archive. Who may read it is decided by archive roles, not here.
      </p>
      {adding && (
        <AddCustodians
          onClose={() => {
            setAdding(false);
          }}
        />
      )}
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
            label="Custodians"
            columns={COLUMNS}
            rows={pages.flat()}
            more={found.hasNextPage ? () => void found.fetchNextPage() : undefined}
            empty={
              search.trim() === "" ? (
                <Empty title="There is no mailbox yet">
                  Add custodians by hand or from a file, or name your domains at an archive connector.
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

function AddCustodians({ onClose }: { onClose: () => void }) {
  const layout = useLayout();
  const [text, setText] = useState("");
  const add = useAddCustodians();
  const people = custodiansOf(text);
  const errors = add.error instanceof ApiError ? add.error.fields : [];
  return (
    <form
      className={layout.tight}
      noValidate
      aria-label="Add custodians"
      onSubmit={(event) => {
        event.preventDefault();
        if (people.length > 0)
          add.mutate(people, {
            onSuccess: () => {
              setText("");
            },
          });
      }}
    >
      <CustodianFields
        text={text}
        onChange={(next) => {
          setText(next);
          add.reset();
        }}
        errors={Object.fromEntries(errors.map((one) => [one.field, one.message]))}
      />
      <ProblemBar title="No custodian was added." error={add.error} fields={errors.map((one) => one.field)} />
      {add.isSuccess && (
        <MessageBar intent="success">
          <MessageBarBody>
            {`${count(add.data.made, "mailbox is new", "mailboxes are new")}; ${figure(add.data.known)} ${add.data.known === 1 ? "was" : "were"} there already.`}
          </MessageBarBody>
        </MessageBar>
      )}
      <div className={layout.row}>
        <Button type="submit" appearance="primary" disabled={people.length === 0 || add.isPending}>
          {people.length === 0 ? "Add" : `Add ${count(people.length, "custodian")}`}
        </Button>
        <Button type="button" onClick={onClose}>
          Close
        </Button>
      </div>
    </form>
  );
}
