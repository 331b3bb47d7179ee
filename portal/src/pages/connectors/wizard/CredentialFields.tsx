// The form of a connector's credentials, as its pack describes it.
import { Field, Input, Select, Textarea } from "@fluentui/react-components";
import type { AuthMethod, Certificate, CredentialField } from "../../../api/types";
import { invalid } from "../../../components/form/errors";
import { useLayout } from "../../../components/page/styles";
import { KeyPairField } from "./KeyPairField";
import { shownIn } from "./fields";

interface CredentialFieldsProps {
  method: AuthMethod;
  values: Readonly<Record<string, string>>;
  /** By `credentials.NAME`. */
  errors: Readonly<Record<string, string>>;
  /** Secrets that are kept already. */
  kept?: readonly string[];
  certificates: Readonly<Record<string, Certificate>>;
  makingKey: boolean;
  onChange: (field: string, value: string) => void;
  onMakeKey: (field: string) => void;
}

export function CredentialFields(props: CredentialFieldsProps) {
  const { method, values, errors, kept = [], certificates, makingKey, onChange, onMakeKey } = props;
  const layout = useLayout();
  return (
    <div className={`${layout.stack} ${layout.narrow}`}>
      {method.fields.map((field) => {
        const error = errors[`credentials.${field.name}`];
        if (field.generated !== null) {
          return (
            <KeyPairField
              key={field.name}
              field={field}
              certificate={certificates[field.name]}
              kept={kept.includes(field.name)}
              error={error}
              busy={makingKey}
              onMake={() => {
                onMakeKey(field.name);
              }}
            />
          );
        }
        return (
          <Field
            key={field.name}
            label={field.label}
            required={!field.optional}
            hint={field.help}
            {...invalid(error)}
          >
            <Value
              field={field}
              kept={kept.includes(field.name)}
              value={shownIn(field, values)}
              onChange={(value) => {
                onChange(field.name, value);
              }}
            />
          </Field>
        );
      })}
    </div>
  );
}

interface ValueProps {
  field: CredentialField;
  kept: boolean;
  value: string;
  onChange: (value: string) => void;
}

/** The control for a field. Fluent's field names it and says what is wrong. */
function Value({ field, kept, value, onChange, ...rest }: ValueProps) {
  if (field.choices.length > 0) {
    return (
      <Select
        {...rest}
        value={value}
        onChange={(_, data) => {
          onChange(data.value);
        }}
      >
        {field.default === null && <option value="">Choose one</option>}
        {field.choices.map((choice) => (
          <option key={choice.value} value={choice.value}>
            {choice.label}
          </option>
        ))}
      </Select>
    );
  }
  const placeholder = kept ? "Kept, not shown; type to replace it" : field.optional ? "May be left empty" : undefined;
  if (field.multiline) {
    return (
      <Textarea
        {...rest}
        placeholder={placeholder}
        resize="vertical"
        spellCheck={false}
        value={value}
        onChange={(_, data) => {
          onChange(data.value);
        }}
      />
    );
  }
  return (
    <Input
      {...rest}
      placeholder={placeholder}
      type={field.secret ? "password" : "text"}
      autoComplete={field.secret ? "new-password" : "off"}
      spellCheck={false}
      value={value}
      onChange={(_, data) => {
        onChange(data.value);
      }}
    />
  );
}
