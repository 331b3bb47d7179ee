// All improvement actions of the organisation, or of one assessment.
import { useSearchParams } from "react-router";
import { useActions } from "../../api/queries/actions";
import { useAssessments } from "../../api/queries/assessments";
import type { ActionRow } from "../../api/types";
import { AsOfBanner, AsOfButton, useAsOf } from "../../components/asof/AsOf";
import type { Filter } from "../../components/list/rows";
import { Loaded } from "../../components/page/Loaded";
import { Page } from "../../components/page/Page";
import { Section } from "../../components/page/Section";
import { ActionList } from "./ActionList";

export default function Actions() {
  const { asOf } = useAsOf();
  const [parameters] = useSearchParams();
  const assessment = parameters.get("of") ?? undefined;
  const actions = useActions({ assessment, as_of: asOf });
  const assessments = useAssessments();
  // The server decides which actions an assessment has; the filter only asks it.
  const byAssessment: Filter<ActionRow> = {
    id: "of",
    label: "Assessment",
    options: (assessments.data ?? []).map(({ id, name }) => ({ value: id, label: name })),
    test: () => true,
  };
  return (
    <Page
      title="Improvement actions"
      summary="What somebody can do. A technical action has one status for the organisation; any other has one in each group."
      actions={<AsOfButton />}
    >
      <AsOfBanner />
      <Section title="All actions">
        <Loaded query={actions} lines={8}>
          {(rows) => (
            <ActionList
              rows={rows}
              filters={[byAssessment]}
              {...(assessment === undefined ? {} : { assessment })}
            />
          )}
        </Loaded>
      </Section>
    </Page>
  );
}
