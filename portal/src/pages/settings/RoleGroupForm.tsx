// Creates a role group, or changes one.
import {
  Button,
  Checkbox,
  Dialog,
  DialogActions,
  DialogBody,
  DialogContent,
  DialogSurface,
  DialogTitle,
  Field,
  Input,
  Textarea,
} from "@fluentui/react-components";
import { useRef, useState, type SubmitEvent } from "react";
import { useSaveRoleGroup } from "../../api/queries/access";
import type { Role, RoleGroup } from "../../api/types";
import { CheckboxGroup } from "../../components/form/CheckboxGroup";
import { ProblemBar } from "../../components/form/ProblemBar";
import { fieldError, focusFirstError, invalid } from "../../components/form/errors";
import { useLayout } from "../../components/page/styles";
import { ARCHIVE_ROLE, ROLE } from "../../components/status/words";
import { MailboxReach } from "./MailboxReach";

const FIELDS = ["name", "description", "roles", "mailboxes"];

export function RoleGroupForm({ group, onClose }: { group?: RoleGroup; onClose: () => void }) {
  const layout = useLayout();
  const save = useSaveRoleGroup(group?.id);
  const [name, setName] = useState(group?.name ?? "");
  const [description, setDescription] = useState(group?.description ?? "");
  const [roles, setRoles] = useState<Role[]>(group?.roles ?? []);
  const [mailboxes, setMailboxes] = useState(group?.mailboxes ?? null);
  const [tried, setTried] = useState(false);
  const form = useRef<HTMLFormElement>(null);
  const problems = {
    name: name.trim() === "" ? "Enter a name." : undefined,
    description: undefined,
    roles: roles.length === 0 ? "Choose at least one role." : undefined,
    mailboxes: mailboxes?.length === 0 ? "Enter the address of at least one mailbox, or choose all." : undefined,
  };
  const said = (field: keyof typeof problems) =>
    (tried ? problems[field] : undefined) ?? fieldError(save.error, field);
  const wrong = () => {
    focusFirstError(form.current);
  };
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    setTried(true);
    if (Object.values(problems).some((one) => one !== undefined)) wrong();
    else save.mutate({ name, description, roles, mailboxes }, { onSuccess: onClose, onError: wrong });
  };
  const title = group === undefined ? "Create role group" : `Edit ${group.name}`;
  return (
    <Dialog
      open
      onOpenChange={(_, { open }) => {
        if (!open) onClose();
      }}
    >
      <DialogSurface>
        <form ref={form} onSubmit={submit} noValidate>
          <DialogBody>
            <DialogTitle>{title}</DialogTitle>
            <DialogContent className={layout.stack}>
              <Field label="Name" required {...invalid(said("name"))}>
                <Input
                  value={name}
                  autoComplete="off"
                  onChange={(_, { value }) => {
                    setName(value);
                    save.reset();
                  }}
                />
              </Field>
              <Field label="Description" {...invalid(said("description"))}>
                <Textarea
                  value={description}
                  onChange={(_, { value }) => {
                    setDescription(value);
                    save.reset();
                  }}
                />
              </Field>
              <CheckboxGroup label="Roles" error={said("roles")}>
                {(Object.keys(ROLE) as Role[]).map((role) => (
                  <Checkbox
                    key={role}
                    label={ROLE[role]}
                    checked={roles.includes(role)}
                    onChange={(_, { checked }) => {
                      setRoles(checked === true ? [...roles, role] : roles.filter((one) => one !== role));
                      save.reset();
                    }}
                  />
                ))}
              </CheckboxGroup>
              {roles.some((role) => role in ARCHIVE_ROLE) && (
                <MailboxReach
                  mailboxes={mailboxes}
                  error={said("mailboxes")}
                  onChange={(next) => {
                    setMailboxes(next);
                    save.reset();
                  }}
                />
              )}
              <ProblemBar title="The role group was not saved." error={save.error} fields={FIELDS} />
            </DialogContent>
            <DialogActions>
              <Button type="button" onClick={onClose}>
                Cancel
              </Button>
              <Button type="submit" appearance="primary" disabled={save.isPending}>
                {group === undefined ? "Create" : "Save"}
              </Button>
            </DialogActions>
          </DialogBody>
        </form>
      </DialogSurface>
    </Dialog>
  );
}
