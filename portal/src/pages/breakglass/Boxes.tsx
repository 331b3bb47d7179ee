// The mailboxes of a request, which lead somewhere for who may read them by it.
import type { BreakGlass as Request } from "../../api/archive";
import { useLayout } from "../../components/page/styles";
import { PageLink } from "../../components/text/links";

export function Boxes({ row }: { row: Request }) {
  const layout = useLayout();
  const open = row.mine && row.state === "approved";
  return (
    <ul className={layout.list}>
      {row.mailboxes.map((box) => (
        <li key={box.id}>
          {open ? <PageLink to={`/break-glass/${row.id}/${box.id}`}>{box.address}</PageLink> : box.address}
        </li>
      ))}
    </ul>
  );
}
