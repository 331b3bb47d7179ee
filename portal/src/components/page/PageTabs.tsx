// Tabs of a page, each with an address of its own, so that it can be linked to and survives a reload.
import { Tab, TabList, makeStyles } from "@fluentui/react-components";
import { useId, type KeyboardEvent, type ReactNode } from "react";
import { useLocation, useNavigate } from "react-router";
import { useLayout } from "./styles";

export interface PageTab {
  /** The last segment of the address; empty for the first tab. */
  path: string;
  title: string;
  content: () => ReactNode;
}

/** What says which thing is looked at, and when, comes along to another tab; a list's own filters stay behind. */
const KEPT = ["as_of", "group", "assessment", "query"];

const useStyles = makeStyles({ list: { flexWrap: "wrap" } });

/**
 * Fluent moves among tabs with hidden elements that take the focus, which WCAG checkers call an error; the
 * arrow keys are handled here instead, as the ARIA pattern for tabs has it.
 */
const OWN_KEYS = { "data-tabster": undefined };
const STEPS: Record<string, (at: number, count: number) => number> = {
  ArrowRight: (at, count) => (at + 1) % count,
  ArrowLeft: (at, count) => (at + count - 1) % count,
  Home: () => 0,
  End: (_, count) => count - 1,
};

function moveAmongTabs(event: KeyboardEvent<HTMLElement>) {
  const tabs = [...event.currentTarget.querySelectorAll<HTMLElement>('[role="tab"]')];
  const at = tabs.findIndex((tab) => tab === document.activeElement);
  const step = STEPS[event.key];
  if (step === undefined || at < 0) return;
  event.preventDefault();
  tabs[step(at, tabs.length)]?.focus();
}

interface PageTabsProps {
  label: string;
  /** The page's address without the tab. */
  base: string;
  current: string | undefined;
  tabs: readonly PageTab[];
}

export function PageTabs({ label, base, current = "", tabs }: PageTabsProps) {
  const navigate = useNavigate();
  const { search } = useLocation();
  const id = useId();
  const layout = useLayout();
  const styles = useStyles();
  const shown = tabs.find((tab) => tab.path === current) ?? tabs[0];
  if (shown === undefined) return null;
  const kept = new URLSearchParams([...new URLSearchParams(search)].filter(([name]) => KEPT.includes(name)));
  const rest = kept.size === 0 ? "" : `?${kept.toString()}`;
  return (
    <div className={layout.stack}>
      <TabList
        aria-label={label}
        className={styles.list}
        onKeyDown={moveAmongTabs}
        {...OWN_KEYS}
        selectedValue={shown.path}
        onTabSelect={(_, { value }) => {
          const path = value as string;
          void navigate(`${base}${path === "" ? "" : `/${path}`}${rest}`, { replace: true });
        }}
      >
        {tabs.map((tab) => (
          <Tab key={tab.path} value={tab.path} id={`${id}-${tab.path}`} aria-controls={`${id}-panel`}
            tabIndex={tab === shown ? 0 : -1}>
            {tab.title}
          </Tab>
        ))}
      </TabList>
      <div
        key={shown.path}
        role="tabpanel"
        id={`${id}-panel`}
        aria-labelledby={`${id}-${shown.path}`}
        className={layout.stack}
      >
        {shown.content()}
      </div>
    </div>
  );
}
