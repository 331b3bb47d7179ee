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
  "archive.read": "an administrator of connectors or somebody with an archive role",
  "archive.manage": "a Global Administrator or a Data Connector Admin",
  "archive.approve": "a Global Administrator, a Data Connector Admin or a Records Management",
  "mailboxes.read": "an eDiscovery Manager, a Records Management or a Reviewer",
  "mailboxes.export": "an eDiscovery Manager",
  "break_glass.ask":
    "a Global Administrator, a Data Connector Admin, a Compliance Manager Administration or an Archive Auditor",
  "break_glass.read":
    "a Global Administrator, a Data Connector Admin, a Compliance Manager Administration, an eDiscovery Manager, a Records Management or an Archive Auditor",
  "break_glass.decide": "a Global Administrator, an eDiscovery Manager or a Records Management",
} as const;
export type Permission = keyof typeof HOLDERS;

/** Undefined when it is allowed; else the reason why not. */
export function useRefusal(permission: Permission): string | undefined {
  const session = useSession();
  const allowed = session.data?.permissions.includes(permission) ?? false;
  return allowed ? undefined : `Only ${HOLDERS[permission]} may do this.`;
}

/** Whether it is allowed, for what is not even shown otherwise. */
export const useMay = (permission: Permission): boolean => useRefusal(permission) === undefined;
