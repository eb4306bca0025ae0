/* The rows of a list by keys. Where nothing leads from what a row is called, its first link is what opens it. */

import { walkByKeys } from "./keys.js";
import { tickedByKey } from "./many.js";

const rows = [...document.querySelectorAll("table[data-rows] > tbody > tr")];

if (rows.length) {
  walkByKeys(rows, {
    linkOf: (row) => row.querySelector("th a") ?? row.querySelector("td a"),
    tickOf: (row) => row.querySelector("td.tick input, .choose input"),
    ticked: tickedByKey,
  });
}
