// The way to the mailboxes, for those who may read some.
import { useMailboxes } from "../../api/queries/mapping";
import { useMay } from "../../components/access/permissions";
import { Section } from "../../components/page/Section";
import { useLayout } from "../../components/page/styles";
import { count } from "../../components/text/format";
import { ButtonLink, PageLink } from "../../components/text/links";

/** Mailboxes that are named; the others are a step further. */
const NAMED = 5;

export function MailboxesCard() {
  const layout = useLayout();
  const may = useMay("mailboxes.read");
  const found = useMailboxes("", may);
  const boxes = found.data?.pages.flat() ?? [];
  if (!may || boxes.length === 0) return null;
  const fullest = [...boxes].sort((a, b) => b.messages - a.messages).slice(0, NAMED);
  return (
    <Section
      title="Mailboxes that you may read"
      actions={
        <ButtonLink to="/mailboxes" appearance="primary">
          {found.hasNextPage ? "All mailboxes" : `All ${count(boxes.length, "mailbox", "mailboxes")}`}
        </ButtonLink>
      }
    >
      <ul className={layout.list}>
        {fullest.map((box) => (
          <li key={box.id}>
            <PageLink to={`/mailboxes/${box.id}`}>{box.address}</PageLink>
            {`, ${count(box.messages, "message")}`}
          </li>
        ))}
      </ul>
    </Section>
  );
}
