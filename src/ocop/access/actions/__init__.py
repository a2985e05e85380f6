"""Every change to what proves who a person is."""
