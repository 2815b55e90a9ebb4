package render

import "strings"

// markdownMarks are the characters that mean something to Markdown, GitHub's
// and GitLab's included, and are not made entities.
const markdownMarks = "\\`*_{}[]()#+-.!|~:=$^"

// markdownRefs are the characters by which GitHub and GitLab know somebody to
// notify, or an issue, a merge request, a label and the like to link to and
// leave a note in, wherever they stand in text. GitLab also looks for "://".
const markdownRefs = "@#!~%&$^"

// noRef is U+200B, a space of no width: after one of markdownRefs nothing is
// referred to any more.
const noRef = "\u200b"

// markdownText makes text from outside inert in running Markdown: what it
// shows is what Terminal shows, on one line, and no part of it is markup, a
// link or somebody who is notified. It never stands in a code span or fence:
// there use markdownCode.
func markdownText(s string) string {
	return markdownEscape(s, func(b *strings.Builder, r rune) {
		if r < 0x80 && strings.ContainsRune(markdownMarks, r) {
			b.WriteByte('\\')
		}
		b.WriteRune(r)
	})
}

// markdownHTML does the same where Markdown only passes HTML on, as in the
// summary of a section.
func markdownHTML(s string) string {
	return markdownEscape(s, func(b *strings.Builder, r rune) {
		if r == '"' {
			b.WriteString("&quot;")
			return
		}
		b.WriteRune(r)
	})
}

// markdownEscape writes text on one line, with entities for what would be
// HTML, without references, and the other characters as write has them.
func markdownEscape(s string, write func(*strings.Builder, rune)) string {
	var b strings.Builder
	text := []rune(strings.Join(strings.Fields(Terminal(s)), " "))
	for i, r := range text {
		next := ' '
		if i+1 < len(text) {
			next = text[i+1]
		}
		switch r {
		case '&':
			b.WriteString("&amp;")
		case '<':
			b.WriteString("&lt;")
		case '>':
			b.WriteString("&gt;")
		default:
			write(&b, r)
		}
		if r == '@' || next != ' ' && strings.ContainsRune(markdownRefs, r) || r == ':' && next == '/' {
			b.WriteString(noRef)
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

// markdownDiff writes lines as a block coloured as a difference: green after
// +, red after -, and the others apart.
func markdownDiff(lines string) string {
	fence := markdownFence(lines)
	return fence + "diff\n" + lines + fence + "\n"
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
