package fakehub

import (
	"hash/fnv"
	"strconv"
)

// newUser is somebody who comes to an account. Ids and names are the same in all
// accounts.
func (c *change) newUser(email string) User {
	u := User{Email: email}
	for i := range c.world.Accounts {
		if known := c.world.Accounts[i].user(email); known != nil {
			u.ID, u.FirstName, u.LastName = known.ID, known.FirstName, known.LastName
			return u
		}
	}
	u.ID = c.world.UserIDs[email]
	if u.ID == "" {
		u.ID = c.freshID(email)
	}
	return u
}

// freshID is an id that nobody has. It follows from the e-mail, so that the same
// requests give the same world.
func (c *change) freshID(email string) string {
	taken := map[string]bool{}
	for _, id := range c.world.UserIDs {
		taken[id] = true
	}
	for i := range c.world.Accounts {
		for _, u := range c.world.Accounts[i].Users {
			taken[u.ID] = true
		}
	}
	return FreshID(email, taken)
}

// FreshID returns an id of eight digits that follows from a text and is not taken.
func FreshID(text string, taken map[string]bool) string {
	hash := fnv.New32a()
	_, _ = hash.Write([]byte(text)) // it cannot fail
	for n := 10_000_000 + int(hash.Sum32()%80_000_000); ; n++ {
		if id := strconv.Itoa(n); !taken[id] {
			return id
		}
	}
}

// PartnerSeat is the name of the seat that the agency's employees have for
// nothing. What HubSpot calls it is not confirmed.
const PartnerSeat = "Partner Seat"

func (c *change) seatsFor(email string) []string {
	if c.h.hasOurDomain(email) {
		return []string{PartnerSeat}
	}
	return nil
}
