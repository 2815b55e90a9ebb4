package edit

import (
	"fmt"

	"accredit/config"
	"accredit/engine"
)

// maxBlocks is how many blocks may give one person access in one client, one
// after the other, before an edit of all of them is no small one.
const maxBlocks = 32

// take finds the edit for TakeAccess: one block after the other stops to give
// the person access, today's first, until none does on any day.
func (e *accessEditor) take() error {
	for range maxBlocks {
		list := e.days(e.res)
		if len(list) == 0 {
			return nil
		}
		pos := list[0].grant.Pos
		gone := func(res *config.Result) bool { return !e.isGivenAt(res, list) }
		if err := e.try(gone, e.removeOwn(pos), e.removeNamed(pos), e.endLink(pos), e.leaveOutHere(pos), e.leaveOutAt(pos)); err != nil {
			return err
		}
	}
	return noSmallEdit
}

// isGivenAt reports whether the block that gave the first of several grants
// still does so on one of its days.
func (e *accessEditor) isGivenAt(res *config.Result, was []dated) bool {
	first := was[0]
	for _, d := range e.days(res) {
		if d.From == first.From && d.grant.From().Block == first.grant.From().Block && sameAccess(d.grant, first.grant) {
			return true
		}
	}
	return false
}

// removeOwn takes out the block that is about nobody else.
func (e *accessEditor) removeOwn(pos engine.Pos) attempt {
	return func(dr *draft) error {
		pl, err := e.own(dr, pos)
		if err != nil {
			return err
		}
		pl.removeBlock(pl.block)
		pl.close()
		return nil
	}
}

// removeNamed takes the person out of the people of the client's block, or the
// client out of the clients of the person's.
func (e *accessEditor) removeNamed(pos engine.Pos) attempt {
	return func(dr *draft) error {
		return e.removeFromLists(dr, e.client(), e.person(), &engine.Grant{Pos: pos})
	}
}

// endLink makes an access link evidence only, from today on.
func (e *accessEditor) endLink(pos engine.Pos) attempt {
	return func(dr *draft) error {
		pl, err := dr.find(pos)
		switch {
		case err != nil:
			return err
		case pl.block.Type != "access_link":
			return errNotHere
		case !pl.plain:
			return pl.notPlain(e.client().Address + ".access_link")
		}
		if err := pl.mayReplace("ended_on"); err != nil {
			return err
		}
		pl.set(pl.block, "ended_on", textValue(e.res.Desired.Day().String()))
		pl.close()
		return nil
	}
}

// leaveOutHere adds the person to except of a block that is about other clients
// as well, and writes the same block for them and those others.
func (e *accessEditor) leaveOutHere(pos engine.Pos) attempt {
	return func(dr *draft) error {
		pl, err := dr.find(pos)
		if err != nil {
			return err
		}
		clients, ok := literalList(pl.block, "clients")
		if pl.block.Type != "access" || pl.parent != nil || !pl.plain || !ok || len(clients.Exprs) < 2 {
			return errNotHere
		}
		i := pl.indexOf(clients, e.client().Address)
		if i < 0 || pl.namesOnly(e.person()) {
			return errNotHere
		}
		rest, err := e.forRest(pl, i)
		if err != nil {
			return err
		}
		if err := pl.leaveOut(e.person()); err != nil {
			return err
		}
		pl.insertAfter(pl.block, rest)
		pl.close()
		return nil
	}
}

// forRest is the text of a block as it would be for the person alone, without
// the i-th of its clients.
func (e *accessEditor) forRest(pl *place, i int) (string, error) {
	r := pl.block.Range()
	text := &draft{files: map[string][]byte{pl.name: pl.src[r.Start.Byte:pl.block.CloseBraceRange.End.Byte]}}
	copied, err := text.open(pl.name)
	if err != nil {
		return "", err
	}
	b := copied.body.Blocks[0]
	name := e.freeLabel("access", labelFrom(b.Labels[0]+"_"+lastPart(e.person().Address)))
	at := b.LabelRanges[0]
	copied.replace(at.Start.Byte, at.End.Byte, textValue(name))
	clients, _ := literalList(b, "clients")
	copied.removeFrom(clients, i)
	copied.set(b, "people", "["+e.person().Address+"]")
	copied.set(b, "except", "")
	copied.close()
	return string(text.files[pl.name]) + "\n", nil
}

// leaveOutAt adds the person to except of a block that is about this client
// alone.
func (e *accessEditor) leaveOutAt(pos engine.Pos) attempt {
	return func(dr *draft) error {
		pl, err := dr.find(pos)
		switch {
		case err != nil:
			return err
		case pl.block.Type != "access" || pl.plain && pl.namesOnly(e.person()) && pl.reachesOnly(e.client()):
			return errNotHere
		case !pl.plain && pl.parent != nil:
			return pl.notPlain("the access of " + e.client().Address)
		case !pl.plain:
			return pl.notPlain("access." + pl.block.Labels[0])
		case !pl.reachesOnly(e.client()):
			return e.forOthers(pl)
		}
		if err := pl.leaveOut(e.person()); err != nil {
			return err
		}
		pl.close()
		return nil
	}
}

// forOthers refuses to leave the person out of a block that is about other
// clients as well: except would take those away, too.
func (e *accessEditor) forOthers(pl *place) error {
	return &Refused{
		fmt.Sprintf("%s has it by the block at %s, which is for other clients as well", e.person().Address, pl),
		fmt.Sprintf("Take %s out of its clients, or %s out of it, by hand.", e.client().Address, e.person().Address),
	}
}
