// Lines of comma-separated values that a person pasted or chose, as RFC 4180 has them. Pure.

/** The rows of a text; quotes may hold commas, quotes written twice, and line ends. Empty rows are left out. */
export function csvRows(text: string): string[][] {
  const rows: string[][] = [];
  let row: string[] = [];
  let cell = "";
  let quoted = false;
  const endCell = () => {
    row.push(cell.trim());
    cell = "";
  };
  const endRow = () => {
    endCell();
    if (row.some((one) => one !== "")) rows.push(row);
    row = [];
  };
  const source = text.replace(/^\ufeff/, "");
  for (let at = 0; at < source.length; at += 1) {
    const c = source.charAt(at);
    if (quoted) {
      if (c !== '"') cell += c;
      else if (source.charAt(at + 1) === '"') {
        cell += '"';
        at += 1;
      } else quoted = false;
    } else if (c === '"' && cell.trim() === "") {
      quoted = true;
      cell = "";
    } else if (c === "," || c === ";" || c === "\t") endCell();
    else if (c === "\n" || c === "\r") endRow();
    else cell += c;
  }
  endRow();
  return rows;
}

/** Addresses with names, one a row; a first row that is a header is left out. */
export function custodiansOf(text: string): { address: string; name: string }[] {
  const rows = csvRows(text);
  const [head] = rows;
  const headed = /^(?:(?:e-?)?mail(?: ?address)?|address|mailbox)$/i.test(head?.[0] ?? "");
  return (headed ? rows.slice(1) : rows).map(([address = "", name = ""]) => ({ address, name }));
}
