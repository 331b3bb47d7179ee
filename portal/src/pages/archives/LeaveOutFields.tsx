// Groups and people of whom nothing is archived, each with its reason.
import { Button, Field, Input, Select } from "@fluentui/react-components";
import { Delete20Regular } from "@fluentui/react-icons";
import type { LeaveOut } from "../../api/archive";
import { invalid } from "../../components/form/errors";
import { useLayout } from "../../components/page/styles";
import type { WishFieldsProps } from "./WhatFields";

export function LeaveOutFields({ wish, errors, onChange }: Omit<WishFieldsProps, "info">) {
  const layout = useLayout();
  const set = (at: number, change: Partial<LeaveOut>) => {
    onChange({ leaveOut: wish.leaveOut.map((one, index) => (index === at ? { ...one, ...change } : one)) });
  };
  return (
    <div role="group" aria-label="Left out" className={layout.tight}>
      <h3 className={layout.subheading}>Left out</h3>
      <span className={layout.muted}>
        Groups in which nothing is archived, and people of whom nothing is: neither what they wrote nor copies for
        them. The reasons are kept with the archive.
      </span>
      {wish.leaveOut.map((one, at) => (
        // Rows have no name of their own, and none is ever moved.
        <div key={at} className={layout.row}>
          <Field label="What">
            <Select
              value={one.what}
              onChange={(_, { value }) => {
                set(at, { what: value === "person" ? "person" : "group" });
              }}
            >
              <option value="group">Group</option>
              <option value="person">Person</option>
            </Select>
          </Field>
          <Field label="Id at the source" {...invalid(errors[`settings.leave_out.${at}.id`])}>
            <Input
              value={one.id}
              autoComplete="off"
              onChange={(_, { value }) => {
                set(at, { id: value });
              }}
            />
          </Field>
          <Field label="Reason" {...invalid(errors[`settings.leave_out.${at}.reason`])}>
            <Input
              value={one.reason}
              autoComplete="off"
              onChange={(_, { value }) => {
                set(at, { reason: value });
              }}
            />
          </Field>
          <Button
            type="button"
            appearance="subtle"
            icon={<Delete20Regular />}
            aria-label={`Remove row ${at + 1}`}
            onClick={() => {
              onChange({ leaveOut: wish.leaveOut.filter((_, index) => index !== at) });
            }}
          />
        </div>
      ))}
      <div>
        <Button
          type="button"
          onClick={() => {
            onChange({ leaveOut: [...wish.leaveOut, { what: "group", id: "", reason: "" }] });
          }}
        >
          Leave out a group or a person
        </Button>
      </div>
    </div>
  );
}
