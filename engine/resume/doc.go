// Package resume makes the open steps of runs that HubSpot's API can make
// (docs/accounts.md): it settles what is unclear, sends what is ready, and hands to
// people what the API cannot make.
//
// It knows neither HubSpot nor how state is kept: whoever calls it brings the
// accounts and the journal. It does not plan, and decides nothing about rights: what
// is ready is what engine/runs says. It never sends a request that was not written
// down before.
package resume
