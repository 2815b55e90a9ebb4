package worksheet_test

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"accredit/engine/enginetest/suite"
	"accredit/engine/worksheet"
)

// lines writes claims as text, one a line.
func lines(claims []worksheet.Claim) string {
	var b strings.Builder
	for _, c := range claims {
		fmt.Fprintf(&b, "%s: ", c.Place)
		switch {
		case c.Quoted != "":
			b.WriteString("in " + c.Quoted)
		case c.Err != nil:
			b.WriteString("! " + c.Err.Error())
		default:
			b.WriteString(c.What)
			for _, id := range c.IDs {
				fmt.Fprintf(&b, " %d.%d-%s", id.Run, id.Seq, id.Mark)
			}
			for _, extra := range []string{c.By, c.On, c.Because} {
				if extra != "" {
					b.WriteString(" (" + extra + ")")
				}
			}
		}
		b.WriteString("\n")
	}
	return b.String()
}

func TestRead(t *testing.T) {
	const note = `{"id":881,"user":{"id":583231,"login":"ann"},"body":%q,"created_at":"2026-11-22T09:00:00Z","updated_at":%q}`
	for name, test := range map[string]struct{ in, want string }{
		"worksheet": {"task,client,hub_id,person,action,set,state,result,by,on,because\n7.12-3fa9,Acme,42,bob@x.example,add,am,open,Done,ben,2026-11-20,\n7.13-91c2,,,,,,,failed,,,no seat left\n7.14-77b0,,,,,,,,,,\n",
			"row 2: done 7.12-3fa9 (ben) (2026-11-20)\nrow 3: fail 7.13-91c2 (no seat left)\n"},
		"semicolons and columns of others": {"sep=;\nmine;Task;RESULT\nx;7.12-3FA9;done\n", "row 3: done 7.12-3fa9\n"},
		"UTF-16":                           {"\xff\xfet\x00a\x00s\x00k\x00,\x00r\x00e\x00s\x00u\x00l\x00t\x00\n\x007\x00.\x001\x00-\x00a\x00b\x00c\x001\x00,\x00d\x00o\x00n\x00e\x00", "row 2: done 7.1-abc1\n"},
		"mistakes, each with its row": {"task,result,because\n7.12,done,\n7.1-abc1,dnoe,\n7.2-abc2,fail,\n7.3-abc3,,why\n=1+1,done,\n7.4-abc4,done\n7.5-abc5,done,x\u202ey\n7.6-abc6,done,'=1+1\n",
			"row 2: ! 7.12 lacks its mark: write the id as the worksheet has it, like 7.12-3fa9\nrow 3: ! the result is done or fail, not \"dnoe\"\nrow 4: ! a task that failed needs a reason: fill in because\n" +
				"row 5: ! the result is missing: write done or fail\nrow 6: ! \"=1+1\" is not the id of a task: write it like 7.12-3fa9\nrow 7: ! it has 2 cells, and the header line 3: the row may have been cut off\n" +
				"row 8: ! because holds the character U+202E, which does not show\nrow 9: done 7.6-abc6 (=1+1)\n"},
		"text": {"- [x] 7.1-abc1\n/accredit done 7.12-3fa9, 7.14-77b0\n/accredit fail 7.13-91c2 because no seat  left\n /accredit done 7.1-abc1\n/accreditor done 7.1-abc1\ntext /accredit done 7.1-abc1\n",
			"line 2: done 7.12-3fa9 7.14-77b0\nline 3: fail 7.13-91c2 (no seat  left)\n"},
		"quotes and code": {"> /accredit done 7.1-abc1\n/accredit done 7.2-abc2\n\n/accredit done 7.3-abc3\n```sh\n/accredit done 7.4-abc4\n~~~\n```\n/accredit done 7.5-abc5\n    /accredit done 7.6-abc6\n~~~~\n~~~\n/accredit done 7.7-abc7\n~~~~\n<!--\n/accredit done 7.8-abc8\n-->\n/accredit done 7.9-abc9\n```\n/accredit done 7.10-abca\n",
			"line 2: in a quote\nline 4: done 7.3-abc3\nline 6: in code\nline 9: done 7.5-abc5\nline 13: in code\nline 16: in HTML\nline 18: done 7.9-abc9\nline 20: in code\n"},
		"lines with mistakes": {"/accredit\n/accredit undo 7.1-abc1\n/accredit done\n/accredit done 7.1\n/accredit done 7.12-7.14\n/accredit fail 7.1-abc1\n/accredit done 99999999999999999999.1-abc1\n/accredit done 7.1-abc1\n/accredit fail 7.1-abc1 because so\n",
			"line 1: ! it says nothing: write /accredit done 7.12-3fa9\nline 2: ! it is done or fail, not \"undo\"; other commands are given to accredit itself\nline 3: ! it names no task: write /accredit done 7.12-3fa9\n" +
				"line 4: ! 7.1 lacks its mark: write the id as the worksheet has it, like 7.12-3fa9\nline 5: ! \"7.12-7.14\" is a range: name each task with its mark, like 7.12-3fa9\n" +
				"line 6: ! a task that failed needs a reason: /accredit fail 7.12-3fa9 because TEXT\nline 7: ! \"99999999999999999999.1-abc1\" is not the id of a task: write it like 7.12-3fa9\nline 8: done 7.1-abc1\nline 9: ! 7.1-abc1 is said to be done and to have failed\n"},
		"comments of GitHub": {"[" + fmt.Sprintf(note, "hello\r\n/accredit done 7.1-abc1\r\n", "2026-11-22T10:00:00+01:00") + "]", "comment 881, line 2: done 7.1-abc1 (2026-11-22T09:00:00Z)\n"},
		"an edited comment":  {fmt.Sprintf(note, "/accredit done 7.1-abc1", "2026-11-22T09:00:01Z"), "comment 881, line 1: ! the comment was edited, and somebody else may have done it: write a new one\n"},
		"notes of GitLab":    {`[{"id":1,"author":{"id":42},"body":"/accredit done 7.1-abc1","created_at":"2026-11-22T09:00:00.5Z","updated_at":"2026-11-22T09:00:00.5Z"},{"id":2,"author":{"id":42},"system":true,"body":"/accredit done 7.2-abc2","created_at":"2026-11-22T09:00:00Z","updated_at":"2026-11-22T09:00:00Z"}][]`, "comment 1, line 1: done 7.1-abc1 (2026-11-22T09:00:00Z)\n"},
	} {
		_, claims, err := worksheet.Read([]byte(test.in))
		if err != nil {
			t.Errorf("%s: %v", name, err)
		}
		if got := lines(claims); got != test.want {
			t.Errorf("%s:\n%swant\n%s", name, got, test.want)
		}
	}
}

