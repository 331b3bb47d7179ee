// The bar at the top: name, what changed last, theme, account.
import {
  Button,
  Menu,
  MenuDivider,
  MenuGroup,
  MenuGroupHeader,
  MenuItem,
  MenuItemRadio,
  MenuList,
  MenuPopover,
  MenuTrigger,
  makeStyles,
  tokens,
} from "@fluentui/react-components";
import { Navigation20Regular, Person20Regular, ShieldCheckmark24Filled } from "@fluentui/react-icons";
import { useNavigate } from "react-router";
import { useSignOut } from "../../api/queries/session";
import type { Self } from "../../api/types";
import { THEME_CHOICES, useTheme, type ThemeChoice } from "../theme";
import { LiveStatus } from "./LiveStatus";
import { useWide } from "./Navigation";

const useStyles = makeStyles({
  root: {
    display: "flex",
    alignItems: "center",
    gap: tokens.spacingHorizontalM,
    height: "48px",
    boxSizing: "border-box",
    padding: `0 ${tokens.spacingHorizontalL}`,
    backgroundColor: tokens.colorNeutralBackground1,
    borderBottom: `${tokens.strokeWidthThin} solid ${tokens.colorNeutralStroke2}`,
  },
  brand: {
    display: "flex",
    alignItems: "center",
    gap: tokens.spacingHorizontalS,
    fontSize: tokens.fontSizeBase400,
    fontWeight: tokens.fontWeightSemibold,
    "& svg": { color: tokens.colorBrandForeground1 },
  },
  // Inside the header's landmark, and above the page.
  menu: { zIndex: 2 },
  live: { flexGrow: 1, minWidth: 0 },
  account: { "@media (max-width: 640px)": { minWidth: "32px" } },
  // Where there is little room, the menu has the name.
  name: {
    maxWidth: "320px",
    overflow: "hidden",
    textOverflow: "ellipsis",
    whiteSpace: "nowrap",
    "@media (max-width: 640px)": { display: "none" },
  },
});

export function Header({ me, onMenu }: { me: Self; onMenu: () => void }) {
  const styles = useStyles();
  const wide = useWide();
  return (
    <header className={styles.root}>
      {!wide && <Button appearance="subtle" icon={<Navigation20Regular />} aria-label="Menu" onClick={onMenu} />}
      <span className={styles.brand}>
        <ShieldCheckmark24Filled aria-hidden /> Vouchsafe
      </span>
      <div className={styles.live}>
        <LiveStatus />
      </div>
      <Account me={me} />
    </header>
  );
}

function Account({ me }: { me: Self }) {
  const styles = useStyles();
  const theme = useTheme();
  const signOut = useSignOut();
  const navigate = useNavigate();
  return (
    <Menu
      inline
      checkedValues={{ theme: [theme.choice] }}
      onCheckedValueChange={(_, { checkedItems }) => {
        const chosen = checkedItems[0];
        if (chosen !== undefined) theme.choose(chosen as ThemeChoice);
      }}
    >
      <MenuTrigger disableButtonEnhancement>
        <Button appearance="subtle" icon={<Person20Regular />} aria-label={me.name} title={me.name} className={styles.account}>
          <span className={styles.name}>{me.name}</span>
        </Button>
      </MenuTrigger>
      <MenuPopover className={styles.menu}>
        <MenuList>
          <MenuGroup>
            <MenuGroupHeader>{`${me.name}, ${me.role_group.name}`}</MenuGroupHeader>
            <MenuItem onClick={() => void navigate("/settings/password")}>My password</MenuItem>
            <MenuItem
              onClick={() => {
                signOut.mutate();
              }}
            >
              Sign out
            </MenuItem>
          </MenuGroup>
          <MenuDivider />
          <MenuGroup>
            <MenuGroupHeader>Theme</MenuGroupHeader>
            {THEME_CHOICES.map(({ value, label }) => (
              <MenuItemRadio key={value} name="theme" value={value}>
                {label}
              </MenuItemRadio>
            ))}
          </MenuGroup>
        </MenuList>
      </MenuPopover>
    </Menu>
  );
}
