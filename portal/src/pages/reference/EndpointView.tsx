// One operation: what it takes and what it answers.
import { Badge, makeStyles, tokens } from "@fluentui/react-components";
import { DataTable, type Column } from "../../components/list/DataTable";
import { useLayout } from "../../components/page/styles";
import { TypeText } from "./TypeText";
import { bodies, type Endpoint, type Parameter, type Schema } from "./openapi";

const useStyles = makeStyles({
  root: {
    borderTop: `1px solid ${tokens.colorNeutralStroke2}`,
    paddingTop: tokens.spacingVerticalM,
    scrollMarginTop: tokens.spacingVerticalXXL,
  },
  method: { minWidth: "56px", textTransform: "uppercase" },
  path: { margin: 0, fontFamily: tokens.fontFamilyMonospace, fontSize: tokens.fontSizeBase300, overflowWrap: "anywhere" },
});

const PARAMETERS: Column<Parameter>[] = [
  { id: "name", title: "Name", cell: (row) => <code>{row.name}</code> },
  { id: "in", title: "In", cell: (row) => row.in },
  { id: "type", title: "Type", cell: (row) => <TypeText schema={row.schema ?? {}} /> },
  { id: "required", title: "Required", cell: (row) => (row.required ? "Yes" : "No") },
  { id: "description", title: "Meaning", cell: (row) => row.description ?? "" },
];

interface Answer {
  status: string;
  description: string;
  schemas: [string, Schema][];
}
const ANSWERS: Column<Answer>[] = [
  { id: "status", title: "Status", cell: (row) => row.status },
  { id: "description", title: "When", cell: (row) => row.description },
  { id: "schema", title: "Body", cell: (row) => <Bodies schemas={row.schemas} /> },
];

function Bodies({ schemas }: { schemas: [string, Schema][] }) {
  const layout = useLayout();
  if (schemas.length === 0) return <>None</>;
  return (
    <span className={layout.tight}>
      {schemas.map(([media, schema]) => (
        <span key={media}>
          <TypeText schema={schema} /> <span className={layout.muted}>({media})</span>
        </span>
      ))}
    </span>
  );
}

export function EndpointView({ endpoint }: { endpoint: Endpoint }) {
  const styles = useStyles();
  const layout = useLayout();
  const { operation } = endpoint;
  const parameters = operation.parameters ?? [];
  const answers = Object.entries(operation.responses ?? {}).map(
    ([status, answer]): Answer => ({ status, description: answer.description ?? "", schemas: bodies(answer) }),
  );
  const where = `${endpoint.method.toUpperCase()} ${endpoint.path}`;
  return (
    <article id={endpoint.id} className={`${layout.tight} ${styles.root}`} aria-label={where}>
      <div className={layout.row}>
        <Badge appearance="outline" color="brand" size="large" shape="rounded" className={styles.method}>
          {endpoint.method}
        </Badge>
        <h3 className={styles.path}>{endpoint.path}</h3>
      </div>
      {operation.summary !== undefined && <span>{operation.summary}</span>}
      {operation.description !== undefined && <p className={layout.prose}>{operation.description}</p>}
      {operation["x-use-case"] !== undefined && (
        <span className={layout.muted}>
          {"Permission: "}
          <code>{operation["x-use-case"]}</code>
        </span>
      )}
      {parameters.length > 0 && (
        <DataTable
          label={`Parameters of ${where}`}
          columns={PARAMETERS}
          groups={[["", parameters]]}
          rowKey={(row) => `${row.in} ${row.name}`}
        />
      )}
      {operation.requestBody !== undefined && (
        <span>
          {"Body: "}
          <Bodies schemas={bodies(operation.requestBody)} />
        </span>
      )}
      <DataTable
        label={`Answers of ${where}`}
        columns={ANSWERS}
        groups={[["", answers]]}
        rowKey={(row) => row.status}
      />
    </article>
  );
}
