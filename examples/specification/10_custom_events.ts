const wsClient = createWebSocketClient('ws://localhost:3000/ws')

// create a custom event emitter
const eventEmitter = wsClient.createEventEmitter()

// listen for custom events
eventEmitter.on('user_joined', (user) => {
  console.log('User joined:', user)
  updateUserList(user)
})

eventEmitter.on('user_left', (user) => {
  console.log('User left:', user)
  removeUserFromList(user)
})

eventEmitter.on('message_sent', (message) => {
  console.log('Message sent:', message)
  addMessageToChat(message)
})

// emit custom events
wsClient.on('message', (data) => {
  if (data.type === 'user_joined') {
    eventEmitter.emit('user_joined', data.user)
  } else if (data.type === 'user_left') {
    eventEmitter.emit('user_left', data.user)
  } else if (data.type === 'message_sent') {
    eventEmitter.emit('message_sent', data.message)
  }
})
