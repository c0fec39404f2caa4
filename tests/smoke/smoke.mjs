// What a first day brings, without a browser: claims the recorder, proves the recovery key, adds
// the demo cameras as their probe shows them, waits for one sealed minute of each, has the archive
// checked, downloads a clip of each and reads the frame counter from its pictures. One line per
// step; ends with an error at the first thing that is not as it should be.
import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { setTimeout as pause } from "node:timers/promises";
import { Api } from "./api.mjs";

const [bin, state, port, cameraCount, elapsed] = process.argv.slice(2);
const began = Date.now() - Number(elapsed) * 1000;
const root = `${state}/recorder`;
const step = (text) => console.log(`${String(Math.round((Date.now() - began) / 1000)).padStart(4)} s  ${text}`);
const expect = (holds, text) => {
  if (!holds) throw new Error(text);
};

// Asks until `condition` gives something; the limit is for a machine that hangs, not a measure.
async function until(what, condition, limitS = 180) {
  for (const end = Date.now() + limitS * 1000; ; await pause(500)) {
    const got = await condition();
    if (got) return got;
    expect(Date.now() < end, `${what}: not within ${limitS} s`);
  }
}

const custody = (...words) => execFileSync(`${bin}/custody`, words, { encoding: "utf8" });
const run = `${root}/run/custody`;

const siteCa = readFileSync(`${root}/state/custody/control/https/site-ca.pem`, "utf8");
const api = new Api(Number(port), { ca: siteCa });

const closed = await api.raw("GET", "/api/v1/cameras");
expect(closed.status === 403 && closed.body.code === "setup_required", "an unclaimed recorder must answer 403 setup_required");
const claim = { name: "administrator", password: "a long enough sentence" };
const wrong = await api.raw("POST", "/api/v1/setup", { ...claim, claim_code: "AAAA-AAAA-AAAA" });
expect(wrong.status === 403, `a wrong claim code must answer 403, not ${wrong.status}`);
const code = custody("admin", "claim-code", "--runtime", run).trim();
await api.call("POST", "/api/v1/setup", { ...claim, claim_code: code });
step("claimed");

const { recovery_key } = await api.call("POST", "/api/v1/setup/recovery-key", {});
await api.call("POST", "/api/v1/setup/recovery-key/proof", { recovery_key });
expect((await api.raw("POST", "/api/v1/setup/recovery-key", {})).status >= 400, "the recovery key must not come back");
step("recovery key proven");

const password = readFileSync(`${state}/secrets/camera-password`, "utf8");
const cameras = [];
for (let i = 0; i < Number(cameraCount); i++) {
  const rtsps = readFileSync(`${state}/camera-${i}/ports`, "utf8").trim().split(" ")[1];
  const account = { user: "demo", password };
  const url = (path) => `rtsps://127.0.0.1:${rtsps}/${path}`;
  const probe = await api.call("POST", "/api/v1/probe", { url: url("main"), ...account });
  expect(probe.ok && probe.streams[0].width === 1920, `the probe of ${url("main")} says ${JSON.stringify(probe)}`);
  const sub = await api.call("POST", "/api/v1/probe", { url: url("sub"), ...account, fingerprint: probe.tls.fingerprint });
  expect(sub.ok && sub.streams[0].width === 640 && sub.tls.trust === "pinned", `the probe of ${url("sub")} says ${JSON.stringify(sub)}`);
  const { fingerprint } = probe.tls;
  const made = await api.call("POST", "/api/v1/cameras", {
    name: `Camera ${i + 1}`, url: url("main"), sub_url: url("sub"), ...account, fingerprint,
  });
  cameras.push(made.camera);
}
step(`${cameras.length} cameras probed and added`);

const parts = (camera) => api.call("GET", `/api/v1/cameras/${camera}/timeline`);
const spans = [];
for (const camera of cameras) {
  spans.push(await until("one sealed minute", async () => {
    const recorded = (await parts(camera)).spans.filter((span) => span.state === "recorded");
    return recorded.find((span) => Date.parse(span.to) - Date.parse(span.from) >= 60_000);
  }));
}
step("one minute of each camera is sealed");

const checked = custody("store", "check", "--state", `${root}/state/custody/recorder`);
expect(/consistent/.test(checked), `store check says: ${checked}`);
step(`store check: ${checked.trim().split("\n").pop()}`);

for (const [i, camera] of cameras.entries()) {
  const from = new Date(Date.parse(spans[i].from) + 4_000).toISOString();
  const to = new Date(Date.parse(spans[i].from) + 50_000).toISOString();
  const answer = await api.raw("GET", `/api/v1/cameras/${camera}/clip.mp4?from=${from}&to=${to}`);
  expect(answer.status === 200, `the clip: ${answer.status} ${JSON.stringify(answer.body)}`);
  const file = `${state}/clip-${i}.mp4`;
  writeFileSync(file, answer.body);
  const counted = JSON.parse(execFileSync(`${bin}/frame_counter`, ["--json", file], { encoding: "utf8" }));
  expect(counted.contiguous === true, `pictures are missing: ${JSON.stringify(counted)}`);
  const duration = counted.pictures / 25;
  expect(duration >= 45 && duration < 55, `the clip lasts ${duration} s, 46 were asked for`);
  step(`clip of camera ${i + 1}: ${duration.toFixed(1)} s, ${counted.pictures} pictures, none missing`);
}
