// A button that is disabled, and says why, for those who may not use it.
import { Button, Tooltip, useRestoreFocusTarget, type ButtonProps } from "@fluentui/react-components";
import { useNavigate } from "react-router";
import { useRefusal, type Permission } from "./permissions";

type GuardedButtonProps = Omit<ButtonProps, "as"> & {
  needs: Permission;
  /** Where it leads, where it leads somewhere. */
  to?: string;
};

export function GuardedButton({ needs, to, ...rest }: GuardedButtonProps) {
  const refusal = useRefusal(needs);
  const navigate = useNavigate();
  // A dialog that it opens gives the focus back to it.
  const focusTarget = useRestoreFocusTarget();
  const props = { ...rest } as ButtonProps;
  if (refusal !== undefined) {
    return (
      <Tooltip content={refusal} relationship="description">
        <Button {...props} disabledFocusable />
      </Tooltip>
    );
  }
  if (to === undefined) return <Button {...props} {...focusTarget} />;
  return <Button {...props} onClick={() => void navigate(to)} />;
}
