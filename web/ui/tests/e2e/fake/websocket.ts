// The server's side of a WebSocket (RFC 6455), as far as the tests need it: it sends, and answers a close.
import { createHash } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';

const magic = '258EAFA5-E914-47DA-95CA-C5AB0DC85B11';

export class ServerSocket {
  readonly #stream: Duplex;
  onclose: () => void = () => {};

  constructor(request: IncomingMessage, stream: Duplex) {
    this.#stream = stream;
    const accept = createHash('sha1')
      .update(`${String(request.headers['sec-websocket-key'])}${magic}`)
      .digest('base64');
    stream.write(
      'HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n' +
        `Sec-WebSocket-Accept: ${accept}\r\n\r\n`,
    );
    stream.on('error', () => {});
    stream.on('close', () => this.onclose());
    // Whatever the browser sends is its goodbye: the pages only listen.
    stream.on('data', () => stream.end());
  }

  sendText(value: object): void {
    this.#send(1, Buffer.from(JSON.stringify(value)));
  }
  sendBytes(bytes: Buffer): void {
    this.#send(2, bytes);
  }
  cut(): void {
    this.#stream.destroy();
  }

  #send(opcode: number, payload: Buffer): void {
    if (this.#stream.destroyed) return;
    const head =
      payload.length < 126
        ? Buffer.from([0x80 | opcode, payload.length])
        : payload.length < 65_536
          ? Buffer.from([0x80 | opcode, 126, payload.length >> 8, payload.length & 255])
          : Buffer.from([0x80 | opcode, 127, 0, 0, 0, 0, ...uint32(payload.length)]);
    this.#stream.write(Buffer.concat([head, payload]));
  }
}

const uint32 = (value: number): number[] => [24, 16, 8, 0].map((shift) => (value >>> shift) & 255);
