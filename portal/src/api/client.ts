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

/** What is sent, and as what. */
interface Sent {
  body: BodyInit;
  type: string;
}
const json = (value: unknown): Sent => ({ body: JSON.stringify(value), type: "application/json" });

async function fetched(method: Method, url: string, sent?: Sent, signal?: AbortSignal): Promise<Response> {
  let response: Response;
  try {
    response = await fetch(url, {
      method,
      headers: sent === undefined ? {} : { "content-type": sent.type },
      body: sent?.body ?? null,
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
  return response;
}

async function request<T>(method: Method, url: string, sent?: Sent, signal?: AbortSignal): Promise<T> {
  const response = await fetched(method, url, sent, signal);
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
  post: <T>(path: string, body: unknown = {}) => request<T>("POST", address(path), json(body)),
  put: <T>(path: string, body: unknown) => request<T>("PUT", address(path), json(body)),
  patch: <T>(path: string, body: unknown) => request<T>("PATCH", address(path), json(body)),
  delete: <T = undefined>(path: string) => request<T>("DELETE", address(path)),
  /** A file as it is. */
  send: <T>(path: string, query: Query, body: Blob, type: string) =>
    request<T>("POST", address(path, query), { body, type }),
  /** Bytes of an address that `address` made. */
  bytes: async (url: string, signal?: AbortSignal) => (await fetched("GET", url, undefined, signal)).blob(),
};

/** A segment of a path, whatever it holds. */
export const seg = encodeURIComponent;
