// Rules of one's own: which person's items go into which mailbox, from when, and who agreed.
import { useState } from "react";
import type { Archive, MappingRule } from "../../api/archive";
import { useDecideRule, useEndRule } from "../../api/queries/mapping";
import { GuardedButton } from "../../components/access/GuardedButton";
import { ProblemBar } from "../../components/form/ProblemBar";
import type { Column } from "../../components/list/DataTable";
import { ListView } from "../../components/list/ListView";
import type { Filter } from "../../components/list/rows";
import { Empty } from "../../components/page/Empty";
import { Section } from "../../components/page/Section";
import { useLayout } from "../../components/page/styles";
import { ToneBadge } from "../../components/status/badges";
import { Moment } from "../../components/text/Moment";
import { figure } from "../../components/text/format";
import { AddRule } from "./AddRule";
import { UploadRules } from "./UploadRules";
import { RULE_STATE } from "./words";

/** A rule that ended is neither active nor waiting, whatever it was. */
const stateOf = (rule: MappingRule) => (rule.until === null ? rule.state : "ended");
const wordOf = (rule: MappingRule) => RULE_STATE[stateOf(rule)] ?? { label: rule.state, tone: "neutral" as const };

function State({ rule }: { rule: MappingRule }) {
  const layout = useLayout();
  return (
    <div className={layout.tight}>
      <span>
        <ToneBadge {...wordOf(rule)} />
      </span>
      {rule.decided_by !== null && (
        <span className={layout.muted}>
          {`Decided by ${rule.decided_by}, `}
          <Moment value={rule.decided_at} />
        </span>
      )}
    </div>
  );
}

function Decide({ archive, rule }: { archive: Archive; rule: MappingRule }) {
  const layout = useLayout();
  const decide = useDecideRule(archive.id);
  const end = useEndRule(archive.id);
  const busy = decide.isPending || end.isPending;
  const state = stateOf(rule);
  if (state !== "waiting" && state !== "active") return <>–</>;
  const answer = (agree: boolean) => () => {
    decide.mutate({ rule: rule.id, agree });
  };
  return (
    <div className={layout.tight}>
      <div className={layout.row}>
        {state === "waiting" && (
          <>
            <GuardedButton
              needs="archive.approve"
              size="small"
              disabled={busy}
              aria-label={`Approve ${rule.external}`}
              onClick={answer(true)}
            >
              Approve
            </GuardedButton>
            <GuardedButton
              needs="archive.approve"
              size="small"
              disabled={busy}
              aria-label={`Refuse ${rule.external}`}
              onClick={answer(false)}
            >
              Refuse
            </GuardedButton>
          </>
        )}
        <GuardedButton
          needs="archive.manage"
          size="small"
          disabled={busy}
          aria-label={`End ${rule.external}`}
          onClick={() => {
            end.mutate(rule.id);
          }}
        >
          End
        </GuardedButton>
      </div>
      <ProblemBar title="That was not done." error={decide.error ?? end.error} />
    </div>
  );
}

const columns = (archive: Archive): Column<MappingRule>[] => [
  { id: "external", title: "Person at the source", sort: (row) => row.external, cell: (row) => row.external },
  { id: "user", title: "Found to be user", sort: (row) => row.user, cell: (row) => row.user ?? "Not seen yet" },
  { id: "mailbox", title: "Mailbox", sort: (row) => row.mailbox, cell: (row) => row.mailbox },
  { id: "from", title: "From", sort: (row) => row.from, cell: (row) => <From value={row.from} /> },
  { id: "until", title: "Until", sort: (row) => row.until, cell: (row) => <Moment value={row.until} /> },
  { id: "state", title: "State", sort: stateOf, cell: (row) => <State rule={row} /> },
  { id: "why", title: "Why", cell: (row) => row.why },
  { id: "by", title: "Set by", sort: (row) => row.set_by, cell: (row) => <SetBy rule={row} /> },
  { id: "decide", title: "Change", cell: (row) => <Decide archive={archive} rule={row} /> },
];

/** The beginning of time is none that anybody chose. */
const From = ({ value }: { value: string }) =>
  Date.parse(value) <= 0 ? <>The beginning</> : <Moment value={value} />;

const SetBy = ({ rule }: { rule: MappingRule }) => (
  <>
    {rule.set_by}, <Moment value={rule.set_at} />
  </>
);

const FILTERS: Filter<MappingRule>[] = [
  {
    id: "state",
    label: "State",
    options: Object.entries(RULE_STATE).map(([value, { label }]) => ({ value, label })),
    test: (row, value) => stateOf(row) === value,
  },
];

interface Props {
  archive: Archive;
  rules: readonly MappingRule[];
  /** How many there are of which these are the first. */
  count: number;
}

export function MappingRules({ archive, rules, count }: Props) {
  const layout = useLayout();
  const [open, setOpen] = useState<"add" | "upload" | null>(null);
  const close = () => {
    setOpen(null);
  };
  return (
    <Section
      title="Rules"
      actions={
        <>
          <GuardedButton
            needs="archive.manage"
            appearance="primary"
            onClick={() => {
              setOpen("add");
            }}
          >
            Add rule
          </GuardedButton>
          <GuardedButton
            needs="archive.manage"
            onClick={() => {
              setOpen("upload");
            }}
          >
            Upload CSV
          </GuardedButton>
        </>
      }
    >
      <p className={layout.prose}>
        Mapping somebody to another person’s mailbox waits until a second person has approved it.
      </p>
      {open === "add" && <AddRule archive={archive} onClose={close} />}
      {open === "upload" && <UploadRules archive={archive} onClose={close} />}
      {rules.length < count && (
        <span className={layout.muted}>
          {`${figure(rules.length)} of ${figure(count)} rules, those that wait first; the field above finds the others.`}
        </span>
      )}
      <ListView
        label="Rules"
        prefix="rule-"
        noun={["rule", "rules"]}
        rows={rules}
        rowKey={(row) => row.id}
        text={(row) => `${row.external} ${row.user ?? ""} ${row.mailbox} ${row.why} ${row.set_by}`}
        columns={columns(archive)}
        filters={FILTERS}
        sort="external"
        empty={
          <Empty title="No rule of your own">
            People are mapped by their e-mail address alone. Add a rule for whoever has none there, or another one.
          </Empty>
        }
      />
    </Section>
  );
}
