// Header, navigation and the page. Only for those who are signed in.
import { makeStyles, tokens } from "@fluentui/react-components";
import { Suspense, useEffect, useRef, useState } from "react";
import { Navigate, Outlet, useLocation } from "react-router";
import { useSession } from "../../api/queries/session";
import { Failure, Loading } from "../../components/page/Loaded";
import { LiveProvider } from "../live/LiveProvider";
import { Header } from "./Header";
import { Navigation } from "./Navigation";

const useStyles = makeStyles({
  skip: {
    position: "absolute",
    left: tokens.spacingHorizontalM,
    top: "-100px",
    zIndex: 10,
    padding: tokens.spacingHorizontalM,
    backgroundColor: tokens.colorNeutralBackground1,
    color: tokens.colorBrandForegroundLink,
    borderRadius: tokens.borderRadiusMedium,
    boxShadow: tokens.shadow16,
    ":focus": { top: tokens.spacingVerticalM },
  },
  body: { display: "flex", alignItems: "stretch", minHeight: "calc(100vh - 48px)" },
  main: {
    flexGrow: 1,
    minWidth: 0,
    boxSizing: "border-box",
    padding: `${tokens.spacingVerticalXL} ${tokens.spacingHorizontalXXL} ${tokens.spacingVerticalXXXL}`,
    "@media (max-width: 640px)": { paddingLeft: tokens.spacingHorizontalM, paddingRight: tokens.spacingHorizontalM },
    ":focus": { outline: "none" },
  },
  content: { maxWidth: "1280px", margin: "0 auto" },
});

export function Shell() {
  const session = useSession();
  const { pathname, search } = useLocation();
  const styles = useStyles();
  const main = useRef<HTMLElement>(null);
  const [menu, setMenu] = useState(false);
  useEffect(() => {
    window.scrollTo(0, 0);
  }, [pathname]);
  // What is known of the session stands while the server cannot be reached.
  if (session.data === undefined) {
    return session.isError ? <Failure error={session.error} onRetry={() => void session.refetch()} /> : <Loading />;
  }
  if (session.data === null) {
    const next = pathname === "/" ? "" : `?next=${encodeURIComponent(pathname + search)}`;
    return <Navigate to={`/sign-in${next}`} replace />;
  }
  return (
    <LiveProvider>
      <a
        href="#main"
        className={styles.skip}
        onClick={(event) => {
          event.preventDefault();
          main.current?.focus();
        }}
      >
        Skip to the page
      </a>
      <Header
        me={session.data.principal}
        onMenu={() => {
          setMenu(!menu);
        }}
      />
      <div className={styles.body}>
        <Navigation
          open={menu}
          onClose={() => {
            setMenu(false);
          }}
        />
        <main id="main" ref={main} tabIndex={-1} className={styles.main}>
          <div className={styles.content}>
            <Suspense fallback={<Loading />}>
              <Outlet />
            </Suspense>
          </div>
        </main>
      </div>
    </LiveProvider>
  );
}
