package render

import (
	"bufio"
	"fmt"
	"html"
	"io"
	"strings"

	"accredit/engine"
)

// comparisonLimit is how many bytes of Markdown a comment takes; some are left
// for what was left out.
const comparisonLimit = 65536 - 256

// ComparisonMarkdown writes what changes between two configurations for a pull
// request's comment: the totals, then what is said once, then section by
// section, each in a diff block. It stays within 65,536 bytes and says how
// many sections are left out.
func ComparisonMarkdown(w io.Writer, c *engine.Comparison, from, to string) error {
	v := newComparison(c, from, to, false)
	var b strings.Builder
	fmt.Fprintf(&b, "<!-- accredit:diff -->\n### accredit diff: %s → %s\n\n%s\n", markdownCode(v.from), markdownCode(v.to), markdownText(v.totals()))
	left := 0
	add := func(section string) {
		if left > 0 || b.Len()+len(section) > comparisonLimit {
			left++
			return
		}
		b.WriteString(section)
	}
	for i := range c.Causes {
		n := &c.Causes[i]
		add("\n" + markdownText(v.causeLine(n)) + "\n" + diffBlock(differenceLines(n.Permissions, "")))
	}
	for _, s := range v.sections() {
		add(differenceMarkdown(&s))
	}
	if left > 0 {
		fmt.Fprintf(&b, "\n%s left out: the whole is in `accredit diff`.\n", count(left, "section"))
	}
	out := bufio.NewWriter(w)
	_, _ = out.WriteString(b.String()) // Flush reports the error
	return out.Flush()
}

// openSection is how many lines a section may have before it is collapsed.
const openSection = 12

func differenceMarkdown(s *differenceSection) string {
	var lines []string
	for _, r := range s.rows {
		sign, _ := symbol(r.sign)
		if sign == "~" || sign == "=" || sign == "." {
			sign = "!"
		}
		line := sign + " " + r.text
		if r.place != "" {
			line += "  (" + r.place + ")"
		}
		lines = append(lines, line)
		if len(r.details) > 0 {
			lines = append(lines, "      "+strings.Join(r.details, ", "))
		}
		lines = append(lines, differenceLines(r.permissions, "      ")...)
	}
	block, title := diffBlock(lines), strings.Join(strings.Fields(s.title), " ")
	if len(lines) <= openSection {
		return "\n**" + markdownText(title) + "**\n" + block
	}
	// In a line of HTML no Markdown is read, and backslashes would show.
	title = strings.ReplaceAll(html.EscapeString(Terminal(title)), "@", "@\u200b")
	return "\n<details><summary>" + title + "</summary>\n" + block + "\n</details>\n"
}

func differenceLines(changes []engine.PermissionChange, margin string) []string {
	var lines []string
	for i := range changes {
		if i == maxPermissionLines && len(changes) > maxPermissionLines+1 {
			return append(lines, fmt.Sprintf("%s  ... and %d more permissions", margin, len(changes)-i))
		}
		mark, _ := differenceMark(&changes[i])
		lines = append(lines, margin+mark+" "+Terminal(changes[i].Permission)+"   "+levelChange(&changes[i]))
	}
	return lines
}

func diffBlock(lines []string) string {
	if len(lines) == 0 {
		return ""
	}
	text := strings.Join(lines, "\n")
	fence := markdownFence(text)
	return "\n" + fence + "diff\n" + text + "\n" + fence + "\n"
}
