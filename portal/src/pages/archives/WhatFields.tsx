// What to archive of an account: kinds, files, from when, private messages, and what is left out.
import { Checkbox, Field, Input, MessageBar, MessageBarBody, Textarea } from "@fluentui/react-components";
import type { ArchiveInfo } from "../../api/archive";
import { CheckboxGroup } from "../../components/form/CheckboxGroup";
import { invalid } from "../../components/form/errors";
import { useLayout } from "../../components/page/styles";
import { LeaveOutFields } from "./LeaveOutFields";
import { OPEN_KINDS, type Wish } from "./wish";

export interface WishFieldsProps {
  info: ArchiveInfo;
  wish: Wish;
  errors: Readonly<Record<string, string>>;
  onChange: (change: Partial<Wish>) => void;
}

export function WhatFields(props: WishFieldsProps) {
  const { info, wish, errors, onChange } = props;
  const layout = useLayout();
  return (
    <div className={`${layout.stack} ${layout.narrow}`}>
      <CheckboxGroup label="What to archive" error={errors["settings.kinds"]}>
        {info.kinds
          .filter(({ kind }) => OPEN_KINDS.includes(kind))
          .map(({ kind, title, what }) => (
            <Checkbox
              key={kind}
              label={`${title}: ${what}`}
              checked={wish.kinds.includes(kind)}
              onChange={(_, { checked }) => {
                onChange({
                  kinds: checked === true ? [...wish.kinds, kind] : wish.kinds.filter((one) => one !== kind),
                });
              }}
            />
          ))}
        <Checkbox
          label="Files and images, of any size"
          checked={wish.files}
          onChange={(_, { checked }) => {
            onChange({ files: checked === true });
          }}
        />
      </CheckboxGroup>
      <Field
        label="From"
        hint="A day of UTC. Left empty, everything that the source still has is archived."
        {...invalid(errors["settings.from"])}
      >
        <Input
          type="date"
          value={wish.from}
          onChange={(_, { value }) => {
            onChange({ from: value });
          }}
        />
      </Field>
      {info.messages !== null && <PrivateMessages {...props} texts={info.messages} />}
      <LeaveOutFields wish={wish} errors={errors} onChange={onChange} />
      <Field
        label="Seconds between two askings of the source"
        hint={`From ${info.polling.min_s} to ${info.polling.max_s}; left empty, every ${info.polling.default_s}.`}
        {...invalid(errors["settings.every_s"])}
      >
        <Input
          value={wish.every}
          inputMode="numeric"
          placeholder={String(info.polling.default_s)}
          onChange={(_, { value }) => {
            onChange({ every: value });
          }}
        />
      </Field>
    </div>
  );
}

interface PrivateMessagesProps extends WishFieldsProps {
  texts: NonNullable<ArchiveInfo["messages"]>;
}

function PrivateMessages({ texts, wish, errors, onChange }: PrivateMessagesProps) {
  const layout = useLayout();
  return (
    <div className={layout.tight}>
      <CheckboxGroup label="Private messages" error={errors["settings.messages"]}>
        <Checkbox
          label="Archive private messages"
          checked={wish.privately}
          onChange={(_, { checked }) => {
            onChange({ privately: checked === true });
          }}
        />
      </CheckboxGroup>
      <span className={layout.muted}>{texts.help}</span>
      {wish.privately && (
        <>
          <MessageBar intent="info" layout="multiline">
            <MessageBarBody>
              {`A second person has to agree: until then no private message is archived. The connector's user needs the right “${texts.right}”.`}
            </MessageBarBody>
          </MessageBar>
          <Field label="Purpose" required hint={texts.purpose} {...invalid(errors["settings.messages.purpose"])}>
            <Textarea
              value={wish.purpose}
              onChange={(_, { value }) => {
                onChange({ purpose: value });
              }}
            />
          </Field>
          <Field
            label="Legal basis"
            required
            hint={texts.legal_basis}
            {...invalid(errors["settings.messages.legal_basis"])}
          >
            <Textarea
              value={wish.legalBasis}
              onChange={(_, { value }) => {
                onChange({ legalBasis: value });
              }}
            />
          </Field>
        </>
      )}
    </div>
  );
}
