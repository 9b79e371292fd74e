// define the message types
interface ChatMessage {
  type: 'chat'
  message: string
  userId: string
  timestamp: number
}

interface SystemMessage {
  type: 'system'
  action: 'user_joined' | 'user_left' | 'notification'
  data: any
}

type WebSocketMessage = ChatMessage | SystemMessage

// create a type-safe WebSocket client
const wsClient = createWebSocketClient<WebSocketMessage>('ws://localhost:3000/ws', {
  autoReconnect: true
})

// once connected, send type-safe messages
await wsClient.connect()

// send a chat message
wsClient.send({
  type: 'chat',
  message: 'Hello, everyone!',
  userId: 'user123',
  timestamp: Date.now()
})

// listen for messages (type safe)
wsClient.on('message', (data: WebSocketMessage) => {
  switch (data.type) {
    case 'chat':
      console.log(`${data.userId}: ${data.message}`)
      break
      
    case 'system':
      console.log(`System: ${data.action}`)
      break
  }
})
