/* The year board by keys, as the lists: from Centre year to Centre year, past the schools of one that is unfolded. */

import { walkByKeys } from "./keys.js";

const rows = [...document.querySelectorAll(".board-year")];

if (rows.length) walkByKeys(rows, { linkOf: (row) => row.querySelector("th a") });
