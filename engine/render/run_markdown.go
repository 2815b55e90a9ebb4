package render

import (
	"io"

	"accredit/engine"
	"accredit/engine/runs"
)

func (m Markdown) Runs(w io.Writer, list []runs.View) error { return Text{}.Runs(w, list) }

func (h HTML) Runs(w io.Writer, list []runs.View, c *engine.Catalogue) error {
	return Text{}.Runs(w, list)
}
