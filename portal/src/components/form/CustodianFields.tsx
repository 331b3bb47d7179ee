// People who are to have a mailbox: typed or pasted, one a line, or from a file.
import { Field, Label, Textarea } from "@fluentui/react-components";
import { useId } from "react";
import { custodiansOf } from "../list/csv";
import { useLayout } from "../page/styles";
import { count } from "../text/format";
import { invalid } from "./errors";

/** How many wrong rows are told at once under the field. */
const TOLD_MAX = 5;

interface CustodianFieldsProps {
  text: string;
  onChange: (text: string) => void;
  /** What the server said, by `custodians.ROW.FIELD`. */
  errors: Readonly<Record<string, string>>;
}

export function custodianProblems(errors: Readonly<Record<string, string>>): string | undefined {
  const wrong = Object.entries(errors).filter(([field]) => field.startsWith("custodians"));
  if (wrong.length === 0) return undefined;
  const told = wrong.slice(0, TOLD_MAX).map(([field, message]) => {
    const row = /^custodians\.(\d+)\./.exec(field)?.[1];
    return row === undefined ? message : `Row ${Number(row) + 1}: ${message}`;
  });
  return `${told.join(" ")}${wrong.length > TOLD_MAX ? ` And ${wrong.length - TOLD_MAX} more.` : ""}`;
}

export function CustodianFields({ text, onChange, errors }: CustodianFieldsProps) {
  const layout = useLayout();
  const file = useId();
  const known = custodiansOf(text);
  return (
    <div className={`${layout.tight} ${layout.narrow}`}>
      <Field
        label="Custodians"
        hint={`One a line: address, then a comma and the name. ${known.length === 0 ? "" : `${count(known.length, "person", "people")} so far.`}`}
        {...invalid(custodianProblems(errors))}
      >
        <Textarea
          rows={6}
          resize="vertical"
          value={text}
          placeholder={"ana@example.com, Ana Rivera\nbo@example.com, Bo Nguyen"}
          onChange={(_, { value }) => {
            onChange(value);
          }}
        />
      </Field>
      <Label htmlFor={file}>Or choose a CSV file (address,name); its rows are added</Label>
      <input
        id={file}
        type="file"
        accept=".csv,text/csv,text/plain"
        onChange={({ target }) => {
          const [one] = target.files ?? [];
          if (one === undefined) return;
          void one.text().then((more) => {
            onChange(`${text.trim()}\n${more}`.trim());
            target.value = "";
          });
        }}
      />
    </div>
  );
}
