// Several checkboxes under one label and one error.
import { Field, FieldContextProvider, makeStyles, tokens, useFieldContext_unstable } from "@fluentui/react-components";
import type { ReactNode } from "react";
import { invalid } from "./errors";

const useStyles = makeStyles({
  root: { display: "flex", flexDirection: "column", rowGap: tokens.spacingVerticalXXS },
});

interface CheckboxGroupProps {
  label: string;
  /** Where the heading above says it already. */
  hideLabel?: boolean;
  error: string | undefined;
  children: ReactNode;
}

export function CheckboxGroup({ label, hideLabel = false, error, children }: CheckboxGroupProps) {
  const styles = useStyles();
  return (
    <Field {...(hideLabel ? {} : { label })} {...invalid(error)}>
      <div role="group" aria-label={label} className={styles.root}>
        <OwnLabels>{children}</OwnLabels>
      </div>
    </Field>
  );
}

/**
 * Fluent's Field is for one control, and would give its id and its label to each of several. Here they keep their
 * own, and take from it only what is wrong.
 */
function OwnLabels({ children }: { children: ReactNode }) {
  const field = useFieldContext_unstable();
  if (field === undefined) return children;
  const { orientation, required, size, validationState, validationMessageId } = field;
  const said = validationMessageId === undefined ? {} : { validationMessageId };
  return (
    <FieldContextProvider value={{ generatedControlId: "", orientation, required, size, validationState, ...said }}>
      {children}
    </FieldContextProvider>
  );
}
