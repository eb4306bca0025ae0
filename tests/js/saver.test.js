import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { ADDRESS, FakeBrowser } from "./support/browser.js";
import { VirtualClock } from "./support/clock.js";
import { FakeServer, reply } from "./support/fake_server.js";

let clock, server, browser;

beforeEach(() => {
  clock = new VirtualClock();
  server = new FakeServer(clock);
  server.add(ADDRESS, { progress: "First line\nSecond line", outcome: "maintain" });
  browser = new FakeBrowser({ server, clock });
});

const saved = (box = "progress") => server.texts.get(ADDRESS).boxes[box];
const posts = () => server.requests.filter((one) => one.method === "POST" && one.address === ADDRESS);

test("is saved two seconds after the last key", async () => {
  const tab = browser.open();
  tab.type("progress", "First line\nSecond line and more");
  assert.equal(tab.phase, "saving");
  await clock.advance(1900);
  assert.equal(posts().length, 0);
  await clock.advance(300);
  assert.equal(saved(), "First line\nSecond line and more");
  assert.deepEqual([tab.phase, tab.state.saved.said], ["saved", "10:42"]);
});
