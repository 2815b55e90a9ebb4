package render

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"io"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"accredit/engine"

	"github.com/emersion/go-ical"
)

// calendarName is the property that calendar programs take for the name.
const calendarName = "X-WR-CALNAME"

// UpcomingCalendar writes what comes as a calendar (RFC 5545), a day-long event
// for each. The same thing has the same UID in every calendar, so that a program
// that reads it anew shows nothing twice.
func UpcomingCalendar(w io.Writer, agency string, list []engine.Upcoming, now time.Time) error {
	calendar := ical.NewCalendar()
	calendar.Props.SetText(ical.PropVersion, "2.0")
	calendar.Props.SetText(ical.PropProductID, "-//accredit//upcoming//EN")
	setText(calendar.Props, calendarName, "Access: "+agency)
	calendar.Props.Get(calendarName).Params.Del(ical.ParamValue) // programs that know the name expect none
	for i := range list {
		calendar.Children = append(calendar.Children, event(&list[i], now).Component)
	}
	var text bytes.Buffer
	if err := encodeCalendar(&text, calendar); err != nil {
		return err
	}
	_, err := io.WriteString(w, foldLines(text.String()))
	return err
}

// encodeCalendar writes a calendar. One without an event, which the library
// refuses, is one as well: nothing comes.
func encodeCalendar(w *bytes.Buffer, calendar *ical.Calendar) error {
	if len(calendar.Children) > 0 {
		return ical.NewEncoder(w).Encode(calendar)
	}
	w.WriteString("BEGIN:VCALENDAR\r\n")
	for _, name := range []string{ical.PropProductID, ical.PropVersion, calendarName} {
		w.WriteString(name + ":" + calendar.Props.Get(name).Value + "\r\n")
	}
	w.WriteString("END:VCALENDAR\r\n")
	return nil
}

func event(u *engine.Upcoming, now time.Time) *ical.Event {
	e := ical.NewEvent()
	e.Props.SetText(ical.PropUID, UpcomingID(u)+"@accredit")
	e.Props.SetDateTime(ical.PropDateTimeStamp, now.UTC())
	e.Props.SetDate(ical.PropDateTimeStart, u.Day.Time())
	e.Props.SetDate(ical.PropDateTimeEnd, (u.Day + 1).Time()) // the first day after it
	setText(e.Props, ical.PropSummary, upcomingSummary(u))
	setText(e.Props, ical.PropCategories, u.Kind.String())
	e.Props.SetText(ical.PropTransparency, "TRANSPARENT")
	if about := upcomingDetails(u); about != "" {
		setText(e.Props, ical.PropDescription, about)
	}
	return e
}

// upcomingSummary says on one line what happens to whom, and where.
func upcomingSummary(u *engine.Upcoming) string {
	parts := []string{}
	if u.Client != nil {
		parts = append(parts, u.Client.Label())
	}
	if u.Person != nil {
		parts = append(parts, u.Person.Email)
	}
	return strings.Join(append(parts, UpcomingWords(u)), ": ")
}

func upcomingDetails(u *engine.Upcoming) string {
	var parts []string
	if u.Reason != "" {
		parts = append(parts, "Reason: "+u.Reason)
	}
	if u.Lead != "" {
		parts = append(parts, "Lead: "+u.Lead)
	}
	if !u.Pos.IsZero() {
		parts = append(parts, u.Pos.String())
	}
	return strings.Join(parts, ". ")
}

// UpcomingID tells one thing that comes from every other: it is the same for as
// long as it is the same thing on the same day.
func UpcomingID(u *engine.Upcoming) string {
	h := sha256.New()
	for _, part := range []string{u.Kind.String(), u.Day.String(), strconv.FormatInt(u.HubID(), 10), u.Email(), u.Set, u.What} {
		h.Write([]byte(part))
		h.Write([]byte{0})
	}
	return hex.EncodeToString(h.Sum(nil)[:16])
}

// setText sets a property to text from outside, made safe as for a terminal: no
// calendar holds characters that do not show.
func setText(props ical.Props, name, text string) { props.SetText(name, Terminal(text)) }

// maxFold is how many bytes a line of a calendar may have, its end apart.
const maxFold = 75

// foldLines breaks long lines as RFC 5545 3.1 has it, between characters.
func foldLines(text string) string {
	var b strings.Builder
	for line := range strings.SplitAfterSeq(text, "\r\n") {
		room := maxFold
		for content := strings.TrimSuffix(line, "\r\n"); len(content) > room; {
			at := room
			for !utf8.RuneStart(content[at]) {
				at--
			}
			b.WriteString(content[:at] + "\r\n ")
			content = content[at:]
			line = line[at:]
			room = maxFold - 1 // the space counts
		}
		b.WriteString(line)
	}
	return b.String()
}
