// Creates an API token, of one's own or for a program, and shows it once.
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
  MessageBar,
  MessageBarBody,
  Select,
} from "@fluentui/react-components";
import { useRef, useState, type SubmitEvent } from "react";
import { useCreateToken, useScopes } from "../../api/queries/access";
import type { Principal, Role } from "../../api/types";
import { CheckboxGroup } from "../../components/form/CheckboxGroup";
import { CopyField } from "../../components/form/CopyField";
import { ProblemBar } from "../../components/form/ProblemBar";
import { fieldError, focusFirstError, invalid } from "../../components/form/errors";
import { Loaded } from "../../components/page/Loaded";
import { useLayout } from "../../components/page/styles";

const FIELDS = ["name", "scopes", "expires_at"];
/** In how many days a token may expire: a year is the most. */
const DAYS = [7, 30, 90, 180, 365] as const;
const DAY_MS = 24 * 60 * 60 * 1000;

interface CreateTokenProps {
  /** Whose it is, where it is not one's own. */
  program?: Principal;
  /** The owner's. */
  roles: readonly Role[];
  onClose: () => void;
}

export function CreateToken({ program, roles, onClose }: CreateTokenProps) {
  const layout = useLayout();
  const create = useCreateToken(program?.id);
  const scopes = useScopes();
  const [name, setName] = useState("");
  const [days, setDays] = useState(30);
  const [chosen, setChosen] = useState<string[]>([]);
  const [tried, setTried] = useState(false);
  const form = useRef<HTMLFormElement>(null);
  const problems = {
    name: name.trim() === "" ? "Enter a name." : undefined,
    scopes: chosen.length === 0 ? "Choose at least one permission." : undefined,
  };
  const said = (field: keyof typeof problems) =>
    (tried ? problems[field] : undefined) ?? fieldError(create.error, field);
  const wrong = () => {
    focusFirstError(form.current);
  };
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    setTried(true);
    if (problems.name !== undefined || problems.scopes !== undefined) {
      wrong();
      return;
    }
    const expires_at = new Date(Date.now() + days * DAY_MS).toISOString();
    create.mutate({ name, scopes: chosen, expires_at }, { onError: wrong });
  };
  const title = program === undefined ? "Create API token" : `Create API token for ${program.name}`;
  return (
    <Dialog
      open
      modalType="alert"
      onOpenChange={(_, { open }) => {
        if (!open) onClose();
      }}
    >
      <DialogSurface>
        {create.data !== undefined ? (
          <DialogBody>
            <DialogTitle>{create.data.name} was created</DialogTitle>
            <DialogContent className={layout.stack}>
              <MessageBar intent="warning" layout="multiline">
                <MessageBarBody>Copy it now. It is shown this once and cannot be read again.</MessageBarBody>
              </MessageBar>
              <CopyField label="API token" value={create.data.token} />
              <p className={layout.prose}>Programs send it as “Authorization: Bearer …”.</p>
            </DialogContent>
            <DialogActions>
              <Button appearance="primary" onClick={onClose}>
                Done
              </Button>
            </DialogActions>
          </DialogBody>
        ) : (
          <form ref={form} onSubmit={submit} noValidate>
            <DialogBody>
              <DialogTitle>{title}</DialogTitle>
              <DialogContent className={layout.stack}>
                <Field label="Name" required hint="What it is for." {...invalid(said("name"))}>
                  <Input
                    value={name}
                    autoComplete="off"
                    onChange={(_, { value }) => {
                      setName(value);
                      create.reset();
                    }}
                  />
                </Field>
                <Field label="Expires in" {...invalid(fieldError(create.error, "expires_at"))}>
                  <Select
                    value={String(days)}
                    onChange={(_, { value }) => {
                      setDays(Number(value));
                    }}
                  >
                    {DAYS.map((count) => (
                      <option key={count} value={count}>
                        {count} days
                      </option>
                    ))}
                  </Select>
                </Field>
                <Loaded query={scopes}>
                  {(rows) => (
                    <CheckboxGroup label="May do" error={said("scopes")}>
                      {rows
                        .filter((scope) => scope.roles.some((role) => roles.includes(role)))
                        .map((scope) => (
                          <Checkbox
                            key={scope.name}
                            label={`${scope.what} (${scope.name})`}
                            checked={chosen.includes(scope.name)}
                            onChange={(_, { checked }) => {
                              setChosen(
                                checked === true
                                  ? [...chosen, scope.name]
                                  : chosen.filter((one) => one !== scope.name),
                              );
                              create.reset();
                            }}
                          />
                        ))}
                    </CheckboxGroup>
                  )}
                </Loaded>
                <ProblemBar title="The token was not created." error={create.error} fields={FIELDS} />
              </DialogContent>
              <DialogActions>
                <Button type="button" onClick={onClose}>
                  Cancel
                </Button>
                <Button type="submit" appearance="primary" disabled={create.isPending}>
                  Create
                </Button>
              </DialogActions>
            </DialogBody>
          </form>
        )}
      </DialogSurface>
    </Dialog>
  );
}
