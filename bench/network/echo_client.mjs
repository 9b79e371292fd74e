// WebSocket clients of JavaScript: that of Bun, built in, or `ws` under Node.
// echo_client.mjs PORT SIZE WINDOW SECONDS
const [port, size, window, seconds] = process.argv.slice(2).map(Number);
const { default: Client } = globalThis.Bun ? { default: WebSocket } : await import("ws");

const payload = size < 65536 ? "x".repeat(size) : Buffer.alloc(size, "x");
const sentAt = new Float64Array(window);
const times = [];
let next = 0, count = 0, finished = 0, begin, end;

const socket = new Client(`ws://127.0.0.1:${port}/`);
socket.binaryType = "arraybuffer";
socket.onerror = (event) => { console.error(String(event.message ?? event)); process.exit(1); };
socket.onopen = () => {
  begin = performance.now() + 500;
  end = begin + 1000 * seconds;
  for (let i = 0; i < window; ++i) {
    sentAt[i] = performance.now();
    socket.send(payload);
  }
};
socket.onmessage = () => {
  const now = performance.now();
  const index = next;
  next = (next + 1) % window;
  if (now >= end) {
    if (++finished === window) tell();
    return;
  }
  if (now >= begin) {
    ++count;
    if (times.length < 2_000_000) times.push(now - sentAt[index]);
  }
  sentAt[index] = now;
  socket.send(payload);
};

function tell() {
  times.sort((a, b) => a - b);
  const at = (share) => Math.round(100_000 * times[Math.floor(share * (times.length - 1))]) / 100;
  console.log(JSON.stringify({ messages_per_second: Math.round(count / seconds), p50_us: at(0.5), p99_us: at(0.99) }));
  process.exit(0);
}
