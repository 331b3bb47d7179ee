// A wizard's frame: the steps at the side, one of them open as a form, Back and Next under it.
import { Button, Card, makeStyles, mergeClasses, tokens } from "@fluentui/react-components";
import { CheckmarkCircle20Filled, Circle20Regular, RecordStop20Regular } from "@fluentui/react-icons";
import { useEffect, useRef, type SubmitEvent, type ReactNode } from "react";
import { focusFirstError } from "../form/errors";
import { useLayout } from "../page/styles";

export interface WizardStep<Id extends string> {
  id: Id;
  title: string;
}

const useStyles = makeStyles({
  root: {
    display: "grid",
    gridTemplateColumns: "minmax(180px, 1fr) 4fr",
    gap: tokens.spacingHorizontalXXL,
    alignItems: "start",
    "@media (max-width: 760px)": { gridTemplateColumns: "1fr" },
  },
  steps: { listStyleType: "none", margin: 0, padding: 0, display: "grid", gap: tokens.spacingVerticalM },
  step: {
    display: "flex",
    gap: tokens.spacingHorizontalS,
    alignItems: "center",
    color: tokens.colorNeutralForeground2,
  },
  here: { color: tokens.colorNeutralForeground1, fontWeight: tokens.fontWeightSemibold },
  mark: { color: tokens.colorBrandForeground1, display: "flex" },
  heading: { ":focus": { outline: "none" } },
  foot: { borderTop: `1px solid ${tokens.colorNeutralStroke2}`, paddingTop: tokens.spacingVerticalL },
});

interface WizardProps<Id extends string> {
  label: string;
  steps: readonly WizardStep<Id>[];
  current: Id;
  next: string;
  /** Why Next is disabled; undefined when it is not. */
  blocked?: string | undefined;
  busy?: boolean;
  onNext: () => void;
  onBack: () => void;
  onCancel: () => void;
  /** Keeps what was typed and leaves; not every wizard can. */
  onSave?: () => void;
  /** Changes whenever wrong fields were found, so that the first of them gets the focus. */
  errors: unknown;
  children: ReactNode;
}

export function Wizard<Id extends string>(props: WizardProps<Id>) {
  const { label, steps, current, next, blocked, busy = false, onNext, onBack, onCancel, onSave } = props;
  const { errors, children } = props;
  const styles = useStyles();
  const layout = useLayout();
  const heading = useRef<HTMLHeadingElement>(null);
  const form = useRef<HTMLFormElement>(null);
  const opened = useRef(current);
  const index = steps.findIndex((step) => step.id === current);
  useEffect(() => {
    if (opened.current === current) return;
    opened.current = current;
    heading.current?.focus();
  }, [current]);
  useEffect(() => {
    focusFirstError(form.current);
  }, [errors]);
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    if (blocked === undefined && !busy) onNext();
  };
  return (
    <div className={styles.root}>
      <nav aria-label={label}>
        <ol className={styles.steps}>
          {steps.map((step, at) => (
            <li
              key={step.id}
              className={mergeClasses(styles.step, at === index && styles.here)}
              aria-current={at === index ? "step" : undefined}
            >
              <span className={styles.mark} aria-hidden>
                {at < index ? <CheckmarkCircle20Filled /> : at === index ? <RecordStop20Regular /> : <Circle20Regular />}
              </span>
              {step.title}
            </li>
          ))}
        </ol>
      </nav>
      <Card>
        <form ref={form} onSubmit={submit} noValidate className={layout.stack}>
          <h2 ref={heading} tabIndex={-1} className={`${layout.heading} ${styles.heading}`}>
            {steps[index]?.title}
          </h2>
          {children}
          <div className={`${layout.row} ${styles.foot}`}>
            <Button type="button" onClick={onBack} disabled={index === 0 || busy}>
              Back
            </Button>
            <Button type="submit" appearance="primary" disabled={blocked !== undefined || busy}>
              {next}
            </Button>
            {onSave !== undefined && (
              <Button type="button" onClick={onSave} disabled={busy}>
                Save and close
              </Button>
            )}
            <Button type="button" appearance="subtle" onClick={onCancel}>
              Cancel
            </Button>
            {blocked !== undefined && <span className={layout.muted}>{blocked}</span>}
          </div>
        </form>
      </Card>
    </div>
  );
}
