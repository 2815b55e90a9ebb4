package planfile

import (
	"errors"

	"accredit/engine"
)

// What a plan says of runs, and of access that begins later.

type inProgressDoc struct {
	aboutDoc
	Run    int64     `json:"run"`
	Since  string    `json:"since"`
	Steps  []string  `json:"steps"`
	Actors []*string `json:"actors"` // of each step; null: not known any more
	// Of a step for which a request to HubSpot is out.
	Out      string `json:"out,omitempty"`
	OutSince string `json:"out_since,omitempty"`
}

type replacedDoc struct {
	aboutDoc
	Run      int64 `json:"run"`
	Stay     int   `json:"stay"`
	FallAway int   `json:"fall_away"`
	New      int   `json:"new"`
}

type scheduledDoc struct {
	aboutDoc
	whoDoc
	PermissionSet string     `json:"permission_set"`
	Starts        string     `json:"starts"`
	Expires       string     `json:"expires"`
	Effect        string     `json:"effect"`
	Approved      bool       `json:"approved"` // before; its begin is gone, and so the approval
	Rule          string     `json:"rule,omitempty"`
	Refused       string     `json:"refused,omitempty"`
	Source        *sourceDoc `json:"source"`
}

type beginDoc struct {
	Email   string `json:"email"`
	Starts  string `json:"starts"`
	Expires string `json:"expires"`
	Digest  string `json:"digest"`
}

func newBeginDocs(begins []engine.BeginApproval) []beginDoc {
	var docs []beginDoc
	for _, b := range begins {
		docs = append(docs, beginDoc{b.Email, b.Starts.String(), b.Expires.String(), b.Digest})
	}
	return docs
}

func parseBegins(docs []beginDoc) ([]engine.BeginApproval, error) {
	var begins []engine.BeginApproval
	var errs []error
	for _, doc := range docs {
		starts, errStarts := engine.ParseDate(doc.Starts)
		expires, errExpires := engine.ParseDate(doc.Expires)
		begins = append(begins, engine.BeginApproval{Email: doc.Email, Starts: starts, Expires: expires, Digest: doc.Digest})
		errs = append(errs, errStarts, errExpires)
	}
	return begins, errors.Join(errs...)
}

// runs writes what is in progress, and what the plan takes over from.
func (e *planEncoder) runs() {
	e.d.openField("in_progress", "[")
	for _, is := range e.InProgress {
		doc := inProgressDoc{aboutDoc: e.about(is.Client), Run: is.Run, Since: is.Since.String(), Steps: is.Steps}
		for _, actor := range is.Actors {
			doc.Actors = append(doc.Actors, e.who(actor).Email)
		}
		if doc.Out = is.Out; is.Out != "" {
			doc.OutSince = momentText(is.OutSince)
		}
		e.d.element(doc)
	}
	e.d.close("]")
	e.d.openField("replaces", "[")
	for _, r := range e.Replaces {
		e.d.element(replacedDoc{e.about(r.Client), r.Run, r.Stay, r.FallAway, r.AreNew})
	}
	e.d.close("]")
}

func (e *planEncoder) scheduled() {
	e.d.openField("scheduled", "[")
	for i := range e.Scheduled {
		s := &e.Scheduled[i]
		doc := scheduledDoc{
			aboutDoc: e.about(s.Client), whoDoc: e.who(s.Person), PermissionSet: s.Set, Starts: s.Starts.String(), Expires: s.Expires.String(),
			Effect: s.Effect.String(), Approved: s.Approved, Rule: s.Rule, Refused: s.Refused, Source: newSourceDoc(s.Pos),
		}
		if doc.Email == nil {
			doc.Email = &s.Email
		}
		e.d.element(doc)
	}
	e.d.close("]")
}

func (d *planDecoder) inProgress(doc inProgressDoc) error {
	client, errClient := d.about(doc.aboutDoc)
	since, errSince := engine.ParseDate(doc.Since)
	is := engine.InProgress{Client: client, Run: doc.Run, Since: since, Steps: doc.Steps}
	errs := []error{errClient, errSince}
	if is.Out = doc.Out; doc.OutSince != "" {
		var err error
		is.OutSince, err = parseMoment(doc.OutSince)
		errs = append(errs, err)
	}
	for _, email := range doc.Actors {
		actor, err := d.who(email)
		is.Actors, errs = append(is.Actors, actor), append(errs, err)
	}
	if client == engine.Nobody || len(is.Actors) != len(is.Steps) {
		errs = append(errs, errors.New("what is in progress needs a client, and an actor for each step"))
	}
	d.plan.InProgress = append(d.plan.InProgress, is)
	return errors.Join(errs...)
}

func (d *planDecoder) replaced(doc replacedDoc) error {
	client, err := d.about(doc.aboutDoc)
	if client == engine.Nobody {
		err = errors.Join(err, errors.New("what is replaced needs a client"))
	}
	d.plan.Replaces = append(d.plan.Replaces, engine.Replaced{Client: client, Run: doc.Run, Stay: doc.Stay, FallAway: doc.FallAway, AreNew: doc.New})
	return err
}

func (d *planDecoder) scheduled(doc scheduledDoc) error {
	client, errClient := d.about(doc.aboutDoc)
	s := engine.Scheduled{
		Client: client, Person: engine.Nobody, Set: doc.PermissionSet, Approved: doc.Approved, Rule: doc.Rule, Refused: doc.Refused, Pos: doc.Source.pos(),
	}
	var errWho, errStarts, errExpires, errEffect error
	if doc.Email != nil {
		s.Email = *doc.Email
	}
	if doc.Person != nil || !doc.Approved {
		s.Person, errWho = d.who(doc.Email)
	}
	s.Starts, errStarts = engine.ParseDate(doc.Starts)
	s.Expires, errExpires = engine.ParseDate(doc.Expires)
	s.Effect, errEffect = engine.ParseEffect(doc.Effect)
	if client == engine.Nobody || s.Person == engine.Nobody && !s.Approved {
		errWho = errors.Join(errWho, errors.New("a begin needs a client and a person"))
	}
	d.plan.Scheduled = append(d.plan.Scheduled, s)
	return errors.Join(errClient, errWho, errStarts, errExpires, errEffect)
}
