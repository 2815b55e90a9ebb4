package live

import "context"

// Identify asks whose account the key is of. An error says that it was not reached
// or is another one: then nothing more is sent with that key by this process.
func (a *Account) Identify(ctx context.Context) error { return a.identified(ctx) }
