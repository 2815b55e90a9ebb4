package worksheet

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"
)

// Form is what somebody asks for in an issue form of a forge, as written.
type Form struct{ Person, Client, Set, Until, Reason string }

// MaxFormBytes bounds a form: a forge's issue holds no more.
const MaxFormBytes = 65_536

// noResponse is what a forge writes for a field that was left empty.
const noResponse = "_No response_"

// field is one heading of the form and the line below it.
type field struct {
	title string
	into  *string
	lines int // that are not empty
}

// ReadForm reads a request for access, as a forge makes it of an issue form:
// each field once, in this order, a heading and one line below it.
//
//	### Person
//	### Client
//	### Permission set
//	### Last day
//	### Reason
//
// Anything else is refused, with its line: whoever fills the form in can write
// headings, too, and what was asked for must be told from what looks like it.
func ReadForm(data []byte) (*Form, error) {
	switch {
	case len(data) > MaxFormBytes:
		return nil, fmt.Errorf("it is longer than %d bytes", MaxFormBytes)
	case !utf8.Valid(data):
		return nil, errors.New("it is not UTF-8")
	}
	form := &Form{}
	fields := []field{
		{title: "Person", into: &form.Person}, {title: "Client", into: &form.Client}, {title: "Permission set", into: &form.Set},
		{title: "Last day", into: &form.Until}, {title: "Reason", into: &form.Reason},
	}
	text := strings.ReplaceAll(string(data), "\r\n", "\n")
	var problems []error
	at, n := -1, 0
	for line := range strings.SplitSeq(text, "\n") {
		n++
		err := error(nil)
		switch title, isHeading := strings.CutPrefix(line, "### "); {
		case strings.TrimSpace(line) == "":
		case isHeading && at+1 < len(fields) && strings.TrimSpace(title) == fields[at+1].title:
			at++
		case isHeading:
			err = wrongHeading(strings.TrimSpace(title), fields, at)
		case at < 0:
			err = errors.New("this stands before the first field")
		default:
			err = fields[at].read(line)
		}
		if err != nil {
			problems = append(problems, fmt.Errorf("line %d: %w", n, err))
		}
	}
	return form, errors.Join(append(problems, missing(fields)...)...)
}

// wrongHeading says what is wrong with a heading that does not come next.
func wrongHeading(title string, fields []field, at int) error {
	known := slices.IndexFunc(fields, func(f field) bool { return f.title == title })
	switch {
	case known < 0:
		return fmt.Errorf("there is no field %.40q", title)
	case known <= at:
		return fmt.Errorf("the field %s stands twice", title)
	}
	return fmt.Errorf("the field %s comes before %s", fields[at+1].title, title)
}

func (f *field) read(line string) error {
	f.lines++
	if f.lines > 1 {
		return fmt.Errorf("%s takes one line", f.title)
	}
	value, err := clean(line, f.title)
	if err == nil && value != noResponse {
		*f.into = value
	}
	return err
}

// missing lists the fields of which nothing was read.
func missing(fields []field) []error {
	var problems []error
	for _, f := range fields {
		if *f.into == "" && f.lines < 2 {
			problems = append(problems, fmt.Errorf("%s is missing", f.title))
		}
	}
	return problems
}
