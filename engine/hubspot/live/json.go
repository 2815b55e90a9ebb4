package live

import (
	"bytes"
	"encoding/json"
	"errors"
	"strconv"
	"time"
)

// text is a text in an answer. A number stands for its digits, since HubSpot writes
// ids both ways; null is none.
type text string

// UnmarshalJSON reads a text, a number or null.
func (t *text) UnmarshalJSON(data []byte) error {
	data = bytes.TrimSpace(data)
	switch {
	case bytes.Equal(data, []byte("null")):
		*t = ""
		return nil
	case len(data) > 0 && data[0] == '"':
		var s string
		if err := json.Unmarshal(data, &s); err != nil {
			return err
		}
		*t = text(s)
		return nil
	}
	if _, err := strconv.ParseUint(string(data), 10, 64); err != nil {
		return errors.New("something else stands where a text is wanted")
	}
	*t = text(data)
	return nil
}

// lenient is a text in an error: whatever else stands there is none.
type lenient string

// UnmarshalJSON never fails.
func (t *lenient) UnmarshalJSON(data []byte) error {
	var s text
	if s.UnmarshalJSON(data) == nil {
		*t = lenient(s)
	}
	return nil
}

// lenientList is a list in an error: what is none is empty.
type lenientList[T any] []T

// UnmarshalJSON never fails.
func (l *lenientList[T]) UnmarshalJSON(data []byte) error {
	var list []T
	if json.Unmarshal(data, &list) == nil {
		*l = list
	}
	return nil
}

// lenientContext is what an error says beside its message. Only the scopes that are
// wanting are looked at.
type lenientContext struct{ scopes []string }

// UnmarshalJSON never fails.
func (c *lenientContext) UnmarshalJSON(data []byte) error {
	var in struct {
		Missing  lenientList[lenient] `json:"missingScopes"`
		Required lenientList[lenient] `json:"requiredGranularScopes"`
	}
	if json.Unmarshal(data, &in) == nil {
		for _, list := range []lenientList[lenient]{in.Missing, in.Required} {
			for _, scope := range list {
				c.scopes = append(c.scopes, string(scope))
			}
		}
	}
	return nil
}

// moment is a point in time: a text of RFC 3339, or milliseconds since 1970.
type moment struct{ time.Time }

// UnmarshalJSON reads either; null is none.
func (m *moment) UnmarshalJSON(data []byte) error {
	var s text
	if err := s.UnmarshalJSON(data); err != nil || s == "" {
		return err
	}
	if millis, err := strconv.ParseInt(string(s), 10, 64); err == nil {
		m.Time = time.UnixMilli(millis).UTC()
		return nil
	}
	at, err := time.Parse(time.RFC3339, string(s))
	if err != nil {
		return errors.New("something else stands where a moment is wanted")
	}
	m.Time = at.UTC()
	return nil
}

// next is the cursor of the page that follows; paging says whether there is such an
// object at all.
type next struct {
	told   bool
	cursor string
}

// UnmarshalJSON reads a paging object. null is the same as none.
func (n *next) UnmarshalJSON(data []byte) error {
	var in *struct {
		Next *struct {
			After text `json:"after"`
		} `json:"next"`
	}
	if err := json.Unmarshal(data, &in); err != nil {
		return err
	}
	if n.told = in != nil; in != nil && in.Next != nil {
		n.cursor = string(in.Next.After)
	}
	return nil
}
