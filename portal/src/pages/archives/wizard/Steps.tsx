// The steps that an archive connector has beside those of every connector.
import type { ArchiveConnector } from "../../../api/archive";
import { CustodianFields } from "../../../components/form/CustodianFields";
import { Facts } from "../../../components/list/Facts";
import { useLayout } from "../../../components/page/styles";
import { count } from "../../../components/text/format";
import { ReviewStep } from "../../connectors/wizard/ReviewStep";
import type { State } from "../../connectors/wizard/wizard";
import { DomainsField } from "../DomainsField";
import type { WishFieldsProps } from "../WhatFields";
import { custodiansIn, domainsOf, type Wish } from "../wish";

/** Who has a mailbox, and how a person is brought together with it. */
export function MailboxesStep({ wish, errors, onChange }: Omit<WishFieldsProps, "info">) {
  const layout = useLayout();
  return (
    <>
      <p className={layout.prose}>
        Each person of the source is mapped to a mailbox by the e-mail address that the source has of them. Who has
        none there, or one of another domain, is quarantined: nothing is lost, and it is delivered once you map them.
      </p>
      <DomainsField wish={wish} errors={errors} onChange={onChange} />
      <CustodianFields
        text={wish.custodians}
        errors={errors}
        onChange={(custodians) => {
          onChange({ custodians });
        }}
      />
      <p className={layout.prose}>
        The source’s people are read after activation. The connector’s page then shows under User mapping who is
        mapped, by which rule, and who is not; there a mapping of your own can be uploaded.
      </p>
    </>
  );
}

export function DestinationStep({ folder }: { folder: string }) {
  const layout = useLayout();
  return (
    <>
      <Facts
        items={[
          ["Destination", "Embedded mailboxes"],
          ["Folder", `Inbox/${folder}`],
        ]}
      />
      <p className={layout.prose}>
        Messages are kept in mailboxes of this installation, encrypted and each stored once. It is the only destination
        so far. Reading them is a right of its own, which no administrator has by default.
      </p>
    </>
  );
}

interface ReviewProps {
  connector: ArchiveConnector;
  state: State;
  wish: Wish;
}

export function ArchiveReview({ connector, state, wish }: ReviewProps) {
  const layout = useLayout();
  const { archive } = connector;
  const titles = archive.kinds.filter(({ kind }) => wish.kinds.includes(kind)).map(({ title }) => title);
  return (
    <ReviewStep
      connector={connector}
      state={state}
      without="What it is needed for"
      after="The account is fixed from here on: later credentials must belong to the same one. What the source has is captured at once, and what is new as often as it is set to."
    >
      <Facts
        items={[
          ["What is archived", [...titles, ...(wish.files ? ["Files"] : [])].join(", ")],
          ["From", wish.from === "" ? "The beginning" : `${wish.from} (UTC)`],
          [
            "Private messages",
            wish.privately ? (
              <span className={layout.tight}>
                <span>{wish.purpose}</span>
                <span>{wish.legalBasis}</span>
                <span className={layout.muted}>Archived once a second person has agreed.</span>
              </span>
            ) : (
              "Not archived"
            ),
          ],
          [
            "Left out",
            wish.leaveOut.length === 0
              ? "Nothing"
              : wish.leaveOut.map(({ what, id, reason }) => `${what} ${id} (${reason})`).join("; "),
          ],
          ["Domains", domainsOf(wish).join(", ") || "None"],
          ["Custodians", count(custodiansIn(wish).length, "person", "people")],
          ["Destination", `Embedded mailboxes, folder Inbox/${archive.folder}`],
        ]}
      />
    </ReviewStep>
  );
}
