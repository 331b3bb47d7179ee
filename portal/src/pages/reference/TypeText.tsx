// A schema's type in words, leading to the schemas it names.
import { Link } from "@fluentui/react-components";
import { useLayout } from "../../components/page/styles";
import { typeOf, type Schema } from "./openapi";

export function TypeText({ schema }: { schema: Schema }) {
  const layout = useLayout();
  return (
    <span className={layout.mono}>
      {typeOf(schema).map((piece, at) =>
        typeof piece === "string" ? (
          piece
        ) : (
          <Link key={`${piece.ref} ${at}`} inline href={`#schema-${piece.ref}`}>
            {piece.ref}
          </Link>
        ),
      )}
    </span>
  );
}