func TestReadNothing(t *testing.T) {
	for in, want := range map[string]string{
		"": "nothing in it is a claim", "- [x] 7.12-3fa9\n": "a ticked box is no claim", "PK\x03\x04": "workbook", "a\x00b": "zero",
		"task,state\n7.1-abc1,done\n": "no column result", "task,result,Result\n": "two columns are named result", "/accredit done \xff": "not UTF-8",
		"[{": "not the JSON", `{"message":"Not Found"}`: "each has id", `[{"id":"1"}]`: "not the JSON", "[" + strings.Repeat("[", 100_000): "claim",
		`{"a":` + strings.Repeat("[", 100_000): "not the JSON",
	} {
		if _, claims, err := worksheet.Read([]byte(in)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%.20q: %v %v, want %q", in, claims, err, want)
		}
	}
}

// A comment acts once: what it is kept under names the author and the text.
func TestSource(t *testing.T) {
	_, claims, err := worksheet.Read([]byte(`{"id":5,"author":{"id":42,"username":"x"},"body":"/accredit done 7.1-abc1","created_at":"2026-11-22T09:00:00Z","updated_at":"2026-11-22T09:00:00Z"}`))
	if err != nil || len(claims) != 1 {
		t.Fatal(claims, err)
	}
	if got := claims[0].Comment.Source(); got != "comment gitlab 5 by 42, sha256 6b29835f5dcc22c7d15a16302cddbac473c17ef444c089d54b8443d707f18a1e" {
		t.Error(got)
	}
}

// harmless are texts with exactly these claims, to be broken.
var harmless = []string{
	"task,result,by,because\n7.12-3fa9,done,ben,\n7.13-91c2,fail,,no seat\n",
	"/accredit done 7.12-3fa9\n/accredit fail 7.13-91c2 because no seat\n",
	`[{"id":5,"user":{"id":42},"body":"/accredit done 7.12-3fa9\n/accredit fail 7.13-91c2 because no seat","created_at":"2026-11-22T09:00:00Z","updated_at":"2026-11-22T09:00:00Z"}]`,
}

