package worksheet

import (
	"errors"
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"accredit/engine"
	"accredit/engine/table"
)

// What is claimed of a task.
const (
	Done = "done"
	Fail = "fail"
)

// Claim is what one row, or one line, says of tasks. Err is set where it cannot
// be taken; the other fields then say what could be read.
type Claim struct {
	Place   string // "row 5", "line 3", "comment 881, line 2"
	IDs     []engine.StepID
	What    string // Done or Fail
	By      string // who made it, as written
	On      string // when it was made, as told
	Because string
	HubID   string // of the row, to be compared with the task's; empty: not given
	Person  string // as HubID
	Comment *Comment
	Quoted  string // what the line stands in, where that makes it no claim: code, a quote, HTML
	Err     error
}

// Forms of what is read.
const (
	FormTable    = "worksheet"
	FormText     = "text"
	FormComments = "comments"
)

// Read reads claims, and tells by the text itself which form it has.
func Read(data []byte) (form string, claims []Claim, err error) {
	text, err := table.Text(data)
	if err != nil {
		return "", nil, err
	}
	if isComments(text) {
		claims, err = readComments(text)
		return FormComments, claims, err
	}
	if !utf8.ValidString(text) {
		return "", nil, errors.New("it is not UTF-8: save it as text or CSV in UTF-8")
	}
	if t, err := table.New(text); err == nil && column(t.Header(), "task") >= 0 {
		claims, err := readTable(t)
		return FormTable, claims, err
	}
	claims = readText(text)
	if len(claims) == 0 {
		return FormText, nil, errors.New("nothing in it is a claim: neither the columns task and result, nor a line that begins with /accredit (a ticked box is no claim)")
	}
	return FormText, claims, nil
}

// MaxBytes bounds a file with claims.
const MaxBytes = table.MaxBytes

// Bounds of what one claim may hold.
const (
	maxText = 1_000 // characters
	maxIDs  = 1_000
)

// clean checks text that is kept in the history. what names it.
func clean(s, what string) (string, error) {
	s = strings.TrimSpace(s)
	if utf8.RuneCountInString(s) > maxText {
		return "", fmt.Errorf("%s is longer than %d characters", what, maxText)
	}
	if !utf8.ValidString(s) {
		return "", fmt.Errorf("%s is not UTF-8", what)
	}
	for _, c := range s {
		if unicode.In(c, unicode.Cc, unicode.Cf, unicode.Zl, unicode.Zp) {
			return "", fmt.Errorf("%s holds the character U+%04X, which does not show", what, c)
		}
	}
	return s, nil
}

// parseID reads an id with its mark.
func parseID(word string) (engine.StepID, error) {
	if len(word) > 40 {
		return engine.StepID{}, fmt.Errorf("%.40q... is not the id of a task: write it like 7.12-3fa9", word)
	}
	if _, mark, _ := strings.Cut(word, "-"); strings.Contains(mark, ".") {
		return engine.StepID{}, fmt.Errorf("%q is a range: name each task with its mark, like 7.12-3fa9", word)
	}
	id, err := engine.ParseStepID(word)
	if err != nil {
		return id, fmt.Errorf("%q is not the id of a task: write it like 7.12-3fa9", word)
	}
	if id.Mark == "" {
		return id, fmt.Errorf("%s lacks its mark: write the id as the worksheet has it, like 7.12-3fa9", word)
	}
	if strings.Trim(id.Mark, "0123456789abcdef") != "" {
		return id, fmt.Errorf("%q is not the id of a task: write it like 7.12-3fa9", word)
	}
	return id, nil
}
