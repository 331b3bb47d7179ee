// The places, beside the page where there is room and over it where there is not.
import { DrawerBody, Nav, NavDrawer, NavItem, makeStyles, mergeClasses, tokens } from "@fluentui/react-components";
import {
  Alert20Regular,
  BookOpen20Regular,
  ClipboardTaskListLtr20Regular,
  DataPie20Regular,
  KeyMultiple20Regular,
  MailInboxAll20Regular,
  PlugConnected20Regular,
  Settings20Regular,
  ShieldTask20Regular,
} from "@fluentui/react-icons";
import { useSyncExternalStore, type ReactElement } from "react";
import { useLocation } from "react-router";
import { useSession } from "../../api/queries/session";
import { ActiveAlerts } from "../../pages/alerts/ActiveAlerts";
import { WaitingRequests } from "../../pages/breakglass/WaitingRequests";
import { useLinkProps } from "../../components/text/links";
import { PLACES, placeOf, type Place } from "./navigation";

/** Below this width the navigation opens over the page. */
const WIDE = matchMedia("(min-width: 900px)");

const ICONS: Record<string, ReactElement> = {
  "/": <DataPie20Regular />,
  "/connectors": <PlugConnected20Regular />,
  "/mailboxes": <MailInboxAll20Regular />,
  "/break-glass": <KeyMultiple20Regular />,
  "/assessments": <ShieldTask20Regular />,
  "/actions": <ClipboardTaskListLtr20Regular />,
  "/alerts": <Alert20Regular />,
  "/settings": <Settings20Regular />,
  "/api-reference": <BookOpen20Regular />,
};

const useStyles = makeStyles({
  beside: { width: "232px", flexShrink: 0, boxSizing: "border-box", backgroundColor: tokens.colorNeutralBackground4 },
  places: {
    padding: `${tokens.spacingVerticalM} ${tokens.spacingHorizontalXS}`,
    display: "flex",
    flexDirection: "column",
    rowGap: tokens.spacingVerticalXXS,
  },
});

export function useWide(): boolean {
  return useSyncExternalStore(
    (changed) => {
      WIDE.addEventListener("change", changed);
      return () => {
        WIDE.removeEventListener("change", changed);
      };
    },
    () => WIDE.matches,
  );
}

function PlaceItem({ place, onChosen }: { place: Place; onChosen: () => void }) {
  const link = useLinkProps(place.path);
  const here = placeOf(useLocation().pathname) === place;
  return (
    <NavItem
      as="a"
      value={place.path}
      icon={ICONS[place.path] ?? null}
      href={link.href}
      aria-current={here ? "page" : undefined}
      onClick={(event) => {
        link.onClick(event);
        onChosen();
      }}
    >
      {place.title}
      {place.path === "/alerts" && <ActiveAlerts />}
      {place.path === "/break-glass" && <WaitingRequests />}
    </NavItem>
  );
}

export function Navigation({ open, onClose }: { open: boolean; onClose: () => void }) {
  const styles = useStyles();
  const wide = useWide();
  const here = placeOf(useLocation().pathname)?.path ?? "";
  const permissions = useSession().data?.permissions ?? [];
  const allowed = PLACES.filter(({ needs }) => needs === undefined || permissions.includes(needs));
  const places = allowed.map((place) => <PlaceItem key={place.path} place={place} onChosen={onClose} />);
  if (wide) {
    return (
      <Nav role="navigation" aria-label="Main" className={mergeClasses(styles.beside, styles.places)} selectedValue={here}>
        {places}
      </Nav>
    );
  }
  if (!open) return null;
  return (
    <NavDrawer role="dialog" aria-label="Main" type="overlay" open onOpenChange={onClose} selectedValue={here}>
      <DrawerBody className={styles.places}>{places}</DrawerBody>
    </NavDrawer>
  );
}
