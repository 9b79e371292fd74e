const wsClient = createWebSocketClient('ws://localhost:3000/ws', {
  // encryption options
  encryption: {
    enabled: true,
    algorithm: 'AES-256-GCM',
    key: 'your-secret-key'
  }
})

// send an encrypted message
const encryptedMessage = wsClient.encrypt({
  type: 'sensitive_data',
  data: 'confidential information'
})

wsClient.send(encryptedMessage)

// receive encrypted messages
wsClient.on('message', (data) => {
  if (data.encrypted) {
    const decryptedMessage = wsClient.decrypt(data)
    console.log('Decrypted message:', decryptedMessage)
  } else {
    console.log('Plain message:', data)
  }
})
