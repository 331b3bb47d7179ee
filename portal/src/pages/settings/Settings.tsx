// Users and what they may do, API tokens, where alerts are sent, how one signs in oneself, the theme.
import { useParams } from "react-router";
import { Page } from "../../components/page/Page";
import { PageTabs } from "../../components/page/PageTabs";
import { Notifications } from "../alerts/Notifications";
import { PackUpdates } from "../packs/PackUpdates";
import { Password } from "./Password";
import { RoleGroups } from "./RoleGroups";
import { SecondFactor } from "./SecondFactor";
import { ThemeSetting } from "./ThemeSetting";
import { Tokens } from "./Tokens";
import { Users } from "./Users";

export default function Settings() {
  const { tab } = useParams();
  return (
    <Page title="Settings">
      <PageTabs
        label="Settings"
        base="/settings"
        current={tab}
        tabs={[
          { path: "", title: "Users", content: () => <Users /> },
          { path: "notifications", title: "Notifications", content: () => <Notifications /> },
          { path: "role-groups", title: "Role groups", content: () => <RoleGroups /> },
          { path: "tokens", title: "API tokens", content: () => <Tokens /> },
          { path: "password", title: "My password", content: () => <Password /> },
          { path: "pack-updates", title: "Pack updates", content: () => <PackUpdates /> },
          { path: "second-factor", title: "Second factor", content: () => <SecondFactor /> },
          { path: "theme", title: "Theme", content: () => <ThemeSetting /> },
        ]}
      />
    </Page>
  );
}
