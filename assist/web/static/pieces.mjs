// Sends one file by pieces (the protocol stands with the server: assist.review.uploads).
const TAIL = 1024 * 1024;
const PAUSES = [1, 2, 4, 8, 15, 30]; // seconds before trying again, the last for ever
const TYPE = "application/offset+octet-stream";

const TABLE = Uint32Array.from({ length: 256 }, (_, n) => {
  for (let bit = 0; bit < 8; bit++) n = n & 1 ? (n >>> 1) ^ 0xedb88320 : n >>> 1;
  return n;
});

/** CRC-32 of bytes, as "crc32 HEX". */
export function crc32(bytes) {
  let sum = 0xffffffff;
  for (let at = 0; at < bytes.length; at++) sum = TABLE[(sum ^ bytes[at]) & 0xff] ^ (sum >>> 8);
  return `crc32 ${((sum ^ 0xffffffff) >>> 0).toString(16).padStart(8, "0")}`;
}

const bytesOf = async (blob) => new Uint8Array(await blob.arrayBuffer());

/** What the user began to send and did not end. */
export async function unfinished() {
  const answer = await fetch("/uploads", { headers: { Accept: "application/json" } }).catch(() => null);
  return answer?.ok ? (await answer.json()).uploads : [];
}

class Fault extends Error {
  constructor(status, message, received) {
    super(message);
    this.status = status;
    this.received = received;
  }
}

/**
 * One file on its way.
 *
 * `tell(state, done)` hears how it goes: sends, again (no connection), busy, resumes, checks.
 */
export class Sender {
  constructor(file, about, known, tell) {
    Object.assign(this, { file, about, known, tell, stopped: false, id: "" });
  }

  /** Resolves to the session it became; throws with the server's sentence. */
  async run() {
    let upload = await this.earlier();
    if (upload) this.tell("resumes", upload.received / this.file.size);
    else upload = await this.begin();
    this.id = upload.id;
    let at = upload.received;
    while (at < this.file.size) {
      this.tell("sends", at / this.file.size);
      at = await this.piece(at, upload.piece);
    }
    this.tell("checks", 1);
    return (await this.ask("POST", `/uploads/${this.id}/finish`)).session;
  }

  /** Let go of it; what was sent is thrown away. */
  stop() {
    this.stopped = true;
    if (this.id) fetch(`/uploads/${this.id}`, { method: "DELETE" }).catch(() => {});
  }

  /** The same file, begun before: same name and size, and its last bytes are the same. */
  async earlier() {
    for (const upload of this.known) {
      const same = upload.name === this.file.name.normalize("NFC") && upload.size === this.file.size;
      if (!same || upload.session !== (this.about.session ?? "")) continue;
      if (!upload.received) return upload;
      if (upload.received === upload.size && !upload.tail) return upload; // only to be finished
      const from = Math.max(0, upload.received - TAIL);
      if (crc32(await bytesOf(this.file.slice(from, upload.received))) === upload.tail) return upload;
    }
    return null;
  }

  begin() {
    const told = { ...this.about, name: this.file.name, size: this.file.size };
    return this.ask("POST", "/uploads", JSON.stringify(told), { "Content-Type": "application/json" });
  }

  async piece(at, most) {
    const bytes = await bytesOf(this.file.slice(at, at + most));
    const how = { "Content-Type": TYPE, "Upload-Offset": at, "Upload-Checksum": crc32(bytes) };
    try {
      await this.ask("PATCH", `/uploads/${this.id}`, bytes, how);
      return at + bytes.length;
    } catch (fault) {
      if (fault.status === 409 && fault.received >= 0) return fault.received; // it was there after all
      if (fault.status === 422) return at; // damaged on its way
      throw fault;
    }
  }

  /** Ask until there is an answer; a refusal is thrown. */
  async ask(method, path, body, headers) {
    for (let turn = 0; ; turn++) {
      if (this.stopped) throw Object.assign(new Error(), { stopped: true });
      let answer = null;
      try {
        answer = await fetch(path, { method, body, headers: { Accept: "application/json", ...headers } });
      } catch {
        this.tell("again");
      }
      if (answer?.ok) return answer.status === 204 ? null : await answer.json();
      if (answer && answer.status !== 423 && answer.status < 500) throw await fault(answer);
      if (answer && answer.status === 507) throw await fault(answer); // no room: waiting helps nobody
      if (answer) this.tell(answer.status === 423 ? "busy" : "again");
      await new Promise((go) => setTimeout(go, 1000 * PAUSES[Math.min(turn, PAUSES.length - 1)]));
    }
  }
}

async function fault(answer) {
  const told = await answer.json().catch(() => ({}));
  const at = answer.headers.get("Upload-Offset");
  return new Fault(answer.status, told.error ?? "", at === null ? -1 : Number(at));
}
