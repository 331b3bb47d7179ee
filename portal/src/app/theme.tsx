// Light, dark and high contrast, as the system asks or as the person chose; the choice stays in this browser.
import {
  FluentProvider,
  RendererProvider,
  createDOMRenderer,
  makeStyles,
  teamsHighContrastTheme,
  tokens,
  webDarkTheme,
  webLightTheme,
  type Theme,
} from "@fluentui/react-components";
import { createContext, use, useEffect, useMemo, useState, useSyncExternalStore, type ReactNode } from "react";
import { styleNonce } from "./nonce";

export type ThemeName = "light" | "dark" | "high_contrast";
export type ThemeChoice = "system" | ThemeName;

export const THEME_CHOICES: readonly { value: ThemeChoice; label: string }[] = [
  { value: "system", label: "As the system" },
  { value: "light", label: "Light" },
  { value: "dark", label: "Dark" },
  { value: "high_contrast", label: "High contrast" },
];

const STORED = "vouchsafe.theme";
const FONTS = 'system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "Liberation Sans", sans-serif';
const MONOSPACE = 'ui-monospace, "Cascadia Mono", Menlo, "DejaVu Sans Mono", "Liberation Mono", monospace';

const own = (theme: Theme): Theme => ({ ...theme, fontFamilyBase: FONTS, fontFamilyMonospace: MONOSPACE });
const THEMES: Record<ThemeName, Theme> = {
  light: own(webLightTheme),
  dark: own(webDarkTheme),
  high_contrast: own(teamsHighContrastTheme),
};

interface ThemeState {
  choice: ThemeChoice;
  shown: ThemeName;
  choose: (choice: ThemeChoice) => void;
}
const ThemeContext = createContext<ThemeState | null>(null);

export function useTheme(): ThemeState {
  const state = use(ThemeContext);
  if (state === null) throw new Error("useTheme needs a ThemeProvider above it");
  return state;
}

function useMedia(query: string): boolean {
  const list = useMemo(() => matchMedia(query), [query]);
  return useSyncExternalStore(
    (changed) => {
      list.addEventListener("change", changed);
      return () => {
        list.removeEventListener("change", changed);
      };
    },
    () => list.matches,
  );
}

function stored(): ThemeChoice {
  const value = localStorage.getItem(STORED);
  return THEME_CHOICES.find((choice) => choice.value === value)?.value ?? "system";
}

const useStyles = makeStyles({
  root: { minHeight: "100vh", backgroundColor: tokens.colorNeutralBackground2 },
});

const nonce = styleNonce();
const renderer = createDOMRenderer(document, { styleElementAttributes: nonce === undefined ? {} : { nonce } });

export function ThemeProvider({ children }: { children: ReactNode }) {
  const [choice, setChoice] = useState(stored);
  const dark = useMedia("(prefers-color-scheme: dark)");
  const forced = useMedia("(forced-colors: active)");
  const shown = choice === "system" ? (forced ? "high_contrast" : dark ? "dark" : "light") : choice;
  useEffect(() => {
    document.documentElement.style.colorScheme = shown === "light" ? "light" : "dark";
    document.body.style.margin = "0";
  }, [shown]);
  const state = useMemo(
    () => ({
      choice,
      shown,
      choose: (next: ThemeChoice) => {
        localStorage.setItem(STORED, next);
        setChoice(next);
      },
    }),
    [choice, shown],
  );
  return (
    <RendererProvider renderer={renderer} targetDocument={document}>
      <ThemeContext value={state}>
        <Themed theme={THEMES[shown]}>{children}</Themed>
      </ThemeContext>
    </RendererProvider>
  );
}

/** Below the renderer, so that its own styles carry the nonce too. */
function Themed({ theme, children }: { theme: Theme; children: ReactNode }) {
  const styles = useStyles();
  return (
    // What the provider wears, every tooltip and dialog wears too: the page's ground is an element of its own.
    <FluentProvider theme={theme}>
      <div className={styles.root}>{children}</div>
    </FluentProvider>
  );
}
