package engine

import (
	"fmt"
	"time"
)

// Date is a whole UTC day, counted so that 0001-01-01 is 1. Zero is "no date".
type Date int32

const secondsPerDay = 24 * 60 * 60

// firstDay is 0001-01-01, the zero time, in Unix days.
var firstDay = time.Time{}.Unix() / secondsPerDay

// DateOf returns the UTC day of t.
func DateOf(t time.Time) Date {
	unix := t.Unix()
	days := unix / secondsPerDay
	if unix%secondsPerDay < 0 {
		days--
	}
	return Date(days - firstDay + 1)
}

// ParseDate reads a day written as 2006-01-02. The empty string is no date.
func ParseDate(s string) (Date, error) {
	if s == "" {
		return 0, nil
	}
	t, err := time.Parse(time.DateOnly, s)
	if err != nil || t.Year() < 1 {
		return 0, fmt.Errorf("%q is not a date: write year-month-day, such as 2026-12-31", s)
	}
	return DateOf(t), nil
}

// Time returns the first moment of the day, in UTC.
func (d Date) Time() time.Time {
	return time.Unix((int64(d)-1+firstDay)*secondsPerDay, 0).UTC()
}

// String writes the day as 2006-01-02, and no date as the empty string.
func (d Date) String() string {
	if d == 0 {
		return ""
	}
	return d.Time().Format(time.DateOnly)
}

// Period is a stretch of whole days, both ends included. A zero end is open.
type Period struct{ From, To Date }

// Contains reports whether day d lies in the period.
func (p Period) Contains(d Date) bool {
	return (p.From == 0 || p.From <= d) && (p.To == 0 || d <= p.To)
}

// Overlaps reports whether the two periods share a day.
func (p Period) Overlaps(q Period) bool {
	return (p.From == 0 || q.To == 0 || p.From <= q.To) &&
		(q.From == 0 || p.To == 0 || q.From <= p.To)
}
