// What a query gives: a skeleton while it loads, the error with a retry, or the data.
import {
  Button,
  MessageBar,
  MessageBarActions,
  MessageBarBody,
  MessageBarTitle,
  Skeleton,
  SkeletonItem,
} from "@fluentui/react-components";
import type { ReactNode } from "react";
import { ApiError } from "../../api/client";
import { useLayout } from "./styles";

export function Loading({ lines = 5 }: { lines?: number }) {
  return (
    <Skeleton aria-label="Loading" className={useLayout().tight}>
      {Array.from({ length: lines }, (_, index) => (
        <SkeletonItem key={index} size={index === 0 ? 32 : 20} />
      ))}
    </Skeleton>
  );
}

export function Failure({ error, onRetry }: { error: Error; onRetry?: () => void }) {
  const missing = error instanceof ApiError && error.status === 404;
  return (
    <MessageBar intent="error" layout="multiline" role="alert">
      <MessageBarBody>
        <MessageBarTitle>{missing ? "This is not here" : "This could not be loaded"}</MessageBarTitle>
        {error.message}
        {missing && " It may have been deleted, or the address is mistyped."}
      </MessageBarBody>
      {onRetry && (
        <MessageBarActions>
          <Button onClick={onRetry}>Try again</Button>
        </MessageBarActions>
      )}
    </MessageBar>
  );
}

/** What is needed of a query, be it of one page or of several. */
interface Query<T> {
  data: T | undefined;
  isError: boolean;
  error: Error | null;
  refetch: () => Promise<unknown>;
}

interface LoadedProps<T> {
  query: Query<T>;
  lines?: number;
  children: (data: T) => ReactNode;
}

export function Loaded<T>({ query, lines = 5, children }: LoadedProps<T>) {
  if (query.data !== undefined) {
    return (
      <>
        {/* What is shown is older than it should be, and says so. */}
        {query.isError && query.error && <Failure error={query.error} onRetry={() => void query.refetch()} />}
        {children(query.data)}
      </>
    );
  }
  if (query.isError && query.error) return <Failure error={query.error} onRetry={() => void query.refetch()} />;
  return <Loading lines={lines} />;
}
