// The form of a connector's credentials, as its pack describes it.
import { Field, Input } from "@fluentui/react-components";
import type { AuthMethod } from "../../../api/types";
import { invalid } from "../../../components/form/errors";
import { useLayout } from "../../../components/page/styles";

interface CredentialFieldsProps {
  method: AuthMethod;
  values: Readonly<Record<string, string>>;
  /** By `credentials.NAME`. */
  errors: Readonly<Record<string, string>>;
  /** Secrets that are kept already. */
  kept?: readonly string[];
  disabled?: boolean;
  onChange: (field: string, value: string) => void;
}

export function CredentialFields(props: CredentialFieldsProps) {
  const { method, values, errors, kept = [], disabled = false, onChange } = props;
  const layout = useLayout();
  return (
    <div className={`${layout.stack} ${layout.narrow}`}>
      {method.fields.map((field) => (
        <Field
          key={field.name}
          label={field.label}
          required
          hint={field.help}
          {...invalid(errors[`credentials.${field.name}`])}
        >
          <Input
            placeholder={kept.includes(field.name) ? "Kept, not shown; type to replace it" : undefined}
            type={field.secret ? "password" : "text"}
            autoComplete={field.secret ? "new-password" : "off"}
            spellCheck={false}
            disabled={disabled}
            value={values[field.name] ?? ""}
            onChange={(_, { value }) => {
              onChange(field.name, value);
            }}
          />
        </Field>
      ))}
    </div>
  );
}
