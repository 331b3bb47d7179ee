// Every call to the API goes through here: JSON in, JSON out, problem documents as errors.
import type { FieldError, Problem } from "./types";

/** The API's root, on the portal's own origin. */
const BASE = "/api/v1";

/** What the API said when it would not, or that it could not be reached (status 0). */
export class ApiError extends Error {
  readonly status: number;
  readonly fields: FieldError[];

  constructor(problem: Problem) {
    super(problem.detail ?? problem.title ?? `The server answered ${problem.status}.`);
    this.name = "ApiError";
    this.status = problem.status;
    this.fields = problem.errors ?? [];
  }

  /** What is wrong with one field; several sentences are joined. */
  field(name: string): string | undefined {
    const messages = this.fields.filter((error) => error.field === name).map((error) => error.message);
    return messages.length > 0 ? messages.join(" ") : undefined;
  }
}

type Method = "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
/** A query's values; those that are undefined or empty are left out. */
export type Query = Record<string, string | number | undefined>;

/** `path` with its query. */
export function address(path: string, query: Query = {}): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value !== undefined && value !== "") search.set(name, String(value));
  }
  const text = search.toString();
  return BASE + path + (text === "" ? "" : `?${text}`);
}

async function request<T>(method: Method, url: string, body?: unknown, signal?: AbortSignal): Promise<T> {
  let response: Response;
  try {
    response = await fetch(url, {
      method,
      headers: body === undefined ? {} : { "content-type": "application/json" },
      body: body === undefined ? null : JSON.stringify(body),
      credentials: "same-origin",
      signal: signal ?? null,
    });
  } catch (error) {
    if (error instanceof DOMException && error.name === "AbortError") throw error;
    throw new ApiError({
      title: "Vouchsafe could not be reached.",
      detail: "Vouchsafe could not be reached. Check that it is running and that you are connected, then try again.",
      status: 0,
    });
  }
  if (!response.ok) throw new ApiError(await problemOf(response));
  const text = await response.text();
  return (text === "" ? undefined : JSON.parse(text)) as T;
}

async function problemOf(response: Response): Promise<Problem> {
  const fallback: Problem = { status: response.status };
  if (!(response.headers.get("content-type") ?? "").includes("json")) return fallback;
  try {
    return { ...fallback, ...((await response.json()) as Partial<Problem>), status: response.status };
  } catch {
    return fallback;
  }
}

export const api = {
  get: <T>(path: string, query?: Query, signal?: AbortSignal) =>
    request<T>("GET", address(path, query), undefined, signal),
  post: <T>(path: string, body: unknown = {}) => request<T>("POST", address(path), body),
  put: <T>(path: string, body: unknown) => request<T>("PUT", address(path), body),
  patch: <T>(path: string, body: unknown) => request<T>("PATCH", address(path), body),
  delete: <T = undefined>(path: string) => request<T>("DELETE", address(path)),
};

/** A segment of a path, whatever it holds. */
export const seg = encodeURIComponent;
