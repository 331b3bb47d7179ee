// Looks at a page as of a past date, and says so while it does.
import {
  Button,
  MessageBar,
  MessageBarActions,
  MessageBarBody,
  MessageBarTitle,
  useRestoreFocusTarget,
} from "@fluentui/react-components";
import { CalendarClock20Regular } from "@fluentui/react-icons";
import { useState } from "react";
import { useSearchParams } from "react-router";
import { Moment } from "../text/Moment";
import { AsOfDialog } from "./AsOfDialog";

/** The date that the page is looked at, as RFC 3339; undefined for now. */
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
  const focusTarget = useRestoreFocusTarget();
  return (
    <>
      <Button
        {...focusTarget}
        icon={<CalendarClock20Regular />}
        aria-haspopup="dialog"
        onClick={() => {
          setOpen(true);
        }}
      >
        {asOf === undefined ? "As of now" : "As of a past date"}
      </Button>
      {open && (
        <AsOfDialog
          asOf={asOf}
          onLook={(next) => {
            setOpen(false);
            setAsOf(next);
          }}
          onClose={() => {
            setOpen(false);
          }}
        />
      )}
    </>
  );
}

/** Says that a past date is looked at. */
export function AsOfBanner() {
  const { asOf, setAsOf } = useAsOf();
  if (asOf === undefined) return null;
  return (
    <MessageBar intent="warning">
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
