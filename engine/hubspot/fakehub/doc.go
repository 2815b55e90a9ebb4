// Package fakehub is a HubSpot that is made up, for trying and testing accredit
// without HubSpot: accounts in a file, the part of the API that accredit uses,
// pages in place of the Client Access Manager and of an account's user settings,
// exports of users, and faults on demand. docs/fakehub.md says how to use it.
//
// It must never be cited as knowledge of HubSpot. It was written from documents,
// and where they leave something open it does both, by a switch (Behaviour). That
// something works here says that accredit agrees with those documents.
//
// It is a second, independent model: it imports nothing of accredit, so that a
// mistake of the engine is not repeated here. It does not know configurations,
// plans or state, sends no e-mail, calls nobody, and listens on loopback only. It
// guards nothing: whoever reaches its port can read its keys.
package fakehub
