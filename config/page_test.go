package config

import (
	"fmt"
	"maps"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"accredit/config/diagnostic"
	"accredit/config/internal/expression"
	"accredit/config/internal/guard"
	"accredit/engine"
	"github.com/zclconf/go-cty/cty"
)

// languageSections gives the text of docs/language.md by heading.
func languageSections(t *testing.T) map[string]string {
	t.Helper()
	page, err := os.ReadFile("../docs/language.md")
	if err != nil {
		t.Fatal(err)
	}
	sections := map[string]string{}
	for _, part := range regexp.MustCompile(`(?m)^##+ `).Split(string(page), -1)[1:] {
		heading, text, _ := strings.Cut(part, "\n")
		sections[heading] = text
	}
	return sections
}

var argumentRow = regexp.MustCompile("(?m)^\\| `([a-z_]+)` \\| [^|]+ \\| ([^|]+) \\| [^|]+ \\|$")

// The page has a table for each block, with the arguments that the block
// takes, all of them and no others, and says which ones are required.
func TestPageArguments(t *testing.T) {
	sections := languageSections(t)
	seen := map[*blockSchema]bool{}
	var visit func(s *blockSchema)
	visit = func(s *blockSchema) {
		for _, inner := range s.blocks {
			visit(inner)
		}
		if seen[s] || s.free {
			return
		}
		seen[s] = true
		heading, args := s.name, s.args
		switch s {
		case employeeSchema, contractorSchema:
			heading = "employee and contractor"
		case variableSchema:
			heading = "variable and locals"
		case accessSchema: // the others stand in the table of access
			heading = "access for many clients"
			args = slices.DeleteFunc(slices.Clone(args), func(name string) bool { return slices.Contains(accessArguments, name) })
		}
		checkTable(t, s, heading, sections[heading], args)
	}
	for _, s := range topLevel {
		visit(s)
	}
}

func checkTable(t *testing.T, s *blockSchema, heading, section string, args []string) {
	t.Helper()
	rows := map[string]string{}
	for _, row := range argumentRow.FindAllStringSubmatch(section, -1) {
		if rows[row[1]] != "" {
			t.Errorf("%s: two rows for %s", heading, row[1])
		}
		rows[row[1]] = row[2]
	}
	for _, name := range args {
		if rows[name] == "" {
			t.Errorf("%s: no row for %s", heading, name)
		} else if said := rows[name] == "required"; said != s.isRequired(name) {
			t.Errorf("%s: %s is said to be %s", heading, name, rows[name])
		}
		delete(rows, name)
	}
	for name := range rows {
		t.Errorf("%s: the block takes no %s", heading, name)
	}
}

var quotedName = regexp.MustCompile("`([a-z_]+)`")

// namesIn lists the words in code type of the rows of a table.
func namesIn(text string) []string {
	var names []string
	for line := range strings.Lines(text) {
		if strings.HasPrefix(line, "|") {
			for _, found := range quotedName.FindAllStringSubmatch(line, -1) {
				names = append(names, found[1])
			}
		}
	}
	slices.Sort(names)
	return names
}

// The page lists the functions there are, and allows.
func TestPageFunctions(t *testing.T) {
	want := slices.Sorted(slices.Values(append(expression.FunctionNames(), "allows")))
	if got := namesIn(languageSections(t)["Functions"]); !slices.Equal(got, want) {
		t.Errorf("the page lists the functions\n%q\nand there are\n%q", got, want)
	}
}

// The page lists the attributes of references and of policies' subjects.
func TestPageAttributes(t *testing.T) {
	sections := languageSections(t)
	references, policy := sections["Expressions and references"], sections["policy"]
	for row, ty := range map[string]cty.Type{"employee, contractor": personType, "client": clientType, "team": teamType, "permission set, access": addressType} {
		checkAttributes(t, references, row, ty)
	}
	for i, name := range subjectNames {
		checkAttributes(t, policy, "`"+name+"`", subjectType(engine.SubjectKind(i)))
	}
	for _, name := range rootNames {
		if !slices.Contains(namesIn(references), name) {
			t.Errorf("the page says nothing of %s", name)
		}
	}
}

