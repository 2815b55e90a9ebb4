package render

import "strings"

// markdownMarks are the characters that mean something to Markdown, GitHub's
// and GitLab's included, and are not made entities.
const markdownMarks = "\\`*_{}[]()#+-.!|~:=$^"

// markdownText makes text from outside inert in running Markdown: what it
// shows is what Terminal shows, on one line, and no part of it is markup, a
// link or somebody who is notified. It never stands in a code span or fence:
// there use markdownCode.
func markdownText(s string) string {
	var b strings.Builder
	for _, r := range Terminal(s) {
		switch {
		case r == '&':
			b.WriteString("&amp;")
		case r == '<':
			b.WriteString("&lt;")
		case r == '>':
			b.WriteString("&gt;")
		case r == '@':
			b.WriteString("@\u200b")
		case r < 0x80 && strings.ContainsRune(markdownMarks, r):
			b.WriteByte('\\')
			b.WriteRune(r)
		default:
			b.WriteRune(r)
		}
	}
	return b.String()
}

// markdownCode writes text from outside as a code span, longer than any run
// of backticks in it.
func markdownCode(s string) string {
	s = Terminal(s)
	fence := strings.Repeat("`", longestRun(s, '`')+1)
	if s == "" || strings.Trim(s, " ") == "" || strings.HasPrefix(s, "`") || strings.HasSuffix(s, "`") ||
		strings.HasPrefix(s, " ") && strings.HasSuffix(s, " ") {
		s = " " + s + " "
	}
	return fence + s + fence
}

// markdownFence is a fence longer than any run of backticks in the lines that
// it is to hold.
func markdownFence(lines string) string {
	return strings.Repeat("`", max(3, longestRun(lines, '`')+1))
}

func longestRun(s string, c byte) int {
	longest, run := 0, 0
	for i := range len(s) {
		if s[i] != c {
			run = 0
			continue
		}
		run++
		longest = max(longest, run)
	}
	return longest
}
