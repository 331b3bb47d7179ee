// Which theme this browser shows.
import { Field, Radio, RadioGroup } from "@fluentui/react-components";
import { THEME_CHOICES, useTheme, type ThemeChoice } from "../../app/theme";
import { Section } from "../../components/page/Section";

export function ThemeSetting() {
  const theme = useTheme();
  return (
    <Section title="Theme">
      <Field label="Shown in this browser">
        <RadioGroup
          value={theme.choice}
          onChange={(_, { value }) => {
            theme.choose(value as ThemeChoice);
          }}
        >
          {THEME_CHOICES.map(({ value, label }) => (
            <Radio key={value} value={value} label={label} />
          ))}
        </RadioGroup>
      </Field>
    </Section>
  );
}
