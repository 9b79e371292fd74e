// What the hub does, live: reads its metrics (Prometheus' text format) each second and draws the last three minutes.
const kept = 180; // samples of each figure
const fewest = 60; // that fill a chart's width: the first minute grows from the right

// A counter is shown as a rate, a gauge as it is; `sum` adds up what a counter counted in the time of its chart.
const figures = [
  { title: 'Connections', metric: 'vafast_connections', unit: 'open' },
  { title: 'Connects', metric: 'vafast_connections_opened_total', unit: 'a second', rate: true },
  { title: 'Rooms', metric: 'vafast_rooms', unit: 'known' },
  { title: 'Messages', metric: 'vafast_messages_received_total', unit: 'received a second', rate: true },
  { title: 'Publications', metric: 'vafast_publications_total', unit: 'stored a second', rate: true },
  { title: 'Deliveries', metric: 'vafast_deliveries_total', unit: 'a second', rate: true },
  { title: 'Refused', metric: 'vafast_requests_refused_total', unit: 'requests', rate: true, sum: true },
  { title: 'Slow consumers', metric: 'vafast_slow_consumers_total', unit: 'cut off', rate: true, sum: true, alarm: true },
  { title: 'History', metric: 'vafast_history_bytes', unit: 'stored', bytes: true },
];

const $ = (id) => document.getElementById(id);
$('host').textContent = location.host;

for (const figure of figures) {
  figure.values = [];
  figure.element = document.createElement('section');
  figure.element.className = 'figure';
  figure.element.innerHTML = `<h2>${figure.title}</h2><p><output>–</output> <small>${figure.unit}</small></p>
    <svg viewBox="0 0 100 100" preserveAspectRatio="none" aria-hidden="true"><path class="area"/><path class="line"/></svg>
    <footer><span class="since"></span><span class="highest"></span></footer>`;
  $('figures').append(figure.element);
}

function words(value, figure) {
  if (figure.bytes) {
    const power = value < 1024 ? 0 : Math.min(3, Math.floor(Math.log2(value) / 10));
    const digits = power > 0 && value / 1024 ** power < 10 ? 1 : 0;
    return `${(value / 1024 ** power).toFixed(digits)} ${['bytes', 'KiB', 'MiB', 'GiB'][power]}`;
  }
  const fraction = value > 0 && value < 10 && !Number.isInteger(value) ? 1 : 0;
  return new Intl.NumberFormat('en', { notation: value >= 1e5 ? 'compact' : 'standard', maximumFractionDigits: fraction })
    .format(value);
}

function draw(figure, value) {
  const { values, element } = figure;
  values.push(value);
  if (values.length > kept) values.shift();
  const highest = Math.max(...values);
  const width = Math.max(fewest, values.length) - 1;
  const x = (i) => (100 * (width + 1 - values.length + i) / width).toFixed(2);
  const y = (each) => (98 - 94 * each / (highest || 1)).toFixed(2);
  const line = `M${values.map((each, i) => `${x(i)},${y(each)}`).join('L')}`;
  element.querySelector('.line').setAttribute('d', line);
  element.querySelector('.area').setAttribute('d', `${line}L100,100L${x(0)},100Z`);
  const shown = figure.sum ? Math.round(values.reduce((sum, each) => sum + each, 0)) : value;
  element.querySelector('output').textContent = words(shown, figure);
  element.querySelector('.since').textContent = values.length < 2 ? '' : `last ${values.length} s`;
  element.querySelector('.highest').textContent = figure.sum || values.length < 2 ? '' : `highest ${words(highest, figure)}`;
  element.classList.toggle('alarm', Boolean(figure.alarm) && shown > 0);
}

function parse(text) {
  const values = new Map();
  for (const line of text.split('\n')) {
    const match = /^([a-zA-Z_:]+)(?:\{[^}]*\})? ([0-9.eE+-]+)$/.exec(line);
    if (match) values.set(match[1], (values.get(match[1]) ?? 0) + Number(match[2]));
  }
  return values;
}

let before = null;
async function update() {
  const state = $('state');
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
