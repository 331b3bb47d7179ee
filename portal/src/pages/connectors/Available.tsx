// The connectors that are shipped.
import { useConnectors } from "../../api/queries/connectors";
import type { Connector } from "../../api/types";
import type { Column } from "../../components/list/DataTable";
import { ListView } from "../../components/list/ListView";
import { optionsOf } from "../../components/list/rows";
import { Empty } from "../../components/page/Empty";
import { Loaded } from "../../components/page/Loaded";
import { Section } from "../../components/page/Section";
import { serviceName } from "../../components/status/words";
import { ButtonLink, PageLink } from "../../components/text/links";

/** Where the activated ones are listed. */
const activatedAt = (row: Connector) =>
  `/connectors/activated?${row.kind === "archive" ? "archive-" : ""}service=${row.service}`;

const COLUMNS: Column<Connector>[] = [
  {
    id: "title",
    title: "Connector",
    sort: (row) => row.title,
    cell: (row) => <PageLink to={`/connectors/${row.id}`}>{row.title}</PageLink>,
  },
  { id: "service", title: "Service", sort: (row) => row.service, cell: (row) => serviceName(row.service) },
  { id: "summary", title: "What it does", cell: (row) => row.summary },
  {
    id: "instances",
    title: "Activated",
    numeric: true,
    sort: (row) => row.instances,
    cell: (row) =>
      row.instances === 0 ? (
        "0"
      ) : (
        <PageLink to={activatedAt(row)} label={`${row.instances} activated`}>
          {row.instances}
        </PageLink>
      ),
  },
  {
    id: "activate",
    title: "Set up",
    cell: (row) => (
      <ButtonLink to={`/connectors/${row.id}`} label={`Activate connector: ${row.title}`}>
        Activate connector
      </ButtonLink>
    ),
  },
];

const KINDS = [
  {
    kind: "compliance",
    title: "Compliance connectors",
    label: "Available connectors",
    prefix: "",
    noun: ["connector", "connectors"],
    empty: "Vouchsafe was started without packs. Look at what it printed when it started.",
  },
  {
    kind: "archive",
    title: "Archive connectors",
    label: "Available archive connectors",
    prefix: "archive-",
    noun: ["archive connector", "archive connectors"],
    empty: "None of the packs that Vouchsafe was started with is for archiving.",
  },
] as const;

/** What tests a service and what archives what people write there, never in one list. */
export function Available() {
  const connectors = useConnectors();
  return KINDS.map((section) => (
    <Section key={section.kind} title={section.title}>
      <Loaded query={connectors}>
        {(all) => {
          const rows = all.filter((row) => (row.kind === "archive") === (section.kind === "archive"));
          return (
            <ListView
              label={section.label}
              prefix={section.prefix}
              noun={section.noun}
              rows={rows}
              rowKey={(row) => row.id}
              text={(row) => `${row.title} ${row.service} ${row.summary}`}
              columns={COLUMNS}
              sort="title"
              filters={[
                {
                  id: "service",
                  label: "Service",
                  options: optionsOf(rows, (row) => row.service, serviceName),
                  test: (row, value) => row.service === value,
                },
              ]}
              empty={<Empty title="No connector is shipped">{section.empty}</Empty>}
            />
          );
        }}
      </Loaded>
    </Section>
  ));
}
