// No page is at this address, or it could not be shown.
import { Button, MessageBar, MessageBarActions, MessageBarBody, MessageBarTitle } from "@fluentui/react-components";
import { useRouteError } from "react-router";
import { ButtonLink } from "../../components/text/links";
import { Page } from "../../components/page/Page";

export function Lost() {
  const error = useRouteError();
  if (error === undefined || error === null) {
    return (
      <Page title="There is no such page" summary="The address may be mistyped, or what it showed was deleted.">
        <div>
          <ButtonLink to="/">Go to the overview</ButtonLink>
        </div>
      </Page>
    );
  }
  return (
    <MessageBar intent="error" layout="multiline" role="alert">
      <MessageBarBody>
        <MessageBarTitle>This page could not be shown.</MessageBarTitle>
        {error instanceof Error ? error.message : "Vouchsafe may have been updated while this page was open."}
      </MessageBarBody>
      <MessageBarActions>
        <Button
          onClick={() => {
            location.reload();
          }}
        >
          Load it again
        </Button>
      </MessageBarActions>
    </MessageBar>
  );
}
