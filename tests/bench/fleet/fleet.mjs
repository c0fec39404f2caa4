// What recording costs: recorder and keeper, then one `ffmpeg -c copy -f segment` per camera, both
// from the same simulated cameras in the same run, for the same time.
//
//   node tests/bench/fleet/fleet.mjs [--bin build/release/bin] [--cameras 64] [--seconds 30]
//
// Both sides read plain RTSP: FFmpeg cannot be told to believe our certificates. CPU time is that
// of /proc/PID/stat (user and kernel), taken once every camera is recorded, so that neither pays for
// its start. Exit status: 0 when we cost at most half and every picture was recorded, else 1.
import { execFileSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { existsSync, mkdtempSync, mkdirSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { parseArgs } from "node:util";
import { ControlSocket } from "./control_socket.mjs";
import { countStamps } from "./frame_stamps.mjs";
import { childrenByName, cpuSeconds, start, stop, stopAll, until } from "./processes.mjs";

const kRatioMax = 0.5;
const kDayKeys = 45; // made ahead for each camera
const repository = resolve(import.meta.dirname ?? new URL(".", import.meta.url).pathname, "../../..");
const { values: given } = parseArgs({
  options: {
    bin: { type: "string", default: join(repository, "build/release/bin") },
    cameras: { type: "string", default: "64" },
    seconds: { type: "string", default: "30" },
  },
});
const bin = resolve(given.bin);
const count = Number(given.cameras);
const seconds = Number(given.seconds);
const folder = mkdtempSync(join(tmpdir(), "custody-fleet-"));
const began = Date.now();
const step = (text) => console.error(`${((Date.now() - began) / 1000).toFixed(0).padStart(4)} s  ${text}`);
const sum = (numbers) => numbers.reduce((a, b) => a + b, 0);

// CPU seconds of these processes while `seconds` pass.
async function measure(pids) {
  const before = sum(pids.map(cpuSeconds));
  const began = process.hrtime.bigint();
  await pause(seconds * 1000);
  const cpu = sum(pids.map(cpuSeconds)) - before;
  return cpu / (Number(process.hrtime.bigint() - began) / 1e9) * seconds;
}

// {bytes, pictures, missing} of all films.
function tally(films) {
  const each = films.map((film) => ({ bytes: statSync(film).size, ...countStamps(film) }));
  const total = (member) => sum(each.map((one) => one[member]));
  const fewest = Math.min(...each.map((one) => one.pictures));
  return { bytes: total("bytes"), pictures: total("pictures"), missing: total("missing"), fewest };
}

async function startFleet() {
  const fleet = start(join(bin, "custody"), ["camera-fleet", "--count", String(count), "--rtsp-port", "0"]);
  await until("the fleet", () => /^ready$/m.test(fleet.lines), [fleet]);
  const port = /^port (\d+)$/m.exec(fleet.lines)[1];
  return (camera) => `rtsp://127.0.0.1:${port}/cam${camera}`;
}

// Both daemons from their units, as ./run starts them.
async function startRecorder(root) {
  const secrets = ["site-unlock", "recorder-key"].map((name) => {
    writeFileSync(join(folder, name), randomBytes(32).toString("base64"), { mode: 0o600 });
    return ["--credential", `${name}=${join(folder, name)}`];
  });
  mkdirSync(root);
  const init = start(join(bin, "mini_init"),
    ["--units", join(repository, "systemd"), "--root", root, "--bin", bin, ...secrets.flat(), "custody-recorder.service"]);
  await until("recorder and keeper", () => /custody-recorder\.service is ready/.test(init.lines), [init]);
  return init;
}

// The day keys of a new camera, 45 of them, are minted once and not part of what recording costs.
async function addCameras(root, recorder, url, init) {
  const cameras = Array.from({ length: count }, () => randomBytes(16).toString("hex"));
  const set = (camera, i, enabled) =>
    recorder.call("set_camera", { camera, name: `Camera ${i + 1}`, url: url(i + 1), enabled });
  for (const [i, camera] of cameras.entries()) await set(camera, i, false);
  const keys = (camera) => join(root, "state/custody/recorder/volume/keys", camera);
  const minted = (camera) => existsSync(keys(camera)) && readdirSync(keys(camera)).length >= kDayKeys;
  await until("day keys for every camera", () => cameras.every(minted), [init]);
  step("day keys are minted");
  for (const [i, camera] of cameras.entries()) await set(camera, i, true);
  return cameras;
}

// Opened with the recovery key, as anybody would years later.
function openFilms(root, cameras, keyFile) {
  const state = ["--state", join(root, "state/custody/recorder")];
  execFileSync(join(bin, "custody"), ["store", "check", ...state]);
  const listed = JSON.parse(execFileSync(join(bin, "custody"), ["store", "list", "--json", ...state], { maxBuffer: 1 << 26 }));
  return cameras.map((camera) => {
    const segments = listed.segments.filter((segment) => segment.camera === camera);
    if (segments.length !== 1) throw new Error(`camera ${camera} was recorded in ${segments.length} pieces`);
    const film = join(folder, `${camera}.mp4`);
    execFileSync(join(bin, "custody"), ["store", "cat", "--camera", camera, "--from", segments[0].from,
      "--to", segments[0].to, "--out", film, "--key-file", keyFile, ...state]);
    return film;
  });
}

async function measureRecorder(url) {
  const root = join(folder, "root");
  const init = await startRecorder(root);
  const keeper = new ControlSocket(join(root, "run/custody/keeper/control.sock"));
  const keyFile = join(folder, "recovery-key");
  writeFileSync(keyFile, (await keeper.call("recovery_key", { actor: "benchmark" })).body, { mode: 0o600 });
  keeper.close();
  const recorded = new Set();
  const recorder = new ControlSocket(join(root, "run/custody/recorder/control.sock"), (_, row) => {
    if (row?.kind === "segment" && row.records > 3) recorded.add(row.camera);
  });
  const cameras = await addCameras(root, recorder, url, init);
  await recorder.call("follow", { from: 0 });
  await until("every camera to be recorded", () => recorded.size === count, [init]);
  step("every camera is recorded");
  const pids = childrenByName(init.pid);
  const cpu = await measure([pids.get("custody-recorder"), pids.get("custody-keeper")]);
  recorder.close();
  await stop(init);
  const films = openFilms(root, cameras, keyFile);
  const result = { name: "recorder and keeper", cpu, ...tally(films) };
  rmSync(root, { recursive: true });
  films.forEach((film) => rmSync(film));
  return result;
}

// Fragmented and five minutes long, as our segments are.
const ffmpegWords = (url, film) =>
  ["-nostdin", "-loglevel", "error", "-rtsp_transport", "tcp", "-i", url, "-c", "copy",
    "-f", "segment", "-segment_time", "300", "-segment_format", "mp4",
    "-segment_format_options", "movflags=+frag_keyframe+empty_moov+default_base_moof", film];

async function measureFfmpeg(url) {
  const root = join(folder, "ffmpeg");
  mkdirSync(root);
  const film = (i) => join(root, `camera-${i}-000.mp4`);
  const runs = Array.from({ length: count }, (_, i) => start("ffmpeg", ffmpegWords(url(i + 1), join(root, `camera-${i}-%03d.mp4`))));
  const grows = (_, i) => existsSync(film(i)) && statSync(film(i)).size > 100_000;
  await until("every ffmpeg to write", () => runs.every(grows), runs);
  step("every ffmpeg writes");
  const cpu = await measure(runs.map((run) => run.pid));
  await Promise.all(runs.map((run) => stop(run, "SIGINT")));
  return { name: `${count} times ffmpeg`, cpu, ...tally(readdirSync(root).map((name) => join(root, name))) };
}

function print(result) {
  const perMinute = (result.cpu / seconds / count) * 60;
  const perPicture = result.bytes / result.pictures;
  console.log(
    `${result.name.padEnd(22)}${result.cpu.toFixed(2).padStart(8)}${perMinute.toFixed(3).padStart(16)}` +
    `${String(result.pictures).padStart(11)}${String(result.missing).padStart(9)}${perPicture.toFixed(0).padStart(16)}`);
}

// Every picture of the time that was measured is there, and as long as FFmpeg says it is.
function judge(ours, theirs) {
  const ratio = ours.cpu / theirs.cpu;
  console.log(`ratio ${ratio.toFixed(2)}, at most ${kRatioMax}`);
  const faults = [];
  if (ratio > kRatioMax) faults.push("it costs too much");
  if (ours.missing > 0) faults.push(`${ours.missing} pictures were not recorded`);
  if (ours.fewest < seconds * 25 * 0.95) faults.push(`a camera has only ${ours.fewest} pictures`);
  if (Math.abs(ours.bytes / ours.pictures / (theirs.bytes / theirs.pictures) - 1) > 0.02) {
    faults.push("a picture is not as long as FFmpeg has it");
  }
  for (const fault of faults) console.error(`fleet: ${fault}`);
  return faults.length === 0 ? 0 : 1;
}

let status = 1;
try {
  const url = await startFleet();
  step("the fleet is there");
  console.log(`${count} cameras, H.264 1080p25 at 4 Mbit/s, plain RTSP over TCP, ${seconds} s each`);
  console.log(`${"".padEnd(22)}   CPU s  s/stream-minute   pictures  missing  bytes a picture`);
  const ours = await measureRecorder(url);
  print(ours);
  const theirs = await measureFfmpeg(url);
  print(theirs);
  status = judge(ours, theirs);
} catch (error) {
  console.error(`fleet: ${error.message}`);
}
await stopAll();
rmSync(folder, { recursive: true, force: true });
process.exitCode = status;
