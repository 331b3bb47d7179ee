// One improvement action: what it is, how it stands on each instance, how to mend it.
import { useParams, useSearchParams } from "react-router";
import { useAction } from "../../api/queries/actions";
import type { Action as ActionData } from "../../api/types";
import { AsOfBanner, AsOfButton, useAsOf } from "../../components/asof/AsOf";
import { Loaded } from "../../components/page/Loaded";
import { Page } from "../../components/page/Page";
import { PageTabs } from "../../components/page/PageTabs";
import { useLayout } from "../../components/page/styles";
import { count, points } from "../../components/text/format";
import { Implementation } from "./Implementation";
import { RelatedControls } from "./RelatedControls";
import { StatusCell } from "./StatusCell";
import { StatusHistory } from "./StatusHistory";
import { Testing } from "./Testing";

const CRUMBS = [{ title: "Improvement actions", to: "/actions" }];

export default function Action() {
  const { id = "", tab } = useParams();
  const [parameters] = useSearchParams();
  const { asOf } = useAsOf();
  const group = parameters.get("group") ?? undefined;
  const assessment = parameters.get("assessment") ?? undefined;
  const action = useAction(id, { group, assessment, as_of: asOf });
  return (
    <Page
      key={id}
      title={action.data?.title ?? "Improvement action"}
      crumbs={CRUMBS}
      actions={<AsOfButton />}
      summary={action.data && <Head action={action.data} assessment={assessment} />}
    >
      <AsOfBanner />
      <Loaded query={action} lines={8}>
        {(data) => (
          <PageTabs
            label={data.title}
            base={`/actions/${encodeURIComponent(id)}`}
            current={tab}
            tabs={[
              { path: "", title: "Testing", content: () => <Testing action={data} /> },
              { path: "implementation", title: "Implementation", content: () => <Implementation action={data} /> },
              {
                path: "controls",
                title: `Related controls (${data.controls.length})`,
                content: () => <RelatedControls action={data} />,
              },
              { path: "history", title: "Status history", content: () => <StatusHistory action={data} /> },
            ]}
          />
        )}
      </Loaded>
    </Page>
  );
}

function Head({ action, assessment }: { action: ActionData; assessment: string | undefined }) {
  const layout = useLayout();
  const within = action.assessments.find((one) => one.id === assessment)?.name;
  const scope =
    within !== undefined
      ? `In the assessment ${within}`
      : action.group === null
        ? "For the whole organisation"
        : `In the group ${action.group.name}`;
  return (
    <div className={layout.row}>
      <StatusCell row={action} />
      <span>{`${points(action.points)} points`}</span>
      <span>{scope}</span>
      {action.instances.total > 0 && <span>{count(action.instances.total, "service instance")} in scope</span>}
    </div>
  );
}
