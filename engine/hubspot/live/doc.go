// Package live speaks to HubSpot's API (docs/accounts.md): it reads client
// accounts, and makes the steps of runs for which the API has words.
//
//   - Keys finds the Key of an account. A key shows as [key] wherever it is printed.
//   - Client is what calls share: the address, the pace, and when to stop. Account is
//     one account with its key.
//   - Account.Check says what a key can do. Account.Observe and Client.ObserveAll
//     read who is there; NewObservation makes of it what an export becomes.
//   - Account.Look reads one person. Decide says what is done with a step, Account.Send
//     makes a request once, and Settle says what came of one whose answer is lost.
//     Decide, Confirm and Settle are functions of plain data.
//   - Account.Logins, Account.Events and Account.PartnerClients read what else there
//     is to know.
//
// Nothing here is HubSpot's SDK, which repeats requests that change something. Reads
// are repeated, changes never are. A key is sent to HubSpot or to this machine and
// nowhere else, redirects are not followed, and after an account turned out to be
// another one nothing more is sent with its key.
//
// The package writes no file, prints nothing, has no clock but the one it is given,
// and knows neither state nor runs: that a request leaves is written down by whoever
// calls it, before they do.
package live