// check demands what holds whatever was read: a claim has tasks with marks, a
// failure has a reason, and a comment's author is a number.
func check(t *testing.T, data []byte) int {
	t.Helper()
	form, claims, err := worksheet.Read(data)
	if err != nil && len(claims) > 0 {
		t.Errorf("%q: claims beside an error", data)
	}
	taken := 0
	for _, c := range claims {
		if c.Err != nil || c.Quoted != "" {
			continue
		}
		taken++
		if c.What != worksheet.Done && c.What != worksheet.Fail || len(c.IDs) == 0 || c.What == worksheet.Fail && c.Because == "" || c.Place == "" {
			t.Errorf("%q: %+v", data, c)
		}
		for _, id := range c.IDs {
			if len(id.Mark) != 4 || id.Run < 1 || id.Seq < 1 {
				t.Errorf("%q: %+v", data, id)
			}
		}
		if strings.ContainsAny(c.Because+c.By+c.On, "\n\r\x00\x1b\u202e") {
			t.Errorf("%q: %+v", data, c)
		}
		if (form == worksheet.FormComments) != (c.Comment != nil) {
			t.Errorf("%q: comment %v", data, c.Comment)
		}
	}
	return taken
}

// Whatever is put in front of the lines of a text, or between them, what is
// taken is what was said: never a task that stands nowhere outside of quotes.
func TestHostile(t *testing.T) {
	rng := rand.New(rand.NewPCG(16, 5))
	pieces := []string{"\n", "\r", "\"", ",", ";", "'", "=", "> ", "```\n", "~~~\n", "<!--", "-->", "\x00", "\u202e", "\xff", "\ufeff", "/accredit ", "because", "\t", "sep=;\n", "[", "{", "}", "]", "7.12", "-", ".", strings.Repeat("9", 30), "\\n", "\\u202e", "\u00a0", "|"}
	taken, refused := 0, 0
	for range suite.Sample(10_000, 2_000) {
		text := harmless[rng.IntN(len(harmless))]
		for range 1 + rng.IntN(4) {
			at := rng.IntN(len(text) + 1)
			cut := at + rng.IntN(min(3, len(text)-at+1))
			text = text[:at] + pieces[rng.IntN(len(pieces))] + text[cut:]
		}
		n := check(t, []byte(text))
		taken, refused = taken+n, refused+2-n
	}
	if taken == 0 || refused == 0 {
		t.Errorf("%d taken, %d refused", taken, refused)
	}
}

// What stands in a quote, in code or in HTML is never taken, whatever it is.
func TestQuotedIsNeverTaken(t *testing.T) {
	rng := rand.New(rand.NewPCG(16, 6))
	frames := []string{"> %s\n", "```\n%s\n```\n", "~~~~ text\n%s\n~~~\n~~~~\n", "<!-- x\n%s\n-->\n", "    %s\n", "<pre>\n%s\n</pre>\n", "> x\n%s\n\n", "1. %s\n", "`%s`\n"}
	for range suite.Sample(10_000, 1_000) {
		var b strings.Builder
		want := 0
		for i := range 1 + rng.IntN(6) {
			if rng.IntN(3) == 0 {
				want++
				fmt.Fprintf(&b, "\n/accredit done 1.%d-abc1\n", i+1)
				continue
			}
			fmt.Fprintf(&b, frames[rng.IntN(len(frames))], "/accredit done 9.9-bad1")
		}
		body, err := json.Marshal(b.String())
		if err != nil {
			t.Fatal(err)
		}
		comment := fmt.Sprintf(`{"id":5,"user":{"id":42},"body":%s,"created_at":"2026-11-22T09:00:00Z","updated_at":"2026-11-22T09:00:00Z"}`, body)
		_, claims, err := worksheet.Read([]byte(comment))
		if err != nil {
			t.Fatal(err)
		}
		got := 0
		for _, c := range claims {
			if c.Err == nil && c.Quoted == "" {
				got++
				if c.IDs[0].Run == 9 {
					t.Fatalf("%s is taken of\n%s", c.Place, b.String())
				}
			}
		}
		if got != want {
			t.Fatalf("%d taken, want %d of\n%s", got, want, b.String())
		}
	}
}

// FuzzRead: whatever a file holds, reading ends, and what is taken is whole.
func FuzzRead(f *testing.F) {
	for _, seed := range append(harmless, "", "\xff\xfe", "```\n/accredit done 7.1-abc1", "[{}]", "task,result\n\"") {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, data []byte) { check(t, data) })
}
