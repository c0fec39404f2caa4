// Gives each demo camera of ./run that has no account yet one, with its own claim code. The account
// is the same for all of them; its password is kept in the state folder.
import { execFileSync } from "node:child_process";
import { randomBytes, X509Certificate } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { Api } from "./api.mjs";

const [custody, state, count] = process.argv.slice(2);
const passwordFile = `${state}/secrets/camera-password`;
if (!existsSync(passwordFile)) writeFileSync(passwordFile, randomBytes(15).toString("base64url"), { mode: 0o600 });
const password = readFileSync(passwordFile, "utf8");

for (let i = 0; i < Number(count); i++) {
  const root = `${state}/camera-${i}`;
  const port = Number(readFileSync(`${root}/ports`, "utf8").split(" ")[0]);
  const certificate = readFileSync(`${root}/state/custody/camera/device.pem`, "utf8");
  const camera = new Api(port, { fingerprint: new X509Certificate(certificate).fingerprint256 });
  if ((await camera.call("GET", "/api/v1/setup")).claimed) continue;
  const code = execFileSync(custody, ["admin", "claim-code", "--socket", `${root}/run/custody/camera/control.sock`]);
  await camera.call("POST", "/api/v1/setup", { claim_code: code.toString().trim(), name: "demo", password });
}
