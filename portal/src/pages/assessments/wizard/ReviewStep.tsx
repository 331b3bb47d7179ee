// What will be created.
import { MessageBar, MessageBarBody } from "@fluentui/react-components";
import { Facts } from "../../../components/list/Facts";
import { serviceName } from "../../../components/status/words";
import { offered, ticked, type Offer, type State } from "./wizard";

export function ReviewStep({ offer, state }: { offer: Offer; state: State }) {
  const chosen = state.covers === "all" ? offered(state, offer) : ticked(state, offer);
  const names = chosen.map((one) => one.name).join(", ");
  return (
    <>
      <Facts
        items={[
          ["Regulation", state.regulation?.title ?? ""],
          ["Assessment name", state.name.trim()],
          [
            "Group",
            state.group === null
              ? `${state.newGroup.trim()} (new)`
              : (offer.groups.find((group) => group.id === state.group)?.name ?? ""),
          ],
          ["Services", state.services.map(serviceName).join(", ") || "None"],
          [
            "Service instances",
            state.covers === "all" ? `All, later ones included${names === "" ? "" : `; now ${names}`}` : names,
          ],
        ]}
      />
      {chosen.length === 0 && (
        <MessageBar intent="warning" layout="multiline">
          <MessageBarBody>
            No service instance is in scope yet: the automatic actions stay to be detected until one is activated.
          </MessageBarBody>
        </MessageBar>
      )}
    </>
  );
}
