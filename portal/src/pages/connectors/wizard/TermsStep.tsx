// The terms, to be accepted.
import { Checkbox, makeStyles, tokens } from "@fluentui/react-components";
import type { Connector } from "../../../api/types";
import { useLayout } from "../../../components/page/styles";
import type { Act, State } from "./wizard";

const useStyles = makeStyles({
  terms: {
    whiteSpace: "pre-line",
    maxHeight: "320px",
    overflowY: "auto",
    padding: tokens.spacingHorizontalM,
    border: `1px solid ${tokens.colorNeutralStroke1}`,
    borderRadius: tokens.borderRadiusMedium,
  },
});

interface StepProps {
  connector: Connector;
  state: State;
  act: (act: Act) => void;
}

export function TermsStep({ connector, state, act }: StepProps) {
  const styles = useStyles();
  const layout = useLayout();
  return (
    <>
      <span className={layout.muted}>{`Version ${connector.terms.version}`}</span>
      {/* Long terms scroll, and scrolling must work by keyboard. */}
      {/* eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex */}
      <div className={styles.terms} role="region" aria-label="Terms of this connector" tabIndex={0}>
        {connector.terms.text}
      </div>
      <Checkbox
        label="Accept"
        checked={state.accepted}
        onChange={(_, { checked }) => {
          act({ do: "accept", accepted: checked === true });
        }}
      />
    </>
  );
}
