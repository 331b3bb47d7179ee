// A card with a heading.
import { Card } from "@fluentui/react-components";
import { useId, type ReactNode } from "react";
import { useLayout } from "./styles";

interface SectionProps {
  title: string;
  /** Beside the heading. */
  actions?: ReactNode;
  children: ReactNode;
}

export function Section({ title, actions, children }: SectionProps) {
  const layout = useLayout();
  const id = useId();
  return (
    <Card role="region" aria-labelledby={id}>
      <div className={layout.row}>
        <h2 id={id} className={layout.heading}>
          {title}
        </h2>
        {actions !== undefined && <div className={`${layout.row} ${layout.end}`}>{actions}</div>}
      </div>
      {children}
    </Card>
  );
}
