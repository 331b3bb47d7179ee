// Field errors of a problem document, where a form shows them.
import type { FieldProps } from "@fluentui/react-components";
import { ApiError } from "../../api/client";

/** What the API said of a field in the last attempt. */
export const fieldError = (error: Error | null, field: string): string | undefined =>
  error instanceof ApiError ? error.field(field) : undefined;

/** The part of a Fluent field that shows an error, or nothing. */
export const invalid = (message: string | undefined): Pick<FieldProps, "validationState" | "validationMessage"> =>
  message === undefined ? {} : { validationState: "error", validationMessage: message };

/** Moves the focus to the first wrong field of a form that takes it, once it is drawn. */
export function focusFirstError(form: HTMLElement | null) {
  requestAnimationFrame(() => {
    form?.querySelector<HTMLElement>('[aria-invalid="true"]:not(:disabled)')?.focus();
  });
}
