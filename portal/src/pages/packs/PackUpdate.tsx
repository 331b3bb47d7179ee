// One update: what changed in the file, what it would do to verdicts and scores, and the decision.
import {
  Button,
  Dialog,
  DialogActions,
  DialogBody,
  DialogContent,
  DialogSurface,
  DialogTitle,
  Field,
  Textarea,
} from "@fluentui/react-components";
import { useRef, useState, type SubmitEvent } from "react";
import { useNavigate, useParams } from "react-router";
import { useAcceptPackUpdates, useDeferPackUpdate, usePackUpdate } from "../../api/queries/packUpdates";
import type { PackUpdate as PackUpdateData } from "../../api/types";
import { GuardedButton } from "../../components/access/GuardedButton";
import { ProblemBar } from "../../components/form/ProblemBar";
import { fieldError, focusFirstError, invalid } from "../../components/form/errors";
import { Facts } from "../../components/list/Facts";
import { Loaded } from "../../components/page/Loaded";
import { Page } from "../../components/page/Page";
import { Section } from "../../components/page/Section";
import { useLayout } from "../../components/page/styles";
import { Moment } from "../../components/text/Moment";
import { PageLink } from "../../components/text/links";
import { Effect } from "./Effect";
import { FileDiff } from "./FileDiff";
import { KIND, fileOf } from "./words";

const CRUMBS = [{ title: "Pack updates", to: "/settings/pack-updates" }];

export default function PackUpdate() {
  const { check = "" } = useParams();
  const update = usePackUpdate(check);
  return (
    <Page key={check} title={update.data?.title ?? "Pack update"} crumbs={CRUMBS}>
      <Loaded query={update} lines={8}>
        {(data) => (
          <>
            <Summary update={data} />
            <Effect update={data} />
            <Section title="What changed in the file">
              <FileDiff lines={data.diff} />
            </Section>
          </>
        )}
      </Loaded>
    </Page>
  );
}

function Summary({ update }: { update: PackUpdateData }) {
  const layout = useLayout();
  const accept = useAcceptPackUpdates();
  const navigate = useNavigate();
  const [deferring, setDeferring] = useState(false);
  return (
    <Section
      title="Summary"
      actions={
        <>
          <GuardedButton
            needs="pack_updates.manage"
            onClick={() => {
              setDeferring(true);
            }}
          >
            Defer
          </GuardedButton>
          <GuardedButton
            needs="pack_updates.manage"
            appearance="primary"
            disabled={accept.isPending}
            onClick={() => {
              accept.mutate([update], { onSuccess: () => void navigate("/settings/pack-updates") });
            }}
          >
            Accept
          </GuardedButton>
        </>
      }
    >
      <ProblemBar title="Nothing was accepted." error={accept.error} />
      <Facts
        items={[
          ["Update", KIND[update.kind]],
          ["Checks", <span key="checks" className={layout.mono}>{update.checks.join(", ")}</span>],
          [
            "Action",
            <PageLink key="action" to={`/actions/${encodeURIComponent(update.action)}`}>
              {update.action}
            </PageLink>,
          ],
          ["Counts", fileOf(update.accepted)],
          [
            "Accepted",
            update.accepted === null ? (
              "–"
            ) : (
              <span key="accepted">
                <Moment value={update.accepted.accepted_at} none="With the installation" />
                {update.accepted.accepted_by !== null && ` by ${update.accepted.accepted_by}`}
              </span>
            ),
          ],
          ["Offered", fileOf(update.offered)],
          ["File", update.offered?.path ?? update.accepted?.path ?? "–"],
          ["Put off", update.deferred === null ? "No" : `By ${update.deferred.by}: ${update.deferred.why}`],
        ]}
      />
      {deferring && (
        <Defer
          update={update}
          onClose={() => {
            setDeferring(false);
          }}
        />
      )}
    </Section>
  );
}

function Defer({ update, onClose }: { update: PackUpdateData; onClose: () => void }) {
  const layout = useLayout();
  const defer = useDeferPackUpdate(update);
  const [why, setWhy] = useState("");
  const form = useRef<HTMLFormElement>(null);
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    defer.mutate(why, {
      onSuccess: onClose,
      onError: () => {
        focusFirstError(form.current);
      },
    });
  };
  return (
    <Dialog
      open
      onOpenChange={(_, { open }) => {
        if (!open) onClose();
      }}
    >
      <DialogSurface>
        <form ref={form} onSubmit={submit} noValidate>
          <DialogBody>
            <DialogTitle>Defer this update</DialogTitle>
            <DialogContent className={layout.stack}>
              <span>What counts goes on to count. The update can be accepted later.</span>
              <Field label="Why" required {...invalid(fieldError(defer.error, "why"))}>
                <Textarea
                  value={why}
                  resize="vertical"
                  onChange={(_, { value }) => {
                    setWhy(value);
                    if (!defer.isIdle) defer.reset();
                  }}
                />
              </Field>
              <ProblemBar title="The update was not put off." error={defer.error} fields={["why"]} />
            </DialogContent>
            <DialogActions>
              <Button type="button" onClick={onClose}>
                Cancel
              </Button>
              <Button type="submit" appearance="primary" disabled={defer.isPending}>
                Defer
              </Button>
            </DialogActions>
          </DialogBody>
        </form>
      </DialogSurface>
    </Dialog>
  );
}
