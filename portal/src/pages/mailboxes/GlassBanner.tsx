// Says all the while that something is read by break-glass, and for how long yet.
import { Button, MessageBar, MessageBarActions, MessageBarBody, MessageBarTitle } from "@fluentui/react-components";
import { useBreakGlass, useEndBreakGlass } from "../../api/queries/mailboxes";
import { ProblemBar } from "../../components/form/ProblemBar";
import { Moment } from "../../components/text/Moment";
import { remaining } from "../breakglass/glass";
import { useNow } from "../breakglass/useNow";

export function GlassBanner({ glass }: { glass: string }) {
  const requests = useBreakGlass();
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
            {left === undefined ? "This break-glass is over" : `You are reading by break-glass: ${left} left`}
          </MessageBarTitle>
          {`Reason: ${request.reason} `}
          {left === undefined ? (
            "Nothing more can be opened by it."
          ) : (
            <>
              It ends <Moment value={request.until} />. Everything that you open is written down.
            </>
          )}
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
