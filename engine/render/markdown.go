package render

import (
	"fmt"
	"io"
	"strings"
	"time"

	"accredit/engine"
)

// markdownLimit is how much a comment on GitHub may hold, in bytes.
const markdownLimit = 65536

// Markdown writes for a comment on a pull or merge request, so that GitHub
// and GitLab both show it well.
type Markdown struct {
	Limit  int    // bytes; zero: 65,536
	Notice string // what a plan begins with, before all that it lists; empty: nothing
}

// Plan writes the plan as on the page about the command line: totals,
// violations, who loses and who gains access first, in fewer words where they
// alone would not fit, then the rest, cut at a section or a row with what was
// left out said. It is an error if not even the counts fit.
func (m Markdown) Plan(w io.Writer, p *engine.Plan) error {
	out := &markdownPlan{Plan: p, limit: m.Limit, notice: m.Notice}
	if out.limit == 0 {
		out.limit = markdownLimit
	}
	out.sort()
	head, ok := out.head(out.limit - tailRoom)
	if !ok {
		return fmt.Errorf("totals, violations and removals do not fit into %d bytes of Markdown", out.limit)
	}
	page := head + out.body(out.limit-tailRoom-len(head))
	_, err := io.WriteString(w, strings.TrimRight(page, "\n")+"\n")
	return err
}

// markdownPlan writes one plan.
type markdownPlan struct {
	*engine.Plan
	limit  int
	notice string
	once   []*sameChange            // said once, by first step
	kinds  map[stepKind]*sameChange // what each kind of step does to permissions
	parts  [2][]markdownSection     // of this change; not of this change
	lost   [2][]touch               // the same two
	won    [2][]touch
	apart  int // steps that are not of this change
}

// sort finds what stands where.
func (m *markdownPlan) sort() {
	m.findSame()
	for i := range m.Steps {
		s := &m.Steps[i]
		part := m.part(s)
		m.apart += part
		last := len(m.parts[part]) - 1
		if last < 0 || m.parts[part][last].client != s.Client {
			m.parts[part] = append(m.parts[part], markdownSection{client: s.Client})
			last++
		}
		m.parts[part][last].steps = append(m.parts[part][last].steps, s)
	}
	for part := range m.parts {
		m.lost[part] = touched(m.parts[part], engine.Reduces)
		m.won[part] = touched(m.parts[part], engine.Expands)
	}
}

// part tells the steps that the change under review does not explain (1) from
// the others (0).
func (m *markdownPlan) part(s *engine.Step) int {
	if m.Base != "" && s.InBase {
		return 1
	}
	return 0
}

// body writes what follows the head, in the room that is left. Where that is
// not enough for all of it, no section, and less so a list, takes most of it,
// so that others are seen, too.
func (m *markdownPlan) body(room int) string {
	var b *markdownBody
	for _, share := range []int{1, 2, 4} {
		b = &markdownBody{markdownPlan: m, room: room, most: m.limit / share, mostList: m.limit / share / share}
		b.write()
		if !b.dropped {
			break
		}
	}
	return b.String() + b.tail()
}

// title is the first line that is seen. The mark before it tells a bot which
// comment to replace.
func (m *markdownPlan) title(name bool) string {
	title := "<!-- accredit:plan -->\n### accredit plan"
	if name {
		title += ": " + markdownText(shorten(Terminal(m.Agency), 60))
	}
	return title + "\n\n**" + totals(m.Plan) + "**\n\n" + m.origin()
}

// origin says what was compared, and how much of it this change explains.
func (m *markdownPlan) origin() string {
	var b strings.Builder
	state := "No state yet"
	if m.Lineage != "" {
		state = fmt.Sprintf("State serial %d", m.Serial)
	}
	if m.notice != "" {
		fmt.Fprintf(&b, "**Warning:** %s\n\n", markdownText(m.notice))
	}
	fmt.Fprintf(&b, "%s, as of %s.", state, m.AsOf.UTC().Format(time.RFC3339))
	if m.Base != "" {
		fmt.Fprintf(&b, " Not from this change, but in the plan of the base %s as well: %d of %s.",
			markdownCode(shorten(Terminal(m.Base), 40)), m.apart, count(len(m.Steps), "step"))
	}
	if m.Narrowed {
		b.WriteString(" Narrowed by `--client` or `--person`: this is not the whole plan.")
	}
	return b.String() + "\n\n"
}
