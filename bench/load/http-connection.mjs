// @ts-check
import { once } from 'node:events';
import { connect } from 'node:net';

const HEAD_END = Buffer.from('\r\n\r\n');
const BODY_LENGTH = /\r\ncontent-length: *(\d+)/i;

/**
 * One keep-alive HTTP/1.1 connection that sends ready-made bytes and reads no more of an answer than its status and length. Written here because
 * the load comes from the machine that is measured: what the generator takes is missing on both sides and would level them.
 */
export class HttpConnection {
  /** @type {Buffer | undefined} What has come of the answer so far. */
  #answer;
  /** @type {{ resolve: (status: number) => void, reject: (cause: Error) => void } | undefined} */
  #asking;

  /** @param {import('node:net').Socket} socket */
  constructor(socket) {
    this.socket = socket;
    socket.setNoDelay(true);
    socket.on('data', (chunk) => this.#read(chunk));
    socket.on('error', (error) => this.#asking?.reject(error));
    socket.on('close', () => this.#asking?.reject(new Error('The server closed the connection')));
  }

  /** @param {number} port */
  static async open(port) {
    const socket = connect({ host: '127.0.0.1', port });
    await once(socket, 'connect');
    return new HttpConnection(socket);
  }

  /**
   * Sends a request, one at a time, and gives the status of its answer once the whole answer has come.
   * @param {Buffer} request
   * @returns {Promise<number>}
   */
  send(request) {
    return new Promise((resolve, reject) => {
      this.#asking = { resolve, reject };
      this.socket.write(request);
    });
  }

  close() {
    this.socket.destroy();
  }

  /** @param {Buffer} chunk */
  #read(chunk) {
    this.#answer = this.#answer ? Buffer.concat([this.#answer, chunk]) : chunk;
    const headEnd = this.#answer.indexOf(HEAD_END);
    if (headEnd < 0) return;
    const head = this.#answer.toString('latin1', 0, headEnd);
    const length = BODY_LENGTH.exec(head)?.[1];
    if (length === undefined) return this.#asking?.reject(new Error(`An answer without a length:\n${head}`));
    if (this.#answer.length < headEnd + HEAD_END.length + Number(length)) return;
    this.#answer = undefined;
    this.#asking?.resolve(Number(head.slice(9, 12)));
  }
}

/**
 * The bytes of a POST request, all but the body.
 * @param {{ path: string, length: number, headers?: Readonly<Record<string, string>> }} request
 */
export function headOf({ path, length, headers = {} }) {
  const lines = { host: '127.0.0.1', 'content-type': 'application/json', ...headers, 'content-length': String(length) };
  return `POST ${path} HTTP/1.1\r\n${Object.entries(lines)
    .map(([name, value]) => `${name}: ${value}\r\n`)
    .join('')}\r\n`;
}
