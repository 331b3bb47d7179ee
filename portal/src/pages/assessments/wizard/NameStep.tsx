// The assessment's name, and the group it is in for good.
import { Field, Input, Radio, RadioGroup, Select } from "@fluentui/react-components";
import type { Group } from "../../../api/types";
import { invalid } from "../../../components/form/errors";
import { useLayout } from "../../../components/page/styles";
import type { Act, State } from "./wizard";

interface NameStepProps {
  groups: readonly Group[];
  state: State;
  act: (act: Act) => void;
}

export function NameStep({ groups, state, act }: NameStepProps) {
  const layout = useLayout();
  return (
    <div className={`${layout.stack} ${layout.narrow}`}>
      <Field label="Assessment name" required hint="Unique among all assessments." {...invalid(state.errors.name)}>
        <Input
          value={state.name}
          autoComplete="off"
          onChange={(_, { value }) => {
            act({ do: "name", name: value });
          }}
        />
      </Field>
      {groups.length > 0 && (
        <Field label="Group" hint="Actions that are not technical have one status per group. It cannot be changed later.">
          <RadioGroup
            value={state.group === null ? "new" : "existing"}
            onChange={(_, { value }) => {
              act({ do: "group", group: value === "new" ? null : (groups[0]?.id ?? null) });
            }}
          >
            <Radio value="existing" label="Existing group" />
            <Radio value="new" label="New group" />
          </RadioGroup>
        </Field>
      )}
      {state.group === null ? (
        <Field label="New group's name" required {...invalid(state.errors.group)}>
          <Input
            value={state.newGroup}
            autoComplete="off"
            onChange={(_, { value }) => {
              act({ do: "newGroup", name: value });
            }}
          />
        </Field>
      ) : (
        <Field label="Choose the group" {...invalid(state.errors.group)}>
          <Select
            value={state.group}
            onChange={(_, { value }) => {
              act({ do: "group", group: value });
            }}
          >
            {groups.map((group) => (
              <option key={group.id} value={group.id}>
                {group.name}
              </option>
            ))}
          </Select>
        </Field>
      )}
    </div>
  );
}