func checkAttributes(t *testing.T, section, row string, ty cty.Type) {
	t.Helper()
	line := regexp.MustCompile(`(?m)^\| ` + row + ` \| .*$`).FindString(section)
	names := namesIn(line)
	for _, name := range slices.Sorted(maps.Keys(ty.AttributeTypes())) {
		if name != rightsAttribute && !slices.Contains(names, name) {
			t.Errorf("%s: no attribute %s in %q", row, name, line)
		}
	}
}

// The page gives the bounds that hold.
func TestPageLimits(t *testing.T) {
	section := languageSections(t)["Limits"]
	for of, limit := range map[string]string{
		"a `.hcl` file": fmt.Sprintf("%d KiB", guard.MaxFileBytes>>10), "a file for `file`": fmt.Sprintf("%d MiB", dataLimit>>20),
		"nesting": fmt.Sprint(guard.MaxNesting), "operators": diagnostic.Thousands(guard.MaxOperators), "digits": diagnostic.Thousands(guard.MaxDigits),
		"one text": fmt.Sprintf("%d MiB", expression.MaxText>>20), "elements": diagnostic.Thousands(expression.MaxElements), "bodies": diagnostic.Thousands(expression.MaxBodies),
		"steps": diagnostic.Thousands(expression.MaxSteps), "text made": fmt.Sprintf("%d MiB", expression.MaxBuiltText>>20), "a hub id": fmt.Sprint(int64(engine.MaxHubID)),
	} {
		line := regexp.MustCompile(`(?m)^\| ` + of + `.*$`).FindString(section)
		if !strings.HasSuffix(line, "| "+limit+" |") {
			t.Errorf("%s: the page says %q, and the limit is %s", of, line, limit)
		}
	}
}

// The page says of each guardrail how its value is written and what it is
// without the argument.
func TestPageGuardrails(t *testing.T) {
	section := languageSections(t)["guardrails"]
	rails := engine.DefaultGuardrails()
	for _, rule := range engine.Rules() {
		if rule.Argument == "" {
			continue
		}
		var kind, value string
		switch v := rule.Value(&rails).(type) {
		case *engine.Limit:
			kind, value = "percentage or count", v.String()
			if v.Percent {
				value = `"` + value + `"`
			}
		case *int:
			kind, value = fmt.Sprintf("number, 0 to %d", maxGuardrail), fmt.Sprint(*v)
		case *[]int32:
			kind, value = "list of people", "[]"
		default:
			t.Errorf("no block can give %s a %T", rule.Argument, v)
		}
		if row := fmt.Sprintf("\n| `%s` | %s | `%s` | ", rule.Argument, kind, value); !strings.Contains(section, row) {
			t.Errorf("the page has no row %q", row)
		}
	}
}

// The words that arguments take stand on the page.
func TestPageWords(t *testing.T) {
	sections := languageSections(t)
	for heading, words := range map[string][]string{
		"agency": slices.Concat(modeWords, subsetRuleWords), "client": slices.Concat(modeWords, subsetRuleWords, engine.AccountTypes),
		"policy": subjectNames[:], "Modes": modeWords, "permission": {engine.Scope.String(), engine.Toggle.String()},
		"Levels and permission names": slices.Concat(engine.Scope.Names(), engine.Toggle.Names()),
	} {
		for _, word := range words {
			if !strings.Contains(sections[heading], "`"+word+"`") && !strings.Contains(sections[heading], "`\""+word+"\"`") {
				t.Errorf("%s: nothing of %q", heading, word)
			}
		}
	}
	for i := range engine.Actions() {
		if name := engine.Actions()[i].String(); !strings.Contains(sections["policy"], "`"+name+"`") {
			t.Errorf("policy: nothing of the action %s", name)
		}
	}
	for cause := engine.CauseDrift; cause <= engine.CauseConfig; cause++ {
		if !strings.Contains(sections["policy"], "`"+cause.String()+"`") {
			t.Errorf("policy: nothing of the cause %s", cause)
		}
	}
}
