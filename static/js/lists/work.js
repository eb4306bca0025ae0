/* What needs me, by keys as the lists: the rows of all groups in one walk, those of others without a tick. */

import { walkByKeys } from "./keys.js";
import { previewBeside } from "./preview.js";

const rows = [...document.querySelectorAll(".work-list > .work")];

if (rows.length) {
  walkByKeys(rows, {
    linkOf: (row) => row.querySelector("a.btn"),
    tickOf: (row) => row.querySelector(".work-tick input"),
  });
  const pane = document.getElementById("preview-pane");
  if (pane) previewBeside(pane, rows);
}
