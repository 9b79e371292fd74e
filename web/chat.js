// The specification's chat application in a browser: rooms, who is there, who is typing, and what became of the
// connection. Everything that it knows of the network is in hub_client.js.
import { HubClient } from './hub_client.js';

const $ = (id) => document.getElementById(id);
const shown = 200; // messages kept on the page for each room
const typingEndsAfter = 1_000;

let client = null;
let current = 'general';
const rooms = new Map(); // name -> { entries: [element], unread, typing: Map(user -> timer) }

$('name').value = localStorage.getItem('name') ?? '';
$('welcome').addEventListener('submit', (event) => {
  event.preventDefault();
  const name = $('name').value.trim();
  if (!name) return;
  localStorage.setItem('name', name);
  enter(name);
});
const given = new URLSearchParams(location.search).get('name');
if (given) enter(given);

function enter(name) {
  $('welcome').hidden = true;
  $('app').hidden = false;
  const scheme = location.protocol === 'https:' ? 'wss:' : 'ws:';
  // A server without keys takes a name for a token.
  client = new HubClient(`${scheme}//${location.host}/chat`, { getToken: () => name })
    .on('state', showState)
    .on('room_message', showPublication)
    .on('message', handleMessage)
    .on('presence', (room, user, joined) => {
      if (room === current) showUsers();
      if (user && user !== client.user) note(room, joined ? `${user} came in` : `${user} left`);
    })
    .on('recovered', (room, count, complete) => complete
      ? note(room, `Back again: ${count} ${count === 1 ? 'message' : 'messages'} you missed`, 'recovered')
      : note(room, 'Back again; some of what was said meanwhile is gone', 'lost'))
    .on('removed', (room, reason) => note(room, `You were taken out of this room: ${reason}`, 'lost'))
    .on('error', (code, reason) => note(current, reason, 'lost'));
  client.connect();
  open('general');
}

// ---- rooms

function open(room) {
  current = room;
  if (!rooms.has(room)) {
    rooms.set(room, { entries: [], unread: 0, typing: new Map() });
    client.join(room).then(() => showPast(room)).catch((refusal) => note(room, refusal.message, 'lost'));
  }
  rooms.get(room).unread = 0;
  $('room-name').textContent = `# ${room}`;
  $('messages').replaceChildren(...rooms.get(room).entries);
  $('messages').scrollTop = $('messages').scrollHeight;
  $('app').classList.remove('menu-open');
  showRooms();
  showUsers();
  showTyping();
  $('message-input').focus({ preventScroll: true });
}

async function showPast(room) {
  const past = await client.history(room, { limit: 50 });
  for (const { from, data } of past.publications) {
    if (data?.type === 'chat_message') add(room, messageElement(data, from), true);
  }
}

function showRooms() {
  $('rooms').replaceChildren(...[...rooms.keys()].sort().map((room) => {
    const button = element('button', { textContent: `# ${room}`, onclick: () => open(room) });
    button.setAttribute('aria-current', room === current);
    const { unread } = rooms.get(room);
    if (unread) button.append(element('span', { className: 'unread', textContent: unread }));
    return wrap('li', button);
  }));
}

$('join').addEventListener('submit', (event) => {
  event.preventDefault();
  const room = $('join-room').value.trim().toLowerCase();
  $('join-room').value = '';
  if (room) open(room);
});
$('menu').addEventListener('click', (event) => {
  event.stopPropagation();
  $('app').classList.toggle('menu-open');
});
document.querySelector('main').addEventListener('click', () => $('app').classList.remove('menu-open'));

function showUsers() {
  const users = client.users(current);
  $('users').replaceChildren(...users.map((user) => element('li', {
    textContent: user === client.user ? `${user} (you)` : user })));
}

// ---- messages

function showPublication(room, data, from) {
  if (data?.type !== 'chat_message') return;
  typing(room, from, false);
  const sent = document.querySelector(`li.waiting[data-sent="${data.timestamp}"]`);
  if (sent && from === client.user) return sent.classList.remove('waiting');
  add(room, messageElement(data, from));
}

