// What may be wider than the page: it scrolls then, by keyboard too.
import { makeStyles } from "@fluentui/react-components";
import { useEffect, useRef, useState, type ReactNode } from "react";

const useStyles = makeStyles({ root: { overflowX: "auto" } });

/** `label` is said of the part that scrolls; it takes the focus only while there is something to scroll to. */
export function Scroll({ label, children }: { label: string; children: ReactNode }) {
  const styles = useStyles();
  const root = useRef<HTMLDivElement>(null);
  const [wide, setWide] = useState(false);
  useEffect(() => {
    const element = root.current;
    if (element === null) return;
    const observer = new ResizeObserver(() => {
      setWide(element.scrollWidth > element.clientWidth);
    });
    observer.observe(element);
    for (const child of element.children) observer.observe(child);
    return () => {
      observer.disconnect();
    };
  }, []);
  return (
    <div
      ref={root}
      className={styles.root}
      {...(wide ? { role: "group", "aria-label": `${label}, scrolls sideways`, tabIndex: 0 } : {})}
    >
      {children}
    </div>
  );
}
