// Who is mapped to which mailbox: the source's people, and the rules of one's own.
import { Button, Field, SearchBox } from "@fluentui/react-components";
import { useDeferredValue, useState } from "react";
import type { Archive, MappedPerson } from "../../api/archive";
import { useMapping } from "../../api/queries/mapping";
import type { Column } from "../../components/list/DataTable";
import { ListView } from "../../components/list/ListView";
import type { Filter } from "../../components/list/rows";
import { Empty } from "../../components/page/Empty";
import { Loaded } from "../../components/page/Loaded";
import { Section } from "../../components/page/Section";
import { useLayout } from "../../components/page/styles";
import { ToneBadge } from "../../components/status/badges";
import { NOTHING, figure } from "../../components/text/format";
import { MappingRules } from "./MappingRules";
import { CODE } from "./words";

function Name({ row }: { row: MappedPerson }) {
  const layout = useLayout();
  return (
    <div className={layout.tight}>
      <span>{row.name}</span>
      <span className={`${layout.muted} ${layout.mono}`}>{row.user}</span>
    </div>
  );
}

/** Long ones break, so that the rule beside them is seen too. */
function Address({ text }: { text: string | null }) {
  return <span className={useLayout().breaking}>{text ?? NOTHING}</span>;
}

const BY: Record<string, string> = { custom: "A rule of yours", automatic: "The source’s e-mail address" };

const PEOPLE: Column<MappedPerson>[] = [
  { id: "name", title: "Person", sort: (row) => row.name, cell: (row) => <Name row={row} /> },
  { id: "email", title: "E-mail at the source", sort: (row) => row.email, width: "20%", cell: (row) => <Address text={row.email} /> },
  { id: "active", title: "Active", sort: (row) => (row.active ? 0 : 1), cell: (row) => (row.active ? "Yes" : "No") },
  {
    id: "mailbox",
    title: "Mailbox",
    width: "20%",
    sort: (row) => row.mailbox,
    cell: (row) =>
      row.mailbox === null ? (
        <ToneBadge tone="unknown" label={row.code === null ? "Not mapped" : (CODE[row.code] ?? "Not mapped")} />
      ) : (
        <Address text={row.mailbox} />
      ),
  },
  {
    id: "by",
    title: "By which rule",
    width: "30%",
    sort: (row) => row.by,
    cell: (row) => (row.by === null ? (row.reason ?? NOTHING) : (BY[row.by] ?? row.by)),
  },
];

const FILTERS: Filter<MappedPerson>[] = [
  {
    id: "mapped",
    label: "Mapping",
    options: [
      { value: "no", label: "Not mapped" },
      { value: "custom", label: "By a rule of yours" },
      { value: "automatic", label: "By the e-mail address" },
    ],
    test: (row, value) => (row.by ?? "no") === value,
  },
  {
    id: "active",
    label: "Active",
    options: [
      { value: "yes", label: "Yes" },
      { value: "no", label: "No" },
    ],
    test: (row, value) => (row.active ? "yes" : "no") === value,
  },
];

export function UserMapping({ archive }: { archive: Archive }) {
  const layout = useLayout();
  const [search, setSearch] = useState("");
  const mapping = useMapping(archive.id, useDeferredValue(search.trim()));
  return (
    <>
      <Field label="Find a person or a rule" className={layout.narrow}>
        <SearchBox
          value={search}
          placeholder="Part of a name, an address, a mailbox"
          onChange={(_, { value }) => {
            setSearch(value);
          }}
        />
      </Field>
      <Section title="People of the source">
        <p className={layout.prose}>
          Your own rules come first, then the e-mail address that the source has of a person.
        </p>
        <Loaded query={mapping}>
          {({ pages }) => {
            const people = pages.flatMap((page) => page.people);
            const all = pages[0]?.people_count ?? 0;
            return (
              <div className={layout.tight}>
                {search.trim() === "" && people.length < all && (
                  <span className={layout.muted}>
                    {`The first ${figure(people.length)} of ${figure(all)} people; the list’s own search and filters look at these.`}
                  </span>
                )}
                <ListView
                  label="People of the source"
                  noun={["person", "people"]}
                  rows={people}
                  rowKey={(row) => row.user}
                  text={(row) => `${row.name} ${row.user} ${row.email ?? ""} ${row.username ?? ""} ${row.mailbox ?? ""}`}
                  columns={PEOPLE}
                  filters={FILTERS}
                  sort="name"
                  empty={
                    search.trim() === "" ? (
                      <Empty title="The source has shown nobody yet">
                        People are read first when it is asked; this takes a moment after activation.
                      </Empty>
                    ) : (
                      <Empty title="Nobody matches">{`Nobody has “${search.trim()}” in name or address.`}</Empty>
                    )
                  }
                />
                {mapping.hasNextPage && (
                  <div>
                    <Button disabled={mapping.isFetchingNextPage} onClick={() => void mapping.fetchNextPage()}>
                      Show more people
                    </Button>
                  </div>
                )}
              </div>
            );
          }}
        </Loaded>
      </Section>
      <Loaded query={mapping}>
        {({ pages }) => (
          <MappingRules archive={archive} rules={pages[0]?.rules ?? []} count={pages[0]?.rules_count ?? 0} />
        )}
      </Loaded>
    </>
  );
}
