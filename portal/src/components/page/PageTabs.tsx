// Tabs of a page, each with an address of its own, so that it can be linked to and survives a reload.
import { Tab, TabList, makeStyles } from "@fluentui/react-components";
import { useId, type ReactNode } from "react";
import { useLocation, useNavigate } from "react-router";
import { useLayout } from "./styles";

export interface PageTab {
  /** The last segment of the address; empty for the first tab. */
  path: string;
  title: string;
  content: () => ReactNode;
}

/** What says which thing is looked at, and when, comes along to another tab; a list's own filters stay behind. */
const KEPT = ["as_of", "group", "assessment"];

const useStyles = makeStyles({ list: { flexWrap: "wrap" } });

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
        selectedValue={shown.path}
        onTabSelect={(_, { value }) => {
          const path = value as string;
          void navigate(`${base}${path === "" ? "" : `/${path}`}${rest}`, { replace: true });
        }}
      >
        {tabs.map((tab) => (
          <Tab key={tab.path} value={tab.path} id={`${id}-${tab.path}`} aria-controls={`${id}-panel`}>
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
