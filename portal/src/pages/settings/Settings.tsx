// Users, one's own password, the theme.
import { useParams } from "react-router";
import { Page } from "../../components/page/Page";
import { PageTabs } from "../../components/page/PageTabs";
import { Password } from "./Password";
import { ThemeSetting } from "./ThemeSetting";
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
          { path: "password", title: "My password", content: () => <Password /> },
          { path: "theme", title: "Theme", content: () => <ThemeSetting /> },
        ]}
      />
    </Page>
  );
}
