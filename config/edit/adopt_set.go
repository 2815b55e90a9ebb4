package edit

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"accredit/engine"

	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/hashicorp/hcl/v2/hclwrite"
)

// setChoice is how a block gives somebody what they have: a set, adjusted.
type setChoice struct {
	set    string
	add    engine.Levels
	remove []string
}

// Up to so many adjustments are written before a permission set of its own is
// declared: few where the set that was seen has a name of its own.
const (
	manyAdjustments = 12
	fewAdjustments  = 3
)

// chooseSet finds the set with the fewest adjustments, rather the one that the
// person is to have now, then the one that was seen. Where nothing is close, or
// only a name is known, the set is declared.
func (a *adopter) chooseSet(dr *draft, current string, it *engine.DriftItem) (*setChoice, error) {
	now := it.Now()
	if it.ByName || now.Unknown {
		return a.namedSet(dr, now)
	}
	var best *setChoice
	for i := range a.res.Desired.Sets {
		c := a.adjust(&a.res.Desired.Sets[i], now.Rights)
		if c == nil {
			continue
		}
		if best == nil || cmp.Or(cmp.Compare(c.cost(), best.cost()), preferred(c.set, current)-preferred(best.set, current), preferred(c.set, now.Set)-preferred(best.set, now.Set)) < 0 {
			best = c
		}
	}
	limit := manyAdjustments
	name, own := a.ownName(now.Set)
	if own {
		limit = fewAdjustments
	}
	if best != nil && best.cost() <= limit {
		return best, nil
	}
	if !own {
		name = a.freeLabel("permission_set", labelFrom(fmt.Sprintf("hub_%d_%s", it.HubID, strings.Split(it.Email, "@")[0])))
	}
	var text strings.Builder
	fmt.Fprintf(&text, "permission_set %s {\n  permissions = %s\n}\n", textValue(name), indentedValue(levelsText(engine.LevelsOf(a.res.Desired.Catalogue, now.Rights), 0)))
	return &setChoice{set: name}, a.declareSet(dr, text.String())
}

func preferred(name, wanted string) int {
	if name == wanted {
		return 0
	}
	return 1
}

// ownName reports whether a set that was seen has a name that could be
// declared.
func (a *adopter) ownName(name string) (string, bool) {
	return name, hclsyntax.ValidIdentifier(name) && !a.addresses()["permission_set."+name]
}

// namedSet is the set of that name, declared as one of unknown contents where
// there is none.
func (a *adopter) namedSet(dr *draft, now *engine.Grant) (*setChoice, error) {
	if a.addresses()["permission_set."+now.Set] {
		return &setChoice{set: now.Set}, nil
	}
	name, ok := a.ownName(now.Set)
	if !ok {
		return nil, fmt.Errorf("the permission set %q that was seen cannot be declared under that name: rename it in the account", now.Set)
	}
	return &setChoice{set: name}, a.declareSet(dr, fmt.Sprintf("permission_set %s {\n  unknown = true\n}\n", textValue(name)))
}

// declareSet writes a permission set where others are.
func (a *adopter) declareSet(dr *draft, text string) error {
	file := "permission_sets.hcl"
	for i := range a.res.Desired.Sets {
		if s := &a.res.Desired.Sets[i]; !s.Builtin && s.Pos.File != "" {
			file = s.Pos.File
		}
	}
	p, err := dr.open(file)
	if err != nil {
		return err
	}
	p.appendBlock(string(hclwrite.Format([]byte(text))))
	p.close()
	return nil
}

// adjust finds the adjustments with which a set gives the rights; nil where
// there are none: add only raises, remove takes a permission out whole, and
// one permission cannot stand in both.
func (a *adopter) adjust(set *engine.PermissionSet, want engine.Rights) *setChoice {
	c, cat := &setChoice{set: set.Name}, a.res.Desired.Catalogue
	if set.Unknown || set.Name == engine.SetSuperAdmin && !set.Rights.Equal(want) {
		return nil
	}
	for i := range cat.Len() {
		has, wants, p := set.Rights.Level(i), want.Level(i), cat.At(i)
		switch {
		case has == wants:
		case wants > has && p.Name == engine.PermissionSuperAdmin, wants < has && wants > 0:
			return nil
		case wants > has:
			c.add = append(c.add, engine.PermissionLevel{Permission: p.Name, Level: p.Kind.Name(wants)})
		default:
			c.remove = append(c.remove, p.Name)
		}
	}
	return c
}

func (c *setChoice) cost() int { return len(c.add) + len(c.remove) }

func (c *setChoice) addText() string {
	if len(c.add) == 0 {
		return ""
	}
	return levelsText(c.add, 2)
}

func (c *setChoice) removeText() string { return textList(slices.Sorted(slices.Values(c.remove))) }

// levelsText writes levels as an object, on one line where there are few.
func levelsText(levels engine.Levels, few int) string {
	parts := make([]string, len(levels))
	for i, pl := range levels {
		level := textValue(pl.Level)
		if pl.Level == engine.Toggle.Name(1) {
			level = "true"
		}
		parts[i] = textValue(pl.Permission) + " = " + level
	}
	if len(parts) <= few {
		return "{ " + strings.Join(parts, ", ") + " }"
	}
	return "{\n  " + strings.Join(parts, "\n  ") + "\n}"
}
