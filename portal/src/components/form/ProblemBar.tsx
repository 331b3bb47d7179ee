// What went wrong with what a person asked for, and is not the matter of one field.
import { MessageBar, MessageBarBody, MessageBarTitle } from "@fluentui/react-components";
import { ApiError } from "../../api/client";

interface ProblemBarProps {
  title: string;
  error: Error | null;
  /** Fields that show their own errors; only those of others are listed here. */
  fields?: readonly string[];
}

export function ProblemBar({ title, error, fields = [] }: ProblemBarProps) {
  if (error === null) return null;
  const others = error instanceof ApiError ? error.fields.filter((one) => !fields.includes(one.field)) : [];
  return (
    <MessageBar intent="error" layout="multiline" role="alert">
      <MessageBarBody>
        <MessageBarTitle>{title}</MessageBarTitle>
        {error instanceof ApiError && error.fields.length > 0
          ? others.length > 0
            ? others.map((one) => one.message).join(" ")
            : "See the messages at the fields."
          : error.message}
      </MessageBarBody>
    </MessageBar>
  );
}
