package worksheet

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"accredit/engine"
)

// command is how a line of a claim begins.
const command = "/accredit"

// readText reads the lines of a text that begin with /accredit. Quotes, code and
// comments of HTML are passed over: what stands there was said by somebody else,
// or is an example. In doubt a line counts as quoted, and is said.
func readText(text string) []Claim {
	text = strings.ReplaceAll(strings.ReplaceAll(text, "\r\n", "\n"), "\r", "\n")
	var claims []Claim
	in := &inside{}
	said := map[engine.StepID]string{}
	n := 0
	for line := range strings.SplitSeq(text, "\n") {
		n++
		why := in.next(line)
		words := strings.Fields(line)
		if !strings.HasPrefix(line, command) || words[0] != command {
			continue
		}
		c := Claim{Quoted: why}
		if why == "" {
			c = readLine(line, words[1:])
			c.agrees(said)
		}
		c.Place = fmt.Sprintf("line %d", n)
		claims = append(claims, c)
	}
	return claims
}

// agrees refuses a line that says of a task the opposite of a line before it.
func (c *Claim) agrees(said map[engine.StepID]string) {
	if c.Err != nil {
		return
	}
	for _, id := range c.IDs {
		if before := said[id]; before != "" && before != c.What {
			c.Err = fmt.Errorf("%d.%d-%s is said to be done and to have failed", id.Run, id.Seq, id.Mark)
			return
		}
		said[id] = c.What
	}
}

// readLine reads "done ID... [because TEXT]" or "fail ID... because TEXT".
func readLine(line string, words []string) (c Claim) {
	if len(words) == 0 {
		c.Err = errors.New("it says nothing: write /accredit done 7.12-3fa9")
		return c
	}
	switch strings.ToLower(words[0]) {
	case "done":
		c.What = Done
	case "fail", "failed":
		c.What = Fail
	default:
		c.Err = fmt.Errorf("it is done or fail, not %.40q; other commands are given to accredit itself", words[0])
		return c
	}
	var problems []error
	named := line
	if at := because.FindStringIndex(line); at != nil {
		var err error
		if c.Because, err = clean(line[at[1]:], "the reason"); err != nil {
			problems = append(problems, err)
		}
		named = line[:at[0]]
	}
	for _, word := range strings.Fields(named)[2:] {
		if word = strings.Trim(word, ","); word == "" {
			continue
		}
		id, err := parseID(word)
		if err != nil {
			problems = append(problems, err)
		} else if !slices.Contains(c.IDs, id) {
			c.IDs = append(c.IDs, id)
		}
		if len(c.IDs) > maxIDs || len(problems) > 3 {
			break
		}
	}
	switch {
	case len(problems) > 0:
	case len(c.IDs) == 0:
		problems = append(problems, errors.New("it names no task: write /accredit done 7.12-3fa9"))
	case len(c.IDs) > maxIDs:
		problems = append(problems, fmt.Errorf("it names more than %d tasks: write several lines", maxIDs))
	case c.What == Fail && c.Because == "":
		problems = append(problems, errors.New("a task that failed needs a reason: /accredit fail 7.12-3fa9 because TEXT"))
	}
	c.Err = together(problems)
	return c
}

// because is the word before a reason.
var because = regexp.MustCompile(`(?i)\sbecause(\s|$)`)

// inside tells where a line of Markdown stands.
type inside struct {
	fence string // the marks that opened it; empty: none
	html  string // what ends a block of HTML; empty: none
	quote bool   // the line before is of a quote, which goes on until an empty line
}

// next goes on to a line, and returns what it stands in: empty, if in nothing.
func (in *inside) next(line string) string {
	text := strings.TrimLeft(line, " \t")
	switch {
	case in.fence != "":
		if marks := fenceMarks(text); strings.HasPrefix(marks, in.fence) && strings.TrimSpace(text[len(marks):]) == "" {
			in.fence = ""
		}
		return "code"
	case in.html != "":
		if strings.Contains(strings.ToLower(line), in.html) {
			in.html = ""
		}
		return "HTML"
	case text == "":
		in.quote = false
		return ""
	case strings.HasPrefix(text, ">"):
		in.quote = true
		return "a quote"
	}
	marks := fenceMarks(text)
	if marks != "" && (marks[0] == '~' || !strings.Contains(text[len(marks):], "`")) {
		in.fence = marks
		return "code"
	}
	for _, block := range htmlBlocks {
		if lower := strings.ToLower(text); strings.HasPrefix(lower, block.begins) {
			if !strings.Contains(lower[len(block.begins):], block.ends) {
				in.html = block.ends
			}
			return "HTML"
		}
	}
	if in.quote {
		return "a quote"
	}
	return ""
}

// htmlBlocks are those that go on over empty lines.
var htmlBlocks = []struct{ begins, ends string }{
	{"<!--", "-->"}, {"<pre", "</pre>"}, {"<script", "</script>"}, {"<style", "</style>"}, {"<textarea", "</textarea>"},
}

// fenceMarks returns the marks with which a line opens or closes code.
func fenceMarks(text string) string {
	for _, mark := range []string{"`", "~"} {
		if marks := text[:len(text)-len(strings.TrimLeft(text, mark))]; len(marks) >= 3 {
			return marks
		}
	}
	return ""
}
