// Which regulation, with the services it supports.
import {
  Field,
  Radio,
  RadioGroup,
  SearchBox,
  Table,
  TableBody,
  TableCell,
  TableHeader,
  TableHeaderCell,
  TableRow,
  makeStyles,
  tokens,
} from "@fluentui/react-components";
import { useId, useState } from "react";
import type { RegulationSummary } from "../../../api/types";
import { invalid } from "../../../components/form/errors";
import { arrange } from "../../../components/list/rows";
import { Empty } from "../../../components/page/Empty";
import { useLayout } from "../../../components/page/styles";
import { serviceName } from "../../../components/status/words";
import type { Act, Offer, State } from "./wizard";

const useStyles = makeStyles({
  table: { tableLayout: "auto" },
  head: { fontWeight: tokens.fontWeightSemibold },
  // Level with the radio button's label.
  cell: { verticalAlign: "top", padding: tokens.spacingHorizontalS },
  choice: { verticalAlign: "top" },
  description: {
    color: tokens.colorNeutralForeground2,
    padding: `0 0 ${tokens.spacingVerticalS} ${tokens.spacingHorizontalXXXL}`,
  },
});
const HEADS = ["Regulation", "Supported services", "Controls", "Improvement actions"];

interface RegulationStepProps {
  regulations: readonly RegulationSummary[];
  offer: Offer;
  state: State;
  act: (act: Act) => void;
}

export function RegulationStep({ regulations, offer, state, act }: RegulationStepProps) {
  const styles = useStyles();
  const layout = useLayout();
  const id = useId();
  const [search, setSearch] = useState("");
  const shown = arrange(
    regulations,
    { search, sort: "title", filters: {} },
    (row) => `${row.title} ${row.description} ${row.services.join(" ")}`,
    [{ id: "title", sort: (row) => row.title }],
    [],
  );
  const connected = [...new Set(offer.instances.map((one) => one.service))];
  return (
    <>
      <Field label="Search" className={layout.narrow}>
        <SearchBox
          value={search}
          placeholder="Search regulations"
          onChange={(_, { value }) => {
            setSearch(value);
          }}
        />
      </Field>
      {shown.length === 0 && <Empty title="Nothing matches">No regulation matches this search.</Empty>}
      <Field {...invalid(state.errors.regulation)}>
        <RadioGroup
          aria-label="Regulation"
          value={state.regulation?.id ?? ""}
          onChange={(_, { value }) => {
            const regulation = regulations.find((one) => one.id === value);
            if (regulation !== undefined) act({ do: "regulation", regulation, connected });
          }}
        >
          <Table aria-label="Regulations" className={styles.table}>
            <TableHeader>
              <TableRow>
                {HEADS.map((title) => (
                  <TableHeaderCell key={title} className={styles.head}>
                    {title}
                  </TableHeaderCell>
                ))}
              </TableRow>
            </TableHeader>
            <TableBody>
              {shown.map((one) => (
                <TableRow key={one.id}>
                  <TableCell className={styles.choice}>
                    <Radio
                      value={one.id}
                      label={`${one.title} (${one.version})`}
                      aria-describedby={`${id}-${one.id}`}
                    />
                    <div id={`${id}-${one.id}`} className={styles.description}>
                      {one.description}
                    </div>
                  </TableCell>
                  <TableCell className={styles.cell}>{one.services.map(serviceName).join(", ") || "None"}</TableCell>
                  <TableCell className={styles.cell}>{one.controls}</TableCell>
                  <TableCell className={styles.cell}>
                    {`${one.actions}: ${one.automatic} automatic, ${one.manual} manual`}
                  </TableCell>
                </TableRow>
              ))}
            </TableBody>
          </Table>
        </RadioGroup>
      </Field>
    </>
  );
}
