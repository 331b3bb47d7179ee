// Versions of an item side by side: before and after an edit, and what was last known before a deletion.
import { Field, Select } from "@fluentui/react-components";
import { useState } from "react";
import type { Mail, Version } from "../../api/archive";
import { Section } from "../../components/page/Section";
import { useLayout } from "../../components/page/styles";
import { ToneBadge } from "../../components/status/badges";
import { Moment } from "../../components/text/Moment";
import { PageLink } from "../../components/text/links";
import { ITEM_EVENT } from "../archives/words";
import { MailFrame, type MailSource } from "./MailFrame";

interface VersionsProps {
  mail: Mail;
  base: string;
  source: MailSource;
}

const AT = new Intl.DateTimeFormat(undefined, { dateStyle: "medium", timeStyle: "medium" });

/** As “Edited 22 Nov 2026, 14:03:12 (version 2)”, in the viewer’s zone. */
const called = (version: Version) =>
  `${ITEM_EVENT[version.event].label} ${AT.format(new Date(version.at))} (version ${version.version})`;

export function Versions({ mail, base, source }: VersionsProps) {
  const layout = useLayout();
  const { versions } = mail;
  const current = Math.max(0, versions.findIndex((one) => one.current));
  // The one before beside this one; of the first, the one after.
  const [left, setLeft] = useState(current === 0 ? 0 : current - 1);
  const [right, setRight] = useState(current === 0 ? Math.min(1, versions.length - 1) : current);
  if (versions.length < 2) {
    return (
      <Section title="Versions">
        <p className={layout.prose}>There is one version. An edit or a deletion would stand beside it here.</p>
      </Section>
    );
  }
  const side = (label: string, at: number, choose: (at: number) => void) => {
    const version = versions[at];
    return (
      <div className={layout.tight}>
        <Field label={label}>
          <Select
            value={String(at)}
            onChange={(_, { value }) => {
              choose(Number(value));
            }}
          >
            {versions.map((one, index) => (
              <option key={one.uid} value={index}>
                {called(one)}
              </option>
            ))}
          </Select>
        </Field>
        {version && <Side label={label} version={version} base={base} source={source} />}
      </div>
    );
  };
  return (
    <Section title="Versions">
      <div className={layout.columns}>
        {side("Left", left, setLeft)}
        {side("Right", right, setRight)}
      </div>
    </Section>
  );
}

interface SideProps {
  label: string;
  version: Version;
  base: string;
  source: MailSource;
}

function Side({ label, version, base, source }: SideProps) {
  const layout = useLayout();
  return (
    <>
      <span className={layout.row}>
        <ToneBadge {...ITEM_EVENT[version.event]} />
        <Moment value={version.at} />
        {version.current ? "This message" : <PageLink to={`${base}/${version.uid}`}>Open this version</PageLink>}
      </span>
      <MailFrame title={`${label}: ${called(version)}`} html={version.html} text={version.text} half source={source} />
    </>
  );
}
