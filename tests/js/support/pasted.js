/* Turns a list of clipboards, as JSON, into what would be pasted of each: for tests in another language. */

import { readFileSync } from "node:fs";
import { inert } from "../../../static/js/rich/inert.js";
import { markdownOf } from "../../../static/js/rich/markdown.js";
import { parsed } from "./html.js";

const clipboards = JSON.parse(readFileSync(0, "utf-8"));
process.stdout.write(JSON.stringify(clipboards.map((html) => markdownOf(parsed(inert(html))).text)));
