const wsClient = createWebSocketClient('ws://localhost:3000/ws', {
  // authentication options
  auth: {
    // add the authentication header automatically
    autoAuth: true,
    
    // get the credentials
    getToken: () => localStorage.getItem('ws_token'),
    
    // handle an authentication failure
    onAuthFailure: (error) => {
      console.error('Authentication failed:', error)
      localStorage.removeItem('ws_token')
      window.location.href = '/login'
    }
  }
})

// send an authentication message
wsClient.send({
  type: 'authenticate',
  token: localStorage.getItem('ws_token')
})

// listen for the authentication response
wsClient.on('message', (data) => {
  if (data.type === 'auth_success') {
    console.log('Authentication successful')
    wsClient.setAuthenticated(true)
  } else if (data.type === 'auth_failed') {
    console.error('Authentication failed:', data.reason)
    wsClient.setAuthenticated(false)
  }
})
