// Which role group somebody is in.
import { Field, Select } from "@fluentui/react-components";
import { useRoleGroups } from "../../api/queries/access";
import { invalid } from "../../components/form/errors";
import { Loaded } from "../../components/page/Loaded";

interface RoleGroupSelectProps {
  value: string;
  error: string | undefined;
  onChange: (id: string) => void;
}

export function RoleGroupSelect({ value, error, onChange }: RoleGroupSelectProps) {
  const groups = useRoleGroups();
  return (
    <Loaded query={groups} lines={1}>
      {(rows) => (
        <Field label="Role group" {...invalid(error)}>
          <Select
            value={value}
            onChange={(_, { value: chosen }) => {
              onChange(chosen);
            }}
          >
            {rows.map((group) => (
              <option key={group.id} value={group.id}>
                {group.name}
              </option>
            ))}
          </Select>
        </Field>
      )}
    </Loaded>
  );
}
