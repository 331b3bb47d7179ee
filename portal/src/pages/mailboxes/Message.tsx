// One archived message: as a mail program shows it, its versions, its record, and where it came from.
import { Button } from "@fluentui/react-components";
import { ChevronLeft20Regular, ChevronRight20Regular } from "@fluentui/react-icons";
import { useMemo } from "react";
import { useParams, useSearchParams } from "react-router";
import type { Mail } from "../../api/archive";
import { rawAddress, useMail, useMessages, type Reading } from "../../api/queries/mailboxes";
import { Json } from "../../components/text/Json";
import { Loaded } from "../../components/page/Loaded";
import { Page } from "../../components/page/Page";
import { PageTabs } from "../../components/page/PageTabs";
import { Section } from "../../components/page/Section";
import { useLayout } from "../../components/page/styles";
import { ToneBadge } from "../../components/status/badges";
import { figure } from "../../components/text/format";
import { ButtonLink } from "../../components/text/links";
import { ITEM_EVENT } from "../archives/words";
import { GlassBanner } from "../breakglass/GlassBanner";
import { useGlassOver } from "../breakglass/useGlassOver";
import { Files } from "./Files";
import { MailFrame } from "./MailFrame";
import { MailHead } from "./MailHead";
import { Provenance } from "./Provenance";
import { Versions } from "./Versions";
import { baseOf, crumbsOf, messageAt } from "./places";
import { useAddress } from "./useMailboxNow";

interface BesideProps {
  reading: Reading;
  query: string;
  uid: number;
  base: string;
}

/** Leads to what stands before and after it in the list that it was opened from, as far as that was read. */
function Beside({ reading, query, uid, base }: BesideProps) {
  const layout = useLayout();
  const { data } = useMessages(reading, query, false);
  const all = (data?.pages ?? []).flatMap((page) => page.messages).filter((one) => !one.destroyed);
  const at = all.findIndex((one) => one.uid === uid);
  if (at < 0) return null;
  const newer = all[at - 1];
  const older = all[at + 1];
  return (
    <>
      <span className={layout.muted}>{`${figure(at + 1)} of ${figure(all.length)}${query === "" ? "" : " found"}`}</span>
      {newer && (
        <ButtonLink to={messageAt(base, newer.uid, query)} icon={<ChevronLeft20Regular />} label="Newer message">
          Newer
        </ButtonLink>
      )}
      {older && (
        <ButtonLink to={messageAt(base, older.uid, query)} icon={<ChevronRight20Regular />} label="Older message">
          Older
        </ButtonLink>
      )}
    </>
  );
}

export default function Message() {
  const layout = useLayout();
  const { mailbox = "", uid = "", glass, tab } = useParams();
  const over = useGlassOver(glass);
  const mail = useMail({ mailbox, glass }, uid, !over);
  const data = over ? undefined : mail.data;
  const base = baseOf(mailbox, glass);
  const address = useAddress({ mailbox, glass });
  const query = useSearchParams()[0].get("query") ?? "";
  const list = query === "" ? base : `${base}?query=${encodeURIComponent(query)}`;
  return (
    <Page
      key={uid}
      title={data === undefined ? "Message" : data.subject === "" ? "(no subject)" : data.subject}
      crumbs={[...crumbsOf(glass), { title: address ?? "Mailbox", to: list }]}
      summary={
        <div className={layout.row}>
          {data !== undefined && data.event !== "created" && (
            <ToneBadge
              {...ITEM_EVENT[data.event]}
              label={`${ITEM_EVENT[data.event].label}, version ${data.version}`}
            />
          )}
          <div className={`${layout.row} ${layout.end}`}>
            {!over && <Beside reading={{ mailbox, glass }} query={query} uid={Number(uid)} base={base} />}
            {data !== undefined && (
              <Button as="a" href={rawAddress({ mailbox, glass }, data.uid)} download>
                Download .eml
              </Button>
            )}
          </div>
        </div>
      }
    >
      {glass !== undefined && <GlassBanner glass={glass} />}
      {!over && (
        <Loaded query={mail}>
          {(loaded) => <Tabs mail={loaded} mailbox={mailbox} glass={glass} base={base} tab={tab} />}
        </Loaded>
      )}
    </Page>
  );
}

interface TabsProps {
  mail: Mail;
  mailbox: string;
  base: string;
  glass: string | undefined;
  tab: string | undefined;
}

function Tabs({ mail, mailbox, glass, base, tab }: TabsProps) {
  const layout = useLayout();
  const { uid, files } = mail;
  const source = useMemo(() => ({ reading: { mailbox, glass }, uid, files }), [mailbox, glass, uid, files]);
  return (
    <PageTabs
      label={mail.subject}
      base={`${base}/${mail.uid}`}
      current={tab}
      tabs={[
        {
          path: "",
          title: "Message",
          content: () => (
            <Section title="Message">
              <MailHead mail={mail} />
              <MailFrame title="Text of the message" html={mail.html} text={mail.text} source={source} />
              <Files mail={mail} reading={source.reading} />
            </Section>
          ),
        },
        {
          path: "text",
          title: "Plain text",
          content: () => (
            <Section title="Plain text">
              <pre className={layout.record} dir="auto">{mail.text}</pre>
            </Section>
          ),
        },
        {
          path: "versions",
          title: `Versions (${mail.versions.length})`,
          content: () => <Versions mail={mail} base={base} source={source} />,
        },
        {
          path: "original",
          title: "Original record",
          content: () => (
            <Section title="Original record">
              <p className={layout.prose}>What the source’s own records say, as they came.</p>
              <Original value={mail.original} />
            </Section>
          ),
        },
        { path: "provenance", title: "Where it came from", content: () => <Provenance mail={mail} /> },
      ]}
    />
  );
}

function Original({ value }: { value: unknown }) {
  const layout = useLayout();
  if (typeof value !== "object" || value === null) return <Json value={value} />;
  return <pre className={layout.record}>{JSON.stringify(value, null, 2)}</pre>;
}
