/* A table as rows of cells that are one line each; one that only lays a page out is none. */

const ELEMENT = 1;
const nameOf = (node) => node.nodeName.toLowerCase();
const elements = (node) => [...node.childNodes].filter((child) => child.nodeType === ELEMENT);
const isTable = (node) => nameOf(node) === "table" || elements(node).some(isTable);
const rowsIn = (node) => elements(node).flatMap((child) => (nameOf(child) === "tr" ? [child] : ["thead", "tbody", "tfoot"].includes(nameOf(child)) ? rowsIn(child) : []));
const cellsIn = (row) => elements(row).filter((child) => ["td", "th"].includes(nameOf(child)));
const span = (cell, name) => Math.min(Math.max(parseInt(cell.getAttribute(name), 10) || 1, 1), 50);

/* Cells that reach over others leave empty ones behind, so that every word stays in its column. */
function grid(rows) {
  const covered = new Map();
  return rows.map((row, number) => {
    const line = [];
    for (const cell of cellsIn(row)) {
      while (covered.get(`${number} ${line.length}`)) line.push(null);
      const [wide, high] = [span(cell, "colspan"), span(cell, "rowspan")];
      for (let below = 1; below < high; below += 1) {
        for (let beside = 0; beside < wide; beside += 1) covered.set(`${number + below} ${line.length + beside}`, true);
      }
      line.push(cell, ...Array(wide - 1).fill(null));
    }
    return line;
  });
}

/* `rows` where it is a table of words, otherwise its cells as `loose` parts. */
export function rowsOf(table, said) {
  const cells = grid(rowsIn(table));
  const captions = elements(table).filter((child) => nameOf(child) === "caption");
  const width = Math.max(0, ...cells.map((line) => line.length));
  const loose = cells.flat().filter(Boolean);
  if (width < 2 || cells.length < 2 || elements(table).some(isTable)) return { captions, rows: null, loose };
  const rows = cells.map((line, number) => Array.from({ length: width }, (_, at) => (line[at] ? said(line[at], number === 0 || nameOf(line[at]) === "th") : "")));
  const isSaid = Array.from({ length: width }, (_, at) => rows.some((row) => row[at]));
  const full = rows.filter((row) => row.some(Boolean)).map((row) => row.filter((_, at) => isSaid[at]));
  return full.length < 2 ? { captions, rows: null, loose } : { captions, rows: full, loose };
}
