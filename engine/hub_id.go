package engine

import (
	"fmt"
	"strconv"
)

// MaxHubID bounds the hub id of an account: what JSON and HCL can hold as a
// number without rounding it to another account's.
const MaxHubID = 1 << 53

// ParseHubID reads the hub id of an account: digits and nothing else, from 1
// to MaxHubID.
func ParseHubID(s string) (int64, error) {
	id, err := strconv.ParseInt(s, 10, 64)
	if err != nil || id < 1 || id > MaxHubID || strconv.FormatInt(id, 10) != s {
		return 0, fmt.Errorf("%s is not a hub id: digits are wanted, from 1 to %d", shortQuote(s), int64(MaxHubID))
	}
	return id, nil
}
