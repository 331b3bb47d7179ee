// The overview's line about alerts that somebody has still to do something about.
import { MessageBar, MessageBarBody } from "@fluentui/react-components";
import { useAlertCounts } from "../../api/queries/alerts";
import { useSession } from "../../api/queries/session";
import { PageLink } from "../../components/text/links";

const counted = (count: number, word: string) => `${count} ${count === 1 ? "alert is" : "alerts are"} ${word}`;

export function OpenAlerts() {
  const session = useSession();
  const counts = useAlertCounts(session.data?.permissions.includes("alerts.read") ?? false);
  const { active = 0, investigating = 0 } = counts.data ?? {};
  const parts = [
    ...(active > 0 ? [counted(active, "active")] : []),
    ...(investigating > 0 ? [counted(investigating, "being investigated")] : []),
  ];
  if (parts.length === 0) return null;
  return (
    <MessageBar intent={active > 0 ? "error" : "info"} layout="multiline">
      <MessageBarBody>
        {`${parts.join(", ")}. `}
        <PageLink to={active > 0 ? "/alerts?status=active" : "/alerts?status=investigating"}>Alerts</PageLink>
      </MessageBarBody>
    </MessageBar>
  );
}
