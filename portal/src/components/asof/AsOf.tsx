// Looks at a page as of a past date, and says so while it does.
import {
  Button,
  Field,
  Input,
  MessageBar,
  MessageBarActions,
  MessageBarBody,
  MessageBarTitle,
  Popover,
  PopoverSurface,
  PopoverTrigger,
} from "@fluentui/react-components";
import { CalendarClock20Regular } from "@fluentui/react-icons";
import { useState, type SubmitEvent } from "react";
import { useSearchParams } from "react-router";
import { useLayout } from "../page/styles";
import { Moment } from "../text/Moment";
import { fromField, toField } from "./asof";

export function useAsOf() {
  const [parameters, change] = useSearchParams();
  const asOf = parameters.get("as_of") ?? undefined;
  const setAsOf = (next: string | undefined) => {
    change((before) => {
      const parameters = new URLSearchParams(before);
      if (next === undefined) parameters.delete("as_of");
      else parameters.set("as_of", next);
      return parameters;
    });
  };
  return { asOf, setAsOf };
}

/** The button beside a page's title. */
export function AsOfButton() {
  const { asOf, setAsOf } = useAsOf();
  const [open, setOpen] = useState(false);
  const [text, setText] = useState("");
  const [error, setError] = useState<string>();
  const layout = useLayout();
  const look = (event: SubmitEvent) => {
    event.preventDefault();
    const chosen = fromField(text);
    if (chosen === undefined) {
      setError("Enter a date and a time.");
      return;
    }
    setAsOf(chosen);
    setOpen(false);
  };
  return (
    <Popover
      open={open}
      trapFocus
      onOpenChange={(_, data) => {
        setText(toField(asOf));
        setError(undefined);
        setOpen(data.open);
      }}
    >
      <PopoverTrigger disableButtonEnhancement>
        <Button icon={<CalendarClock20Regular />}>{asOf === undefined ? "As of now" : "As of a past date"}</Button>
      </PopoverTrigger>
      <PopoverSurface aria-label="As of">
        <form onSubmit={look} className={layout.tight} noValidate>
          <Field
            label="As of (your time zone)"
            hint="What Vouchsafe knew at that time"
            validationMessage={error ?? null}
          >
            <Input
              type="datetime-local"
              value={text}
              onChange={(_, { value }) => {
                setText(value);
              }}
            />
          </Field>
          <div className={layout.row}>
            <Button type="submit" appearance="primary">
              Look
            </Button>
            <Button
              disabled={asOf === undefined}
              onClick={() => {
                setAsOf(undefined);
                setOpen(false);
              }}
            >
              Back to now
            </Button>
          </div>
        </form>
      </PopoverSurface>
    </Popover>
  );
}

/** Says that a past date is looked at. */
export function AsOfBanner() {
  const { asOf, setAsOf } = useAsOf();
  if (asOf === undefined) return null;
  return (
    <MessageBar intent="warning" layout="multiline">
      <MessageBarBody>
        <MessageBarTitle>You are looking at the past.</MessageBarTitle>
        This is what Vouchsafe knew at <Moment value={asOf} />.
      </MessageBarBody>
      <MessageBarActions>
        <Button
          onClick={() => {
            setAsOf(undefined);
          }}
        >
          Back to now
        </Button>
      </MessageBarActions>
    </MessageBar>
  );
}
