// Puts somebody into another role group, and removes a second factor that was lost.
import {
  Button,
  Dialog,
  DialogActions,
  DialogBody,
  DialogContent,
  DialogSurface,
  DialogTitle,
} from "@fluentui/react-components";
import { useState, type SubmitEvent } from "react";
import { useResetSecondFactor, useSetRoleGroup } from "../../api/queries/session";
import type { Principal } from "../../api/types";
import { ProblemBar } from "../../components/form/ProblemBar";
import { fieldError } from "../../components/form/errors";
import { useLayout } from "../../components/page/styles";
import { RoleGroupSelect } from "./RoleGroupSelect";

export function EditUser({ principal, me, onClose }: { principal: Principal; me: boolean; onClose: () => void }) {
  const layout = useLayout();
  const save = useSetRoleGroup();
  const reset = useResetSecondFactor();
  const [group, setGroup] = useState(principal.role_group.id);
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    save.mutate({ id: principal.id, role_group: group }, { onSuccess: onClose });
  };
  return (
    <Dialog
      open
      onOpenChange={(_, { open }) => {
        if (!open) onClose();
      }}
    >
      <DialogSurface>
        <form onSubmit={submit} noValidate>
          <DialogBody>
            <DialogTitle>Edit {principal.name}</DialogTitle>
            <DialogContent className={layout.stack}>
              <RoleGroupSelect
                value={group}
                error={fieldError(save.error, "role_group")}
                onChange={(id) => {
                  setGroup(id);
                  save.reset();
                }}
              />
              <p className={layout.prose}>It takes the place of the one before, from their next request on.</p>
              <ProblemBar title="The role group was not changed." error={save.error} fields={["role_group"]} />
              {principal.second_factor && !me && (
                <div className={layout.tight}>
                  <p className={layout.prose}>
                    Signing in takes a second factor. Remove it when {principal.name} lost the authenticator and all
                    recovery codes: be sure that it is {principal.name} who asks.
                  </p>
                  <div>
                    <Button
                      type="button"
                      disabled={reset.isPending}
                      onClick={() => {
                        reset.mutate(principal.id, { onSuccess: onClose });
                      }}
                    >
                      Remove second factor
                    </Button>
                  </div>
                  <ProblemBar title="The second factor was not removed." error={reset.error} />
                </div>
              )}
            </DialogContent>
            <DialogActions>
              <Button type="button" onClick={onClose}>
                Cancel
              </Button>
              <Button type="submit" appearance="primary" disabled={save.isPending}>
                Save
              </Button>
            </DialogActions>
          </DialogBody>
        </form>
      </DialogSurface>
    </Dialog>
  );
}
