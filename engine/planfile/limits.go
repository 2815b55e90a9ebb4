package planfile

import (
	"fmt"

	"accredit/engine"
)

// limitsDoc are the guardrails that a plan was judged by, where there are any
// but the usual ones.
type limitsDoc struct {
	MaxRemovals      string        `json:"max_removals"` // 12 or 25%
	MinPartnerAdmins int           `json:"min_partner_admins"`
	MaxSuperAdmins   int           `json:"max_super_admins"`
	Protected        []string      `json:"protected"`
	Approvals        []approvalDoc `json:"removal_approvals"`
}

type approvalDoc struct {
	HubID   int64  `json:"hub_id,omitempty"`
	Email   string `json:"email,omitempty"`
	UpTo    int    `json:"up_to"`
	Expires string `json:"expires,omitempty"`
}

func newLimitsDoc(l *engine.Limits) limitsDoc {
	doc := limitsDoc{l.MaxRemovals.String(), l.MinPartnerAdmins, l.MaxSuperAdmins, listed(l.Protected), []approvalDoc{}}
	for _, a := range l.Approvals {
		doc.Approvals = append(doc.Approvals, approvalDoc{a.HubID, a.Email, a.UpTo, a.Expires.String()})
	}
	return doc
}

func (d *planDecoder) limits(doc limitsDoc) error {
	most, err := engine.ParseLimit(doc.MaxRemovals)
	if err != nil {
		return fmt.Errorf("max_removals: %w", err)
	}
	l := engine.Limits{MaxRemovals: most, MinPartnerAdmins: doc.MinPartnerAdmins, MaxSuperAdmins: doc.MaxSuperAdmins}
	if len(doc.Protected) > 0 {
		l.Protected = doc.Protected
	}
	for _, a := range doc.Approvals {
		var expires engine.Date
		if a.Expires != "" {
			if expires, err = engine.ParseDate(a.Expires); err != nil {
				return err
			}
		}
		l.Approvals = append(l.Approvals, engine.Approval{HubID: a.HubID, Email: a.Email, UpTo: a.UpTo, Expires: expires})
	}
	d.plan.Limits = l
	return nil
}
