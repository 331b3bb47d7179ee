// Changes an archive connector's name and what it archives.
import { Button, Field, Input, MessageBar, MessageBarBody } from "@fluentui/react-components";
import { useRef, useState, type SubmitEvent } from "react";
import type { Archive, ArchiveInfo } from "../../api/archive";
import { ApiError } from "../../api/client";
import { useEditArchive } from "../../api/queries/archives";
import { focusFirstError, invalid } from "../../components/form/errors";
import { nameProblem } from "../../components/form/names";
import { ProblemBar } from "../../components/form/ProblemBar";
import { Section } from "../../components/page/Section";
import { useLayout } from "../../components/page/styles";
import { DomainsField } from "./DomainsField";
import { WhatFields } from "./WhatFields";
import { settingsOf, wishOf, wrongIn, type Wish } from "./wish";

export function EditSettings({ archive, info }: { archive: Archive; info: ArchiveInfo }) {
  const layout = useLayout();
  const edit = useEditArchive(archive.id);
  const form = useRef<HTMLFormElement>(null);
  const [name, setName] = useState(archive.name);
  const [wish, setWish] = useState(() => wishOf(archive.settings));
  const [wrong, setWrong] = useState<Record<string, string>>({});
  const said = edit.error instanceof ApiError ? edit.error.fields : [];
  const errors = { ...wrong, ...Object.fromEntries(said.map((one) => [one.field, one.message])) };
  const changed = () => {
    setWrong({});
    edit.reset();
  };
  const change = (part: Partial<Wish>) => {
    changed();
    setWish({ ...wish, ...part });
  };
  const focus = () => {
    focusFirstError(form.current);
  };
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    const bad = name.trim() === "" ? "Enter a name." : nameProblem(name);
    const found = { ...wrongIn(wish), ...(bad === undefined ? {} : { name: bad }) };
    setWrong(found);
    if (Object.keys(found).length > 0) focus();
    else edit.mutate({ name, settings: settingsOf(wish, archive.settings) }, { onError: focus });
  };
  return (
    <Section title="Name and settings">
      <form ref={form} onSubmit={submit} noValidate className={layout.stack}>
        <Field label="Connector name" required className={layout.narrow} {...invalid(errors.name)}>
          <Input
            value={name}
            autoComplete="off"
            onChange={(_, { value }) => {
              changed();
              setName(value);
            }}
          />
        </Field>
        <WhatFields info={info} wish={wish} errors={errors} onChange={change} />
        <DomainsField wish={wish} errors={errors} onChange={change} />
        <p className={layout.prose}>
          What is archived already stays, whatever is changed. Other reasons for private messages want to be agreed to
          again.
        </p>
        <ProblemBar title="It was not changed." error={edit.error} fields={Object.keys(errors)} />
        {edit.isSuccess && (
          <MessageBar intent="success">
            <MessageBarBody>It was changed.</MessageBarBody>
          </MessageBar>
        )}
        <div>
          <Button type="submit" appearance="primary" disabled={edit.isPending}>
            Save
          </Button>
        </div>
      </form>
    </Section>
  );
}
