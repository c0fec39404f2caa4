// Processes of a benchmark: started, measured and ended by their ids, whatever happens.
import { execFileSync, spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { setTimeout as pause } from "node:timers/promises";

const kTicksPerSecond = Number(execFileSync("getconf", ["CLK_TCK"], { encoding: "utf8" }));
const kStopMs = 20_000; // a limit for what hangs, not a measure
const started = new Set();

// A running program; `lines` is what it has printed so far.
export function start(program, words) {
  const child = spawn(program, words, { stdio: ["ignore", "pipe", "pipe"] });
  const run = { pid: child.pid, lines: "", ended: false };
  run.end = new Promise((resolve) => {
    child.on("error", (error) => resolve((run.lines += `${program}: ${error.message}\n`)));
    child.on("close", resolve);
  }).then(() => {
    run.ended = true;
    started.delete(run);
  });
  for (const output of [child.stdout, child.stderr]) output.on("data", (bytes) => (run.lines += bytes));
  run.signal = (name) => run.ended || child.kill(name);
  started.add(run);
  return run;
}

export async function stop(run, signal = "SIGTERM") {
  run.signal(signal);
  const late = new AbortController();
  await Promise.race([run.end, pause(kStopMs, null, { signal: late.signal }).catch(() => {})]);
  late.abort();
  if (!run.ended) run.signal("SIGKILL");
  await run.end;
}

export const stopAll = () => Promise.all([...started].map((run) => stop(run)));

// Asks until `condition` gives something, or a program that it rests on has ended.
export async function until(what, condition, runs, limitS = 600) {
  for (const end = Date.now() + limitS * 1000; ; await pause(100)) {
    const got = condition();
    if (got) return got;
    const gone = runs.find((run) => run.ended);
    if (gone) throw new Error(`${what}: a program has ended:\n${gone.lines}`);
    if (Date.now() > end) throw new Error(`${what}: not within ${limitS} s:\n${runs[0].lines}`);
  }
}

// What the process has used of the processors, in user and kernel mode; its children not counted.
export function cpuSeconds(pid) {
  const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" "); // from the third, `state`
  return (Number(fields[11]) + Number(fields[12])) / kTicksPerSecond;
}

// The processes that `pid` has started, by the name of their program's file.
export function childrenByName(pid) {
  const children = readFileSync(`/proc/${pid}/task/${pid}/children`, "utf8").trim().split(" ");
  return new Map(
    children.map((child) => [readFileSync(`/proc/${child}/cmdline`, "utf8").split("\0")[0].split("/").pop(), Number(child)]),
  );
}
