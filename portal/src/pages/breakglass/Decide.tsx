// What can be done with a request: granting, refusing, ending, withdrawing.
import { Button } from "@fluentui/react-components";
import type { BreakGlass as Request } from "../../api/archive";
import { useDecideBreakGlass, useEndBreakGlass } from "../../api/queries/mailboxes";
import { GuardedButton } from "../../components/access/GuardedButton";
import { useMay } from "../../components/access/permissions";
import { ProblemBar } from "../../components/form/ProblemBar";
import { useLayout } from "../../components/page/styles";

export function Decide({ row }: { row: Request }) {
  const layout = useLayout();
  const decide = useDecideBreakGlass(row.id);
  const end = useEndBreakGlass(row.id);
  const mayEnd = useMay("break_glass.decide") || row.mine;
  const busy = decide.isPending || end.isPending;
  const answer = (grant: boolean) => () => {
    decide.mutate(grant);
  };
  const finish = () => {
    end.mutate(undefined);
  };
  return (
    <div className={layout.tight}>
      <div className={layout.row}>
        {row.state === "asked" && row.mine && (
          <>
            <span className={layout.muted}>Somebody else has to grant it.</span>
            <Button size="small" disabled={busy} onClick={finish}>
              Withdraw
            </Button>
          </>
        )}
        {row.state === "asked" && !row.mine && (
          <>
            <GuardedButton
              needs="break_glass.decide"
              size="small"
              disabled={busy}
              aria-label={`Grant ${row.asked_by}`}
              onClick={answer(true)}
            >
              Grant
            </GuardedButton>
            <GuardedButton
              needs="break_glass.decide"
              size="small"
              disabled={busy}
              aria-label={`Refuse ${row.asked_by}`}
              onClick={answer(false)}
            >
              Refuse
            </GuardedButton>
          </>
        )}
        {row.state === "approved" && mayEnd && (
          <Button size="small" disabled={busy} aria-label={`End that of ${row.asked_by}`} onClick={finish}>
            End
          </Button>
        )}
      </div>
      <ProblemBar title="That was not done." error={decide.error ?? end.error} />
    </div>
  );
}
