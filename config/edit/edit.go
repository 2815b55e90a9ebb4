package edit

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"accredit/config"
	"accredit/engine"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclwrite"
	"github.com/zclconf/go-cty/cty"
)

// MarkLeft returns the file that declares a person, with status = "left" in
// their block. Comments and everything else stay as they are. Somebody who
// comes from for_each has no block of their own: that is an error.
func MarkLeft(dir string, p *engine.Person) (config.File, error) {
	kind, label, err := blockOf(p.Address)
	if err != nil {
		return config.File{}, err
	}
	f, err := openForEdit(dir, p.Pos.File)
	if err != nil {
		return config.File{}, err
	}
	block := f.Body().FirstMatchingBlock(kind, []string{label})
	if block == nil {
		return config.File{}, fmt.Errorf("%s has no block %s", p.Pos.File, p.Address)
	}
	block.Body().SetAttributeValue("status", cty.StringVal("left"))
	return config.File{Name: p.Pos.File, Content: hclwrite.Format(f.Bytes())}, nil
}

// blockOf splits an address into the type and label of its block.
func blockOf(address string) (kind, label string, err error) {
	kind, label, _ = strings.Cut(address, ".")
	if label == "" || strings.ContainsAny(label, "[.") {
		return "", "", fmt.Errorf("%s comes from for_each: change what it goes over", address)
	}
	return kind, label, nil
}

func openForEdit(dir, file string) (*hclwrite.File, error) {
	src, err := os.ReadFile(filepath.Join(dir, filepath.FromSlash(file)))
	if err != nil {
		return nil, err
	}
	f, diags := hclwrite.ParseConfig(src, file, hcl.InitialPos)
	if diags.HasErrors() {
		return nil, diags
	}
	return f, nil
}
