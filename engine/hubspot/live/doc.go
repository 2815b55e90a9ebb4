// Package live speaks to HubSpot's API: it reads client accounts, and makes the
// steps of runs that the API can make.
package live
