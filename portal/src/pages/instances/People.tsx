// Who holds what at the service, and by which path.
import { MessageBar, MessageBarBody } from "@fluentui/react-components";
import { usePeople } from "../../api/queries/instances";
import type { Held, Instance, People as PeopleData } from "../../api/types";
import type { Column } from "../../components/list/DataTable";
import { ListView } from "../../components/list/ListView";
import { optionsOf, type Filter } from "../../components/list/rows";
import { Empty } from "../../components/page/Empty";
import { Loaded } from "../../components/page/Loaded";
import { Section } from "../../components/page/Section";
import { useLayout } from "../../components/page/styles";
import { Moment } from "../../components/text/Moment";

/** One person who holds one thing. */
type Row = Held["people"][number] & Pick<Held, "signal" | "what" | "read_at">;

const rowsOf = ({ held }: PeopleData): Row[] =>
  held.flatMap(({ people, signal, what, read_at }) => people.map((person) => ({ ...person, signal, what, read_at })));

function Person({ row }: { row: Row }) {
  const layout = useLayout();
  return (
    <span className={layout.tight}>
      <span>{row.name ?? "Name not kept"}</span>
      <span className={`${layout.muted} ${layout.mono}`}>{row.id}</span>
    </span>
  );
}

function Paths({ row }: { row: Row }) {
  const layout = useLayout();
  return (
    <ul className={layout.list}>
      {row.paths.map((path) => (
        <li key={path}>{path}</li>
      ))}
    </ul>
  );
}

const COLUMNS: Column<Row>[] = [
  { id: "what", title: "Permission", sort: (row) => row.what, cell: (row) => row.what },
  { id: "person", title: "Person", sort: (row) => row.name ?? row.id, cell: (row) => <Person row={row} /> },
  { id: "paths", title: "Held by", width: "45%", cell: (row) => <Paths row={row} /> },
  { id: "read", title: "Read at", cell: (row) => <Moment value={row.read_at} /> },
];

export function People({ instance }: { instance: Instance }) {
  const people = usePeople(instance.id);
  return (
    <Section title="Who holds what">
      <Loaded query={people}>{(data) => <Holders people={data} />}</Loaded>
    </Section>
  );
}

function Holders({ people }: { people: PeopleData }) {
  const layout = useLayout();
  const rows = rowsOf(people);
  const filters: Filter<Row>[] = [
    {
      id: "permission",
      label: "Permission",
      options: optionsOf(rows, (row) => row.what, (what) => what),
      test: (row, value) => row.what === value,
    },
  ];
  return (
    <>
      <p className={layout.prose}>
        Active people as they were read last, with every path by which they come to a permission. Names are erased after
        a time; the service's ids stay.
      </p>
      {people.unread.map((one) => (
        <MessageBar key={one.signal} intent="warning" layout="multiline">
          <MessageBarBody>{`${one.title}: ${one.why}`}</MessageBarBody>
        </MessageBar>
      ))}
      <ListView
        label="Who holds what"
        noun={["person", "people"]}
        rows={rows}
        rowKey={(row) => `${row.signal} ${row.what} ${row.id}`}
        text={(row) => `${row.what} ${row.name ?? ""} ${row.id} ${row.paths.join(" ")}`}
        columns={COLUMNS}
        filters={filters}
        sort="what"
        empty={<Empty title="Nobody was found">Nobody holds any of these permissions, as far as was read.</Empty>}
      />
    </>
  );
}
