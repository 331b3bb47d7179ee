// Rules from a file: looked at first, taken over then.
import { Button, Field, Input, Label, Spinner } from "@fluentui/react-components";
import { useId, useState } from "react";
import type { Archive } from "../../api/archive";
import { ApiError } from "../../api/client";
import { useImportMapping } from "../../api/queries/mapping";
import { ProblemBar } from "../../components/form/ProblemBar";
import { DataTable, type Column } from "../../components/list/DataTable";
import { useLayout } from "../../components/page/styles";
import { NOTHING, count } from "../../components/text/format";
import { ImportResult } from "./ImportResult";
import { rowProblems, type RowProblem } from "./csvProblems";

const COLUMNS: Column<RowProblem>[] = [
  { id: "row", title: "Row", cell: (row) => (row.row === null ? "The file" : String(row.row)) },
  { id: "column", title: "Column", cell: (row) => (row.column === "" ? NOTHING : row.column) },
  { id: "message", title: "What is wrong", width: "60%", cell: (row) => row.message },
];

export function UploadRules({ archive, onClose }: { archive: Archive; onClose: () => void }) {
  const layout = useLayout();
  const input = useId();
  const [file, setFile] = useState<File | null>(null);
  const [why, setWhy] = useState("");
  const look = useImportMapping(archive.id);
  const take = useImportMapping(archive.id);
  const error = look.error ?? take.error;
  const problems = error instanceof ApiError ? rowProblems(error.fields) : [];
  const result = take.data ?? look.data;
  return (
    <div role="group" aria-label="Upload CSV" className={layout.tight}>
      <p className={layout.prose}>
        Columns ExternalUserId and Mailbox, with a header. Nothing is taken over before you have seen what it would do.
      </p>
      <Field label="Why" hint="Shown to auditors, with each rule of the file." className={layout.narrow}>
        <Input
          value={why}
          autoComplete="off"
          onChange={(_, { value }) => {
            setWhy(value);
          }}
        />
      </Field>
      <Label htmlFor={input}>CSV file</Label>
      <input
        id={input}
        type="file"
        accept=".csv,text/csv,text/plain"
        onChange={({ target }) => {
          const [one] = target.files ?? [];
          if (one === undefined) return;
          setFile(one);
          take.reset();
          look.mutate({ file: one, why, dry_run: true });
          // The same file, mended, may be chosen again.
          target.value = "";
        }}
      />
      {look.isPending && <Spinner size="tiny" label="Looking at what it would do …" />}
      {problems.length > 0 ? (
        <>
          <span role="alert">
            {`Nothing was taken over: ${count(problems.length, "problem")} in ${file?.name ?? "the file"}. Mend the file and choose it again.`}
          </span>
          <DataTable
            label="Problems of the file"
            columns={COLUMNS}
            groups={[["", problems]]}
            rowKey={(row) => `${row.row ?? 0} ${row.column} ${row.message}`}
          />
        </>
      ) : (
        <ProblemBar title="Nothing was taken over." error={error} />
      )}
      {result !== undefined && <ImportResult result={result} />}
      <div className={layout.row}>
        <Button
          appearance="primary"
          disabled={file === null || !look.isSuccess || take.isPending || take.isSuccess}
          onClick={() => {
            if (file !== null) take.mutate({ file, why, dry_run: false });
          }}
        >
          {take.isSuccess ? "Taken over" : "Take over"}
        </Button>
        <Button onClick={onClose}>Close</Button>
      </div>
    </div>
  );
}
