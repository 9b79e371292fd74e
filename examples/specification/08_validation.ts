import { Type } from '@sinclair/typebox'

// define the message validator
const messageValidator = Type.Union([
  Type.Object({
    type: Type.Literal('chat'),
    message: Type.String(),
    userId: Type.String()
  }),
  Type.Object({
    type: Type.Literal('status'),
    online: Type.Boolean(),
    timestamp: Type.Number()
  })
])

const wsClient = createWebSocketClient('ws://localhost:3000/ws', {
  // turn message validation on
  messageValidation: {
    enabled: true,
    validator: messageValidator
  }
})

// listen for messages that fail validation
wsClient.on('validation_error', (error, message) => {
  console.error('Message validation failed:', error)
  console.error('Invalid message:', message)
})

// messages are validated automatically when sent
wsClient.send({
  type: 'chat',
  message: 'Hello!',
  userId: 'user123'
}) // valid

wsClient.send({
  type: 'invalid',
  data: 'invalid'
}) // fails validation
