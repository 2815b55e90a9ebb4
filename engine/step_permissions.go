package engine

// PermissionChanges lists what a step does to single permissions, by name
// (docs/interface.md, "Plan, as JSON"): of change, migrate and record every
// permission whose level before and after differ; of add, link and adopt only
// where the new rights differ from the contents of the named set, whose level
// then is Before; of the rest nothing; and of all of them what is held back,
// which alone has Wanted. Where the rights before are not known, Before is
// empty and only what is held back is listed.
func (p *Plan) PermissionChanges(s *Step) []PermissionChange {
	if s.After == nil || s.After.Unknown {
		return nil
	}
	after := s.After.Rights
	before, known := p.rightsCompared(s)
	wanted := s.More().Wanted
	if before.Equal(after) && len(wanted) == 0 {
		return nil
	}
	var list []PermissionChange
	for i := range max(len(before), len(after), len(wanted)) {
		held := len(wanted) > 0 && wanted.Level(i) != after.Level(i)
		differs := known && before.Level(i) != after.Level(i)
		if !held && !differs {
			continue
		}
		at := p.Catalogue.At(i)
		c := PermissionChange{Permission: at.Name, After: at.Kind.Name(after.Level(i))}
		if known {
			c.Before = at.Kind.Name(before.Level(i))
		}
		if held {
			c.Wanted = at.Kind.Name(wanted.Level(i))
		}
		list = append(list, c)
	}
	return list
}

// GivenPermissions lists all that somebody has after a step, by name, from the
// lowest level on, and what of it is held back. Where the contents of the set
// are not known nothing can be listed.
func (p *Plan) GivenPermissions(s *Step) []PermissionChange {
	if s.After == nil || s.After.Unknown {
		return nil
	}
	var list []PermissionChange
	wanted := s.More().Wanted
	for i := range max(len(s.After.Rights), len(wanted)) {
		after := s.After.Rights.Level(i)
		held := len(wanted) > 0 && wanted.Level(i) != after
		if after == 0 && !held {
			continue
		}
		at := p.Catalogue.At(i)
		c := PermissionChange{Permission: at.Name, Before: at.Kind.Name(0), After: at.Kind.Name(after)}
		if held {
			c.Wanted = at.Kind.Name(wanted.Level(i))
		}
		list = append(list, c)
	}
	return list
}

// rightsCompared gives the rights that those after a step are compared with,
// and whether they are known.
func (p *Plan) rightsCompared(s *Step) (Rights, bool) {
	switch s.Action {
	case ActionChange, ActionMigrate, ActionRecord:
		if s.Before == nil || s.Before.Unknown {
			return "", false
		}
		return s.Before.Rights, true
	case ActionAdd, ActionLink, ActionAdopt:
		contents, _ := p.ContentsOf(s.After.Set)
		return contents, true
	default:
		return s.After.Rights, true
	}
}

// ContentsOf gives the rights of a permission set that the plan lists, and
// whether it lists one of that name.
func (p *Plan) ContentsOf(set string) (Rights, bool) {
	for i := range p.Sets {
		if p.Sets[i].Name == set {
			return p.Sets[i].Rights, true
		}
	}
	return "", false
}
