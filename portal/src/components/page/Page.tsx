// A page's head: where it lies, what it is called, what can be done. Takes the focus after a navigation.
import {
  Breadcrumb,
  BreadcrumbButton,
  BreadcrumbDivider,
  BreadcrumbItem,
  makeStyles,
  tokens,
} from "@fluentui/react-components";
import { Fragment, useEffect, useRef, type ReactNode } from "react";
import { NavigationType, useNavigationType } from "react-router";
import { useLinkProps } from "../text/links";
import { useLayout } from "./styles";

const useStyles = makeStyles({
  title: {
    margin: 0,
    fontSize: tokens.fontSizeHero700,
    lineHeight: tokens.lineHeightHero700,
    fontWeight: tokens.fontWeightSemibold,
    overflowWrap: "anywhere",
    ":focus": { outline: "none" },
  },
  crumbs: { marginLeft: `calc(-1 * ${tokens.spacingHorizontalS})` },
});

export interface Crumb {
  title: string;
  to: string;
}

function CrumbLink({ crumb }: { crumb: Crumb }) {
  return (
    <BreadcrumbItem>
      <BreadcrumbButton as="a" {...useLinkProps(crumb.to)}>
        {crumb.title}
      </BreadcrumbButton>
    </BreadcrumbItem>
  );
}

interface PageProps {
  title: string;
  crumbs?: readonly Crumb[];
  /** Beside the title. */
  actions?: ReactNode;
  /** Under the title. */
  summary?: ReactNode;
  children: ReactNode;
}

export function Page({ title, crumbs = [], actions, summary, children }: PageProps) {
  const styles = useStyles();
  const layout = useLayout();
  const heading = useRef<HTMLHeadingElement>(null);
  const arrived = useNavigationType() !== NavigationType.Pop;
  useEffect(() => {
    document.title = `${title} · Vouchsafe`;
  }, [title]);
  useEffect(() => {
    if (arrived) heading.current?.focus();
    // Once a page: its tabs and filters navigate too, and must not lose the focus.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, []);
  return (
    <div className={layout.stack}>
      <div className={layout.tight}>
        {crumbs.length > 0 && (
          <Breadcrumb aria-label="Breadcrumb" className={styles.crumbs}>
            {crumbs.map((crumb, index) => (
              <Fragment key={crumb.to}>
                {index > 0 && <BreadcrumbDivider />}
                <CrumbLink crumb={crumb} />
              </Fragment>
            ))}
          </Breadcrumb>
        )}
        <div className={layout.row}>
          <h1 ref={heading} tabIndex={-1} className={styles.title}>
            {title}
          </h1>
          {actions !== undefined && <div className={`${layout.row} ${layout.end}`}>{actions}</div>}
        </div>
        {summary}
      </div>
      {children}
    </div>
  );
}
