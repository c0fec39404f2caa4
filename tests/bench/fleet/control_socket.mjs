// The calling side of the control protocol (docs/design/control-protocol.md), as far as a benchmark
// needs it: one request at a time, and what is pushed in between.
import { connect } from "node:net";

const kPreludeBytes = 16;
const kMagic = Buffer.from("CuI\x01", "latin1");
const kRequest = 1;
const kReply = 2;
const kEvent = 4;

// Members sorted by their names, as the protocol demands of every object.
function canonical(value) {
  if (value === null || typeof value !== "object") return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map(canonical).join(",")}]`;
  const members = Object.keys(value).sort().map((name) => `${JSON.stringify(name)}:${canonical(value[name])}`);
  return `{${members.join(",")}}`;
}

export class ControlSocket {
  #socket;
  #input = Buffer.alloc(0);
  #last = 0;
  #waiting = new Map();
  #onEvent;

  constructor(path, onEvent = () => {}) {
    this.#onEvent = onEvent;
    this.#socket = connect(path);
    this.#socket.on("data", (bytes) => this.#take(bytes));
    this.#socket.on("error", (error) => this.#fail(error));
    this.#socket.on("close", () => this.#fail(new Error(`${path}: closed`)));
  }

  // Answers {arguments, body}.
  call(verb, args = {}, body = "") {
    const id = ++this.#last;
    const header = Buffer.from(canonical({ arguments: args, id, verb }));
    const bytes = Buffer.from(body);
    const prelude = Buffer.alloc(kPreludeBytes);
    kMagic.copy(prelude);
    prelude[4] = kRequest;
    prelude.writeUInt32BE(header.length, 8);
    prelude.writeUInt32BE(bytes.length, 12);
    this.#socket.write(Buffer.concat([prelude, header, bytes]));
    return new Promise((resolve, reject) => this.#waiting.set(id, { resolve, reject, verb }));
  }

  close() {
    this.#waiting.clear();
    this.#socket.destroy();
  }

  #fail(error) {
    for (const { reject } of this.#waiting.values()) reject(error);
    this.#waiting.clear();
  }

  #take(bytes) {
    this.#input = Buffer.concat([this.#input, bytes]);
    while (this.#input.length >= kPreludeBytes) {
      const headerEnd = kPreludeBytes + this.#input.readUInt32BE(8);
      const end = headerEnd + this.#input.readUInt32BE(12);
      if (this.#input.length < end) return;
      const header = JSON.parse(this.#input.toString("utf8", kPreludeBytes, headerEnd));
      this.#dispatch(this.#input[4], header, this.#input.subarray(headerEnd, end));
      this.#input = this.#input.subarray(end);
    }
  }

  #dispatch(kind, header, body) {
    if (kind === kEvent) return this.#onEvent(header.event, header.arguments);
    const asked = this.#waiting.get(header.id);
    this.#waiting.delete(header.id);
    if (kind === kReply) return asked?.resolve({ arguments: header.arguments, body: Buffer.from(body) });
    const error = new Error(`${asked?.verb ?? "connection"}: ${header.error.message}`);
    asked ? asked.reject(error) : this.#fail(error);
  }
}