// Who said it the hub knows; a message may claim anything.
function messageElement({ message, timestamp }, from) {
  const item = element('li', { className: from === client.user ? 'mine' : '' });
  item.append(
    element('time', { textContent: new Date(timestamp).toLocaleTimeString([], { hour: '2-digit', minute: '2-digit' }) }),
    element('b', { textContent: from ?? 'the hub' }),
    element('span', { textContent: message }));
  return item;
}

function note(room, text, kind = '') {
  add(room, element('li', { className: `note ${kind}`, textContent: text }));
}

function add(room, item) {
  const known = rooms.get(room);
  if (!known) return;
  known.entries.push(item);
  if (known.entries.length > shown) known.entries.shift().remove();
  if (room !== current) {
    if (!item.classList.contains('note')) known.unread++;
    return showRooms();
  }
  const list = $('messages');
  const atEnd = list.scrollHeight - list.scrollTop - list.clientHeight < 80;
  list.append(item);
  if (atEnd || item.classList.contains('mine')) list.scrollTop = list.scrollHeight;
}

// What the chat application on the hub's side says.
function handleMessage(data) {
  switch (data?.type) {
    case 'typing_start': return typing(data.room, data.user.name, true);
    case 'typing_stop': return typing(data.room, data.user.name, false);
  }
}

function typing(room, user, starts) {
  const known = rooms.get(room);
  if (!known) return;
  clearTimeout(known.typing.get(user));
  if (starts) known.typing.set(user, setTimeout(() => typing(room, user, false), 5 * typingEndsAfter));
  else known.typing.delete(user);
  if (room === current) showTyping();
}

function showTyping() {
  const users = [...rooms.get(current).typing.keys()];
  $('typing').textContent = users.length === 0 ? ''
    : users.length === 1 ? `${users[0]} is typing…` : `${users.join(' and ')} are typing…`;
}

// ---- the form

$('send').addEventListener('submit', (event) => {
  event.preventDefault();
  const message = $('message-input').value.trim();
  if (!message) return;
  $('message-input').value = '';
  stopTyping();
  const timestamp = Date.now();
  const data = { type: 'chat_message', user: client.user, message, timestamp };
  const item = messageElement(data, client.user);
  item.classList.add('waiting');
  item.dataset.sent = timestamp;
  add(current, item);
  client.publish({ rooms: [current] }, data).catch((refusal) => note(current, `Not sent: ${refusal.message}`, 'lost'));
});

let typingTimeout = null;
$('message-input').addEventListener('input', () => {
  if (typingTimeout === null) client.send({ type: 'typing_start', room: current });
  clearTimeout(typingTimeout);
  typingTimeout = setTimeout(stopTyping, typingEndsAfter);
});

function stopTyping() {
  if (typingTimeout === null) return;
  clearTimeout(typingTimeout);
  typingTimeout = null;
  client.send({ type: 'typing_stop', room: current });
}

// ---- the connection

let countdown = null;
$('reconnect').addEventListener('click', () => client.reconnect());

function showState(state, detail) {
  clearInterval(countdown);
  $('app').classList.toggle('disconnected', state !== 'open');
  $('state').dataset.state = state;
  if (state === 'open') $('me').textContent = detail;
  if (state === 'waiting') {
    const until = Date.now() + detail;
    const tell = () => { $('state').textContent = `back in ${Math.max(0, Math.ceil((until - Date.now()) / 1000))} s`; };
    countdown = setInterval(tell, 250);
    return tell();
  }
  $('state').textContent = { connecting: 'connecting…', open: 'connected', closed: `closed: ${detail}` }[state];
}

// ---- elements

function element(tag, properties) { return Object.assign(document.createElement(tag), properties); }
function wrap(tag, child) {
  const outer = document.createElement(tag);
  outer.append(child);
  return outer;
}
