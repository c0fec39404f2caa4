// A person's way through one of our HTTPS interfaces, for scripts: JSON, cookie and CSRF token,
// the peer's certificate verified against the authority or the fingerprint that was given.
import { request } from "node:https";

export class Api {
  #options;
  #cookie = "";
  #csrf = "";

  // `trust`: {ca} a PEM text, or {fingerprint} of the certificate itself, as openssl prints it.
  constructor(port, trust) {
    this.#options = { host: "127.0.0.1", port, agent: false };
    if (trust.ca) {
      Object.assign(this.#options, { ca: trust.ca, servername: "localhost" });
    } else {
      this.#options.rejectUnauthorized = false; // the certificate itself is compared below
      this.fingerprint = trust.fingerprint;
    }
  }

  // Answers {status, headers, body}: JSON as a value, anything else as bytes.
  raw(method, path, value) {
    const text = value === undefined ? undefined : JSON.stringify(value);
    return new Promise((resolve, reject) => {
      const call = request({
        ...this.#options,
        method,
        path,
        headers: {
          host: `localhost:${this.#options.port}`,
          ...(text === undefined ? {} : { "content-type": "application/json", "content-length": Buffer.byteLength(text) }),
          ...(this.#cookie ? { cookie: this.#cookie } : {}),
          ...(this.#csrf ? { "x-csrf-token": this.#csrf } : {}),
        },
      });
      call.on("socket", (socket) =>
        socket.on("secureConnect", () => {
          if (this.fingerprint && socket.getPeerCertificate().fingerprint256 !== this.fingerprint) {
            call.destroy(new Error("another certificate than the one that was expected"));
          }
        }),
      );
      call.on("response", (response) => {
        const pieces = [];
        response.on("data", (piece) => pieces.push(piece));
        response.on("error", reject);
        response.on("end", () => {
          const bytes = Buffer.concat(pieces);
          for (const cookie of response.headers["set-cookie"] ?? []) this.#cookie = cookie.split(";")[0];
          const json = /json/.test(response.headers["content-type"] ?? "");
          resolve({
            status: response.statusCode,
            headers: response.headers,
            body: json && bytes.length > 0 ? JSON.parse(bytes.toString()) : bytes,
          });
        });
      });
      call.on("error", reject);
      call.end(text);
    });
  }

  // The body of a good answer; anything else is an error that says what was answered.
  async call(method, path, value) {
    const answer = await this.raw(method, path, value);
    if (answer.status >= 300) {
      const said = Buffer.isBuffer(answer.body) ? answer.body.toString() : JSON.stringify(answer.body);
      throw new Error(`${method} ${path}: ${answer.status} ${said.slice(0, 500)}`);
    }
    if (answer.body?.csrf_token) this.#csrf = answer.body.csrf_token;
    return answer.body;
  }
}
