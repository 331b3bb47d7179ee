// What the signed-in person may do, as the server says it; the server decides again at every request.
import { useSession } from "../../api/queries/session";

/** Permissions that the portal asks about, with who has them, for the reason beside a disabled button. */
const HOLDERS = {
  "connectors.manage": "a Global Administrator or a Data Connector Admin",
  "assessments.manage": "a Global Administrator, Compliance Manager Administration or Contribution",
  "actions.update": "a Global Administrator, Compliance Manager Administration or Contribution",
  "actions.test": "a Global Administrator, Compliance Manager Administration or Assessor",
  "principals.manage": "a Global Administrator",
  "role_groups.manage": "a Global Administrator",
  "tokens.manage": "a Global Administrator",
  "alerts.manage": "a Global Administrator, a Data Connector Admin or Compliance Manager Administration",
  "notifications.manage": "a Global Administrator",
  "parameters.manage": "a Global Administrator or a Compliance Manager Administration",
  "pack_updates.manage": "a Global Administrator or a Compliance Manager Administration",
} as const;
export type Permission = keyof typeof HOLDERS;

/** Undefined when it is allowed; else the reason why not. */
export function useRefusal(permission: Permission): string | undefined {
  const session = useSession();
  const allowed = session.data?.permissions.includes(permission) ?? false;
  return allowed ? undefined : `Only ${HOLDERS[permission]} may do this.`;
}
