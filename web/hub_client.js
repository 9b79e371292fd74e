// A small client of vafast.v1 for browsers (docs/hub-protocol.md): rooms, publishing with receipts, presence, and nothing
// missed or doubled after a reconnect.
//
//   const client = new HubClient('ws://localhost:3000/ws', { getToken: () => token });
//   client.on('room_message', (room, data, from) => …);
//   client.connect();
//   await client.join('general');
//   await client.publish({ rooms: ['general'] }, { type: 'chat_message', message: 'Hello' });
//
// Events: state (connecting | open | waiting | closed, detail), message (data), room_message (room, data, from, offset),
// presence (room, user, joined), recovered (room, count, complete), removed (room, reason), error (code, reason).

const protocol = 'vafast.v1';
const firstDelay = 500;
const longestDelay = 15_000;
const stableAfter = 5_000;
const pingInterval = 25_000;
const pongTimeout = 5_000;
const keptUnanswered = 1_000;

// A text of the application that begins as a frame of the hub does.
const isLikeOurs = (text) => /^[ \t\r\n]*\{[ \t\r\n]*"\$"[ \t\r\n]*:[ \t\r\n]*"/.test(text);

// Everybody and one's own connections are rooms that nobody joins.
const isOwn = (room) => room.startsWith('*') || room.startsWith('@');

export class HubClient {
  #url;
  #getToken;
  #socket = null;
  #session = null;
  #rooms = new Map(); // name -> { epoch, offset, users, missing }
  #pending = new Map(); // id -> { frame, resolve, reject, repeats, sent }
  #handlers = new Map();
  #nextId = 1;
  #nextKey = 1;
  #keys = crypto.randomUUID();
  #attempts = 0;
  #window = null; // of a goodbye: [from, to] in milliseconds
  #timers = {};
  #closed = true;
  #greeted = false;

  constructor(url, { getToken = null } = {}) {
    this.#url = url;
    this.#getToken = getToken;
  }

  on(name, handler) {
    this.#handlers.set(name, [...(this.#handlers.get(name) ?? []), handler]);
    return this;
  }

  get user() { return this.#session?.user ?? null; }
  get rooms() { return [...this.#rooms.keys()]; }
  users(room) { return [...(this.#rooms.get(room)?.users ?? [])].sort(); }

  connect() {
    if (!this.#closed) return;
    this.#closed = false;
    this.#attempt();
  }

  // Connects now, whatever the next attempt waits for.
  reconnect() {
    clearTimeout(this.#timers.retry);
    this.#closed = false;
    if (this.#socket) this.#socket.close(1000, 'reconnecting');
    else this.#attempt();
  }

  close() {
    this.#closed = true;
    clearTimeout(this.#timers.retry);
    this.#socket?.close(1000);
    this.#emit('state', 'closed', '');
  }

  async join(room) {
    const known = this.#rooms.get(room);
    if (!known) this.#rooms.set(room, { users: new Set() });
    if (known && this.#greeted) return;
    if (!this.#greeted) return; // `hello` asks for it
    const answer = await this.#request({ $: 'join', room });
    this.#joined(room, answer.rooms[room], false);
  }

  async leave(room) {
    this.#rooms.delete(room);
    if (this.#greeted) await this.#request({ $: 'leave', room });
  }

  // Resolves once it is stored. What a lost connection left unanswered is repeated, with the same key.
  publish(to, data) {
    const key = `${this.#keys}-${this.#nextKey++}`;
    return this.#request({ $: 'publish', key, to, data }, true);
  }

  history(room, { after, limit } = {}) {
    return this.#request({ $: 'history', room, after, limit });
  }

  // A message for the application on the hub's side, which may be lost with the connection.
  send(message) {
    if (this.#socket?.readyState !== WebSocket.OPEN) return false;
    const text = typeof message === 'string' ? message : JSON.stringify(message);
    this.#socket.send(isLikeOurs(text) ? `{"$":"message","data":${text}}` : text);
    return true;
  }

  // ---- the connection

  #attempt() {
    this.#emit('state', 'connecting', '');
    const socket = new WebSocket(this.#url, [protocol]);
    this.#socket = socket;
    socket.onopen = () => this.#greet(socket);
    socket.onmessage = ({ data }) => this.#received(data);
    socket.onclose = (event) => { if (this.#socket === socket) this.#ended(event); };
  }

  async #greet(socket) {
    if (socket.protocol !== protocol) {
      this.#emit('error', 'not_supported', 'This server has no hub.');
      this.#closed = true;
      return socket.close(1000);
    }
    const rooms = [];
    for (const [room, { epoch, offset }] of this.#rooms) rooms.push({ room, epoch, offset });
    for (const [room, { epoch, offset }] of Object.entries(this.#session?.own ?? {})) rooms.push({ room, epoch, offset });
    const token = this.#getToken ? await this.#getToken() : undefined;
    if (this.#socket !== socket || socket.readyState !== WebSocket.OPEN) return;
    this.#timers.stable = setTimeout(() => { this.#attempts = 0; }, stableAfter);
    this.#timers.ping = setInterval(() => this.#ping(), pingInterval);
    try {
      const answer = await this.#request({ $: 'hello', token, session: this.#session?.id, rooms });
      this.#greetedBy(answer);
    } catch (refusal) {
      this.#emit('error', refusal.code, refusal.message);
    }
  }

  #greetedBy(answer) {
    const own = {};
    this.#greeted = true;
    this.#refreshToken(answer.expires);
    for (const [room, state] of Object.entries(answer.rooms ?? {})) {
      if (!isOwn(room)) {
        this.#joined(room, state, true);
        continue;
      }
      const before = this.#session?.own[room];
      own[room] = { epoch: state.epoch, offset: state.recovered ? before.offset : state.offset };
    }
    this.#session = { id: answer.session, user: answer.user, own };
    this.#emit('state', 'open', answer.user);
    for (const waiting of this.#pending.values()) this.#ask(waiting);
    for (const room of this.#rooms.keys()) if (!answer.rooms?.[room]) this.#rejoin(room);
  }

  #rejoin(room) {
    this.#request({ $: 'join', room }).then((answer) => this.#joined(room, answer.rooms[room], false), () => {});
  }

  #joined(room, state, again) {
    const known = this.#rooms.get(room);
    if (!known) return;
    if (state.error) {
      this.#rooms.delete(room);
      return this.#emit('removed', room, state.reason);
    }
    const hadPosition = known.offset !== undefined;
    if (hadPosition && again) {
      const missed = state.recovered ? state.offset - known.offset : 0;
      if (!state.recovered || missed > 0) this.#emit('recovered', room, missed, state.recovered === true);
    }
    if (!(hadPosition && state.recovered)) Object.assign(known, { epoch: state.epoch, offset: state.offset });
    this.#request({ $: 'presence', room }).then((answer) => {
      known.users = new Set(answer.users);
      this.#emit('presence', room, null, null);
    }, () => {});
  }

  #ended(event) {
    this.#socket = null;
    this.#greeted = false;
    for (const name of ['stable', 'ping', 'pong', 'token']) clearTimeout(this.#timers[name]);
    for (const [id, { frame, reject, repeats, sent }] of this.#pending) {
      if ((repeats || !sent) && !this.#closed) continue;
      this.#pending.delete(id);
      reject(Object.assign(new Error(`The connection ended before the hub answered ${frame.$}.`), { code: 'lost' }));
    }
    const isFinal = event.code >= 4500 && event.code <= 4999;
    if (this.#closed || isFinal) {
      this.#closed = true;
      return this.#emit('state', 'closed', event.reason || `code ${event.code}`);
    }
    const delay = this.#delay();
    this.#emit('state', 'waiting', delay);
    this.#timers.retry = setTimeout(() => this.#attempt(), delay);
  }

  // Exponential, with all of it left to chance, so that not everybody comes back at once.
  #delay() {
    if (this.#window) {
      const [from, to] = this.#window;
      this.#window = null;
      return from + Math.random() * (to - from);
    }
    const ceiling = Math.min(longestDelay, firstDelay * 2 ** this.#attempts++);
    return 100 + Math.random() * ceiling;
  }

  // A browser cannot send WebSocket pings.
  #ping() {
    this.#write({ $: 'ping' });
    this.#timers.pong = setTimeout(() => this.#socket?.close(4003, 'no pong'), pongTimeout);
  }

  #refreshToken(expires) {
    if (!expires || !this.#getToken) return;
    this.#timers.token = setTimeout(async () => {
      const answer = await this.#request({ $: 'token', token: await this.#getToken() });
      this.#refreshToken(answer.expires);
    }, expires * 800);
  }

  // ---- frames

  #request(frame, repeats = false) {
    if (this.#pending.size >= keptUnanswered)
      return Promise.reject(Object.assign(new Error('Too many requests wait for an answer.'), { code: 'queue_full' }));
    const id = this.#nextId++;
    const { $, ...rest } = frame;
    const whole = { $, id, ...rest }; // `data` stays last
    return new Promise((resolve, reject) => {
      const waiting = { frame: whole, resolve, reject, repeats, sent: false };
      this.#pending.set(id, waiting);
      if (this.#greeted || $ === 'hello') this.#ask(waiting);
    });
  }

  #ask(waiting) {
    waiting.sent = true;
    this.#write(waiting.frame);
  }

  #write(frame) {
    if (this.#socket?.readyState === WebSocket.OPEN) this.#socket.send(JSON.stringify(frame));
  }

  #received(text) {
    clearTimeout(this.#timers.pong);
    if (typeof text !== 'string' || !text.startsWith('{"$":"')) return this.#application(text);
    const frame = JSON.parse(text);
    switch (frame.$) {
      case 'ok': case 'error': return this.#answered(frame);
      case 'publication': return this.#published(frame);
      case 'join': case 'leave': return this.#presence(frame, frame.$ === 'join');
      case 'removed':
        this.#rooms.delete(frame.room);
        return this.#emit('removed', frame.room, frame.reason);
      case 'goodbye': this.#window = frame.after; return;
      case 'message': return this.#emit('message', frame.data ?? frame.text);
    }
  }

  #application(text) {
    try { this.#emit('message', JSON.parse(text)); } catch { this.#emit('message', text); }
  }

  #answered({ id, $, ...answer }) {
    const waiting = this.#pending.get(id);
    if (!waiting) return $ === 'error' && this.#emit('error', answer.code, answer.reason);
    if ($ === 'error' && answer.retry && waiting.repeats) {
      return setTimeout(() => this.#write(waiting.frame), answer.after ?? 500);
    }
    this.#pending.delete(id);
    if ($ === 'ok') waiting.resolve(answer);
    else waiting.reject(Object.assign(new Error(answer.reason), { code: answer.code }));
  }

  #published({ room, offset, from, data }) {
    const own = isOwn(room);
    const known = own ? this.#session?.own[room] : this.#rooms.get(room);
    if (!known || (known.offset !== undefined && offset <= known.offset)) return; // seen already
    known.offset = offset;
    if (own) this.#emit('message', data, from);
    else this.#emit('room_message', room, data, from, offset);
  }

  #presence({ room, user }, joined) {
    const users = this.#rooms.get(room)?.users;
    if (!users) return;
    joined ? users.add(user) : users.delete(user);
    this.#emit('presence', room, user, joined);
  }

  #emit(name, ...values) {
    for (const handler of this.#handlers.get(name) ?? []) handler(...values);
  }
}
