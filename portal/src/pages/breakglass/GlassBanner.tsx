// Says all the while that something is read by break-glass, and for how long yet.
import { Button, MessageBar, MessageBarActions, MessageBarBody, MessageBarTitle } from "@fluentui/react-components";
import { useBreakGlass, useEndBreakGlass } from "../../api/queries/mailboxes";
import { ProblemBar } from "../../components/form/ProblemBar";
import { Moment } from "../../components/text/Moment";
import { remaining } from "./glass";
import { useNow } from "./useNow";

const overOf = (state: string) => {
  if (state === "asked") return "This break-glass was not granted yet";
  return state === "refused" ? "This break-glass was refused" : "This break-glass is over";
};

export function GlassBanner({ glass }: { glass: string }) {
  const requests = useBreakGlass(true);
  const end = useEndBreakGlass(glass);
  const now = useNow();
  const request = requests.data?.find((one) => one.id === glass);
  if (request === undefined) return null;
  const left = request.state === "approved" ? remaining(request.until, now) : undefined;
  return (
    <>
      <MessageBar intent={left === undefined ? "error" : "warning"} layout="multiline">
        <MessageBarBody>
          <MessageBarTitle>
            {left === undefined ? overOf(request.state) : `You are reading by break-glass: ${left} left`}
          </MessageBarTitle>
          {left === undefined ? (
            "Nothing can be opened by it."
          ) : (
            <>
              {`Asked for by ${request.asked_by}, granted by ${request.decided_by ?? "somebody"}, until `}
              <Moment value={request.until} />
              {". Everything you open is recorded. "}
            </>
          )}
          {` Reason: ${request.reason}`}
        </MessageBarBody>
        {left !== undefined && (
          <MessageBarActions>
            <Button
              disabled={end.isPending}
              onClick={() => {
                end.mutate(undefined);
              }}
            >
              End now
            </Button>
          </MessageBarActions>
        )}
      </MessageBar>
      <ProblemBar title="It was not ended." error={end.error} />
    </>
  );
}
