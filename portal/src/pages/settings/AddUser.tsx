// Adds somebody who may sign in, or a program.
import {
  Button,
  Dialog,
  DialogActions,
  DialogBody,
  DialogContent,
  DialogSurface,
  DialogTitle,
  Field,
  Input,
  Radio,
  RadioGroup,
} from "@fluentui/react-components";
import { useRef, useState, type SubmitEvent } from "react";
import { useAddPrincipal } from "../../api/queries/session";
import type { PrincipalKind } from "../../api/types";
import { ProblemBar } from "../../components/form/ProblemBar";
import { fieldError, focusFirstError, invalid } from "../../components/form/errors";
import { useLayout } from "../../components/page/styles";
import { passwordProblem } from "../session/password";
import { RoleGroupSelect } from "./RoleGroupSelect";

const FIELDS = ["name", "role_group", "password"];

export function AddUser({ onClose }: { onClose: () => void }) {
  const layout = useLayout();
  const add = useAddPrincipal();
  const [name, setName] = useState("");
  const [kind, setKind] = useState<PrincipalKind>("person");
  const [group, setGroup] = useState("compliance_manager_reader");
  const [password, setPassword] = useState("");
  const [tried, setTried] = useState(false);
  const form = useRef<HTMLFormElement>(null);
  const problems = {
    name: name.trim() === "" ? "Enter a name." : undefined,
    password: kind === "person" ? passwordProblem(password) : undefined,
  };
  const said = (field: "name" | "password") =>
    invalid((tried ? problems[field] : undefined) ?? fieldError(add.error, field));
  const wrong = () => {
    focusFirstError(form.current);
  };
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    setTried(true);
    if (problems.name !== undefined || problems.password !== undefined) wrong();
    else {
      const who = { name, kind, role_group: group };
      add.mutate(kind === "person" ? { ...who, password } : who, { onSuccess: onClose, onError: wrong });
    }
  };
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
            <DialogTitle>Add user</DialogTitle>
            <DialogContent className={layout.stack}>
              <Field label="Name" required {...said("name")}>
                <Input
                  value={name}
                  autoComplete="off"
                  onChange={(_, { value }) => {
                    setName(value);
                    add.reset();
                  }}
                />
              </Field>
              <Field label="Kind" hint="A program has no password; it shows API tokens.">
                <RadioGroup
                  layout="horizontal"
                  value={kind}
                  onChange={(_, { value }) => {
                    setKind(value as PrincipalKind);
                    add.reset();
                  }}
                >
                  <Radio value="person" label="Person" />
                  <Radio value="program" label="Program" />
                </RadioGroup>
              </Field>
              <RoleGroupSelect value={group} error={fieldError(add.error, "role_group")} onChange={setGroup} />
              {kind === "person" && (
                <Field
                  label="Password"
                  required
                  hint="Hand it over in person; it can be changed under My password."
                  {...said("password")}
                >
                  <Input
                    type="password"
                    autoComplete="new-password"
                    value={password}
                    onChange={(_, { value }) => {
                      setPassword(value);
                      add.reset();
                    }}
                  />
                </Field>
              )}
              <ProblemBar title="The user was not added." error={add.error} fields={FIELDS} />
            </DialogContent>
            <DialogActions>
              <Button type="button" onClick={onClose}>
                Cancel
              </Button>
              <Button type="submit" appearance="primary" disabled={add.isPending}>
                Add
              </Button>
            </DialogActions>
          </DialogBody>
        </form>
      </DialogSurface>
    </Dialog>
  );
}
