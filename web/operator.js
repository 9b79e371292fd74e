// What the hub does, live: reads its metrics (Prometheus' text format) each second and draws the last three minutes.
const kept = 180;

// A counter is shown as a rate, a gauge as it is.
const figures = [
  { title: 'Connections', metric: 'vafast_connections', unit: 'open' },
  { title: 'Connects', metric: 'vafast_connections_opened_total', unit: 'a second', rate: true },
  { title: 'Rooms', metric: 'vafast_rooms', unit: 'known' },
  { title: 'Messages', metric: 'vafast_messages_received_total', unit: 'received a second', rate: true },
  { title: 'Publications', metric: 'vafast_publications_total', unit: 'stored a second', rate: true },
  { title: 'Deliveries', metric: 'vafast_deliveries_total', unit: 'a second', rate: true },
  { title: 'Refused', metric: 'vafast_requests_refused_total', unit: 'requests a second', rate: true },
  { title: 'Slow consumers', metric: 'vafast_slow_consumers_total', unit: 'cut off a second', rate: true, alarm: true },
  { title: 'History', metric: 'vafast_history_bytes', unit: 'bytes stored' },
];

for (const figure of figures) {
  figure.values = [];
  figure.element = document.createElement('section');
  figure.element.className = 'figure';
  figure.element.innerHTML = `<h2>${figure.title}</h2><output>–</output> <small>${figure.unit}</small>
    <svg viewBox="0 0 ${kept - 1} 100" preserveAspectRatio="none" aria-hidden="true"><path class="area"/><path class="line"/></svg>`;
  document.getElementById('figures').append(figure.element);
}

function parse(text) {
  const values = new Map();
  for (const line of text.split('\n')) {
    const match = /^([a-zA-Z_:]+)(?:\{[^}]*\})? ([0-9.eE+-]+)$/.exec(line);
    if (match) values.set(match[1], (values.get(match[1]) ?? 0) + Number(match[2]));
  }
  return values;
}

function draw(figure, value) {
  figure.values.push(value);
  if (figure.values.length > kept) figure.values.shift();
  const highest = Math.max(1, ...figure.values);
  const points = figure.values.map((each, i) => `${kept - figure.values.length + i},${100 - 95 * each / highest}`);
  const line = `M${points.join('L')}`;
  figure.element.querySelector('.line').setAttribute('d', line);
  figure.element.querySelector('.area').setAttribute('d', `${line}L${kept - 1},100L${kept - figure.values.length},100Z`);
  figure.element.querySelector('output').textContent =
    new Intl.NumberFormat('en', { notation: value >= 1e5 ? 'compact' : 'standard', maximumFractionDigits: value < 10 ? 1 : 0 }).format(value);
  figure.element.classList.toggle('alarm', Boolean(figure.alarm) && value > 0);
}

let before = null;
async function update() {
  const state = document.getElementById('state');
  try {
    const answer = await fetch('/metrics', { cache: 'no-store' });
    if (!answer.ok) throw new Error(`/metrics answers ${answer.status}`);
    const now = { time: performance.now(), values: parse(await answer.text()) };
    for (const figure of figures) {
      const value = now.values.get(figure.metric) ?? 0;
      if (!figure.rate) draw(figure, value);
      else if (before) draw(figure, Math.max(0, value - (before.values.get(figure.metric) ?? 0)) / (now.time - before.time) * 1000);
    }
    before = now;
    state.dataset.state = 'open';
    state.textContent = 'live';
  } catch (failure) {
    before = null;
    state.dataset.state = 'closed';
    state.textContent = `no answer: ${failure.message}`;
  }
}
update();
setInterval(update, 1_000);
