// What a person may say of an action: which fields go with which status. Pure.
import type { Action, ImplementationStatus, NewStatus, TestStatus } from "../../api/types";

/** The form, as typed. Dates are days, as a date field has them. */
export interface StatusInput {
  implementation: ImplementationStatus;
  implementationDay: string;
  test: TestStatus;
  testDay: string;
  notes: string;
}

/** Only what is in place can have been put there on a date, and can be tested. */
export const isInPlace = (status: ImplementationStatus): boolean =>
  status === "implemented" || status === "alternative_implementation";

/** The day of a time of the API, in UTC, as it was entered; empty for none. */
export const dayOf = (time: string | null): string => time?.slice(0, 10) ?? "";

const timeOf = (day: string): string => `${day}T00:00:00Z`;

export const inputOf = (action: Action): StatusInput => ({
  implementation: action.implementation_status,
  implementationDay: dayOf(action.implementation_date),
  test: action.test_status,
  testDay: dayOf(action.test_date),
  notes: action.notes,
});

/** What is sent: dates and test status only where they may be set. */
export function requestOf(action: Action, input: StatusInput): NewStatus {
  const request: NewStatus = {
    group: action.group?.id ?? null,
    implementation_status: input.implementation,
    notes: input.notes,
  };
  if (!isInPlace(input.implementation)) return request;
  if (input.implementationDay !== "") request.implementation_date = timeOf(input.implementationDay);
  if (action.testing_source === "manual") {
    request.test_status = input.test;
    if (input.testDay !== "") request.test_date = timeOf(input.testDay);
  }
  return request;
}
