// Changes an assessment's name and which service instances it covers.
import { Button, Field, Input } from "@fluentui/react-components";
import { useState, type SubmitEvent } from "react";
import { useNavigate, useParams } from "react-router";
import { useAssessment, useEditAssessment } from "../../api/queries/assessments";
import { useInstances } from "../../api/queries/instances";
import type { Assessment, InstanceBrief } from "../../api/types";
import { useRefusal } from "../../components/access/permissions";
import { ProblemBar } from "../../components/form/ProblemBar";
import { fieldError, invalid } from "../../components/form/errors";
import { Empty } from "../../components/page/Empty";
import { Loaded } from "../../components/page/Loaded";
import { Page } from "../../components/page/Page";
import { Section } from "../../components/page/Section";
import { useLayout } from "../../components/page/styles";
import { InstanceChoice } from "./InstanceChoice";

export default function EditAssessment() {
  const { id = "" } = useParams();
  const assessment = useAssessment(id);
  const instances = useInstances();
  const refusal = useRefusal("assessments.manage");
  const name = assessment.data?.name ?? "";
  return (
    <Page
      title={`Edit ${name}`}
      crumbs={[
        { title: "Assessments", to: "/assessments" },
        { title: name, to: `/assessments/${id}` },
      ]}
      summary="The group and the regulation cannot be changed."
    >
      {refusal !== undefined ? (
        <Empty title="You cannot edit this assessment">{refusal}</Empty>
      ) : (
        <Loaded query={assessment}>
          {(data) => (
            <Loaded query={instances}>{(all) => <Form key={id} assessment={data} instances={all} />}</Loaded>
          )}
        </Loaded>
      )}
    </Page>
  );
}

function Form({ assessment, instances }: { assessment: Assessment; instances: readonly InstanceBrief[] }) {
  const layout = useLayout();
  const navigate = useNavigate();
  const edit = useEditAssessment(assessment.id);
  const offered = instances.filter((one) => assessment.services.includes(one.service));
  const [name, setName] = useState(assessment.name);
  const [covers, setCovers] = useState(assessment.covers);
  const [chosen, setChosen] = useState<readonly string[]>(
    assessment.instance_scores.map((line) => line.instance.id),
  );
  const empty = name.trim() === "";
  const home = `/assessments/${assessment.id}`;
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    if (empty) return;
    const instances = covers === "all" ? [] : [...chosen];
    edit.mutate({ name, covers, instances }, { onSuccess: () => void navigate(home) });
  };
  return (
    <form onSubmit={submit} noValidate className={layout.stack}>
      <Section title="Name">
        <Field
          label="Assessment name"
          required
          className={layout.narrow}
          {...invalid(empty ? "Enter a name." : fieldError(edit.error, "name"))}
        >
          <Input
            value={name}
            onChange={(_, { value }) => {
              setName(value);
              edit.reset();
            }}
          />
        </Field>
      </Section>
      <Section title="Service instances">
        <InstanceChoice
          instances={offered}
          covers={covers}
          chosen={chosen}
          error={fieldError(edit.error, "instances")}
          onCovers={setCovers}
          onChosen={setChosen}
        />
      </Section>
      <ProblemBar title="Nothing was changed." error={edit.error} fields={["name", "instances"]} />
      <div className={layout.row}>
        <Button type="submit" appearance="primary" disabled={edit.isPending}>
          Save
        </Button>
        <Button type="button" onClick={() => void navigate(home)}>
          Cancel
        </Button>
      </div>
    </form>
  );
}
