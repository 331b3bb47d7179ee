// A text to be copied, with a button that does it.
import { Button, Field, Input } from "@fluentui/react-components";
import { CheckmarkRegular, CopyRegular } from "@fluentui/react-icons";
import { useRef, useState } from "react";
import { useLayout } from "../page/styles";

/** Copies a text that stands elsewhere. */
export function CopyButton({ value, what }: { value: string; what: string }) {
  const [copied, setCopied] = useState(false);
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(value);
      setCopied(true);
    } catch {
      setCopied(false);
    }
  };
  return (
    <Button type="button" icon={copied ? <CheckmarkRegular /> : <CopyRegular />} onClick={() => void copy()}>
      {copied ? "Copied" : `Copy ${what}`}
    </Button>
  );
}

export function CopyField({ label, value }: { label: string; value: string }) {
  const layout = useLayout();
  const input = useRef<HTMLInputElement>(null);
  const [copied, setCopied] = useState(false);
  const copy = async () => {
    input.current?.select();
    try {
      await navigator.clipboard.writeText(value);
      setCopied(true);
    } catch {
      // Without a secure context there is no clipboard to write to; the text is selected, to be copied by hand.
      setCopied(false);
    }
  };
  return (
    <Field label={label} className={layout.narrow}>
      <Input
        input={{ ref: input }}
        readOnly
        value={value}
        contentAfter={
          <Button
            appearance="transparent"
            icon={copied ? <CheckmarkRegular /> : <CopyRegular />}
            aria-label={copied ? "Copied" : "Copy"}
            onClick={() => void copy()}
          />
        }
      />
    </Field>
  );
}
