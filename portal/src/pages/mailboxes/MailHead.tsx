// A message's header: who wrote it to whom, and when.
import { useState } from "react";
import { Button } from "@fluentui/react-components";
import type { Mail, Recipient } from "../../api/archive";
import { Facts } from "../../components/list/Facts";
import { useLayout } from "../../components/page/styles";
import { Moment } from "../../components/text/Moment";
import { NOTHING, bytes } from "../../components/text/format";
import { ITEM_KIND } from "../archives/words";

/** Recipients shown at first; a group may have thousands. */
const RECIPIENTS_FIRST = 8;

const named = ({ name, address }: Recipient) => (name === null ? address : `${name} <${address}>`);

function Recipients({ label, all }: { label: string; all: readonly Recipient[] }) {
  const layout = useLayout();
  const [whole, setWhole] = useState(false);
  if (all.length === 0) return <>{NOTHING}</>;
  const shown = whole ? all : all.slice(0, RECIPIENTS_FIRST);
  return (
    <span className={layout.breaking}>
      {shown.map(named).join(", ")}{" "}
      {shown.length < all.length && (
        <Button
          size="small"
          aria-label={`and ${all.length - shown.length} more of ${label}`}
          onClick={() => {
            setWhole(true);
          }}
        >{`and ${all.length - shown.length} more`}</Button>
      )}
    </span>
  );
}

export function MailHead({ mail }: { mail: Mail }) {
  return (
    <Facts
      items={[
        ["From", named({ name: mail.from_name, address: mail.from_address })],
        ["To", <Recipients key="to" label="To" all={mail.to} />],
        ...(mail.cc.length === 0 ? [] : [["Cc", <Recipients key="cc" label="Cc" all={mail.cc} />] as const]),
        ["Date", <Moment key="at" value={mail.at} />],
        ["Folder", mail.folder],
        ["Kind", `${ITEM_KIND[mail.kind]}, ${bytes(mail.size)}`],
      ]}
    />
  );
}
