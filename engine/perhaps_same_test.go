package engine_test

import (
	"fmt"
	"strings"
	"testing"

	"accredit/engine"
	"accredit/engine/revise"

	"github.com/google/go-cmp/cmp"
)

func TestPerhapsSame(t *testing.T) {
	person := func(email, id, name string) engine.Person { return engine.Person{Email: email, UserID: id, Name: name} }
	for name, test := range map[string]struct {
		gone, came []engine.Person
		want       []engine.SamePerson
	}{
		"the id":              {[]engine.Person{person("bob@x.example", "102", "Bob")}, []engine.Person{person("r@x.example", "102", "Robert"), person("z@x.example", "103", "Bob")}, []engine.SamePerson{{"bob@x.example", "r@x.example", "102", ""}}},
		"the name":            {[]engine.Person{person("bob@x.example", "", "Bob Ray")}, []engine.Person{person("r@y.example", "102", "bob ray")}, []engine.SamePerson{{"bob@x.example", "r@y.example", "", "Bob Ray"}}},
		"two of one name":     {[]engine.Person{person("bob@x.example", "", "Bob Ray")}, []engine.Person{person("r@y.example", "", "Bob Ray"), person("s@y.example", "", "Bob Ray")}, nil},
		"one name, other ids": {[]engine.Person{person("bob@x.example", "1", "Bob Ray")}, []engine.Person{person("r@y.example", "2", "Bob Ray")}, nil},
		"nobody has a name":   {[]engine.Person{person("bob@x.example", "", "")}, []engine.Person{person("r@y.example", "", "")}, nil},
	} {
		if diff := cmp.Diff(test.want, engine.PerhapsSame(test.gone, test.came)); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
}

// Where a whole domain moved it is said once; who moved alone is named.
func TestMovedDomains(t *testing.T) {
	var list []engine.SamePerson
	for i := range 5 {
		list = append(list, engine.SamePerson{Was: fmt.Sprintf("p%d@old.example", i), Is: fmt.Sprintf("p%d@new.example", i), UserID: fmt.Sprint(i + 1)})
	}
	list = append(list, engine.SamePerson{Was: "z@old.example", Is: "z@else.example", UserID: "9"})
	few, moved := engine.MovedDomains(list)
	if len(few) != 1 || few[0].Was != "z@old.example" || len(moved) != 1 || len(moved[0].People) != 5 {
		t.Fatalf("%+v %+v", few, moved)
	}
	if text := moved[0].Message(); !strings.HasPrefix(text, "5 people are perhaps the same at new.example as before at old.example") {
		t.Error(text)
	}
}

// What a configuration says of a person keeps the user id that was observed.
func TestApplyKeepsUserID(t *testing.T) {
	w := driftWorld()
	w.OldPerson("dan", func(p *engine.Person) { p.UserID = "105"; p.Name = "Dan" }).NewPerson("dan", func(p *engine.Person) { p.Name = "Daniel" })
	w.Client(7).Both("dan", "junior")
	p := w.Plan(engine.Options{})
	changes, err := revise.Applied(w.Access(), p, nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range changes.People {
		if c.After.Name == "Daniel" && c.After.UserID == "105" {
			return
		}
	}
	t.Errorf("%+v", changes.People)
}
