// Deletes an assessment, after saying what that takes and what stays.
import { useNavigate } from "react-router";
import { useDeleteAssessment } from "../../api/queries/assessments";
import type { Assessment } from "../../api/types";
import { TypedDeletion } from "../../components/form/TypedDeletion";
import { useLayout } from "../../components/page/styles";
import { percentage, points } from "../../components/text/format";

export function DeleteAssessment({ assessment, onClose }: { assessment: Assessment; onClose: () => void }) {
  const layout = useLayout();
  const navigate = useNavigate();
  const remove = useDeleteAssessment(assessment.id);
  const { score } = assessment;
  return (
    <TypedDeletion
      title={`Delete ${assessment.name}?`}
      name={assessment.name}
      busy={remove.isPending}
      error={remove.error}
      onClose={onClose}
      onDelete={() => {
        remove.mutate(undefined, { onSuccess: () => void navigate("/assessments") });
      }}
    >
      <p className={layout.prose}>
        {`It stands at ${percentage(score.percentage_tenths)} (${points(score.points)} points). From now on it does not count in the organisation's score. The actions that only it holds leave the list.`}
      </p>
      <p className={layout.prose}>
        What its checks found and what people set stays as evidence, and so does every past date.
      </p>
    </TypedDeletion>
  );
}
