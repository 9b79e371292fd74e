const wsClient = createWebSocketClient('ws://localhost:3000/ws')

await wsClient.connect()

// send a text message
wsClient.send('Hello, WebSocket!')

// send a JSON message
wsClient.send({
  type: 'user_action',
  action: 'click',
  target: 'button',
  timestamp: Date.now()
})

// send binary data
const buffer = new ArrayBuffer(8)
const view = new DataView(buffer)
view.setFloat64(0, Math.PI)
wsClient.send(buffer)

// send a Blob
const blob = new Blob(['Hello, Blob!'], { type: 'text/plain' })
wsClient.send(blob)
