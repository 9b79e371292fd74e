const wsClient = createWebSocketClient('ws://localhost:3000/ws')

// join rooms
wsClient.joinRoom('general')
wsClient.joinRoom('support')
wsClient.joinRoom('announcements')

// leave a room
wsClient.leaveRoom('support')

// get the current rooms
const currentRooms = wsClient.getCurrentRooms()
console.log('Current rooms:', currentRooms)

// listen for room events
wsClient.on('room_joined', (roomName) => {
  console.log(`Joined room: ${roomName}`)
})

wsClient.on('room_left', (roomName) => {
  console.log(`Left room: ${roomName}`)
})

wsClient.on('room_message', (roomName, message) => {
  console.log(`Message in ${roomName}:`, message)
})
