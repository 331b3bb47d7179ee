// One schema with its properties.
import { makeStyles, tokens } from "@fluentui/react-components";
import { DataTable, type Column } from "../../components/list/DataTable";
import { useLayout } from "../../components/page/styles";
import { TypeText } from "./TypeText";
import { properties, type Schema } from "./openapi";

const useStyles = makeStyles({
  root: {
    borderTop: `1px solid ${tokens.colorNeutralStroke2}`,
    paddingTop: tokens.spacingVerticalM,
    scrollMarginTop: tokens.spacingVerticalXXL,
  },
});

type Property = ReturnType<typeof properties>[number];
const COLUMNS: Column<Property>[] = [
  { id: "name", title: "Property", cell: (row) => <code>{row.name}</code> },
  { id: "type", title: "Type", cell: (row) => <TypeText schema={row.schema} /> },
  { id: "required", title: "Always there", cell: (row) => (row.required ? "Yes" : "No") },
  { id: "description", title: "Meaning", cell: (row) => row.schema.description ?? "" },
];

export function SchemaView({ name, schema }: { name: string; schema: Schema }) {
  const styles = useStyles();
  const layout = useLayout();
  const rows = properties(schema);
  return (
    <article id={`schema-${name}`} className={`${layout.tight} ${styles.root}`} aria-label={`Schema ${name}`}>
      <h3 className={layout.subheading}>{name}</h3>
      {schema.description !== undefined && <p className={layout.prose}>{schema.description}</p>}
      {rows.length === 0 ? (
        <TypeText schema={schema} />
      ) : (
        <DataTable label={`Properties of ${name}`} columns={COLUMNS} groups={[["", rows]]} rowKey={(row) => row.name} />
      )}
    </article>
  );
}
